//! An object while it is built.

use super::id::{Gvk, Id};
use crate::render::Value;

/// An object, with what kustomize remembers of it.
#[derive(Debug, Clone)]
pub struct Resource<'a> {
    /// The object.
    pub value: Value<'a>,
    /// What it was before its names changed, the oldest first.
    pub previous: Vec<Id>,
    /// The prefixes that its name got, the first first.
    pub prefixes: Vec<String>,
    /// The suffixes that its name got, the first first.
    pub suffixes: Vec<String>,
    /// Whether a hash of what is in it is to be added to its name.
    pub needs_hash: bool,
    /// Whether a generator made it.
    pub is_generated: bool,
    /// The variables whose value is in it.
    pub variables: Vec<&'a str>,
    /// Objects that refer to it.
    pub referrers: Vec<Id>,
    /// Places that kustomize has one value for, as paths of keys.
    pub(super) twins: Vec<Vec<Vec<String>>>,
}

impl<'a> Resource<'a> {
    /// An object as it is read.
    pub fn new(value: Value<'a>) -> Self {
        Resource {
            value,
            previous: Vec::new(),
            prefixes: Vec::new(),
            suffixes: Vec::new(),
            needs_hash: false,
            is_generated: false,
            variables: Vec::new(),
            referrers: Vec::new(),
            twins: Vec::new(),
        }
    }

    /// A text at a path of keys; empty if there is none.
    pub fn text(&self, path: &[&str]) -> String {
        self.value.text_at(path).to_owned()
    }

    /// Its type as it is now.
    pub fn gvk(&self) -> Gvk {
        Gvk::new(self.value.text_at(&["apiVersion"]), self.value.text_at(&["kind"]))
    }

    /// What it is now (`Resource.CurId`).
    pub fn id(&self) -> Id {
        Id { gvk: self.gvk(), name: self.text(&["metadata", "name"]), namespace: self.text(&["metadata", "namespace"]) }
    }

    /// What it was and what it is now, the oldest first.
    pub fn ids(&self) -> impl Iterator<Item = Id> {
        self.previous.iter().cloned().chain([self.id()])
    }

    /// What it was at first (`Resource.OrgId`).
    pub fn original(&self) -> Id {
        self.previous.first().cloned().unwrap_or_else(|| self.id())
    }

    /// Remembers what it is now, before a change (`Resource.StorePreviousId`).
    pub fn remember(&mut self) {
        let id = self.id();
        self.previous.push(Id { namespace: id.effective_namespace().to_owned(), ..id });
    }

    /// Whether kustomize keeps notes on it, which are annotations until it is printed.
    pub(super) fn has_notes(&self) -> bool {
        self.is_generated || !self.previous.is_empty() || !self.prefixes.is_empty() || !self.suffixes.is_empty()
    }

    /// Drops what kustomize keeps as annotations.
    pub(super) fn forget(&mut self) {
        let value = self.value.clone();
        *self = Resource { variables: std::mem::take(&mut self.variables), ..Resource::new(value) };
    }
}
