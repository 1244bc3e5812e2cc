//! The files that the configurations of a project include and exclude.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::globs::{GlobError, Globs};
use super::name::Name;

/// The name of a file that configures its folder and everything below it.
pub const CONFIGURATION: &str = "bowline.yaml";

/// The files that a configuration includes and excludes.
pub struct Project {
    folder: PathBuf,
    include: Globs,
    exclude: Globs,
}

impl Project {
    /// Compiles the globs of a configuration, which are relative to its folder, a canonical path.
    ///
    /// # Errors
    ///
    /// If one of the globs is not valid.
    pub fn new(folder: PathBuf, include: &[String], exclude: &[String]) -> Result<Project, GlobError> {
        let include = Globs::new(&folder, "include", include)?;
        let exclude = Globs::new(&folder, "exclude", exclude)?;
        Ok(Project { folder, include, exclude })
    }

    /// Whether the configuration includes a file, given by its canonical path.
    pub(super) fn takes(&self, path: &Path) -> bool {
        self.name(path).is_some_and(|name| self.include.matches(&name))
    }

    /// Whether the configuration excludes this very file or folder.
    pub(super) fn leaves(&self, path: &Path) -> bool {
        self.name(path).is_some_and(|name| self.exclude.matches(&name))
    }

    /// Whether the configuration excludes this file or folder, or a folder above it.
    pub(super) fn leaves_below(&self, path: &Path) -> bool {
        self.name(path).is_some_and(|name| self.exclude.covers(&name))
    }

    fn name(&self, path: &Path) -> Option<Name> {
        Name::within(&self.folder, path)
    }
}

/// Finds the configurations that apply to a folder.
#[derive(Clone, Default)]
pub struct Lookup(Option<Find>);

type Find = Arc<dyn Fn(&Path) -> Arc<[Arc<Project>]> + Send + Sync>;

impl Lookup {
    /// `find` gets the canonical path of a folder and returns the configurations that apply to the files in it.
    pub fn new(find: impl Fn(&Path) -> Arc<[Arc<Project>]> + Send + Sync + 'static) -> Lookup {
        Lookup(Some(Arc::new(find)))
    }

    /// The configurations that apply to the files in a folder.
    pub(super) fn of(&self, folder: &Path) -> Arc<[Arc<Project>]> {
        self.0.as_ref().map_or_else(Default::default, |find| find(folder))
    }

    /// The configurations that apply to a file or a folder from outside: those of the folder that contains it.
    pub(super) fn around(&self, path: &Path) -> Arc<[Arc<Project>]> {
        path.parent().map_or_else(Default::default, |folder| self.of(folder))
    }
}

impl fmt::Debug for Lookup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "Lookup(..)" } else { "Lookup(none)" })
    }
}
