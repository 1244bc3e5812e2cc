//! Reads files from an archive: a zip (a wheel) or a tar with gzip.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use flate2::read::GzDecoder;

use crate::Outcome;

/// The names and texts of the files whose name is wanted.
pub fn read(path: &Path, wanted: impl Fn(&str) -> bool) -> Outcome<Vec<(String, String)>> {
    let file = File::open(path)?;
    let mut found = Vec::new();
    if path.extension().is_some_and(|extension| extension == "whl") {
        let mut archive = zip::ZipArchive::new(file)?;
        for index in 0..archive.len() {
            let mut entry = archive.by_index(index)?;
            let name = entry.name().to_owned();
            if wanted(&name) {
                found.push((name, text(&mut entry)?));
            }
        }
    } else {
        let mut archive = tar::Archive::new(GzDecoder::new(file));
        for entry in archive.entries()? {
            let mut entry = entry?;
            let name = entry.path()?.to_string_lossy().into_owned();
            if wanted(&name) {
                found.push((name, text(&mut entry)?));
            }
        }
    }
    Ok(found)
}

fn text(entry: &mut impl Read) -> Outcome<String> {
    let mut text = String::new();
    entry.read_to_string(&mut text)?;
    Ok(text)
}
