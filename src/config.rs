//! `bowline.yaml`: what a project asks for; flags come on top.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::diagnostic::Diagnostic;
use crate::kube::version::Versions;
use crate::settings::{Level, Override, Profile, Suppression};
use crate::source::FileId;
use crate::workspace::External;

/// The name that is looked for, from the working directory upwards.
pub const FILE_NAME: &str = "bowline.yaml";

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
struct Raw {
    select: Vec<String>,
    ignore: Vec<String>,
    include: Vec<String>,
    exclude: Vec<String>,
    baseline: Option<PathBuf>,
}

/// What the file says, as far as it can be understood.
#[derive(Debug, Clone, Default)]
pub struct Config {
    pub versions: Option<Versions>,
    pub profile: Option<Profile>,
    pub select: Vec<String>,
    pub ignore: Vec<String>,
    pub severity: Vec<(String, Level)>,
    pub include: Vec<String>,
    pub exclude: Vec<String>,
    pub closed: bool,
    pub namespace: Option<String>,
    pub baseline: Option<PathBuf>,
    pub external: Vec<External>,
    pub overrides: Vec<Override>,
    pub suppressions: Vec<Suppression>,
    pub problems: Vec<Diagnostic>,
}

pub fn read(text: &str, _file: FileId) -> Config {
    let Raw { select, ignore, include, exclude, baseline } = serde_yaml::from_str(text).unwrap_or_default();
    Config { select, ignore, include, exclude, baseline, ..Config::default() }
}

pub fn load(path: &Path) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

pub fn find(folder: &Path) -> Option<PathBuf> {
    for folder in folder.ancestors() {
        let path = folder.join(FILE_NAME);
        if path.is_file() {
            return Some(path);
        }
        if folder.join(".git").exists() {
            break;
        }
    }
    None
}
