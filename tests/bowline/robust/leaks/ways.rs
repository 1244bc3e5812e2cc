//! Other ways than a report by which a secret may leak: the baseline, the configuration, standard input, errors,
//! changed files.

use std::process::Command;

use super::{leak, shapes::Shape};
use crate::common::{Run, bowline, bowline_with, folder, walk};

const SECRET: &str = "kestrel9xBlue44";

fn assert_hidden(what: &str, run: &Run, more: &str) {
    let shape = Shape { name: "a password", text: SECRET.to_owned(), parts: vec![SECRET.to_owned()] };
    let out = [run.stdout.as_str(), &run.stderr, more].join("\n");
    assert_eq!(leak(&out, &shape), None, "{what}");
}

fn pod() -> String {
    format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{name: x}}\nspec:\n  containers:\n    - name: a\n      image: a:1\n      env: \
         [{{name: DB_PASSWORD, vaule: {SECRET}}}, &pw {{name: {SECRET}, value: x, valu: 1}}]\n      command: [curl, \
         'https://app:{SECRET}@x/y', 5]\n---\napiVersion: v1\nkind: Pod\nmetadata: {{name: 'https://app:{SECRET}@x/y'}}\n"
    )
}

/// All files that a run wrote, except the manifest.
fn written(folder: &std::path::Path) -> String {
    let files = walk(folder).into_iter().filter(|path| !path.ends_with("a.yaml") && !path.ends_with("bowline.yaml"));
    files
        .filter(|path| !path.components().any(|part| part.as_os_str() == ".git"))
        .map(|path| std::fs::read_to_string(path).unwrap())
        .collect()
}

#[test]
fn no_way_around_a_report_shows_a_secret() {
    let folder = folder(&[("a.yaml", pod())]);
    let run = bowline(folder.path(), &["baseline", "--info"]);
    let baseline = written(folder.path());
    assert!(run.code == 0 && baseline.contains("field-unknown"), "{} {}", run.stdout, run.stderr);
    assert_hidden("the baseline", &run, &baseline);
    // The findings no longer exist, so each entry gives a finding.
    std::fs::write(folder.path().join("a.yaml"), "apiVersion: v1\nkind: Pod\nmetadata: {name: x}\n").unwrap();
    let run = bowline(folder.path(), &["check", "--info", "--baseline", "bowline-baseline.json"]);
    assert!(run.stdout.contains("baseline-stale"), "{}", run.stdout);
    assert_hidden("entries that are gone", &run, "");
    for format in ["human", "json", "sarif", "concise"] {
        let run = bowline_with(folder.path(), &["check", "-", "--info", "--format", format], pod().as_bytes());
        assert!(run.code == 1, "{}", run.stderr);
        assert_hidden("standard input", &run, "");
    }
}

#[test]
fn the_configuration_shows_no_secret() {
    let config = format!(
        "password: {SECRET}\nbaselin: https://app:{SECRET}@x/y\nignore: ['https://app:{SECRET}@x/y']\nseverity: {{a: \
         'https://app:{SECRET}@x/y'}}\n"
    );
    let folder = folder(&[("bowline.yaml", config), ("a.yaml", pod())]);
    let run = bowline(folder.path(), &["check", "--info"]);
    assert!(run.stdout.contains("config-"), "{} {}", run.stdout, run.stderr);
    assert_hidden("the configuration", &run, "");
}

#[test]
fn no_error_repeats_a_secret() {
    let url = format!("https://app:{SECRET}@x/y");
    let folder = folder(&[("a.yaml", pod())]);
    for arguments in [
        ["check", "--select", &url].as_slice(),
        &["check", "--kubernetes", &url],
        &["check", "--format", &url],
        &["check", "--diff", &url],
        &["check", "--baseline", &url],
        &["check", "--config", &url],
        &["check", &url],
        &["explain", &url],
        &[url.as_str()],
    ] {
        let run = bowline(folder.path(), arguments);
        assert_eq!(run.code, 2, "{arguments:?}: {}", run.stdout);
        assert_hidden(&format!("{arguments:?}"), &run, "");
    }
}

#[test]
fn changed_files_show_no_secret() {
    let folder = folder(&[("a.yaml", "apiVersion: v1\nkind: Pod\nmetadata: {name: x}\n")]);
    let git = |arguments: &[&str]| {
        let git = ["-c", "user.name=a", "-c", "user.email=a@example.org"];
        let output = Command::new("git").current_dir(folder.path()).args(git).args(arguments).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    git(&["init", "-q"]);
    git(&["add", "."]);
    git(&["commit", "-qm", "a"]);
    std::fs::write(folder.path().join("a.yaml"), pod()).unwrap();
    for format in ["human", "json", "github", "rdjson"] {
        let run = bowline(folder.path(), &["check", "--info", "--diff", "HEAD", "--format", format]);
        assert!(run.stdout.contains("field-unknown"), "{} {}", run.stdout, run.stderr);
        assert_hidden("changed files", &run, "");
    }
}
