//! The texts that kustomizations read besides objects: files for generators, and lists of operations.

use std::collections::HashSet;
use std::sync::Arc;

use super::file::Kustomization;
use super::generate::{Made, file_source};
use super::project::{Content, Project};
use crate::source::Source;
use crate::yaml::Node;

/// A text that a kustomization reads.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// What names its file in the kustomization.
    pub at: Node<'a>,
    /// The text.
    pub source: &'a Arc<Source>,
    /// What becomes of it.
    pub form: Form<'a>,
}

/// What becomes of a text.
#[derive(Debug, Clone, Copy)]
pub enum Form<'a> {
    /// Each line is a key with its value.
    Variables(Made),
    /// It is the value of this key.
    Value(Made, &'a str),
    /// Its documents change objects: the roots are lists of operations.
    Operations(Node<'a>),
}

impl Form<'_> {
    /// Whether a Secret is made of it.
    pub fn is_of_secret(self) -> bool {
        matches!(self, Form::Variables(Made::Secret) | Form::Value(Made::Secret, _))
    }
}

/// The texts that kustomizations read, each once, for the first one in order of the folders. What git ignores is not among
/// them: nobody else reads that.
pub fn inputs(project: &Project) -> Vec<Input<'_>> {
    let mut known = HashSet::new();
    let kustomizations = project.folders().filter_map(|folder| Kustomization::read(project, folder));
    let mut all: Vec<Input<'_>> = kustomizations.flat_map(|one| of_kustomization(&one, project)).collect();
    all.retain(|input| known.insert(input.source.id()));
    all
}

fn of_kustomization<'a>(kustomization: &Kustomization<'a>, project: &'a Project) -> Vec<Input<'a>> {
    let mut found = Vec::new();
    for (field, made) in [("secretGenerator", Made::Secret), ("configMapGenerator", Made::ConfigMap)] {
        for generator in kustomization.items(field) {
            let items = |key: &str| generator.get(key).into_iter().flat_map(Node::items);
            let variables = items("envs").chain(generator.get("env")).map(|at| (at, at.text(), Form::Variables(made)));
            let values = items("files").filter_map(|at| {
                let (key, path) = file_source(at.text()).ok()?;
                Some((at, path, Form::Value(made, key)))
            });
            found.extend(variables.chain(values).filter_map(|(at, path, form)| {
                let path = kustomization.path(path);
                let Content::Text(source) = project.content(&path).filter(|_| !project.ignored.contains(&path))? else {
                    return None;
                };
                Some(Input { at, source, form })
            }));
        }
    }
    for patch in kustomization.items("patches").chain(kustomization.items("patchesJson6902")) {
        let Some(at) = patch.get("path") else { continue };
        let documents = project.documents(&kustomization.path(at.text())).into_iter();
        let roots = documents.flat_map(|parsed| parsed.documents.iter().map(move |one| (parsed, one.tree.root())));
        found.extend(roots.filter_map(|(parsed, root)| {
            let root = root.filter(|root| root.is_sequence())?;
            Some(Input { at, source: &parsed.source, form: Form::Operations(root) })
        }));
    }
    found
}
