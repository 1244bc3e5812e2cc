//! `bowline.yaml`: what a project asks for; flags come on top.

use std::path::{Path, PathBuf};

use serde::Deserialize;

/// The name that is looked for, from the working directory upwards.
pub const FILE_NAME: &str = "bowline.yaml";

/// What the file may say.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Config {
    /// Rule ids and categories; all others are off.
    pub select: Vec<String>,
    /// Rule ids and categories that are off.
    pub ignore: Vec<String>,
    /// Globs of further files to take.
    pub include: Vec<String>,
    /// Globs of files to leave out.
    pub exclude: Vec<String>,
}

/// Reads a configuration.
///
/// # Errors
/// A sentence that names the file, and the place where it has one.
pub fn read(path: &Path) -> Result<Config, String> {
    let text = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    if text.trim().is_empty() {
        return Ok(Config::default());
    }
    serde_yaml::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))
}

/// The nearest configuration at or above a folder.
pub fn find(folder: &Path) -> Option<PathBuf> {
    folder.ancestors().map(|folder| folder.join(FILE_NAME)).find(|path| path.is_file())
}
