//! The settings of a project's configurations, which are kept until one of them changes.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::client::Preferences;
use super::disk::Texts;
use crate::diagnostic::Diagnostic;
use crate::discover::{self, Found};
use crate::lint::settle::{Nested, Scope, said};
use crate::rules;
use crate::session::{self, Session};
use crate::settings::baseline::Baseline;
use crate::settings::configs::{Configs, canonical};
use crate::settings::parts::{Configured, Parts, Walk};
use crate::settings::{Part, Settings};
use crate::source::{FileId, Source};

/// All configurations, the one of the project's folder first.
#[derive(Default)]
pub struct Configuration {
    parts: Vec<Applied>,
    /// Whether the first configuration applies to no file whose findings are shown.
    is_idle: bool,
    /// Files without manifests: configurations and baselines, by their canonical paths.
    own: HashSet<PathBuf>,
    /// Paths in the project of the files that were named for the definitions in them.
    definitions: HashSet<String>,
}

/// A configuration with the files that it applies to.
struct Applied {
    settings: Settings,
    part: Part,
    baseline: Option<Baseline>,
    problems: Vec<Diagnostic>,
}

/// Reads the texts of configurations for a session.
pub struct Reader<'a> {
    /// The session, which numbers the texts.
    pub session: &'a mut Session,
    /// All open texts.
    pub texts: &'a Texts,
    /// Returns the name of a file in reports, and its path in the project.
    pub names: &'a dyn Fn(&Path) -> (String, String),
}

impl Reader<'_> {
    fn add(&mut self, path: &Path, text: String) -> FileId {
        let (name, path) = (self.names)(path);
        self.session.own(Source::at(name, path, text))
    }

    fn text(&self, path: &Path) -> Option<String> {
        match self.texts.get(path) {
            Some(source) => Some(source.text.clone()),
            None => Some(String::from_utf8_lossy(&session::read(path).ok()?).into_owned()),
        }
    }

    /// Reads a baseline. Also returns its problems. Returns `None` if the file does not exist.
    fn baseline(&mut self, path: &Path) -> Option<(Baseline, Vec<Diagnostic>)> {
        let text = self.text(path)?;
        let file = self.add(path, text);
        let (baseline, wrong) = Baseline::read(self.session.source(file));
        let rule = &rules::settings::baseline_invalid::RULE;
        Some((baseline, wrong.into_iter().map(|(span, message)| said(rule, span, message)).collect()))
    }
}

impl Configuration {
    /// Reads the configurations for the files of a walk. Also returns the files that they name for their definitions,
    /// and the folders of other projects whose findings are shown.
    pub fn read(
        configs: &Configs,
        walk: &Walk<'_>,
        reader: &mut Reader<'_>,
    ) -> (Configuration, Vec<Found>, Vec<PathBuf>) {
        let parts = Parts::of(configs, walk, &mut |path, text| reader.add(path, text.to_owned()));
        let crds: Vec<PathBuf> = parts.list.iter().flat_map(|part| part.config.crds.iter().cloned()).collect();
        let options = discover::Options { only_files: true, ..discover::Options::default() };
        let crds = discover::discover(walk.project, &crds, &options).map_or_else(|_| Vec::new(), |found| found.files);
        let definitions = crds.iter().map(|found| (reader.names)(&found.path).1).collect();
        let mut read = Configuration {
            is_idle: parts.list.first().is_some_and(|first| first.is_idle),
            own: parts.own,
            definitions,
            parts: Vec::new(),
        };
        for part in parts.list {
            read.add(part, reader);
        }
        (read, crds, parts.foreign.into_keys().collect())
    }

    fn add(&mut self, configured: Configured, reader: &mut Reader<'_>) {
        let Configured { mut config, part, .. } = configured;
        let mut problems = std::mem::take(&mut config.problems);
        let path = config.baseline.as_ref().map(|path| canonical(path));
        let baseline = path.and_then(|path| {
            let (baseline, wrong) = reader.baseline(&path)?;
            // Two configurations may name one baseline.
            if self.own.insert(path) {
                problems.extend(wrong);
            }
            Some(baseline)
        });
        let mut settings = config.settings();
        settings.project.definitions = self.definitions.clone();
        self.parts.push(Applied { settings, part, baseline, problems });
    }

    /// Whether a file has no manifests because it is a configuration or a baseline, by its canonical path.
    pub fn owns(&self, path: &Path) -> bool {
        self.own.contains(path)
    }

    /// Says in `scope` which configuration applies to which files. Returns the settings of the first one, and the
    /// findings about it.
    pub fn apply(&self, wanted: Preferences, scope: &mut Scope) -> (Settings, Vec<Diagnostic>) {
        let is_complete = scope.complete;
        scope.is_idle = self.is_idle;
        let nested = self.parts.iter().map(|one| {
            let mut settings = Settings { info: wanted.info, ..one.settings.clone() };
            // The project's claims about itself apply only if all of it is read.
            settings.project.closed &= is_complete;
            let (part, baseline, problems) = (one.part.clone(), one.baseline.clone(), one.problems.clone());
            Nested { settings, part, baseline, problems }
        });
        scope.divide(nested).unwrap_or_default()
    }
}
