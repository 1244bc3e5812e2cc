//! How a path is shown to people, and seen by the globs.

use std::ffi::OsStr;
use std::path::{Component, Path, PathBuf};

/// A path with `/`, relative to the working directory if possible.
#[derive(Debug, Clone)]
pub(super) struct Name {
    /// Empty for the working directory itself.
    pub(super) text: String,
    /// Where the part below the walked root begins.
    root: usize,
    /// Below the working directory.
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

    /// The name of a path below a folder, seen from there.
    pub(super) fn within(folder: &Path, path: &Path) -> Option<Name> {
        let text = slashed(path.strip_prefix(folder).ok()?);
        Some(Name { text, root: 0, inside: true })
    }

    /// Treats the name as that of a folder that is walked: names below it count from it.
    pub(super) fn into_root(self) -> Name {
        Name { root: self.text.len() + self.separator().len(), ..self }
    }

    /// The name of an entry of this folder.
    pub(super) fn child(&self, file_name: &OsStr) -> Name {
        let text = format!("{}{}{}", self.text, self.separator(), file_name.to_string_lossy());
        Name { text, ..*self }
    }

    /// The part below the walked root; of an argument its file name.
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

/// Keeps the words of the user unless they go up: `link/..` is not where it seems to be.
fn relative_to(cwd: &Path, target: &Path, real: &Path) -> Option<PathBuf> {
    if !target.components().any(|part| part == Component::ParentDir)
        && let Ok(relative) = cwd.join(target).strip_prefix(cwd)
    {
        return Some(tidy(relative));
    }
    let real_cwd = cwd.canonicalize().ok()?;
    real.strip_prefix(real_cwd).ok().map(Path::to_path_buf)
}

/// Without `.` and doubled slashes.
fn tidy(path: &Path) -> PathBuf {
    path.components().filter(|part| *part != Component::CurDir).collect()
}

/// With `/`, whatever the system.
pub fn slashed(path: &Path) -> String {
    let text = path.to_string_lossy();
    if cfg!(windows) { text.replace('\\', "/") } else { text.into_owned() }
}
