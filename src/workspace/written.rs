//! Reads the objects that are written in one file.

use super::patches;
use super::sets::{self, Sets, evidence};
use crate::kube::{Kind, Resource, SetId};
use crate::schema;
use crate::source::FileId;
use crate::yaml::{Document, Parsed};

/// The contents of a file, in order.
#[derive(Default)]
pub(super) struct Written<'w> {
    pub(super) resources: Vec<Resource<'w>>,
    pub(super) patched: Vec<Resource<'w>>,
    /// Objects that a kustomization builds.
    pub(super) covered: Vec<Resource<'w>>,
    /// The set and the file, if a document breaks off inside a list of objects, or before its object has a name.
    pub(super) unread: Option<(SetId, FileId)>,
}

impl<'w> Written<'w> {
    /// Reads a file.
    pub(super) fn read(file: &'w Parsed, sets: &Sets) -> Written<'w> {
        let mut written = Written::default();
        let set = sets.of(file.file());
        // kustomize merges objects without a separator between them, but people mean several objects.
        let is_alone = sets.get(set).kustomizations.is_empty();
        let parts = |document: &'w Document| match &*document.parts {
            parts if is_alone && !parts.is_empty() => parts,
            _ => std::slice::from_ref(document),
        };
        for document in file.documents.iter().flat_map(parts) {
            written.add(document, set, is_alone, sets);
        }
        written
    }

    fn add(&mut self, document: &'w Document, set: SetId, is_alone: bool, sets: &Sets) {
        let file = document.tree.source().id();
        let Some(root) = document.tree.root() else {
            self.unread = self.unread.or(document.broken.then_some((set, file)));
            return;
        };
        let is_patch = sets.is_patch_file(file) || patches::is_patch(document.text(), root);
        let mut found = Vec::new();
        sets::objects(root, set, is_patch, &mut found);
        let known = found.first().map(|resource| resource.name.is_some());
        let is_unread = document.broken && (known != Some(true) || root.get("items").is_some());
        let is_flawed = || (known.is_none() || root.get("items").is_some()) && evidence::is_flawed(document);
        if !is_patch && (is_unread || is_flawed()) {
            self.unread = Some((set, file));
        }
        // An object that a kustomization builds is meant to be whole.
        let may_be_part = !document.broken && is_alone;
        for mut resource in found {
            resource.broken = document.broken;
            // A misspelt kind is another finding. The object is judged as the kind that was meant.
            if let Some(api) = schema::built_in().meant(resource.api_version, resource.kind_name) {
                resource.kind = Kind::of(resource.group(), api.kind());
            }
            resource.is_patch |= may_be_part && patches::is_part(&resource);
            let list = match resource.is_patch {
                true => &mut self.patched,
                false if sets.is_covered(file) => &mut self.covered,
                false => &mut self.resources,
            };
            list.push(resource);
        }
    }
}
