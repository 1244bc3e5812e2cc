//! The command line: exit codes, selection, formats, bad input.

use std::path::Path;

use crate::common::{self, HEADLESS_SLIP, LEAK, bowline, bowline_with, folder};
use tempfile::TempDir;

const CLEAN: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n";

fn rules(run: &common::Run) -> Vec<String> {
    run.findings().into_iter().map(|(rule, _, _)| rule).collect()
}

#[test]
fn exit_codes_follow_fail_on() {
    let folder = folder(&[("leak.yaml", LEAK.as_bytes())]);
    for (fail_on, code) in [("error", 0), ("warning", 1), ("info", 1), ("never", 0)] {
        assert_eq!(bowline(folder.path(), &["check", "--fail-on", fail_on]).code, code, "{fail_on}");
    }
    assert_eq!(bowline(folder.path(), &["check", "--nonsense"]).code, 2);
    assert_eq!(bowline(folder.path(), &["check", "missing"]).code, 2);
    assert_eq!(bowline(folder.path(), &["--help"]).code, 0);
}

#[test]
fn rules_are_selected_by_id_and_category() {
    let folder = folder(&[("a.yaml", HEADLESS_SLIP.as_bytes()), ("b.yaml", LEAK.as_bytes())]);
    let check = |arguments: &[&str]| {
        let run = bowline(folder.path(), &[&["check", "--format", "json"], arguments].concat());
        rules(&run)
    };
    assert_eq!(check(&[]), ["svc-clusterip-invalid", "hardcoded-password"]);
    assert_eq!(check(&["--select", "secrets"]), ["hardcoded-password"]);
    assert_eq!(check(&["--ignore", "hardcoded-password"]), ["svc-clusterip-invalid"]);
    assert_eq!(check(&["--select", "links,secrets", "--ignore", "links"]), ["hardcoded-password"]);
    let unknown = bowline(folder.path(), &["check", "--select", "hardcoded-pasword"]);
    assert_eq!(unknown.code, 2);
    assert!(unknown.stderr.contains("did you mean `hardcoded-password`?"), "{}", unknown.stderr);
}

#[test]
fn standard_input_is_a_file() {
    let folder = TempDir::new().unwrap();
    let run = bowline_with(folder.path(), &["check", "-", "--format", "json"], HEADLESS_SLIP.as_bytes());
    assert_eq!(run.code, 1);
    assert_eq!(run.json()["diagnostics"][0]["location"]["file"], "<stdin>");
    let empty = bowline_with(folder.path(), &["check", "-"], b"");
    assert_eq!((empty.code, empty.stdout.as_str()), (2, ""));
    assert_eq!(empty.stderr, "bowline: standard input is empty: there is nothing to check\n");
}

#[test]
fn bad_files_are_findings_and_the_rest_is_checked() {
    let mut latin = CLEAN.as_bytes().to_vec();
    latin.extend(b"data:\n  name: caf\xe9\n");
    let nested = format!("apiVersion: v1\nkind: ConfigMap\ndata: {}", "[".repeat(10_000));
    let dashes = format!("apiVersion: v1\nkind: ConfigMap\ndata:\n{}x\n", "- ".repeat(10_000));
    let line = format!("apiVersion: v1\nkind: ConfigMap\ndata:\n  a: &a [{}]\n", "x, ".repeat(2_000_000));
    let utf16: Vec<u8> = "\u{feff}apiVersion: v1".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let bomb = "apiVersion: v1\nkind: List\na: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\n\
                c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\nitems: [*d,*d,*d,*d,*d]\n";
    let cases: &[(&str, &[u8], &str)] = &[
        ("latin.yaml", &latin, "file-unreadable"),
        ("utf16.yaml", &utf16, "file-unreadable"),
        ("nested.yaml", nested.as_bytes(), "yaml-limit"),
        ("dashes.yaml", dashes.as_bytes(), "yaml-limit"),
        ("line.yaml", line.as_bytes(), "yaml-limit"),
        ("bomb.yaml", bomb.as_bytes(), "yaml-limit"),
        ("self.yaml", b"apiVersion: v1\nkind: ConfigMap\ndata: &a {b: *a}\n", "yaml-anchor-scope"),
        ("open.yaml", b"apiVersion: v1\nkind: ConfigMap\ndata: \"x\n", "yaml-syntax"),
    ];
    for (name, bytes, rule) in cases {
        let folder = folder(&[("a.yaml", HEADLESS_SLIP.as_bytes()), (name, bytes)]);
        let run = bowline(folder.path(), &["check", "--format", "json"]);
        assert_eq!(run.code, 1, "{name}");
        assert_eq!(rules(&run), ["svc-clusterip-invalid", rule], "{name}");
        assert_eq!(run.json()["diagnostics"][1]["location"]["file"], *name);
        assert!(bowline(folder.path(), &["check"]).stdout.len() < 5_000, "{name}: the report is too long");
    }
}

#[test]
fn an_argument_that_is_missing_does_not_stop_the_others() {
    let folder = folder(&[("a.yaml", HEADLESS_SLIP.as_bytes())]);
    let run = bowline(folder.path(), &["check", "a.yaml", "gone.yaml", "--format", "json"]);
    assert_eq!(run.code, 2);
    assert_eq!(rules(&run), ["svc-clusterip-invalid", "file-unreadable"]);
}

#[test]
fn what_is_no_manifest_is_counted() {
    let template = "apiVersion: v1\nkind: Service\nmetadata:\n  name: {{ .Values.name }}\n";
    let folder = folder(&[
        ("chart/Chart.yaml", "apiVersion: v2\nname: shop\n"),
        ("chart/values.yaml", "replicas: 1\n"),
        ("chart/templates/service.yaml", template),
        ("ci.yaml", "jobs: {}\n"),
        ("empty.yaml", ""),
        ("openapi.yaml", "openapi: 3.0.0\nx:\n  apiVersion: v1\n  kind: Pod\n  kind: Node\n"),
        ("settings.yaml", CLEAN),
    ]);
    let run = bowline(folder.path(), &["check", "--format", "json"]);
    assert_eq!((run.code, rules(&run)), (0, vec![]));
    let skipped = &run.json()["summary"]["skipped"];
    let files: Vec<_> = skipped.as_array().unwrap().iter().map(|skipped| skipped["file"].as_str().unwrap()).collect();
    let expected = [
        "chart/Chart.yaml",
        "chart/templates/service.yaml",
        "chart/values.yaml",
        "ci.yaml",
        "empty.yaml",
        "openapi.yaml",
    ];
    assert_eq!(files, expected);
    let verbose = bowline(folder.path(), &["check", "--verbose"]).stdout;
    assert!(verbose.contains("chart/templates/service.yaml"), "{verbose}");
}

#[test]
fn a_folder_without_manifests_is_said() {
    let folder = TempDir::new().unwrap();
    let run = bowline(folder.path(), &["check"]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    assert_eq!(run.stderr, "bowline: there is no YAML or JSON file in `.`: nothing to check\n");
}

#[test]
fn places_are_counted_in_lines_columns_utf16_units_and_bytes() {
    let text = HEADLESS_SLIP.replace("  clusterIP: none", "  clusterIP:   \"\u{1f600}e\u{301}\"").replace('\n', "\r\n");
    let text = format!("\u{feff}{text}");
    let folder = folder(&[("a.yaml", text.as_bytes())]);
    let json = bowline(folder.path(), &["check", "--format", "json"]).json();
    let location = &json["diagnostics"][0]["location"];
    let start = text.find('"').unwrap();
    assert_eq!(location["start"]["line"], 6);
    assert_eq!(location["start"]["column"], 16);
    assert_eq!(location["start"]["offset"], start);
    assert_eq!(location["end"]["column"], 21);
    assert_eq!(location["end"]["columnUtf16"], 22);
    assert_eq!(location["end"]["offset"], start + "\"\u{1f600}e\u{301}\"".len());
}

#[test]
fn lists_and_streams_are_flattened() {
    let list = "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Service\n  metadata: {name: a}\n  \
                spec: {clusterIP: none, ports: [{port: 1}]}\n";
    let json = r#"{"apiVersion":"v1","kind":"Service","metadata":{"name":"b"},"spec":{"clusterIP":"NONE","ports":[{"port":1}]}}"#;
    let two = format!("{json}\n{}", json.replace("\"b\"", "\"c\""));
    let folder = folder(&[("list.yaml", list.as_bytes()), ("two.json", two.as_bytes())]);
    let run = bowline(folder.path(), &["check", "--format", "json"]);
    assert_eq!(rules(&run), ["svc-clusterip-invalid"; 3]);
    assert_eq!(run.json()["diagnostics"][0]["path"], "items[0].spec.clusterIP");
}

/// The output of `bowline` on a terminal of 80 columns.
fn on_a_terminal(arguments: &[&str], color: bool) -> String {
    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    let terminal = bowline::cli::Terminal { color, unicode: true, width: 80, wrap: true, ..Default::default() };
    let mut io = bowline::cli::Io {
        stdin: &mut std::io::empty(),
        stdout: &mut stdout,
        stderr: &mut stderr,
        folder: Path::new(".").to_owned(),
        today: jiff::civil::date(2026, 11, 26),
        terminal,
    };
    let arguments = std::iter::once("bowline").chain(arguments.iter().copied());
    assert_eq!(bowline::cli::run(arguments.map(Into::into), &mut io), 0);
    String::from_utf8(stdout).unwrap()
}

/// The number of lines that a line takes on a terminal of 80 columns.
fn rows(line: &str) -> usize {
    line.chars().count().div_ceil(80).max(1)
}

#[test]
fn a_rule_is_explained_on_two_screens() {
    for rule in bowline::rules::ALL.iter() {
        let text = on_a_terminal(&["explain", rule.meta.id], false);
        assert!(text.lines().map(rows).sum::<usize>() <= 48, "{}: {text}", rule.meta.id);
        // An address cannot be broken.
        let long = text.lines().find(|line| rows(line) > 1 && !line.contains("https://"));
        assert_eq!(long, None, "{}", rule.meta.id);
    }
}

#[test]
fn explain_shows_what_people_need_and_all_of_it_on_demand() {
    let text = on_a_terminal(&["explain", "svc-clusterip-invalid"], false);
    assert!(text.starts_with("svc-clusterip-invalid\nerror · links"), "{text}");
    assert!(text.contains("\n  -  clusterIP: none\n  +  clusterIP: None\n"), "{text}");
    assert!(text.contains("# bowline: ignore[svc-clusterip-invalid] reason"), "{text}");
    assert!(!text.contains("clusterIP: db.example.com") && !text.contains('\x1b'), "{text}");
    let all = on_a_terminal(&["explain", "svc-clusterip-invalid", "--all"], false);
    assert!(all.contains("clusterIP: db.example.com") && all.contains("error[svc-clusterip-invalid]"), "{all}");
    // A file that the example does not change is shown only with `--all`.
    let crd = on_a_terminal(&["explain", "crd-value"], false);
    assert!(crd.contains("`backup.yaml`") && !crd.contains("`crd.yaml`"), "{crd}");
    let colored = on_a_terminal(&["explain", "svc-clusterip-invalid"], true);
    assert!(colored.contains("\x1b[31m-  clusterIP: none\x1b[0m"), "{colored}");
    assert!(!on_a_terminal(&["explain", "svc-clusterip-invalid", "--color", "never"], true).contains('\x1b'));
    // A former id leads to the rules that once had it.
    let split = on_a_terminal(&["explain", "server-warnings"], false);
    assert!(split.contains("\n  volume-type-removed  ") && !split.contains("image"), "{split}");
    assert_eq!(bowline(Path::new("."), &["explain", "nothing"]).code, 2);
}

#[test]
fn rules_are_listed_by_family_and_as_data() {
    let text = on_a_terminal(&["rules"], false);
    assert_eq!(text.lines().find(|line| rows(line) > 1), None);
    for family in bowline::rules::FAMILIES {
        let section = text.split(&format!("{} ({})\n", family.title, family.name)).nth(1).unwrap();
        let section = section.split("\n\n").next().unwrap();
        let ids: Vec<&str> = section
            .lines()
            .filter(|line| !line.starts_with("    "))
            .map(|line| line.split_whitespace().next().unwrap())
            .collect();
        assert_eq!(ids, family.rules.iter().map(|rule| rule.meta.id).collect::<Vec<_>>());
    }
    // In a pipe each rule is one line.
    let lines = bowline(Path::new("."), &["rules"]).stdout;
    assert_eq!(lines.lines().filter(|line| line.starts_with("  ")).count(), bowline::rules::ALL.len());
    let json = bowline(Path::new("."), &["rules", "--format", "json"]).json();
    assert_eq!(json.as_array().unwrap().len(), bowline::rules::ALL.len());
    let row = json.as_array().unwrap().iter().find(|row| row["id"] == "volume-type-removed").unwrap();
    assert_eq!((&row["family"], &row["on"]), (&"pods".into(), &true.into()));
    assert_eq!(row["aliases"], serde_json::json!(["server-warnings"]));
    assert!(bowline(Path::new("."), &[]).stdout.contains("bowline check"));
}

/// An output whose reader has closed it.
struct Closed;

impl std::io::Write for Closed {
    fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
        Err(std::io::ErrorKind::BrokenPipe.into())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Err(std::io::ErrorKind::BrokenPipe.into())
    }
}

#[test]
fn the_exit_code_tells_the_truth_even_if_nobody_reads_on() {
    let folder = folder(&[("bad.yaml", HEADLESS_SLIP), ("good.yaml", CLEAN)]);
    let code = |arguments: &[&str]| {
        let mut stderr = Vec::new();
        let mut io = bowline::cli::Io {
            stdin: &mut std::io::empty(),
            stdout: &mut Closed,
            stderr: &mut stderr,
            folder: folder.path().to_owned(),
            today: jiff::civil::date(2026, 11, 26),
            terminal: bowline::cli::Terminal::default(),
        };
        let code = bowline::cli::run(["bowline"].iter().chain(arguments).map(Into::into), &mut io);
        (code, String::from_utf8(stderr).unwrap())
    };
    assert_eq!(code(&["check", "bad.yaml"]), (1, String::new()));
    assert_eq!(code(&["check", "good.yaml"]), (0, String::new()));
    assert_eq!(code(&["rules"]), (0, String::new()));
}

#[test]
fn the_short_help_lists_the_commands() {
    let help = bowline(folder::<&str>(&[]).path(), &[]);
    assert_eq!(help.code, 0);
    for command in ["check", "baseline", "explain", "rules", "init"] {
        assert!(help.stdout.contains(&format!("\n  bowline {command} ")), "{}", help.stdout);
    }
}

#[test]
fn init_proposes_overrides_for_folders_of_tests() {
    let folder = folder(&[("deploy/db.yaml", LEAK), ("e2e/db.yaml", LEAK), ("pkg/test/fixtures/db.yaml", LEAK)]);
    let run = bowline(folder.path(), &["init"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stdout.contains("e2e/**, pkg/test/**"), "{}", run.stdout);
    let written = std::fs::read_to_string(folder.path().join("bowline.yaml")).unwrap();
    let (_, overrides) = written.split_once("#overrides:\n").unwrap();
    let proposal: Vec<&str> = overrides.lines().take(4).map(|line| line.trim_start_matches('#')).collect();
    assert_eq!(proposal[1], "  - paths: [\"e2e/**\", \"pkg/test/**\"]");
    std::fs::write(folder.path().join("bowline.yaml"), format!("overrides:\n{}\n", proposal.join("\n"))).unwrap();
    let run = bowline(folder.path(), &["check", "--format", "json"]);
    let files: Vec<String> = run.findings().into_iter().map(|(_, file, _)| file).collect();
    assert!(!files.is_empty() && files.iter().all(|file| file == "deploy/db.yaml"), "{files:?}");
}

#[test]
fn quiet_prints_findings_and_statistics_print_counts() {
    let folder = folder(&[("a.yaml", HEADLESS_SLIP), ("b.yaml", LEAK)]);
    let run = |arguments: &[&str]| bowline(folder.path(), &[&["check"], arguments].concat());
    let quiet = run(&["-q"]);
    assert!(quiet.stdout.contains("svc-clusterip-invalid") && !quiet.stdout.contains("2 files"), "{}", quiet.stdout);
    assert_eq!(run(&["-q", "--ignore", "links,secrets"]).stdout, "");
    assert_eq!(run(&["-q", "-f", "concise"]).stderr, "");
    let counts = run(&["--statistics"]);
    let expected = concat!(
        "  1  hardcoded-password\n  1  svc-clusterip-invalid\n\n",
        "1 error, 1 warning in 2 files (2 resources) · 1 fixable with `--fix`\n"
    );
    assert_eq!((counts.code, counts.stdout.as_str()), (1, expected));
}

#[test]
fn the_start_of_ids_names_rules() {
    let folder = folder(&[("a.yaml", HEADLESS_SLIP), ("b.yaml", LEAK)]);
    let selected = |name: &str| rules(&bowline(folder.path(), &["check", "--format", "json", "-s", name]));
    assert_eq!(selected("svc"), ["svc-clusterip-invalid"]);
    assert_eq!(selected("svc-clusterip-*"), ["svc-clusterip-invalid"]);
    let unknown = bowline(folder.path(), &["check", "--select", "svc-clusterip-invlid"]);
    assert_eq!(unknown.code, 2);
    assert!(unknown.stderr.contains("did you mean `svc-clusterip-invalid`?"), "{}", unknown.stderr);
    let one = bowline(folder.path(), &["explain", "svc-clusterip-invalid"]).stdout;
    assert_eq!(bowline(folder.path(), &["explain", "svc-clusterip-inv"]).code, 2);
    let several = bowline(folder.path(), &["explain", "svc"]).stdout;
    assert!(several.starts_with("Rules that start with `svc`:\n") && several.contains("svc-clusterip-invalid"));
    assert!(one.contains("svc-clusterip-invalid"));
}

#[test]
fn a_path_in_place_of_a_command_gets_a_hint() {
    let folder = folder(&[("deploy/a.yaml", HEADLESS_SLIP)]);
    let run = bowline(folder.path(), &["deploy"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.ends_with("write `bowline check deploy`\n"), "{}", run.stderr);
    assert!(!bowline(folder.path(), &["chekc"]).stderr.contains("bowline check chekc"));
}
