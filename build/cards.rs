//! A test for each card of a rule.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use crate::Outcome;

/// The tests of the cards in the folder of the rules and below.
pub fn write(rules: &Path) -> Outcome<String> {
    let mut tests = String::new();
    folder(rules, "rules", &mut tests)?;
    Ok(tests)
}

/// `name` is the folder's path in the project.
fn folder(path: &Path, name: &str, tests: &mut String) -> Outcome<()> {
    let mut entries = fs::read_dir(path)?.collect::<Result<Vec<_>, _>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        let file = entry.file_name().into_string().map_err(|name| format!("{name:?} is not Unicode"))?;
        if path.is_dir() {
            folder(&path, &format!("{name}/{file}"), tests)?;
        } else if let Some(stem) = file.strip_suffix(".md") {
            // Raw, as `enum` is a word of Rust.
            writeln!(tests, "#[test]\nfn r#{stem}() {{\n    run({:?});\n}}", format!("{name}/{file}"))?;
        }
    }
    Ok(())
}
