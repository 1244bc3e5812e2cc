//! The URIs of files in editors: `file:`, and `untitled:` for texts that were never saved.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use lsp_types::Uri;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// The characters that are escaped in the path of a URI: all but the `unreserved` ones of RFC 3986 and the slash.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The start of the URI of a text that was never saved. Its path is in a folder of this name, which no disk has.
const UNTITLED: &str = "untitled:";

/// The URI of a file. Returns `None` for a path that is not UTF-8.
pub fn of_path(path: &Path) -> Option<Uri> {
    if let Ok(name) = path.strip_prefix(Path::new("/").join(UNTITLED)) {
        return Uri::from_str(&format!("{UNTITLED}{}", utf8_percent_encode(name.to_str()?, ESCAPED))).ok();
    }
    let path = path.to_str()?;
    let path = if cfg!(windows) { format!("/{}", path.replace('\\', "/")) } else { path.to_owned() };
    Uri::from_str(&format!("file://{}", utf8_percent_encode(&path, ESCAPED))).ok()
}

/// The file of a URI. Returns `None` for a URI of anything else, such as a cell of a notebook.
pub fn to_path(uri: &Uri) -> Option<PathBuf> {
    if let Some(name) = uri.as_str().strip_prefix(UNTITLED) {
        let name = percent_decode_str(name).decode_utf8().ok()?;
        return Some(Path::new("/").join(UNTITLED).join(name.trim_start_matches('/')));
    }
    let path = uri.as_str().strip_prefix("file://")?;
    // The part before the path is a host, which can only be this one.
    let path = &path[path.find('/')?..];
    let path = percent_decode_str(path).decode_utf8().ok()?;
    let path = if cfg!(windows) { path.trim_start_matches('/') } else { &path };
    Some(canonical(Path::new(path)))
}

/// A path without links, as far as it exists.
pub fn canonical(path: &Path) -> PathBuf {
    if let Ok(path) = std::fs::canonicalize(path) {
        return path;
    }
    match (path.parent(), path.file_name()) {
        (Some(parent), Some(name)) if !parent.as_os_str().is_empty() => canonical(parent).join(name),
        _ => path.to_path_buf(),
    }
}
