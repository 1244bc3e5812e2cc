//! The secrets of files that a report may show.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use rayon::prelude::*;

use crate::diagnostic::Diagnostic;
use crate::lint::Outcome;
use crate::render::kustomize::{Input, Inputs};
use crate::secrets::{Plain, Secret, places, places_with};
use crate::source::{FileId, Sources};
use crate::yaml::{self, Parsed};

/// The secrets of each shown file, as far as its own text tells.
#[derive(Debug, Default)]
pub(super) struct Secrets(HashMap<FileId, Vec<Secret>>);

impl Secrets {
    /// The secrets of all files that the findings and the graph may show. They include the project's own files and
    /// those that kustomizations read.
    pub(super) fn of(
        &mut self,
        sources: &Sources,
        parsed: &[Arc<Parsed>],
        inputs: &Inputs<'_>,
        outcome: &Outcome,
    ) -> Vec<Secret> {
        let drawn = outcome.graph.iter().flat_map(|graph| &graph.objects).map(|object| object.head.file);
        let shown: BTreeSet<FileId> = outcome.diagnostics.iter().flat_map(Diagnostic::files).chain(drawn).collect();
        let new: Vec<FileId> = shown.iter().copied().filter(|file| !self.0.contains_key(file)).collect();
        if !new.is_empty() {
            let manifests: HashMap<FileId, &Parsed> = parsed.iter().map(|file| (file.file(), &**file)).collect();
            self.0.par_extend(new.par_iter().map_init(Plain::default, |plain, &file| {
                let found = match manifests.get(&file) {
                    Some(parsed) => places_with(parsed, plain),
                    None => places(&yaml::parse(sources.get(file))),
                };
                (file, found)
            }));
        }
        let own = shown.iter().filter_map(|file| self.0.get(file)).flatten().cloned();
        // The use of a text depends on the current kustomizations.
        let used = inputs.all().iter().filter(|input| shown.contains(&input.source.id()));
        own.chain(used.flat_map(Input::secrets)).collect()
    }

    /// Forgets the secrets of a file.
    pub(super) fn forget(&mut self, file: FileId) {
        self.0.remove(&file);
    }
}
