//! What one check found, ready to be asked.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::session::Checked;
use crate::source::{FileId, Source, Sources, Span};

/// The state of one folder of the editor after a check. It never changes, so any thread may read it.
pub struct Snapshot {
    folder: PathBuf,
    /// The texts that were checked.
    pub sources: Sources,
    /// The findings as they may be shown.
    pub findings: Vec<Diagnostic>,
    by_file: HashMap<FileId, Vec<usize>>,
    by_name: HashMap<String, FileId>,
}

impl Snapshot {
    /// Takes what a check of a folder found.
    pub fn new(folder: PathBuf, checked: Checked) -> Snapshot {
        let findings = checked.report(|report| report.diagnostics().to_vec());
        let mut by_file: HashMap<FileId, Vec<usize>> = HashMap::new();
        for (index, finding) in findings.iter().enumerate() {
            by_file.entry(finding.primary.span.file).or_default().push(index);
        }
        let names = checked.sources.iter().filter(|(_, source)| !source.name.is_empty());
        let by_name = names.map(|(file, source)| (source.name.clone(), file)).collect();
        Snapshot { folder, sources: checked.sources, findings, by_file, by_name }
    }

    /// The folder that was checked.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where a file is.
    pub fn path(&self, file: FileId) -> PathBuf {
        self.folder.join(&self.sources.get(file).name)
    }

    /// The text of a file. Returns `None` if it was not checked.
    pub fn source(&self, path: &Path) -> Option<&Arc<Source>> {
        let name = crate::discover::slashed(path.strip_prefix(&self.folder).unwrap_or(path));
        self.by_name.get(&name).map(|&file| self.sources.get(file))
    }

    /// The findings of a file, in order.
    pub fn of_file(&self, file: FileId) -> impl Iterator<Item = &Diagnostic> {
        self.by_file.get(&file).into_iter().flatten().map(|&index| &self.findings[index])
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
