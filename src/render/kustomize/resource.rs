//! An object while it is built.

use super::id::{Gvk, Id};
use crate::render::Value;

/// An object, with the facts that kustomize remembers about it.
#[derive(Debug, Clone)]
pub struct Resource<'a> {
    /// The object.
    pub value: Value<'a>,
    /// The identities of the object before its names changed, the oldest first.
    pub previous: Vec<Id>,
    /// The prefixes that the name got, in order.
    pub prefixes: Vec<String>,
    /// The suffixes that the name got, in order.
    pub suffixes: Vec<String>,
    /// Whether the name gets a hash of the content.
    pub needs_hash: bool,
    /// Whether a generator made the object.
    pub is_generated: bool,
    /// The variables whose values the object contains.
    pub variables: Vec<&'a str>,
    /// The objects that refer to this one.
    pub referrers: Vec<Id>,
    /// Groups of places that share one value in kustomize, as paths of keys.
    pub(super) twins: Vec<Vec<Vec<String>>>,
}

impl<'a> Resource<'a> {
    /// A new object, without anything to remember.
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

    /// The text at a path of keys; empty if there is none.
    pub fn text(&self, path: &[&str]) -> String {
        self.value.text_at(path).to_owned()
    }

    /// The present type.
    pub fn gvk(&self) -> Gvk {
        Gvk::new(self.value.text_at(&["apiVersion"]), self.value.text_at(&["kind"]))
    }

    /// The present identity (`Resource.CurId`).
    pub fn id(&self) -> Id {
        Id { gvk: self.gvk(), name: self.text(&["metadata", "name"]), namespace: self.text(&["metadata", "namespace"]) }
    }

    /// All former identities and the present one, the oldest first.
    pub fn ids(&self) -> impl Iterator<Item = Id> {
        self.previous.iter().cloned().chain([self.id()])
    }

    /// The first identity (`Resource.OrgId`).
    pub fn original(&self) -> Id {
        self.previous.first().cloned().unwrap_or_else(|| self.id())
    }

    /// Remembers the present identity before a change (`Resource.StorePreviousId`).
    pub fn remember(&mut self) {
        let id = self.id();
        self.previous.push(Id { namespace: id.effective_namespace().to_owned(), ..id });
    }

    /// Whether kustomize remembers facts about the object. They are annotations until the object is printed.
    pub(super) fn has_notes(&self) -> bool {
        self.is_generated || !self.previous.is_empty() || !self.prefixes.is_empty() || !self.suffixes.is_empty()
    }

    /// Drops the facts that kustomize keeps as annotations.
    pub(super) fn forget(&mut self) {
        let value = self.value.clone();
        *self = Resource { variables: std::mem::take(&mut self.variables), ..Resource::new(value) };
    }
}
