//! `--format` and `--output` of the command: every format in one run, replaced files, and what no format shows.

use std::fs;
use std::path::Path;

use crate::common::{self, FORMATS, HEADLESS_SLIP, LEAK, Run, bowline, bowline_with};
use tempfile::TempDir;

const DEPLOYMENT: &str = include_str!("../../consumers/project/deployment.yaml");
const SERVICE: &str = include_str!("../../consumers/project/service.yaml");

fn project() -> TempDir {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("deployment.yaml"), DEPLOYMENT).unwrap();
    fs::write(folder.path().join("service.yaml"), SERVICE).unwrap();
    fs::write(folder.path().join("notes.yaml"), "a: b\n").unwrap();
    folder
}

fn read(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).unwrap()
}

/// Each format contains all findings, with the same bytes in every run: alone or among others, on one thread or on
/// four.
#[test]
fn every_format_has_every_finding_and_is_the_same_in_every_run() {
    let text = format!("{HEADLESS_SLIP}---\n{LEAK}");
    let names: Vec<String> = (0..30).map(|index| format!("dir{}/{index}.yaml", index % 7)).collect();
    let files: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), text.as_str())).collect();
    let folder = common::folder(&files);
    let outputs = FORMATS.map(|format| format!("--output={format}={format}.report"));
    let arguments: Vec<&str> = ["check"].into_iter().chain(outputs.iter().map(String::as_str)).collect();
    let on_threads = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let run = pool.install(|| bowline(folder.path(), &arguments));
        assert_eq!((run.code, run.stderr.as_str()), (1, ""));
        let reports = FORMATS.map(|format| read(folder.path(), &format!("{format}.report")));
        assert!(run.stdout == reports[0], "people get the report of `human`");
        reports
    };
    let reports = on_threads(1);
    assert!(reports == on_threads(4));
    for (format, report) in FORMATS.into_iter().zip(reports) {
        let alone = bowline(folder.path(), &["check", "--format", format]);
        assert_eq!((alone.code, alone.stdout), (1, report.clone()), "{format}");
        for rule in ["svc-clusterip-invalid", "hardcoded-password"] {
            // The report for people shows equal findings once, with their number.
            let is_all = match format {
                "human" => report.contains(&format!("  30  {rule}\n")),
                _ => report.matches(rule).count() >= files.len(),
            };
            assert!(is_all, "{format}, {rule}: {report}");
        }
    }
}

#[test]
fn viewers_get_the_part_of_a_card_that_is_for_people() {
    let sarif = bowline(project().path(), &["check", "--format", "sarif"]).json();
    let rules = sarif["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
    assert!(!rules.is_empty());
    for rule in rules {
        let help = rule["help"]["markdown"].as_str().unwrap();
        assert!(help.contains("\n## Example\n") && !help.contains("## Cases"), "{help}");
    }
}

#[test]
fn a_secret_is_in_no_format() {
    let broken = LEAK.replace("image: mysql:8.4", "image: [mysql");
    let comment = LEAK.replace("value: correct-horse-7", "value: changeme # PASSWORD=correct-horse-7");
    let words = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n      image: web\n      \
                 args:\n        - --token \"correct horse\" # \"x\"\n        - --password correct-horse\n        \
                 - run --api-key='correct-horse'\n        - --x: y\n";
    for text in [LEAK, &broken, &comment, words] {
        let folder = common::folder(&[("a.yaml", text)]);
        for format in FORMATS {
            let run = bowline(folder.path(), &["check", "--info", "--verbose", "--format", format]);
            assert_eq!(run.code, 1, "{format}: {text}");
            assert!(run.stdout.contains("a.yaml"), "{format}: {}", run.stdout);
            assert!(!run.stdout.contains("correct") && !run.stderr.contains("correct"), "{format}: {}", run.stdout);
        }
    }
}

#[test]
fn what_was_not_checked_is_said_in_every_format() {
    let folder = project();
    for format in FORMATS {
        let run = bowline(folder.path(), &["check", "--format", format]);
        let beside = matches!(format, "concise" | "gitlab" | "checkstyle" | "rdjson");
        let said = if beside { &run.stderr } else { &run.stdout };
        assert!(said.contains("notes.yaml"), "{format}: {said}");
        assert_eq!(run.stderr.is_empty(), !beside, "{format}: {}", run.stderr);
    }
}

#[test]
fn a_report_replaces_a_longer_one() {
    let folder = project();
    let file = folder.path().join("report.txt");
    fs::write(&file, "x".repeat(100_000)).unwrap();
    let run = bowline(folder.path(), &["check", "--output", "gitlab=report.txt", "--ignore", "links,secrets,values"]);
    assert_eq!((run.code, read(folder.path(), "report.txt").as_str()), (0, "[]\n"));
    let names: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names.len(), 4, "nothing else is left there: {names:?}");
}

#[cfg(unix)]
#[test]
fn a_report_is_an_ordinary_file_and_a_link_stays_one() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = project();
    fs::write(folder.path().join("real.json"), "").unwrap();
    symlink("real.json", folder.path().join("link.json")).unwrap();
    bowline(folder.path(), &["check", "--output", "json=link.json", "--output", "json=new.json"]);
    assert!(folder.path().join("link.json").is_symlink());
    assert_eq!(read(folder.path(), "real.json"), read(folder.path(), "new.json"));
    let ordinary = fs::metadata(folder.path().join("service.yaml")).unwrap().permissions().mode();
    let mode = fs::metadata(folder.path().join("new.json")).unwrap().permissions().mode();
    assert_eq!(format!("{mode:o}"), format!("{ordinary:o}"));
    let device = bowline(folder.path(), &["check", "--output", "sarif=/dev/null"]);
    assert_eq!((device.code, device.stderr.as_str()), (1, ""));
    assert!(!fs::metadata("/dev/null").unwrap().is_file());
}

#[cfg(unix)]
#[test]
fn a_report_over_a_file_keeps_its_permissions_and_names() {
    use std::os::unix::fs::PermissionsExt;
    let folder = project();
    let [secret, twin, other] = ["secret.json", "twin.json", "other.json"].map(|name| folder.path().join(name));
    for path in [&secret, &twin] {
        fs::write(path, "x".repeat(100_000)).unwrap();
        fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
    }
    fs::hard_link(&twin, &other).unwrap();
    bowline(folder.path(), &["check", "--output", "json=secret.json", "--output", "json=twin.json"]);
    for path in [&secret, &twin] {
        let mode = fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(format!("{mode:o}"), "600", "{}", path.display());
    }
    assert!(read(folder.path(), "other.json").starts_with('{'), "the other name is of the same file");
    assert_eq!(read(folder.path(), "other.json"), read(folder.path(), "secret.json"));
}

#[cfg(unix)]
#[test]
fn reports_for_the_outputs_stand_beside_the_others() {
    use std::process::{Command, Stdio};
    let folder = project();
    for (name, stream) in [("/dev/stdout", "out.txt"), ("/dev/stderr", "err.txt"), ("/dev/fd/1", "out.txt")] {
        let file = |name: &str| Stdio::from(fs::File::create(folder.path().join(name)).unwrap());
        let mut command = Command::new(env!("CARGO_BIN_EXE_bowline"));
        command.args(["check", "--output", &format!("json-lines={name}")]).current_dir(folder.path());
        let status = command.stdout(file("out.txt")).stderr(file("err.txt")).status().unwrap();
        assert_eq!(status.code(), Some(1));
        assert!(read(folder.path(), stream).starts_with('{'), "{name}: {}", read(folder.path(), stream));
        assert!(read(folder.path(), "out.txt").contains("why it matters: bowline explain"), "{name}");
    }
    // A file that another program has open is written, not replaced.
    let path = folder.path().join("held.json");
    let held = fs::File::create(&path).unwrap();
    let device = format!("json=/proc/{}/fd/{}", std::process::id(), std::os::fd::AsRawFd::as_raw_fd(&held));
    if cfg!(target_os = "linux") {
        assert_eq!(bowline(folder.path(), &["check", "--output", &device]).code, 1);
        assert!(held.metadata().unwrap().len() > 0 && read(folder.path(), "held.json").starts_with('{'));
    }
}

#[test]
fn what_cannot_be_written_is_said() {
    let folder = project();
    let failed = |output: &str| -> Run {
        let run = bowline(folder.path(), &["check", "--output", output]);
        assert_eq!(run.code, 2, "{}", run.stdout);
        run
    };
    let gone = failed("sarif=no/such/folder.sarif").stderr;
    assert!(gone.starts_with("bowline: cannot write no/such/folder.sarif: "), "{gone}");
    assert!(!gone.contains(".tmp") && !gone.contains(" at path "), "{gone}");
    let unknown = failed("sarf=x").stderr;
    let all = format!("there is no format `sarf`: write one of {}, diff\n", FORMATS.join(", "));
    assert!(unknown.contains(&all), "`FORMATS` lists all: {unknown}");
    assert!(failed("sarif").stderr.contains("write FORMAT=FILE"));
    assert!(failed("sarif=").stderr.contains("write FORMAT=FILE"));
    let twice = bowline(folder.path(), &["check", "--output", "json=a.json", "--output", "sarif=./a.json"]);
    assert_eq!(
        (twice.code, twice.stderr.as_str()),
        (2, "bowline: two reports would go to ./a.json: give each a file of its own\n")
    );
}

#[test]
fn a_report_is_no_manifest() {
    let folder = project();
    let check = || bowline(folder.path(), &["check", "--format", "json", "--output", "json=report.json"]).json();
    let first = check();
    let second = check();
    assert_eq!(second["diagnostics"], first["diagnostics"]);
    assert_eq!(second["summary"]["skipped"][1]["file"], "report.json");
}

#[test]
fn standard_input_has_a_path_in_the_formats_of_others() {
    let folder = TempDir::new().unwrap();
    let text = format!("{DEPLOYMENT}---\n{SERVICE}");
    for (format, name) in [
        ("sarif", "\"uri\": \"stdin\""),
        ("github", "file=stdin,"),
        ("gitlab", "\"path\": \"stdin\""),
        ("junit", "classname=\"stdin\""),
        ("checkstyle", "<file name=\"stdin\">"),
        ("rdjson", "\"path\": \"stdin\""),
        ("concise", "<stdin>:30:51: error["),
        ("json-lines", "\"file\":\"<stdin>\""),
    ] {
        let run = bowline_with(folder.path(), &["check", "-", "--format", format], text.as_bytes());
        assert!(run.stdout.contains(name), "{format}: {}", run.stdout);
    }
}

#[test]
fn colours_are_for_people() {
    let folder = project();
    for format in FORMATS {
        let run = bowline(folder.path(), &["check", "--color", "always", "--format", format]);
        assert_eq!(run.stdout.contains('\u{1b}'), matches!(format, "human" | "concise"), "{format}");
        let output = format!("{format}=report.txt");
        bowline(folder.path(), &["check", "--color", "always", "--output", &output]);
        assert!(!read(folder.path(), "report.txt").contains('\u{1b}'), "{format}");
    }
}

#[test]
fn rendered_text_points_to_its_template() {
    let folder = TempDir::new().unwrap();
    let template = folder.path().join("web/templates/service.yaml");
    fs::create_dir_all(template.parent().unwrap()).unwrap();
    fs::write(folder.path().join("web/Chart.yaml"), "apiVersion: v2\nname: web\nversion: 1.0.0\n").unwrap();
    fs::write(template, "{{ if true }}\n".to_owned() + SERVICE).unwrap();
    let text = format!("---\n# Source: web/templates/service.yaml\n{SERVICE}---\n{DEPLOYMENT}");
    let run = |format: &str| bowline_with(folder.path(), &["check", "-", "--format", format], text.as_bytes()).stdout;
    for (format, place) in [
        ("concise", "web/templates/service.yaml:8:1: error[svc-targetport-name-unknown]"),
        ("github", "file=web/templates/service.yaml,line=8,endLine=8::"),
        ("gitlab", "\"path\": \"web/templates/service.yaml\""),
        ("junit", "<testsuite name=\"web/templates/service.yaml\""),
        ("checkstyle", "<file name=\"web/templates/service.yaml\">\n    <error line=\"8\""),
        (
            "rdjson",
            "\"path\": \"web/templates/service.yaml\",\n        \"range\": {\n          \"start\": {\n            \"line\": 8",
        ),
        (
            "sarif",
            "\"uri\": \"web/templates/service.yaml\"\n                },\n                \"region\": {\n                  \"startLine\": 8\n",
        ),
    ] {
        let written = run(format);
        assert!(written.contains(place), "{format}: {written}");
        assert!(written.contains("place is approximate"), "{format}: {written}");
    }
    // Nobody edits rendered text.
    let fixes = |text: &str, key: &str| text.matches(key).count();
    assert_eq!(fixes(&run("sarif"), "\"artifactChanges\""), 1, "only that of what was not rendered");
    assert_eq!(fixes(&run("rdjson"), "\"suggestions\""), 1, "only that of what was not rendered");
}
