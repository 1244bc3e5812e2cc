//! The globs of `--include` and `--exclude`.

use std::fmt;
use std::iter::successors;
use std::path::Path;

use globset::{Glob, GlobBuilder, GlobSet, GlobSetBuilder};

use super::name::Name;

/// A glob that cannot be understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GlobError {
    option: &'static str,
    glob: String,
    cause: String,
}

impl fmt::Display for GlobError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} `{}` is not a valid glob: {}", self.option, self.glob, self.cause)
    }
}

impl std::error::Error for GlobError {}

/// Globs as in `.gitignore`: a glob without a `/` matches at any depth, and one with a `/` matches from the top.
pub(super) struct Globs {
    /// For paths relative to the working directory or to a walked root.
    relative: GlobSet,
    /// For names outside the working directory. Only absolute globs and globs that start with `../` count here, as
    /// `**/tmp/**` must not match all of `/tmp/project`.
    outside: GlobSet,
}

impl Globs {
    /// Compiles the globs of one option.
    pub(super) fn new(cwd: &Path, option: &'static str, globs: &[String]) -> Result<Globs, GlobError> {
        let cwd = format!("{}/", cwd.to_string_lossy().trim_end_matches('/'));
        let mut relative = GlobSetBuilder::new();
        let mut outside = GlobSetBuilder::new();
        for glob in globs.iter().filter(|glob| !glob.trim_matches('/').is_empty()) {
            let fail = |err: globset::Error| GlobError { option, glob: glob.clone(), cause: err.kind().to_string() };
            if glob.starts_with('/') || glob.starts_with("../") || Path::new(glob).is_absolute() {
                outside.add(compile(glob.trim_end_matches('/')).map_err(fail)?);
            }
            let inner = glob.strip_prefix(&cwd).map(|rest| format!("/{rest}"));
            relative.add(path_glob(inner.as_deref().unwrap_or(glob)).map_err(fail)?);
        }
        let fail = |err: globset::Error| GlobError { option, glob: globs.join(" "), cause: err.kind().to_string() };
        Ok(Globs { relative: relative.build().map_err(fail)?, outside: outside.build().map_err(fail)? })
    }

    /// Whether a glob names this very file or folder.
    pub(super) fn matches(&self, name: &Name) -> bool {
        self.relative.is_match(name.below_root()) || self.matches_text(name, &name.text)
    }

    /// Whether a glob names this file or folder, or a folder above it.
    pub(super) fn covers(&self, name: &Name) -> bool {
        (!name.inside && self.relative.is_match(name.below_root()))
            || successors(Some(name.text.as_str()), |path| path.rsplit_once('/').map(|(folder, _)| folder))
                .filter(|path| !path.is_empty())
                .any(|path| self.matches_text(name, path))
    }

    fn matches_text(&self, name: &Name, path: &str) -> bool {
        if name.inside { self.relative.is_match(path) } else { self.outside.is_match(path) }
    }
}

/// Compiles one glob for paths relative to the folder of the glob.
///
/// # Errors
///
/// When the glob is not valid.
pub fn path_glob(glob: &str) -> Result<Glob, globset::Error> {
    compile(&from_any_depth(glob))
}

/// Writes out the `**/` that `.gitignore` implies.
fn from_any_depth(glob: &str) -> String {
    let glob = glob.trim_end_matches('/');
    if glob.contains('/') {
        glob.trim_start_matches("./").trim_start_matches('/').to_owned()
    } else {
        format!("**/{glob}")
    }
}

fn compile(glob: &str) -> Result<Glob, globset::Error> {
    GlobBuilder::new(glob).literal_separator(true).build()
}
