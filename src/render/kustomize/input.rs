//! The texts that kustomizations read, other than objects: files for generators, and lists of operations.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use super::file::{Kustomization, variable_files};
use super::generate::{Made, file_source};
use super::plugins;
use super::project::{Content, Project};
use crate::secrets::Secret;
use crate::secrets::inputs::{in_value, in_variables};
use crate::source::{FileId, Source};
use crate::yaml::Node;

/// A text that a kustomization reads.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// The node that names the file in the kustomization.
    pub at: Node<'a>,
    /// The text.
    pub source: &'a Arc<Source>,
    /// How the kustomization uses the text.
    pub form: Form<'a>,
    /// Whether rules look at the text at this use. They skip files that git ignores, because only this kustomization
    /// reads them. They also skip a text if an earlier use has the same result: a Secret, or something else.
    pub is_first: bool,
}

/// The use of a text.
#[derive(Debug, Clone, Copy)]
pub enum Form<'a> {
    /// Each line of the text is a key with its value.
    Variables(Made),
    /// The text is the value of this key.
    Value(Made, &'a str),
    /// The documents of the text change objects: the roots are lists of operations.
    Operations(Node<'a>),
}

impl Form<'_> {
    /// Whether the text becomes part of a Secret.
    pub fn is_of_secret(self) -> bool {
        matches!(self, Form::Variables(Made::Secret) | Form::Value(Made::Secret, _))
    }
}

/// The texts that kustomizations read. Several kustomizations may read one text and use it differently.
#[derive(Debug, Default)]
pub struct Inputs<'a> {
    /// Every use, in the order of the folders.
    all: Vec<Input<'a>>,
    /// The uses in a kustomization, by its file.
    by_kustomization: HashMap<FileId, Range<usize>>,
}

impl<'a> Inputs<'a> {
    /// Reads the texts of all kustomizations.
    pub fn read(project: &'a Project) -> Self {
        let mut inputs = Inputs::default();
        let mut known = HashSet::new();
        for kustomization in project.folders().filter_map(|folder| Kustomization::read(project, folder)) {
            let first = inputs.all.len();
            let reader = Reader { project, kustomization: &kustomization };
            reader.generators(&mut inputs.all);
            reader.patches(&mut inputs.all);
            for input in &mut inputs.all[first..] {
                let operations = match input.form {
                    Form::Operations(root) => Some(root.span().start),
                    _ => None,
                };
                let key = (input.source.id(), input.form.is_of_secret(), operations);
                input.is_first = !project.ignored.contains(&input.source.path) && known.insert(key);
            }
            if inputs.all.len() > first {
                inputs.by_kustomization.insert(kustomization.root.source().id(), first..inputs.all.len());
            }
        }
        inputs
    }

    /// Every use of every text.
    pub fn all(&self) -> &[Input<'a>] {
        &self.all
    }

    /// The uses in the kustomization of a file.
    pub fn of(&self, kustomization: FileId) -> &[Input<'a>] {
        self.by_kustomization.get(&kustomization).and_then(|range| self.all.get(range.clone())).unwrap_or_default()
    }
}

impl Input<'_> {
    /// The secrets in the text, which depend on its use. The text need not be YAML.
    pub fn secrets(&self) -> Vec<Secret> {
        let is_of_secret = self.form.is_of_secret();
        match self.form {
            Form::Variables(_) => in_variables(self.source, is_of_secret),
            Form::Value(_, key) => in_value(self.source, key, is_of_secret),
            Form::Operations(_) => Vec::new(),
        }
    }
}

/// Reads the texts that one kustomization names.
struct Reader<'a, 'k> {
    project: &'a Project,
    kustomization: &'k Kustomization<'a>,
}

impl<'a> Reader<'a, '_> {
    fn generators(&self, found: &mut Vec<Input<'a>>) {
        for (field, made) in [("secretGenerator", Made::Secret), ("configMapGenerator", Made::ConfigMap)] {
            self.kustomization.items(field).for_each(|generator| self.generator(generator, made, found));
        }
        for plugin in plugins::written(self.project, self.kustomization, "generators") {
            match plugins::kind(plugin) {
                Some("SecretGenerator") => self.generator(plugin, Made::Secret, found),
                Some("ConfigMapGenerator") => self.generator(plugin, Made::ConfigMap, found),
                _ => {}
            }
        }
    }

    fn generator(&self, generator: Node<'a>, made: Made, found: &mut Vec<Input<'a>>) {
        let items = |key: &str| generator.get(key).into_iter().flat_map(Node::items);
        let variables = variable_files(generator).map(|at| (at, at.text(), Form::Variables(made)));
        let values = items("files").filter_map(|at| {
            let (key, path) = file_source(at.text()).ok()?;
            Some((at, path, Form::Value(made, key)))
        });
        for (at, path, form) in variables.chain(values) {
            if let Some(Content::Text(source)) = self.project.content(&self.kustomization.path(path)) {
                found.push(Input { at, source, form, is_first: false });
            }
        }
    }

    fn patches(&self, found: &mut Vec<Input<'a>>) {
        for patch in self.kustomization.items("patches").chain(self.kustomization.items("patchesJson6902")) {
            let Some(at) = patch.get("path") else { continue };
            let documents = self.project.documents(&self.kustomization.path(at.text())).into_iter();
            let roots = documents.flat_map(|parsed| parsed.documents.iter().map(move |one| (parsed, one.tree.root())));
            found.extend(roots.filter_map(|(parsed, root)| {
                let form = Form::Operations(root.filter(|root| root.is_sequence())?);
                Some(Input { at, source: &parsed.source, form, is_first: false })
            }));
        }
    }
}
