//! The result of one check, prepared for requests.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use crate::diagnostic::{Diagnostic, Severity};
use crate::lint;
use crate::rule::Category;
use crate::rules;
use crate::session::Checked;
use crate::source::{FileId, Source, Sources, Span};
use crate::workspace::{Graph, Names, Project};
use crate::yaml::Parsed;

/// The state of one folder of the editor after a check. It never changes, so any thread may read it.
pub struct Snapshot {
    folder: PathBuf,
    /// The texts that were checked.
    pub sources: Sources,
    /// The findings, with secrets masked as in a report.
    pub findings: Vec<Diagnostic>,
    /// The graph of references. `None` if the editor shows no code lenses.
    pub graph: Option<Graph>,
    /// Whether the folder is that of its project, so that a new configuration belongs in it.
    pub is_own_project: bool,
    by_file: HashMap<FileId, Vec<usize>>,
    by_name: HashMap<String, FileId>,
    written: Written,
    names: OnceLock<Names>,
}

/// The sources of the places of names.
pub struct Written {
    /// The trees of the files, in order.
    pub trees: Vec<Arc<Parsed>>,
    /// The knowledge of rules apart from the files.
    pub project: Project,
}

/// The places of names in up to this many files are read on demand, without a long wait.
const FEW: usize = 200;

impl Snapshot {
    /// Takes the result of a check of a folder.
    pub fn new(folder: PathBuf, is_own_project: bool, mut checked: Checked, written: Written) -> Snapshot {
        let graph = checked.outcome.graph.take();
        let findings = checked.report(|report| report.diagnostics().to_vec());
        let mut by_file: HashMap<FileId, Vec<usize>> = HashMap::new();
        for (index, finding) in findings.iter().enumerate() {
            by_file.entry(finding.primary.span.file).or_default().push(index);
        }
        let named = checked.sources.iter().filter(|(_, source)| !source.name.is_empty());
        let by_name = named.map(|(file, source)| (source.name.clone(), file)).collect();
        let sources = checked.sources;
        let names = OnceLock::new();
        Snapshot { folder, sources, findings, graph, is_own_project, by_file, by_name, written, names }
    }

    /// The places of all names. They are read at the first call, which takes as long as a check of all files.
    pub fn names(&self) -> &Names {
        let Written { trees, project } = &self.written;
        self.names.get_or_init(|| lint::names(&self.sources, trees.clone(), project))
    }

    /// Whether the places of names are available without a long wait.
    pub fn has_names(&self) -> bool {
        self.names.get().is_some() || self.written.trees.len() <= FEW
    }

    /// The places of names that are known from one file alone.
    pub fn names_within(&self, file: FileId) -> Names {
        let trees = self.written.trees.iter().filter(|tree| tree.file() == file).cloned().collect();
        lint::names(&self.sources, trees, &self.written.project)
    }

    /// The folder that was checked.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The path of a file.
    pub fn path(&self, file: FileId) -> PathBuf {
        self.folder.join(&self.sources.get(file).name)
    }

    /// The text of a file. Returns `None` if it was not checked.
    pub fn source(&self, path: &Path) -> Option<&Arc<Source>> {
        let name = crate::discover::slashed(path.strip_prefix(&self.folder).unwrap_or(path));
        self.by_name.get(&name).map(|&file| self.sources.get(file))
    }

    /// The file of a name, as [`Source::name`] has it. Returns `None` if it was not checked.
    pub fn named(&self, name: &str) -> Option<FileId> {
        self.by_name.get(name).copied()
    }

    /// The findings of a file, in order.
    pub fn of_file(&self, file: FileId) -> impl Iterator<Item = &Diagnostic> {
        self.by_file.get(&file).into_iter().flatten().map(|&index| &self.findings[index])
    }

    /// Whether a file can be read completely.
    pub fn is_readable(&self, file: FileId) -> bool {
        let is_syntax = |finding: &Diagnostic| {
            let category = rules::find(finding.rule).map(|rule| rule.meta.category);
            category == Some(Category::Syntax) && finding.severity == Severity::Error
        };
        !self.of_file(file).any(is_syntax)
    }

    /// The files that have findings.
    pub fn files(&self) -> impl Iterator<Item = FileId> {
        self.by_file.keys().copied()
    }

    /// The findings of other files with a place in a file, each with that place.
    pub fn touching(&self, file: FileId) -> impl Iterator<Item = (&Diagnostic, Span, &str)> {
        let others = self.findings.iter().filter(move |finding| finding.primary.span.file != file);
        others.flat_map(move |finding| {
            let here = finding.related.iter().filter(move |label| label.span.file == file);
            here.map(move |label| (finding, label.span, label.message.as_str()))
        })
    }
}
