//! The keys that make a document an object: `apiVersion` and `kind`. `kubectl` refuses a document that lacks either.

use crate::text::similar::is_slip;
use crate::text::unknown::is_unknown;
use crate::yaml::{Entry, Node};

const VERSION: &str = "apiVersion";
/// The key that names the kind of an object.
pub const KIND: &str = "kind";

/// A mistake in `apiVersion` or `kind` of a document that is meant to be an object.
#[derive(Debug, Clone, Copy)]
pub struct Flaw<'w> {
    /// `apiVersion` or `kind`.
    pub key: &'static str,
    /// The mistake.
    pub wrong: Wrong<'w>,
}

/// A mistake in `apiVersion` or `kind`.
#[derive(Debug, Clone, Copy)]
pub enum Wrong<'w> {
    /// The key is misspelt as this one.
    Misspelt(Entry<'w>),
    /// The value of the key is empty or not a text.
    Value(Entry<'w>),
    /// The key is missing; this is the other one.
    Missing(Entry<'w>),
}

/// The way in which `apiVersion` or `kind` is written.
#[derive(Clone, Copy)]
enum Written<'w> {
    Right(Entry<'w>),
    Misspelt(Entry<'w>),
    Value(Entry<'w>),
    Nothing,
}

/// Keys of `metadata` that only the metadata of an object has. Files of other programs may also have a `metadata`.
const METADATA: &[&str] = &["name", "generateName", "namespace", "labels", "annotations"];

/// Keys that show that a mapping is an object; one is enough.
const CONTENT: &[&str] = &["spec", "data", "stringData", "binaryData"];

/// Further keys that objects have.
const FIELDS: &[&str] =
    &["metadata", "status", "immutable", "type", "rules", "roleRef", "subjects", "template", VERSION, KIND];

/// The flaws that keep a mapping from being an object although it is meant to be one. Empty if it is an object, or not
/// meant to be one.
pub fn flaws<'w>(root: Node<'w>) -> Vec<Flaw<'w>> {
    let (version, kind) = (written(root, VERSION, is_api_version), written(root, KIND, is_kind));
    let is_whole = matches!((version, kind), (Written::Right(_), Written::Right(_)));
    if is_whole || !has_metadata(root) || version.is_of_others(is_api_version) || kind.is_of_others(is_kind) {
        return Vec::new();
    }
    let flaw = |key, wrong| Flaw { key, wrong };
    match (version, kind) {
        // Nothing shows that an object is meant.
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

/// The mappings of a document that are meant to be objects: its root, and the items of a `List`.
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
    /// Whether the key has a text that objects never have.
    fn is_of_others(self, is_right: fn(&str) -> bool) -> bool {
        matches!(self, Written::Right(entry) if !is_right(entry.value.text()))
    }
}

fn written<'w>(root: Node<'w>, key: &str, is_right: fn(&str) -> bool) -> Written<'w> {
    match root.entry(key) {
        // The intended value of an empty `apiVersion` depends on the kind, which is known here.
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

/// Whether a mapping has a name, and either some content of an object or only keys of objects.
fn is_like_object(root: Node<'_>) -> bool {
    let has_name = ["name", "generateName"].iter().any(|key| root.find(&["metadata", key]).is_some());
    let is_of_object = |entry: Entry<'_>| FIELDS.contains(&&*entry.key.key_text());
    let has_content = CONTENT.iter().any(|key| root.get(key).is_some());
    has_name && (has_content || root.entries().all(is_of_object))
}

/// Whether a text looks like `v1`, `apps/v1` or `example.com/v1beta2`, or a template fills it in.
fn is_api_version(text: &str) -> bool {
    let version = text.rsplit('/').next().unwrap_or(text);
    let Some(number) = version.strip_prefix(['v', 'V']) else { return is_unknown(text) };
    let rest = number.trim_start_matches(|c: char| c.is_ascii_digit());
    let stage = rest.trim_end_matches(|c: char| c.is_ascii_digit());
    is_unknown(text) || rest.len() < number.len() && matches!(stage, "" | "alpha" | "beta")
}

/// Whether a text is one word of letters and digits, as kinds are, or a template fills it in.
fn is_kind(text: &str) -> bool {
    let is_word = text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_word || is_unknown(text)
}
