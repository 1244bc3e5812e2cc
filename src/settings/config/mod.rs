//! `bowline.yaml`: the settings of a project; flags take precedence.
//!
//! The nearest configuration applies to a file. Reading never fails: it reports all problems at their places, and the
//! rest of the file applies.

mod entries;
mod keys;
mod reader;
mod values;

use std::path::{Path, PathBuf};

use crate::diagnostic::{Confidence, Diagnostic};
use crate::discover;
use crate::kube::values::version::Versions;
use crate::rules;
use crate::settings::{Level, Override, Profile, Settings, Suppression};
use std::sync::Arc;

use crate::secrets::Own;
use crate::source::{FileId, Source, Span};
use crate::workspace::{External, Project};
use crate::yaml::{self, Entry, Node};

pub use keys::Keys;
use reader::Reader;

/// The file name of configurations, which are searched from the folder of a file upwards.
pub const FILE_NAME: &str = discover::CONFIGURATION;
/// The file that `bowline init` writes.
pub const TEMPLATE: &str = include_str!("template.yaml");

/// The content of a configuration, as far as it can be understood.
#[derive(Debug, Clone, Default)]
pub struct Config {
    /// `root`: whether the project is this folder, whatever is above it.
    pub root: bool,
    /// `extends`: the configuration that this one builds on, relative to its folder, and the place of its name.
    pub extends: Option<(PathBuf, Span)>,
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
    /// `confidence`: the severity of findings by how sure they are, in order.
    pub confidence: Vec<(Confidence, Level)>,
    /// `include`: globs that compile.
    pub include: Vec<String>,
    /// `exclude`: globs that compile.
    pub exclude: Vec<String>,
    /// `closed`
    pub closed: Option<bool>,
    /// `namespace`
    pub namespace: Option<String>,
    /// `baseline`, relative to the folder of the configuration until it is [placed](Config::placed).
    pub baseline: Option<PathBuf>,
    /// `crds`: folders and files, relative to the folder of the configuration until it is [placed](Config::placed).
    pub crds: Vec<PathBuf>,
    /// `external`
    pub external: Vec<External>,
    /// `overrides`
    pub overrides: Vec<Override>,
    /// `secrets`, without its paths, which are an override.
    pub own: Own,
    /// `suppress`. An entry with an unknown condition is left out, because without the condition it would silence more.
    pub suppressions: Vec<Suppression>,
    /// The problems of the file, in the order of places.
    pub problems: Vec<Diagnostic>,
}

/// Reads a configuration. All places are in `file`.
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
        reader.invalid(root, "a configuration is one document: bowline does not read what follows `---`");
    }
    config.problems = reader.finish(file);
    config.suppressions.iter_mut().for_each(|suppression| suppression.span.file = file);
    config.extends.iter_mut().for_each(|(_, span)| span.file = file);
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
            root: get("root").is_some_and(|node| self.boolean(node)),
            extends: get("extends").and_then(|node| Some((self.file(node)?, node.span()))),
            versions: get("kubernetes").and_then(|node| self.versions(node)),
            profile: get("profile").and_then(|node| self.profile(node)),
            select: self.names(get("select")),
            ignore: self.names(get("ignore")),
            severity: self.levels(get("severity")),
            confidence: self.confidence(get("confidence")),
            include: self.path_globs(get("include")).into_iter().map(|(text, _)| text).collect(),
            exclude: self.path_globs(get("exclude")).into_iter().map(|(text, _)| text).collect(),
            closed: get("closed").map(|node| self.boolean(node)),
            namespace: get("namespace").and_then(|node| self.namespace(node)),
            baseline: get("baseline").and_then(|node| self.file(node)),
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
    /// This configuration with all paths relative to the project. `folder` is the folder of the configuration file.
    /// `shown` is the path of that folder in the project, for comparison with paths of files.
    pub fn placed(mut self, folder: &Path, shown: &str) -> Config {
        self.baseline = self.baseline.map(|path| folder.join(path));
        self.crds.iter_mut().for_each(|path| *path = folder.join(&*path));
        let paths = self.suppressions.iter_mut().filter_map(|entry| entry.paths.as_mut());
        for paths in self.overrides.iter_mut().map(|over| &mut over.paths).chain(paths) {
            shown.clone_into(&mut paths.folder);
        }
        self
    }

    /// This configuration on top of one that it extends: lists are added, single values replace those of `base`. Its
    /// own problems come first.
    pub fn over(self, mut base: Config) -> Config {
        fn both<T>(first: Vec<T>, then: Vec<T>) -> Vec<T> {
            first.into_iter().chain(then).collect()
        }
        base.suppressions.iter_mut().for_each(|entry| entry.is_shared = true);
        Config {
            root: self.root,
            extends: self.extends,
            versions: self.versions.or(base.versions),
            profile: self.profile.or(base.profile),
            select: if self.select.is_empty() { base.select } else { self.select },
            ignore: both(base.ignore, self.ignore),
            severity: both(base.severity, self.severity),
            confidence: both(base.confidence, self.confidence),
            // Globs of files are found by their own folder. So the configuration of each folder keeps its own.
            include: self.include,
            exclude: self.exclude,
            closed: self.closed.or(base.closed),
            namespace: self.namespace.or(base.namespace),
            baseline: self.baseline.or(base.baseline),
            crds: both(base.crds, self.crds),
            external: both(base.external, self.external),
            overrides: both(base.overrides, self.overrides),
            own: Own {
                allowed: both(base.own.allowed, self.own.allowed),
                heads: both(base.own.heads, self.own.heads),
                formats: both(base.own.formats, self.own.formats),
            },
            suppressions: both(base.suppressions, self.suppressions),
            problems: both(self.problems, base.problems),
        }
    }

    /// Adds the problem that the extended configuration cannot be read.
    pub fn cannot_extend(&mut self, message: String) {
        let Some((_, span)) = self.extends else { return };
        let rule = &rules::settings::config_invalid::RULE.meta;
        self.problems.push(Diagnostic::new(rule.id, rule.severity, span, message));
    }

    /// The settings of a run without flags.
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
                closed: self.closed.unwrap_or_default(),
                namespace: self.namespace.clone(),
                external: self.external.clone(),
                own: self.own.clone(),
                ..Project::default()
            },
            ..Settings::default()
        }
    }
}

/// The URL of the JSON Schema, for editors.
pub fn schema_url() -> String {
    let raw = env!("CARGO_PKG_REPOSITORY").replace("://github.com/", "://raw.githubusercontent.com/");
    format!("{raw}/main/schema/config.v1.json")
}
