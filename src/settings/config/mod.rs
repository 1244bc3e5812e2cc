//! `bowline.yaml`: what a project asks for; flags come on top.
//!
//! Reading never fails. What is wrong is said at its place, all of it at once, and the rest holds.

mod entries;
mod keys;
mod reader;
mod values;

use std::path::{Path, PathBuf};

use crate::diagnostic::{Confidence, Diagnostic};
use crate::kube::values::version::Versions;
use crate::settings::{Level, Override, Profile, Settings, Suppression};
use std::sync::Arc;

use crate::secrets::Own;
use crate::source::{FileId, Source};
use crate::workspace::{External, Project};
use crate::yaml::{self, Entry, Node};

pub use keys::Keys;
use reader::Reader;

/// The name that is looked for, from the working directory upwards.
pub const FILE_NAME: &str = "bowline.yaml";
/// What `bowline init` writes.
pub const TEMPLATE: &str = include_str!("template.yaml");

/// What the file says, as far as it can be understood.
#[derive(Debug, Clone, Default)]
pub struct Config {
    /// `kubernetes`
    pub versions: Option<Versions>,
    /// `profile`
    pub profile: Option<Profile>,
    /// `select`: rule ids and categories that exist.
    pub select: Vec<String>,
    /// `ignore`: rule ids and categories that exist.
    pub ignore: Vec<String>,
    /// `severity`: by rule id or category, in order.
    pub severity: Vec<(String, Level)>,
    /// `confidence`: how grave findings are by how sure they are, in order.
    pub confidence: Vec<(Confidence, Level)>,
    /// `include`: globs that compile.
    pub include: Vec<String>,
    /// `exclude`: globs that compile.
    pub exclude: Vec<String>,
    /// `closed`
    pub closed: bool,
    /// `namespace`
    pub namespace: Option<String>,
    /// `baseline`, relative to the folder of the project.
    pub baseline: Option<PathBuf>,
    /// `crds`: folders and files, relative to the folder of the project.
    pub crds: Vec<PathBuf>,
    /// `external`
    pub external: Vec<External>,
    /// `overrides`
    pub overrides: Vec<Override>,
    /// `secrets`, but for its paths, which are an override.
    pub own: Own,
    /// `suppress`; an entry with a condition that is not understood is left out: without it, it would silence more.
    pub suppressions: Vec<Suppression>,
    /// What is wrong with the file, in order of places.
    pub problems: Vec<Diagnostic>,
}

/// Reads a configuration; all places are in `file`.
pub fn read(text: &str, file: FileId) -> Config {
    let source = Arc::new(Source::new(FILE_NAME.to_owned(), text.to_owned()));
    let parsed = yaml::parse(&source);
    let mut reader = Reader::default();
    let mut config = Config::default();
    let mut documents = parsed.documents.iter().filter(|document| document.broken || document.tree.root().is_some());
    if let Some(document) = documents.next() {
        reader.take_problems(document);
        if let Some(root) = document.tree.root() {
            config = reader.config(root);
        }
    }
    if let Some(root) = documents.find_map(|document| document.tree.root()) {
        reader.invalid(root, "a configuration is one document: what is below the first `---` is not read");
    }
    config.problems = reader.finish(file);
    config.suppressions.iter_mut().for_each(|suppression| suppression.span.file = file);
    config
}

impl Reader {
    fn config(&mut self, root: Node<'_>) -> Config {
        if !self.knows_keys(root, Keys::Configuration) {
            return Config::default();
        }
        let cut = self.cut;
        let whole = |entry: &Entry<'_>| Some(entry.key.span()) != cut;
        let get = |key: &str| root.entry(key).filter(whole).map(|entry| entry.value);
        let (own, allowed) = get("secrets").map(|node| self.secrets(node)).unwrap_or_default();
        Config {
            versions: get("kubernetes").and_then(|node| self.versions(node)),
            profile: get("profile").and_then(|node| self.profile(node)),
            select: self.names(get("select")),
            ignore: self.names(get("ignore")),
            severity: self.levels(get("severity")),
            confidence: self.confidence(get("confidence")),
            include: self.path_globs(get("include")).into_iter().map(|(text, _)| text).collect(),
            exclude: self.path_globs(get("exclude")).into_iter().map(|(text, _)| text).collect(),
            closed: get("closed").is_some_and(|node| self.boolean(node)),
            namespace: get("namespace").and_then(|node| self.namespace(node)),
            baseline: get("baseline").and_then(|node| self.text(node, "the path of a file")).map(PathBuf::from),
            crds: self.one_or_more(get("crds"), "a list of folders", Self::path),
            external: self.list(get("external"), "a list of objects", Self::external),
            overrides: self
                .list(get("overrides"), "a list of overrides", Self::overriding)
                .into_iter()
                .chain(allowed)
                .collect(),
            own,
            suppressions: self.list(get("suppress"), "a list of suppressions", Self::suppression),
            problems: Vec::new(),
        }
    }
}

impl Config {
    /// What a run without flags is asked for.
    pub fn settings(&self) -> Settings {
        Settings {
            profile: self.profile.unwrap_or_default(),
            select: self.select.clone(),
            ignore: self.ignore.clone(),
            severity: self.severity.clone(),
            confidence: self.confidence.clone(),
            overrides: self.overrides.clone(),
            suppressions: self.suppressions.clone(),
            project: Project {
                versions: self.versions.unwrap_or_default(),
                assumes_versions: self.versions.is_none(),
                closed: self.closed,
                namespace: self.namespace.clone(),
                external: self.external.clone(),
                own: self.own.clone(),
                ..Project::default()
            },
            ..Settings::default()
        }
    }
}

/// The text of a configuration.
///
/// # Errors
/// A sentence that names the file.
pub fn load(path: &Path) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

/// The nearest configuration at or above a folder, not above the repository that holds it.
pub fn find(folder: &Path) -> Option<PathBuf> {
    for folder in folder.ancestors() {
        let path = folder.join(FILE_NAME);
        if path.is_file() {
            return Some(path);
        }
        // A file in a worktree, else a folder.
        if folder.join(".git").exists() {
            break;
        }
    }
    None
}

/// Where editors find the JSON Schema.
pub fn schema_url() -> String {
    let raw = env!("CARGO_PKG_REPOSITORY").replace("://github.com/", "://raw.githubusercontent.com/");
    format!("{raw}/main/schema/config.v1.json")
}
