//! What says which object a document is: `apiVersion` and `kind`. `kubectl` refuses a document that lacks either.

use crate::text::similar::is_slip;
use crate::text::unknown::is_unknown;
use crate::yaml::{Entry, Node};

const VERSION: &str = "apiVersion";
/// The key that names the kind of an object.
pub const KIND: &str = "kind";

/// What is wrong with `apiVersion` or `kind` in a document that is meant to be an object.
#[derive(Debug, Clone, Copy)]
pub struct Flaw<'w> {
    /// `apiVersion` or `kind`.
    pub key: &'static str,
    /// How it goes wrong.
    pub wrong: Wrong<'w>,
}

/// How `apiVersion` or `kind` goes wrong.
#[derive(Debug, Clone, Copy)]
pub enum Wrong<'w> {
    /// Another key is written where it was meant.
    Misspelt(Entry<'w>),
    /// Its value is not a text, or an empty one.
    Value(Entry<'w>),
    /// It is missing, and this is the other of the two.
    Missing(Entry<'w>),
}

/// What is written for one of the two keys.
#[derive(Clone, Copy)]
enum Written<'w> {
    Right(Entry<'w>),
    Misspelt(Entry<'w>),
    Value(Entry<'w>),
    Nothing,
}

/// Keys of `metadata` that show that it is the metadata of an object: other programs also have a `metadata`.
const METADATA: &[&str] = &["name", "generateName", "namespace", "labels", "annotations"];

/// Keys of which one is enough to see that a mapping is an object.
const CONTENT: &[&str] = &["spec", "data", "stringData", "binaryData"];

/// Further keys that objects have.
const FIELDS: &[&str] =
    &["metadata", "status", "immutable", "type", "rules", "roleRef", "subjects", "template", VERSION, KIND];

/// What keeps a mapping from being an object although it is meant to be one; empty if it is one, or something else.
pub fn flaws<'w>(root: Node<'w>) -> Vec<Flaw<'w>> {
    let (version, kind) = (written(root, VERSION, is_api_version), written(root, KIND, is_kind));
    let is_whole = matches!((version, kind), (Written::Right(_), Written::Right(_)));
    if is_whole || !has_metadata(root) || version.is_of_others(is_api_version) || kind.is_of_others(is_kind) {
        return Vec::new();
    }
    let flaw = |key, wrong| Flaw { key, wrong };
    match (version, kind) {
        // Nothing says that an object is meant.
        (Written::Nothing | Written::Value(_), Written::Nothing | Written::Value(_)) => Vec::new(),
        (Written::Right(other), Written::Nothing) if is_like_object(root) => vec![flaw(KIND, Wrong::Missing(other))],
        (Written::Nothing, Written::Right(other)) if is_like_object(root) => vec![flaw(VERSION, Wrong::Missing(other))],
        (Written::Right(_), Written::Nothing) | (Written::Nothing, Written::Right(_)) => Vec::new(),
        _ => [(VERSION, version), (KIND, kind)]
            .into_iter()
            .filter_map(|(key, written)| match written {
                Written::Misspelt(entry) => Some(flaw(key, Wrong::Misspelt(entry))),
                Written::Value(entry) => Some(flaw(key, Wrong::Value(entry))),
                Written::Right(_) | Written::Nothing => None,
            })
            .collect(),
    }
}

/// The mappings of a document that are to be objects: its root, or the items of a `List`.
pub fn roots<'w>(root: Node<'w>) -> impl Iterator<Item = Node<'w>> {
    let is_list = root.get(KIND).and_then(|kind| kind.as_str()) == Some("List");
    let items = root.get("items").filter(|_| is_list).into_iter().flat_map(|items| items.items());
    std::iter::once(root).chain(items)
}

/// Whether a key may be a misspelt `apiVersion` or `kind`.
pub fn is_misspelt(key: &str) -> bool {
    is_slip(key, VERSION) || is_slip(key, KIND)
}

impl Written<'_> {
    /// Whether the key has a text that no object has.
    fn is_of_others(self, is_right: fn(&str) -> bool) -> bool {
        matches!(self, Written::Right(entry) if !is_right(entry.value.text()))
    }
}

fn written<'w>(root: Node<'w>, key: &str, is_right: fn(&str) -> bool) -> Written<'w> {
    match root.entry(key) {
        // What an empty `apiVersion` was meant to be depends on the kind, which is known here.
        Some(entry) if entry.value.as_str().is_some_and(|text| !text.is_empty() || key == VERSION) => {
            Written::Right(entry)
        }
        Some(entry) => Written::Value(entry),
        None => {
            let fits = |entry: &Entry<'_>| entry.value.as_str().is_some_and(is_right);
            let near = root.entries().filter(|entry| is_slip(&entry.key.key_text(), key));
            near.filter(fits).last().map_or(Written::Nothing, Written::Misspelt)
        }
    }
}

fn has_metadata(root: Node<'_>) -> bool {
    root.get("metadata").is_some_and(|metadata| METADATA.iter().any(|key| metadata.get(key).is_some()))
}

/// Whether a mapping has a name and nothing but what objects have, or some of their content.
fn is_like_object(root: Node<'_>) -> bool {
    let has_name = ["name", "generateName"].iter().any(|key| root.find(&["metadata", key]).is_some());
    let is_of_object = |entry: Entry<'_>| FIELDS.contains(&&*entry.key.key_text());
    let has_content = CONTENT.iter().any(|key| root.get(key).is_some());
    has_name && (has_content || root.entries().all(is_of_object))
}

/// Whether a text looks like `v1`, `apps/v1` or `example.com/v1beta2`, or something fills it in.
fn is_api_version(text: &str) -> bool {
    let version = text.rsplit('/').next().unwrap_or(text);
    let Some(number) = version.strip_prefix(['v', 'V']) else { return is_unknown(text) };
    let rest = number.trim_start_matches(|c: char| c.is_ascii_digit());
    let stage = rest.trim_end_matches(|c: char| c.is_ascii_digit());
    is_unknown(text) || rest.len() < number.len() && matches!(stage, "" | "alpha" | "beta")
}

/// Whether a text is one word in letters and digits, as kinds are, or something fills it in.
fn is_kind(text: &str) -> bool {
    let is_word = text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_word || is_unknown(text)
}
