//! The descriptions of the crate in packages for other registries, and the command with their name.

use std::process::Command;

use serde_json::Value;

#[test]
fn the_editor_extension_has_the_version_of_the_crate() {
    let manifest: Value = serde_json::from_str(include_str!("../../../editors/vscode/package.json")).unwrap();
    assert_eq!(manifest["version"], env!("CARGO_PKG_VERSION"));
}

/// The command also works through a link in another folder, as `uv tool install` makes one.
#[cfg(unix)]
#[test]
fn bowline_lint_is_bowline_wherever_it_is_linked() {
    let folder = tempfile::tempdir().unwrap();
    let link = folder.path().join("bowline-lint");
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_bowline-lint"), &link).unwrap();
    let run = |program: &std::ffi::OsStr| {
        Command::new(program).args(["check", "--format", "concise", "testdata/headless"]).output().unwrap()
    };
    let (own, linked) = (run(env!("CARGO_BIN_EXE_bowline").as_ref()), run(link.as_os_str()));
    assert_eq!((linked.status.code(), &linked.stdout), (Some(1), &own.stdout));
}

#[cfg(unix)]
#[test]
fn bowline_lint_without_bowline_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let alone = folder.path().join("bowline-lint");
    std::fs::copy(env!("CARGO_BIN_EXE_bowline-lint"), &alone).unwrap();
    let run = Command::new(&alone).arg("--version").output().unwrap();
    let said = String::from_utf8(run.stderr).unwrap();
    assert!(run.status.code() == Some(2) && said.starts_with("error: cannot start bowline: "), "{said}");
}
