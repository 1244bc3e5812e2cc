//! Packs the texts of the rules' cards, and writes a test for each.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use miniz_oxide::deflate::compress_to_vec;

use crate::Outcome;

/// The compression level, of 10. A higher level takes longer and saves almost nothing.
const LEVEL: u8 = 7;

/// The output for the cards.
#[derive(Default)]
pub struct Cards {
    /// The code of the tests.
    pub tests: String,
    /// The stem of each file and its text, with a NUL after each.
    texts: String,
}

impl Cards {
    /// Adds the cards in a folder and below. `name` is the folder's path in the project.
    pub fn read(&mut self, path: &Path, name: &str) -> Outcome<()> {
        let mut entries = fs::read_dir(path)?.collect::<Result<Vec<_>, _>>()?;
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            let path = entry.path();
            let file = entry.file_name().into_string().map_err(|name| format!("{name:?} is not Unicode"))?;
            if path.is_dir() {
                self.read(&path, &format!("{name}/{file}"))?;
            } else if let Some(stem) = file.strip_suffix(".md") {
                // The name is raw, because `enum` is a keyword of Rust.
                writeln!(self.tests, "#[test]\nfn r#{stem}() {{\n    run({:?});\n}}", format!("{name}/{file}"))?;
                write!(self.texts, "{stem}\0{}\0", fs::read_to_string(path)?)?;
            }
        }
        Ok(())
    }

    /// The texts as `src/rule/card.rs` reads them.
    pub fn packed(&self) -> Vec<u8> {
        compress_to_vec(self.texts.as_bytes(), LEVEL)
    }
}
