//! The secrets of the files that a report may show.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use rayon::prelude::*;

use crate::diagnostic::Diagnostic;
use crate::lint::Outcome;
use crate::render::kustomize::{Form, Input};
use crate::secrets::inputs::{in_value, in_variables};
use crate::secrets::{Plain, Secret, places, places_with};
use crate::source::{FileId, Sources};
use crate::yaml::{self, Parsed};

/// The secrets of each file that was shown: nothing in it changes them but its own text.
#[derive(Debug, Default)]
pub(super) struct Secrets(HashMap<FileId, Vec<Secret>>);

impl Secrets {
    /// Those of all files that the findings and the graph may show, the project's own files and those that kustomizations
    /// read included.
    pub(super) fn of(
        &mut self,
        sources: &Sources,
        parsed: &[Arc<Parsed>],
        inputs: &[Input<'_>],
        outcome: &Outcome,
    ) -> Vec<Secret> {
        let drawn = outcome.graph.iter().flat_map(|graph| &graph.objects).map(|object| object.head.file);
        let shown: BTreeSet<FileId> = outcome.diagnostics.iter().flat_map(Diagnostic::files).chain(drawn).collect();
        let new: Vec<FileId> = shown.iter().copied().filter(|file| !self.0.contains_key(file)).collect();
        if !new.is_empty() {
            let manifests: HashMap<FileId, &Parsed> = parsed.iter().map(|file| (file.file(), &**file)).collect();
            let inputs: HashMap<FileId, &Input<'_>> = inputs.iter().map(|input| (input.source.id(), input)).collect();
            self.0.par_extend(new.par_iter().map_init(Plain::default, |plain, &file| {
                let mut found = match manifests.get(&file) {
                    Some(parsed) => places_with(parsed, plain),
                    None => places(&yaml::parse(sources.get(file))),
                };
                found.extend(inputs.get(&file).map(|input| of_input(input)).unwrap_or_default());
                (file, found)
            }));
        }
        shown.iter().filter_map(|file| self.0.get(file)).flatten().cloned().collect()
    }

    /// Forgets those of a file.
    pub(super) fn forget(&mut self, file: FileId) {
        self.0.remove(&file);
    }
}

/// Those of a text that a kustomization reads, which need not be YAML.
fn of_input(input: &Input<'_>) -> Vec<Secret> {
    let is_of_secret = input.form.is_of_secret();
    match input.form {
        Form::Variables(_) => in_variables(input.source, is_of_secret),
        Form::Value(_, key) => in_value(input.source, key, is_of_secret),
        Form::Operations(_) => Vec::new(),
    }
}
