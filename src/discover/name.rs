//! The name of a path, for people and for globs.

use std::ffi::OsStr;
use std::path::{Component, Path, PathBuf};

/// A path with `/`, relative to the working directory if possible.
#[derive(Debug, Clone)]
pub(super) struct Name {
    /// Empty for the working directory itself.
    pub(super) text: String,
    /// The offset at which the part below the walked root begins.
    root: usize,
    /// Whether the path is below the working directory.
    pub(super) inside: bool,
}

impl Name {
    /// The name of an argument; `real` is its canonical path.
    pub(super) fn of_target(cwd: &Path, target: &Path, real: &Path) -> Name {
        let relative = relative_to(cwd, target, real);
        let text = slashed(relative.as_deref().unwrap_or(&tidy(target)));
        let root = text.rfind('/').map_or(0, |slash| slash + 1);
        Name { text, root, inside: relative.is_some() }
    }

    /// The name of a path below a folder, relative to the folder. Returns `None` if the path is not below it.
    pub(super) fn within(folder: &Path, path: &Path) -> Option<Name> {
        let text = slashed(path.strip_prefix(folder).ok()?);
        Some(Name { text, root: 0, inside: true })
    }

    /// Makes the name that of a walked folder: names below it are relative to it.
    pub(super) fn into_root(self) -> Name {
        Name { root: self.text.len() + self.separator().len(), ..self }
    }

    /// The name of an entry of this folder.
    pub(super) fn child(&self, file_name: &OsStr) -> Name {
        let text = format!("{}{}{}", self.text, self.separator(), file_name.to_string_lossy());
        Name { text, ..*self }
    }

    /// The part below the walked root; for an argument, its file name.
    pub(super) fn below_root(&self) -> &str {
        self.text.get(self.root..).unwrap_or_default()
    }

    /// The name, never empty.
    pub(super) fn display(&self) -> &str {
        if self.text.is_empty() { "." } else { &self.text }
    }

    fn separator(&self) -> &'static str {
        if self.text.is_empty() || self.text.ends_with('/') { "" } else { "/" }
    }
}

/// The path relative to the working directory. The user's own words are kept unless they contain `..`, since `link/..`
/// is another folder than it seems.
fn relative_to(cwd: &Path, target: &Path, real: &Path) -> Option<PathBuf> {
    if !target.components().any(|part| part == Component::ParentDir)
        && let Ok(relative) = cwd.join(target).strip_prefix(cwd)
    {
        return Some(tidy(relative));
    }
    let real_cwd = cwd.canonicalize().ok()?;
    real.strip_prefix(real_cwd).ok().map(Path::to_path_buf)
}

/// The path without `.` and doubled slashes.
fn tidy(path: &Path) -> PathBuf {
    path.components().filter(|part| *part != Component::CurDir).collect()
}

/// The path with `/` on every system.
pub fn slashed(path: &Path) -> String {
    let text = path.to_string_lossy();
    if cfg!(windows) { text.replace('\\', "/") } else { text.into_owned() }
}
