//! Small projects with their whole output: the folders of `testdata/`, checked through the command line.
//!
//! `BLESS=1 cargo test projects::` writes the expected outputs.

use std::path::{Path, PathBuf};

use crate::common;

#[test]
fn projects_give_their_expected_output() {
    let mut wrong = Vec::new();
    let mut folders: Vec<PathBuf> = std::fs::read_dir(testdata())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        // These folders have separate tests.
        .filter(|path| path.is_dir() && !["api-server", "builds", "overlays"].iter().any(|own| path.ends_with(own)))
        .collect();
    folders.sort();
    assert!(!folders.is_empty());
    for folder in folders {
        let run = common::bowline(&folder, &["check"]);
        let actual = format!("{}{}exit code {}\n", run.stdout, run.stderr, run.code);
        if !common::is_blessed(&folder.with_extension("txt"), &actual) {
            wrong.push(format!("{}:\n{actual}", folder.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The three applications of an article on headless Services: their real mistakes, and nothing else.
#[test]
fn headless_applications_have_exactly_three_findings() {
    let run = common::bowline(&testdata().join("headless"), &["check", "--format", "json"]);
    assert_eq!(run.code, 1);
    let findings: Vec<(String, String, String)> = run.findings();
    let expected = [
        (
            "env-numeric-id-from-name",
            "kafka.yaml",
            "spec.template.spec.containers[0].env[0].valueFrom.fieldRef.fieldPath",
        ),
        // The kubelet does not know `HOSTNAME`, so the broker advertises the text.
        ("env-dollar-ref", "kafka.yaml", "spec.template.spec.containers[0].env[2].value"),
        ("hardcoded-password", "mysql.yaml", "spec.template.spec.containers[0].env[0].value"),
    ];
    let expected = expected.map(|(rule, file, path)| (rule.to_owned(), file.to_owned(), path.to_owned()));
    assert_eq!(findings, expected);
    assert!(!run.stdout.contains("rootpassword"), "the password is printed");
}

#[test]
fn traps_are_silent() {
    for folder in ["traps", "kustomize"] {
        let run = common::bowline(&testdata().join(folder), &["check", "--format", "json"]);
        assert_eq!((run.code, run.findings()), (0, Vec::new()), "{folder}");
    }
}

fn testdata() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata")
}
