//! The facts about a project: tools, tests, charts, and the settings of other linters.

use std::collections::BTreeSet;
use std::path::Path;

use super::ignores::{self, Ignored};
use crate::discover::{Found as File, Options, discover};

/// Names of folders whose manifests are for tests, and may be wrong on purpose.
const TESTS: &[&str] = &["__tests__", "e2e", "fixture", "fixtures", "test", "test-fixtures", "testdata", "tests"];
/// If there are more folders, globs contain only their last parts.
const MAX_FOLDERS: usize = 6;
/// If there are more charts, they are not named.
const MAX_CHARTS: usize = 6;

/// The facts about a project.
pub(super) struct Found {
    is_repository: bool,
    has_pre_commit: bool,
    is_on_github: bool,
    is_on_gitlab: bool,
    kustomizations: usize,
    /// Folders with Helm charts.
    pub(super) charts: Vec<String>,
    /// Globs of folders of tests with manifests.
    pub(super) tests: Vec<String>,
    /// The findings that other linters leave out.
    pub(super) ignored: Ignored,
}

/// Looks at the files below a folder.
pub(super) fn look(folder: &Path) -> Found {
    let files = discover(folder, &[folder.to_owned()], &Options::default()).map(|found| found.files);
    let files = files.unwrap_or_default();
    let has = |name: &str| folder.join(name).exists();
    let is_named = |file: &File, name: &str| file.name.rsplit('/').next() == Some(name);
    let kustomizations = ["kustomization.yaml", "kustomization.yml", "Kustomization"];
    let charts = files.iter().filter(|file| is_named(file, "Chart.yaml"));
    let charts = charts.map(|file| file.name.rsplit_once('/').map_or(".", |(folder, _)| folder).to_owned());
    Found {
        is_repository: has(".git"),
        has_pre_commit: has(".pre-commit-config.yaml"),
        is_on_github: has(".github"),
        is_on_gitlab: has(".gitlab-ci.yml"),
        kustomizations: files.iter().filter(|file| kustomizations.iter().any(|name| is_named(file, name))).count(),
        charts: charts.take(MAX_CHARTS).collect(),
        tests: test_folders(&files),
        ignored: ignores::read(folder, &files),
    }
}

impl Found {
    /// The facts for a person, one on each line.
    pub(super) fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        let mut add = |is_there: bool, text: String| lines.extend(is_there.then_some(text));
        let s = if self.kustomizations == 1 { "" } else { "s" };
        add(
            self.kustomizations > 0,
            format!("{} kustomization{s}: bowline builds them and checks the result", self.kustomizations),
        );
        add(
            !self.charts.is_empty(),
            format!("Helm charts, not rendered; check their output as `bowline.yaml` says: {}", self.charts.join(", ")),
        );
        add(
            !self.tests.is_empty(),
            format!("manifests of tests, for which `overrides` turns off some rules: {}", self.tests.join(", ")),
        );
        let ignored = self.ignored.rules.len() + self.ignored.findings.len();
        add(ignored > 0, format!("{ignored} ignores for other linters, proposed as settings of bowline"));
        add(self.ignored.unknown > 0, format!("{} ignores of checks that bowline does not have", self.ignored.unknown));
        lines
    }

    /// The gate that fits the project. Returns `None` if none does.
    pub(super) fn ci(&self) -> Option<&'static str> {
        match self {
            Found { has_pre_commit: true, .. } => Some("pre-commit"),
            Found { is_on_gitlab: true, .. } => Some("gitlab"),
            Found { is_on_github: true, .. } => Some("github"),
            Found { is_repository: true, .. } => Some("pre-commit"),
            _ => None,
        }
    }
}

/// Globs of the folders of tests that have files to check.
fn test_folders(files: &[File]) -> Vec<String> {
    let mut whole = BTreeSet::new();
    let mut last = BTreeSet::new();
    for file in files {
        let mut path = String::new();
        let (folders, _) = file.name.rsplit_once('/').unwrap_or_default();
        for part in folders.split('/') {
            path = format!("{path}{part}/");
            if TESTS.contains(&part) {
                whole.insert(format!("{path}**"));
                last.insert(format!("**/{part}/**"));
                break;
            }
        }
    }
    let globs = if whole.len() > MAX_FOLDERS { last } else { whole };
    globs.into_iter().collect()
}
