//! Completions and man pages know every command, flag and value.

use std::collections::BTreeSet;
use std::fs;

use crate::common::bowline;
use tempfile::TempDir;

#[test]
fn completions_know_flags_values_and_rules() {
    let folder = TempDir::new().unwrap();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let run = bowline(folder.path(), &["generate", "completions", shell]);
        assert_eq!(run.code, 0, "{shell}: {}", run.stderr);
        for word in ["check", "explain", "fail-on"] {
            assert!(run.stdout.contains(word), "{shell} does not know {word}");
        }
        // These two shells complete no values.
        if !["elvish", "powershell"].contains(&shell) {
            for value in ["warning", "svc-clusterip-invalid", "secrets"] {
                assert!(run.stdout.contains(value), "{shell} does not know {value}");
            }
        }
    }
    assert_eq!(bowline(folder.path(), &["generate", "completions", "csh"]).code, 2);
}

#[test]
fn man_pages_are_written_for_every_command() {
    let folder = TempDir::new().unwrap();
    let run = bowline(folder.path(), &["generate", "man", "--out", "share/man1"]);
    assert_eq!((run.code, run.stdout.as_str()), (0, ""), "{}", run.stderr);
    let pages = fs::read_dir(folder.path().join("share/man1")).unwrap();
    let pages: BTreeSet<_> = pages.map(|page| page.unwrap().file_name().into_string().unwrap()).collect();

    // The page of bowline names the pages of its commands.
    let main = bowline(folder.path(), &["generate", "man"]).stdout;
    let named = main.lines().filter_map(|line| line.strip_suffix("(1)"));
    let named: BTreeSet<_> = named.map(|name| format!("{}.1", name.replace('\\', ""))).collect();
    assert!(named.contains("bowline-check.1"), "{main}");
    assert!(named.is_subset(&pages) && pages.contains("bowline.1"), "{named:?} {pages:?}");

    let check = fs::read_to_string(folder.path().join("share/man1/bowline-check.1")).unwrap();
    assert!(check.contains("\\-\\-fail\\-on") && check.contains("Exit codes: 0"), "{check}");
    // A folder cannot have the path of a file.
    fs::write(folder.path().join("file"), "").unwrap();
    let run = bowline(folder.path(), &["generate", "man", "--out", "file"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("cannot write man pages to"), "{}", run.stderr);
}
