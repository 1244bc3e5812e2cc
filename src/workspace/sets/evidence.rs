//! The purpose of a file, judged before it is parsed. Only manifests are linted, and the report lists the other files.

use super::template::TEMPLATE;
use super::{KUSTOMIZE_GROUP, objects};
use crate::kube::identity::{self, Flaw};
use crate::kube::{Resource, SetId};
use crate::yaml::Document;

/// The purpose of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Evidence {
    /// The text contains at least one object.
    Manifest,
    /// The text describes how manifests are combined.
    Kustomization,
    /// The text may be a list of operations of a JSON patch, which a kustomization names.
    Patch,
    /// The text has another purpose, named by this noun.
    Other(&'static str),
}

/// The reason to leave out most files.
pub const NO_OBJECT: &str = "no apiVersion and kind";

/// Judges a file by its name and text.
pub fn evidence(name: &str, text: &str) -> Evidence {
    let base = name.rsplit('/').next().unwrap_or(name);
    if is_kustomization_name(name) {
        return Evidence::Kustomization;
    }
    if base == "bowline.yaml" {
        return Evidence::Other("configuration that this run does not use");
    }
    if base == "bowline-baseline.json" {
        return Evidence::Other("baseline that this run does not use");
    }
    if matches!(base, "Chart.yaml" | "values.yaml" | "values.yml") {
        return Evidence::Other("Helm chart file");
    }
    let is_whole = has_key(text, "apiVersion") && has_key(text, "kind");
    if !is_whole && has_key(text, "op") && has_key(text, "path") {
        return Evidence::Patch;
    }
    if !is_whole && !may_be_flawed(text) {
        return Evidence::Other(NO_OBJECT);
    }
    Evidence::Manifest
}

/// Whether a document is an object, or was meant to be one before it broke.
pub fn is_object(document: &Document) -> bool {
    let starts_like_one = |line: &str| {
        let line = line.trim_start_matches(['\u{feff}', '"', '{', ' ']);
        line.starts_with("apiVersion") || line.starts_with("kind:")
    };
    let read = document.tree.root().is_some_and(|root| root.get("apiVersion").is_some() || root.get("kind").is_some());
    read || document.broken && document.text().lines().any(starts_like_one) || is_flawed(document)
}

/// The reason to leave out a list of objects without items.
const EMPTY_LIST: &str = "list without items";

/// How a document is treated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The document is checked as an object: it is one, or rules report why it is not.
    Object,
    /// The document describes how manifests are combined.
    Instruction,
    /// The document is left out for this reason (a noun).
    Other(&'static str),
}

/// How a document is treated that belongs to neither a kustomization nor a patch.
pub fn role(document: &Document) -> Role {
    if document.is_template {
        return Role::Other(TEMPLATE);
    }
    let Some(root) = document.tree.root().filter(|_| !document.broken) else {
        return if is_object(document) { Role::Object } else { Role::Other(NO_OBJECT) };
    };
    let mut found = Vec::new();
    objects(root, SetId(0), false, &mut found);
    if !found.is_empty() || is_flawed(document) {
        return Role::Object;
    }
    match Resource::read(root, SetId(0), false) {
        Some(resource) if resource.group() == KUSTOMIZE_GROUP => Role::Instruction,
        Some(_) => Role::Other(EMPTY_LIST),
        None => Role::Other(NO_OBJECT),
    }
}

/// The flaws that keep parts of a document from being objects. Empty if the document breaks off.
pub(in crate::workspace) fn flaws<'w>(document: &'w Document) -> impl Iterator<Item = Flaw<'w>> {
    let root = document.tree.root().filter(|_| !document.broken);
    root.into_iter().flat_map(identity::roots).flat_map(identity::flaws)
}

/// Whether a flaw keeps a part of a document from being an object.
pub(in crate::workspace) fn is_flawed(document: &Document) -> bool {
    flaws(document).next().is_some()
}

/// Whether kustomize looks for files of this name.
pub(super) fn is_kustomization_name(name: &str) -> bool {
    let base = name.rsplit('/').next().unwrap_or(name);
    matches!(base, "kustomization.yaml" | "kustomization.yml" | "Kustomization")
}

/// Whether a text has a key at the start of a line, or with quotes anywhere (JSON). Below a list, the key may be
/// indented.
fn has_key(text: &str, key: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memmem::find_iter(bytes, key.as_bytes()).any(|at| {
        let mut rest = bytes[at + key.len()..].iter().skip_while(|byte| matches!(byte, b'"' | b'\'' | b' ' | b'\t'));
        let before = at.checked_sub(1).map(|before| bytes[before]);
        let starts = matches!(before, None | Some(b'\n' | b' ' | b'\t' | b'"' | b'\'' | b'{' | b',' | 0xbf));
        starts && rest.next() == Some(&b':')
    })
}

/// Whether a text that lacks `apiVersion` or `kind` has `metadata` and a key that was meant to be one of them.
fn may_be_flawed(text: &str) -> bool {
    if text.trim_start_matches(['\u{feff}', ' ', '\n', '\r', '\t']).starts_with(['{', '[']) {
        return has_key(text, "metadata") && (has_key(text, "apiVersion") || has_key(text, "kind"));
    }
    let keys =
        || text.lines().filter(|line| !line.starts_with([' ', '#', '-', '\t'])).filter_map(|line| line.split_once(':'));
    let mut names = keys().map(|(key, _)| key.trim_end().trim_matches(['"', '\'']));
    keys().any(|(key, _)| key == "metadata")
        && names.any(|name| matches!(name, "apiVersion" | "kind") || identity::is_misspelt(name))
}
