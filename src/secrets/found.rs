//! Collects the places of secrets in the nodes of a tree.

use std::ops::Range;

use foldhash::HashMap;

use super::names::{is_credential, is_name, is_reference, is_setting, is_value, is_variable, judged};
use crate::source::Span;
use crate::yaml::{Entry, Kind, Node, Style};

/// The minimum length in bytes of a line to search for. Shorter texts are parts of many words.
const SHORTEST: usize = 4;

/// A scalar with more secrets than this is hidden as a whole.
const MAX_PARTS: usize = 50;

/// Tags that YAML itself defines; others may be a value that lacks its quotes.
const KNOWN_TAG: &str = "tag:yaml.org,2002:";

/// The place of a secret, and its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Secret {
    /// The bytes that no report may show.
    pub span: Span,
    /// The text that YAML reads there. `None` if it is the written text.
    pub text: Option<String>,
}

/// The most keys for which the result is kept.
const MAX_KEYS: usize = 1_000;

/// The places that are found so far.
#[derive(Default)]
pub(super) struct Found {
    pub(super) places: Vec<Secret>,
    /// Whether a key names a credential, by key. A file repeats a few keys often.
    keys: HashMap<String, bool>,
}

impl Found {
    /// Whether a key names a credential.
    pub(super) fn is_credential(&mut self, key: &str) -> bool {
        if let Some(known) = self.keys.get(key) {
            return *known;
        }
        let is_credential = is_credential(key);
        if self.keys.len() < MAX_KEYS {
            self.keys.insert(key.to_owned(), is_credential);
        }
        is_credential
    }

    /// Adds parts of a scalar, by bytes of its text.
    pub(super) fn parts(&mut self, node: Node<'_>, parts: Vec<Range<usize>>) {
        match parts.len() > MAX_PARTS {
            true => self.whole(node),
            false => parts.into_iter().for_each(|part| self.part(node, part)),
        }
    }

    /// Adds a part of a scalar, by bytes of its text.
    pub(super) fn part(&mut self, node: Node<'_>, part: Range<usize>) {
        let text = node.text().get(part.clone()).unwrap_or_default();
        let (span, all) = (node.text_span(part), node.span());
        let lines = if span == all { lines_of(node, text) } else { None };
        match lines {
            // The text is also hidden in its other forms.
            Some(lines) => {
                self.places.extend(lines.into_iter().map(|span| Secret { span, text: Some(text.to_owned()) }))
            }
            None => self.places.push(Secret { span: content(node, span), text: Some(text.to_owned()) }),
        }
    }

    /// Adds a scalar with its tag and anchor, because these may be a value that lacks its quotes.
    pub(super) fn whole(&mut self, node: Node<'_>) {
        if node.kind() == Kind::Scalar
            && !(node.text().is_empty() && node.span().is_empty())
            && !is_variable(node.text())
        {
            let text = node.text();
            self.places
                .push(Secret { span: content(node, node.text_span(0..text.len())), text: Some(text.to_owned()) });
        }
        let tag = node.tag_span().filter(|_| node.tag().is_none_or(|tag| !tag.starts_with(KNOWN_TAG)));
        let properties = tag.into_iter().chain(node.anchor_span());
        self.places
            .extend(properties.map(|span| Secret { span: Span::new(span.file, span.start + 1, span.end), text: None }));
    }

    /// Adds scalars that look like secrets, at or below a value whose name is not the name of a credential.
    pub(super) fn judged(&mut self, name: &str, value: Node<'_>) {
        for node in value.descendants().filter(|node| !node.is_key()) {
            match judged(name, node.text()) {
                Some(part) if part.len() < node.text().len() => self.part(node, part),
                Some(_) => self.whole(node),
                None => {}
            }
        }
    }

    /// Adds the value of a key that names a credential.
    pub(super) fn named(&mut self, entry: Entry<'_>) {
        let value = entry.value;
        let is_map = value.is_mapping() && !value.is_alias();
        let is_schema = is_map && value.raw_entries().any(|entry| matches!(entry.key.text(), "properties" | "$ref"))
            || entry.key.parent().and_then(Node::key).is_some_and(|key| key.text() == "properties");
        match value.kind() {
            _ if is_schema => {}
            Kind::Scalar => self.whole(value),
            Kind::Sequence => self.values(value),
            // A mapping of settings of the credential: only certain secrets in it are hidden.
            Kind::Mapping if is_settings(entry.key.text()) => {
                for entry in value.raw_entries() {
                    if is_value(entry.key.text()) || is_bare(entry) {
                        self.item(entry);
                    }
                }
            }
            Kind::Mapping => self.values(value),
        }
    }

    /// Looks at an entry of an item whose name is the name of a credential.
    pub(super) fn item(&mut self, entry: Entry<'_>) {
        if is_bare(entry) {
            self.whole(entry.key);
        }
        match entry.value.kind() {
            Kind::Mapping if is_reference(entry.key.text()) => {
                for entry in entry
                    .value
                    .raw_entries()
                    .filter(|entry| !(is_setting(entry.key.text()) && entry.value.kind() == Kind::Scalar))
                {
                    self.item(entry);
                }
            }
            _ if is_name(entry.key.text()) => {}
            _ => self.below(entry.value),
        }
    }

    /// Adds everything in the place of a value, except references to the value. A colon in the value may have made a
    /// key of a part of it.
    pub(super) fn below(&mut self, value: Node<'_>) {
        let is_known = |key: Node<'_>| is_setting(key.text()) || is_reference(key.text());
        for entry in value.raw_entries().filter(|entry| !is_known(entry.key)) {
            self.whole(entry.key);
        }
        self.values(value);
    }

    /// Adds places where YAML reads the written text unchanged.
    pub(super) fn spans(&mut self, spans: Vec<Span>) {
        self.places.extend(spans.into_iter().map(|span| Secret { span, text: None }));
    }

    /// Adds the values of a collection, or a scalar.
    pub(super) fn values(&mut self, value: Node<'_>) {
        match value.kind() {
            Kind::Scalar => self.whole(value),
            // Aliases may refer to one another many times.
            _ if value.is_alias() => {
                let values = value.items().chain(value.raw_entries().map(|entry| entry.value));
                values.filter(|value| value.kind() == Kind::Scalar).for_each(|value| self.whole(value));
            }
            Kind::Sequence => value.items().for_each(|item| self.below(item)),
            Kind::Mapping => {
                let is_setting = |entry: &Entry<'_>| is_setting(entry.key.text()) && entry.value.kind() == Kind::Scalar;
                value.raw_entries().filter(|entry| !is_setting(entry)).for_each(|entry| self.item(entry));
            }
        }
    }
}

/// Whether a name may mean settings as well as a credential, such as `privateKey` and the volume `secret`.
fn is_settings(name: &str) -> bool {
    let name = name.to_lowercase();
    name.ends_with("key") || name.ends_with("secret") || name.ends_with("auth")
}

/// Whether a key has no colon: text in braces, which YAML reads as a key without a value.
pub(super) fn is_bare(entry: Entry<'_>) -> bool {
    let end = entry.key.written_span().end as usize;
    let rest = entry.key.written_source().text[end..].trim_start();
    entry.value.is_null() && !rest.starts_with(':')
}

/// The places of the lines of a text in a scalar that YAML folds or unindents. Returns `None` if a line is written
/// differently or is too short.
fn lines_of(node: Node<'_>, text: &str) -> Option<Vec<Span>> {
    let (span, source) = (node.span(), node.source().slice(node.span()));
    let mut found = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let before = found.len();
        let places = source.match_indices(line).map(|(at, line)| (at as u32, (at + line.len()) as u32));
        found.extend(places.map(|(start, end)| Span::new(span.file, span.start + start, span.start + end)));
        // A short line also occurs in many other places.
        if found.len() == before || line.len() < SHORTEST {
            return None;
        }
    }
    Some(found)
}

/// The place without the header of a block scalar.
fn content(node: Node<'_>, span: Span) -> Span {
    if !matches!(node.style(), Style::Literal | Style::Folded) || span != node.span() {
        return span;
    }
    let text = node.source().slice(span);
    let header = text.find('\n').filter(|_| text.starts_with(['|', '>'])).map_or(0, |newline| newline + 1);
    // A comment may follow the header.
    Span::new(span.file, span.start + header as u32, span.end)
}
