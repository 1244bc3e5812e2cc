//! `bowline init`: a configuration to start from.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{ErrorKind, Write as _};
use std::path::Path;

use super::{CLEAN, Failure, Io};
use crate::discover::{Options, discover};
use crate::settings::config::{self, FILE_NAME};

/// Writes the commented configuration into the working directory.
pub(super) fn run(io: &mut Io<'_>) -> Result<u8, Failure> {
    let tests = test_folders(&io.folder);
    let settings = with_overrides(config::TEMPLATE, &tests);
    let text = format!("# yaml-language-server: $schema={}\n{settings}", config::schema_url());
    // Created anew or not at all, so nothing is ever overwritten.
    let written = File::create_new(io.folder.join(FILE_NAME)).and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(|error| {
        Failure::Message(match error.kind() {
            ErrorKind::AlreadyExists => format!("{FILE_NAME} is there already: nothing was written"),
            _ => format!("cannot write {FILE_NAME}: {error}"),
        })
    })?;
    writeln!(io.stdout, "wrote {FILE_NAME}: uncomment what you need, then run `bowline check`")?;
    if !tests.is_empty() {
        writeln!(io.stdout, "its `overrides` propose milder severities for manifests of tests: {}", tests.join(", "))?;
    }
    Ok(CLEAN)
}

/// Names of folders whose manifests are for tests, and may be wrong on purpose.
const TESTS: &[&str] = &["__tests__", "e2e", "fixture", "fixtures", "test", "test-fixtures", "testdata", "tests"];
/// More folders than these are named by their last part.
const MAX_FOLDERS: usize = 6;

/// Globs of the folders of tests that hold files to check.
fn test_folders(folder: &Path) -> Vec<String> {
    let files = discover(folder, &[folder.to_owned()], &Options::default()).map(|found| found.files);
    let mut whole = BTreeSet::new();
    let mut last = BTreeSet::new();
    for file in files.unwrap_or_default() {
        let mut path = String::new();
        let (folders, _) = file.name.rsplit_once('/').unwrap_or_default();
        for part in folders.split('/') {
            path = format!("{path}{part}/");
            if TESTS.contains(&part) {
                whole.insert(format!("{path}**"));
                last.insert(format!("**/{part}/**"));
                break;
            }
        }
    }
    let globs = if whole.len() > MAX_FOLDERS { last } else { whole };
    globs.into_iter().collect()
}

/// The settings with overrides for some folders, commented out as all of them are.
fn with_overrides(settings: &str, folders: &[String]) -> String {
    const KEY: &str = "#overrides:\n";
    if folders.is_empty() {
        return settings.to_owned();
    }
    let paths = folders.iter().map(|folder| format!("\"{folder}\"")).collect::<Vec<_>>().join(", ");
    let proposal = format!(
        "{KEY}#  # Manifests of tests may be wrong on purpose.\n#  - paths: [{paths}]\n#    ignore: [secrets]\n\
         #    severity: {{ values: info, links: info }}\n"
    );
    settings.replacen(KEY, &proposal, 1)
}
