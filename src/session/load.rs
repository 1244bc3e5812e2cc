//! The bytes of a file, classified: something to lint, or a reason to skip it.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use crate::report::Skipped;
use crate::source::Source;
use crate::workspace::{Evidence, evidence};

/// The largest file that is read, in bytes. The API server accepts objects of about 1.5 MB.
pub const MAX_FILE: u64 = 512 << 20;

/// A file after reading.
pub enum Loaded {
    /// Something to lint, with the problem of reading it (offset and message).
    Text(Source, Option<(u32, String)>),
    /// Nothing to lint.
    Skipped(Skipped),
}

/// Classifies the bytes of a file, or the error of reading them.
pub fn load(name: &str, bytes: io::Result<Vec<u8>>) -> Loaded {
    load_at(name, name, bytes)
}

/// Loads a file whose path in the project differs from its shown name.
pub fn load_at(name: &str, path: &str, bytes: io::Result<Vec<u8>>) -> Loaded {
    let source = |text| Source::at(name.to_owned(), path.to_owned(), text);
    let problem = |message: String| Loaded::Text(source(String::new()), Some((0, message)));
    let bytes = match bytes {
        Ok(bytes) => bytes,
        Err(error) => return problem(format!("this file cannot be read: {}", reason(&error))),
    };
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return problem("this file is UTF-16: save it as UTF-8".to_owned());
    }
    let (text, wrong) = match String::from_utf8(bytes) {
        Ok(text) => (text, None),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let byte = error.as_bytes()[at];
            let message = format!("the byte 0x{byte:02X} here is not UTF-8: kubectl rejects the document");
            (replace_invalid(error.into_bytes()), Some((at as u32, message)))
        }
    };
    match evidence(name, &text) {
        Evidence::Other(reason) => Loaded::Skipped(left_out(name, reason)),
        Evidence::Manifest | Evidence::Kustomization | Evidence::Patch => Loaded::Text(source(text), wrong),
    }
}

/// The bytes of a file.
///
/// # Errors
/// The error of the system, or `FileTooLarge` for more than [`MAX_FILE`] bytes.
pub fn read(path: &Path) -> io::Result<Vec<u8>> {
    let file = File::open(path)?;
    let length = file.metadata()?.len();
    if length > MAX_FILE {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    let mut bytes = Vec::with_capacity(length as usize + 1);
    // A pipe has no length, so the limit is also checked while reading.
    file.take(MAX_FILE + 1).read_to_end(&mut bytes)?;
    match bytes.len() as u64 > MAX_FILE {
        true => Err(io::ErrorKind::FileTooLarge.into()),
        false => Ok(bytes),
    }
}

/// Whether the bytes of a file contain objects, as far as can be told without parsing YAML.
pub fn is_manifest(name: &str, bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_ok_and(|text| evidence(name, text) == Evidence::Manifest)
}

fn left_out(name: &str, reason: &str) -> Skipped {
    Skipped { file: name.to_owned(), line: None, reason: reason.to_owned() }
}

/// Replaces every byte that is not UTF-8 by `?`, so that all offsets stay the same.
fn replace_invalid(bytes: Vec<u8>) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(std::iter::repeat_n('?', chunk.invalid().len()));
    }
    text
}

/// The system's reason without its error numbers.
fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "it is not there (any more)".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::FileTooLarge => format!("it is larger than {} MiB", MAX_FILE >> 20),
        _ => error.to_string(),
    }
}
