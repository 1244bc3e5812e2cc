//! `bowline init`: the facts that it finds in a project, and its proposals.

use std::fs;

use crate::common::{HEADLESS_SLIP, bowline, folder};
use bowline::settings::config;
use bowline::source::FileId;

const SERVICE: &str = "\
apiVersion: v1
kind: Service
metadata:
  name: web
  annotations:
    ignore-check.kube-linter.io/dangling-service: \"hunter2-is-made-elsewhere\"
    kube-score/ignore: service-targets-pod, pod-probes
spec:
  selector: {app: web}
  ports: [{port: 80}]
";

/// A configuration with all proposals accepted.
fn uncommented(text: &str) -> String {
    let is_prose = |line: &&str| line.strip_prefix("# ").is_some_and(|rest| !rest.starts_with(' '));
    let lines = text.lines().filter(|line| !is_prose(line)).map(|line| line.strip_prefix('#').unwrap_or(line));
    lines.map(|line| format!("{line}\n")).collect()
}

#[test]
fn what_a_project_has_is_found_and_proposed() {
    let project = folder(&[
        ("deploy/web.yaml", SERVICE),
        ("deploy/kustomization.yaml", "resources: [web.yaml]\n"),
        ("charts/shop/Chart.yaml", "name: shop\n"),
        ("e2e/a.yaml", HEADLESS_SLIP),
        (".kube-linter.yaml", "checks:\n  exclude: [env-var-secret, latest-tag]\n"),
        (".gitlab-ci.yml", "stages: [test]\n"),
    ]);
    let run = bowline(project.path(), &["init"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    for text in [
        "1 kustomization:",
        "charts/shop",
        "e2e/**",
        "3 ignores for other linters",
        "2 ignores of checks",
        "--ci gitlab",
    ] {
        assert!(run.stdout.contains(text), "{text}: {}", run.stdout);
    }
    let text = fs::read_to_string(project.path().join("bowline.yaml")).unwrap();
    assert!(text.lines().count() < 30 && !text.contains("hunter2"), "{text}");
    assert_eq!(config::read(&text, FileId(0)).problems, []);
    let taken = config::read(&uncommented(&text), FileId(0));
    assert_eq!(taken.problems, [], "{}", uncommented(&text));
    assert_eq!(taken.ignore, ["hardcoded-password"]);
    assert_eq!(taken.suppressions.len(), 2);
    // The proposals silence nothing before a user accepts them.
    assert_eq!(bowline(project.path(), &["check", "e2e"]).code, 1);
}

#[test]
fn a_gate_is_shown_and_added_to_what_is_there() {
    let project = folder(&[("a.yaml", HEADLESS_SLIP)]);
    let read = |name: &str| fs::read_to_string(project.path().join(name)).unwrap();
    let dry = bowline(project.path(), &["init", "--ci", "github", "--dry-run"]);
    assert!(dry.stdout.contains("+      - uses: bowline-lint/bowline@v"), "{}", dry.stdout);
    assert!(!project.path().join(".github").exists() && !project.path().join("bowline.yaml").exists());
    assert_eq!(bowline(project.path(), &["init", "--ci", "github"]).code, 0);
    assert!(read(".github/workflows/bowline.yml").starts_with("name: bowline\n"));
    // The configuration now exists, and a gate can still be added: once.
    let hooks = "repos:\n- repo: local\n  hooks: []\n# more\n";
    fs::write(project.path().join(".pre-commit-config.yaml"), hooks).unwrap();
    let run = bowline(project.path(), &["init", "--ci", "pre-commit"]);
    assert!(run.stdout.contains(" - repo: local\n") && run.stdout.contains("+- repo: https://"), "{}", run.stdout);
    let written = read(".pre-commit-config.yaml");
    assert!(written.starts_with(hooks), "{written}");
    let parsed: serde_yaml::Value = serde_yaml::from_str(&written).unwrap();
    assert_eq!(parsed["repos"][1]["hooks"][0]["id"].as_str(), Some("bowline"));
    let again = bowline(project.path(), &["init", "--ci", "pre-commit"]);
    assert_eq!((again.code, read(".pre-commit-config.yaml") == written), (0, true), "{}", again.stdout);
    // A list that does not end the file is left alone.
    fs::write(project.path().join(".pre-commit-config.yaml"), "repos:\n  - repo: local\nfail_fast: true\n").unwrap();
    assert_eq!(bowline(project.path(), &["init", "--ci", "pre-commit"]).code, 2);
}
