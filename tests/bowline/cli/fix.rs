//! `bowline fix` and `bowline check --fix`: the files that they write, their output, and the files that they leave
//! alone.

use std::fs;
use std::path::Path;

use crate::common::{HEADLESS_SLIP, LEAK, Run, bowline, bowline_with, folder};

const FIXED_HEADLESS: &str = "fixed 1 finding in 1 file · nothing left\n";

fn headless() -> String {
    HEADLESS_SLIP.replace("none", "None")
}

fn text(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).unwrap()
}

fn fix(folder: &Path, arguments: &[&str]) -> Run {
    bowline(folder, &[&["fix"], arguments].concat())
}

#[test]
fn a_safe_fix_is_written_and_named() {
    let folder = folder(&[("svc.yaml", HEADLESS_SLIP)]);
    let run = fix(folder.path(), &[]);
    let line = "svc.yaml:6:14: fixed[svc-clusterip-invalid] write `None`\n";
    assert_eq!((run.code, run.stdout, run.stderr), (0, format!("{line}{FIXED_HEADLESS}"), String::new()));
    assert_eq!(text(folder.path(), "svc.yaml"), headless());
    let again = fix(folder.path(), &[]);
    assert_eq!((again.code, again.stdout.as_str()), (0, "nothing to fix\n"));
    // No other file is left in the folder.
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn line_ends_marks_and_the_last_line_stay() {
    let windows = format!("\u{feff}{}", HEADLESS_SLIP.replace('\n', "\r\n"));
    let cut = HEADLESS_SLIP.trim_end();
    let folder = folder(&[("windows.yaml", windows.as_str()), ("cut.yaml", cut)]);
    assert_eq!(fix(folder.path(), &[]).code, 0);
    assert_eq!(text(folder.path(), "windows.yaml"), windows.replace("none", "None"));
    assert_eq!(text(folder.path(), "cut.yaml"), cut.replace("none", "None"));
}

#[test]
fn unsafe_fixes_are_applied_on_request_with_what_they_need() {
    let folder = folder(&[("pod.yaml", LEAK)]);
    let run = fix(folder.path(), &[]);
    assert_eq!(run.stdout, "nothing to fix · 1 warning left · 1 fixable with `--unsafe-fixes`\n");
    let run = fix(folder.path(), &["--unsafe-fixes"]);
    assert_eq!(
        run.stdout,
        "pod.yaml:11:18: fixed[hardcoded-password] refer to a key of a Secret, which you must create (unsafe)\n\
         note: pod.yaml: create the Secret `db` with the value of `MYSQL_ROOT_PASSWORD` under the key `mysql-root-password`\n\
         fixed 1 finding in 1 file · nothing left\n"
    );
    assert!(text(folder.path(), "pod.yaml").ends_with(
        "          valueFrom:\n            secretKeyRef:\n              name: db\n              key: mysql-root-password\n"
    ));
}

#[test]
fn only_what_the_named_rules_find_is_fixed() {
    let two = HEADLESS_SLIP.replace("6379", "\"6379\"");
    let folder = folder(&[("svc.yaml", two.as_str())]);
    assert_eq!(fix(folder.path(), &["--rule", "type-mismatch"]).code, 0);
    assert_eq!(text(folder.path(), "svc.yaml"), HEADLESS_SLIP);
    assert_eq!(fix(folder.path(), &["--rule", "secrets"]).code, 0);
    assert_eq!(text(folder.path(), "svc.yaml"), HEADLESS_SLIP);
    let run = fix(folder.path(), &["--rule", "type-mismach"]);
    assert!(run.code == 2 && run.stderr.contains("did you mean `type-mismatch`?"), "{}", run.stderr);
}

#[test]
fn a_dry_run_shows_a_diff_that_patch_takes_and_writes_nothing() {
    let cut = HEADLESS_SLIP.trim_end();
    let folder = folder(&[("a/svc.yaml", HEADLESS_SLIP), ("cut.yaml", cut)]);
    let run = fix(folder.path(), &["--dry-run"]);
    let hunk = "@@ -3,6 +3,6 @@\n metadata:\n   name: cache\n spec:\n-  clusterIP: none\n+  clusterIP: None\n   ports:\n     - port: 6379\n";
    let expected = format!(
        "--- a/a/svc.yaml\n+++ b/a/svc.yaml\n{hunk}--- a/cut.yaml\n+++ b/cut.yaml\n{hunk}\\ No newline at end of file\n"
    );
    assert_eq!((run.code, run.stdout.as_str()), (1, expected.as_str()));
    assert_eq!(run.stderr, "would fix 2 findings in 2 files · nothing left\n");
    assert_eq!(
        (text(folder.path(), "a/svc.yaml"), text(folder.path(), "cut.yaml")),
        (HEADLESS_SLIP.into(), cut.into())
    );
    let colored = fix(folder.path(), &["--dry-run", "--color", "always"]).stdout;
    assert!(colored.contains("\x1b[31m-  clusterIP: none\x1b[0m\n\x1b[32m+  clusterIP: None\x1b[0m\n"), "{colored:?}");
    let of_check = bowline(folder.path(), &["check", "--format", "diff"]);
    assert_eq!((of_check.code, of_check.stdout), (1, run.stdout));
    fix(folder.path(), &[]);
    let run = fix(folder.path(), &["--dry-run"]);
    assert_eq!((run.code, run.stdout.as_str()), (0, ""));
}

#[test]
fn a_diff_masks_secrets_in_changed_lines_and_around_them() {
    const SECRET: &str = "kestrel9xBlue44";
    let leak = LEAK.replace("correct-horse-7", SECRET).replace("mysql:8.4", "mysql:8.4\n      imagePullPolicy: always");
    let text = format!(
        "{leak}        - name: COPY\n          value: {SECRET}\n        - name: DB_PASSWORD\n          value: 48151623\n"
    );
    let folder = folder(&[("pod.yaml", text.as_str())]);
    for arguments in
        [&["fix", "--dry-run"][..], &["fix", "--dry-run", "--unsafe-fixes"], &["check", "--format", "diff"]]
    {
        let run = bowline(folder.path(), arguments);
        let out = format!("{}{}", run.stdout, run.stderr);
        assert!(run.stdout.contains("+      imagePullPolicy: Always\n"), "{arguments:?}: {out}");
        assert!(run.stdout.contains("********"), "{arguments:?}: {out}");
        assert!(!out.contains("kestrel") && !out.contains("4815"), "{arguments:?}: {out}");
    }
    let run = fix(folder.path(), &["--unsafe-fixes"]);
    assert!(!format!("{}{}", run.stdout, run.stderr).contains("kestrel"), "{}", run.stdout);
}

#[test]
fn standard_input_goes_to_standard_output_whatever_it_is() {
    let none = folder::<&str>(&[]);
    let filter =
        |arguments: &[&str], text: &[u8]| bowline_with(none.path(), &[&["fix", "-"], arguments].concat(), text);
    let run = filter(&[], HEADLESS_SLIP.as_bytes());
    assert_eq!((run.code, run.stdout, run.stderr.as_str()), (0, headless(), FIXED_HEADLESS));
    let compose = "services:\n  web:\n    image: nginx\n";
    let run = filter(&["--stdin-filename", "compose.yaml"], compose.as_bytes());
    assert_eq!((run.code, run.stdout.as_str()), (0, compose));
    let run = filter(&["--stdin-filename", "skipped.yaml", "--exclude", "skipped.yaml"], HEADLESS_SLIP.as_bytes());
    assert_eq!((run.code, run.stdout.as_str()), (0, HEADLESS_SLIP));
    let run = filter(&["--stdin-filename", "empty.yaml"], b"");
    assert_eq!((run.code, run.stdout.as_str()), (0, ""));
    assert_eq!(filter(&["--dry-run"], HEADLESS_SLIP.as_bytes()).code, 1);
    assert_eq!(filter(&["other.yaml"], HEADLESS_SLIP.as_bytes()).code, 2);
    assert_eq!(bowline_with(none.path(), &["check", "--fix", "-"], HEADLESS_SLIP.as_bytes()).code, 2);
}

#[test]
fn only_files_that_are_named_change() {
    let folder = folder(&[
        (".git/HEAD", ""),
        ("one.yaml", HEADLESS_SLIP),
        ("two.yaml", &HEADLESS_SLIP.replace("cache", "other")),
    ]);
    let run = fix(folder.path(), &["one.yaml"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(text(folder.path(), "one.yaml"), headless());
    assert!(text(folder.path(), "two.yaml").contains("none"));
}

#[test]
fn a_check_says_what_can_be_fixed_and_fixes_it_first() {
    let folder = folder(&[("svc.yaml", HEADLESS_SLIP), ("pod.yaml", LEAK)]);
    let run = bowline(folder.path(), &["check"]);
    assert!(
        run.stdout.contains("1 error, 1 warning in 2 files (2 resources) · 1 fixable with `--fix`\n"),
        "{}",
        run.stdout
    );
    let run = bowline(folder.path(), &["check", "--fix"]);
    assert_eq!(
        (run.code, run.stderr.as_str()),
        (1, "fixed 1 finding in 1 file · 1 warning left · 1 fixable with `--unsafe-fixes`\n")
    );
    assert!(run.stdout.contains("hardcoded-password") && !run.stdout.contains("svc-clusterip"), "{}", run.stdout);
    let run = bowline(folder.path(), &["check", "--fix", "--unsafe-fixes"]);
    assert_eq!(run.code, 0, "{}", run.stdout);
}

#[test]
fn what_is_suppressed_or_known_stays() {
    let accepted =
        HEADLESS_SLIP.replace("clusterIP: none", "clusterIP: none # bowline: ignore[svc-clusterip-invalid] wanted");
    let folder = folder(&[("svc.yaml", accepted.as_str()), ("known.yaml", &HEADLESS_SLIP.replace("cache", "known"))]);
    bowline(folder.path(), &["baseline", "known.yaml", "--file", "known.json"]);
    let run = fix(folder.path(), &["--baseline", "known.json"]);
    assert!(run.stdout.starts_with("nothing to fix"), "{}", run.stdout);
    assert_eq!(text(folder.path(), "svc.yaml"), accepted);
}

#[cfg(unix)]
#[test]
fn permissions_stay_and_a_link_leads_to_its_file() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = folder(&[("real/svc.yaml", HEADLESS_SLIP)]);
    let real = folder.path().join("real/svc.yaml");
    fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).unwrap();
    symlink("real/svc.yaml", folder.path().join("link.yaml")).unwrap();
    let run = fix(folder.path(), &["link.yaml"]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    assert_eq!(text(folder.path(), "real/svc.yaml"), headless());
    assert!(fs::symlink_metadata(folder.path().join("link.yaml")).unwrap().is_symlink());
    assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o640);
}

#[cfg(unix)]
#[test]
fn what_cannot_be_replaced_is_said_and_the_rest_is_written() {
    use std::os::unix::fs::PermissionsExt;
    let other = |name: &str| HEADLESS_SLIP.replace("cache", name);
    let folder =
        folder(&[("free.yaml", HEADLESS_SLIP), ("locked.yaml", &other("locked")), ("twice.yaml", &other("twice"))]);
    fs::set_permissions(folder.path().join("locked.yaml"), fs::Permissions::from_mode(0o444)).unwrap();
    fs::hard_link(folder.path().join("twice.yaml"), folder.path().join("second name")).unwrap();
    let run = fix(folder.path(), &[]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("locked.yaml is not written: it is read-only"), "{}", run.stderr);
    assert!(run.stderr.contains("twice.yaml is not written: it has several names"), "{}", run.stderr);
    assert!(
        run.stdout.starts_with("free.yaml:6:14") && run.stdout.contains("fixed 1 finding in 1 file"),
        "{}",
        run.stdout
    );
    assert_eq!(text(folder.path(), "free.yaml"), headless());
    assert!(text(folder.path(), "locked.yaml").contains("none") && text(folder.path(), "twice.yaml").contains("none"));
}

#[test]
fn bytes_that_are_no_text_are_left_alone() {
    let mut bytes = HEADLESS_SLIP.as_bytes().to_vec();
    bytes.extend(b"# caf\xe9\n");
    let folder = folder(&[("svc.yaml", bytes.as_slice())]);
    let run = fix(folder.path(), &[]);
    assert!(run.stdout.starts_with("nothing to fix"), "{}", run.stdout);
    assert_eq!(fs::read(folder.path().join("svc.yaml")).unwrap(), bytes);
}

#[test]
#[ignore = "kills the command at many moments, which takes a minute"]
fn a_run_that_is_killed_leaves_whole_files() {
    use std::process::{Command, Stdio};
    use std::time::{Duration, Instant};
    let names: Vec<String> = (0..300).map(|index| format!("{index}.yaml")).collect();
    let old = |name: &str| HEADLESS_SLIP.replace("cache", &format!("cache-{}", name.trim_end_matches(".yaml")));
    let folder = folder::<&str>(&[]);
    let reset = || names.iter().for_each(|name| fs::write(folder.path().join(name), old(name)).unwrap());
    let spawn = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_bowline"));
        command.arg("fix").current_dir(folder.path()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    };
    reset();
    let start = Instant::now();
    spawn().wait().unwrap();
    let whole = start.elapsed();
    let mut cut_short = 0;
    for step in 0..60 {
        reset();
        let mut child = spawn();
        std::thread::sleep(whole * step / 60 + Duration::from_millis(1));
        child.kill().unwrap();
        child.wait().unwrap();
        let fixed = names.iter().filter(|name| {
            let (text, old) = (text(folder.path(), name), old(name));
            assert!(text == old || text == old.replace("none", "None"), "{name}: {text}");
            text != old
        });
        cut_short += usize::from((1..names.len()).contains(&fixed.count()));
    }
    assert!(cut_short > 0, "no run was killed while it wrote");
    // A file that a killed run left behind is not a manifest.
    let run = fix(folder.path(), &[]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(names.iter().all(|name| text(folder.path(), name).contains("None")));
}
