//! The places of literal secrets in a file: no report may show them, whatever rules are selected.
//!
//! A place is judged by the names around it, not by what the value looks like. Generous on purpose: a masked word too
//! many costs little, a password in a CI log cannot be taken back.

use std::collections::HashSet;
use std::ops::Range;

use super::names::{is_credential, is_like, is_name, is_reference, is_setting, is_value, is_variable};
use super::text::{in_text, private_keys, secret_of};
use super::words::Words;
use super::{lines, objects};
use crate::source::Span;
use crate::yaml::{Document, Entry, Kind, Node, Parsed, ProblemKind, Style};

/// Of more equal keys in one mapping, the rest is not looked at.
const MAX_NAMES: usize = 10;

/// Shorter texts, in bytes, are parts of many words.
const SHORTEST: usize = 4;

/// A scalar with more secrets is one as a whole.
const MAX_PARTS: usize = 50;

/// Tags that YAML itself defines; others may be a value that lacks its quotes.
const KNOWN_TAG: &str = "tag:yaml.org,2002:";

/// A place, and what is read there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Secret {
    /// The bytes that no report may show.
    pub span: Span,
    /// What YAML makes of them. `None` if that is what is written.
    pub text: Option<String>,
}

/// The places in the making.
#[derive(Default)]
pub(super) struct Found {
    pub(super) places: Vec<Secret>,
}

/// All places of one file, what is written between its documents included.
pub fn places(parsed: &Parsed) -> Vec<Secret> {
    let source = &parsed.source;
    let mut found = Found::default();
    let mut spans = Vec::new();
    let mut at = 0;
    let mut in_secret = false;
    for document in &parsed.documents {
        let before = Span::new(parsed.file(), at, document.span.start.max(at));
        in_secret = lines::in_document(source, before, in_secret, &mut spans);
        in_secret = in_document(document, in_secret, &mut found, &mut spans);
        at = document.span.end.max(at);
    }
    let end = source.text.len() as u32;
    lines::in_document(source, Span::new(parsed.file(), at.min(end), end), in_secret, &mut spans);
    // A key that lost its indentation lies in several nodes.
    let keys = private_keys(&source.text).into_iter();
    spans.extend(keys.map(|key| Span::new(parsed.file(), key.start as u32, key.end as u32)));
    found.places.extend(spans.into_iter().map(|span| Secret { span, text: None }));
    found.places
}

/// Returns whether the document is a Secret: text without a kind after it may have been cut off from it.
fn in_document(document: &Document, after_secret: bool, found: &mut Found, spans: &mut Vec<Span>) -> bool {
    let source = document.tree.source();
    let first = found.places.len();
    if let Some(root) = document.tree.root() {
        // Schemas have fields by any name, and no values.
        let is_schema = root.get("kind").is_some_and(|kind| kind.text() == "CustomResourceDefinition");
        root.descendants().for_each(|node| in_node(node, is_schema, found));
        objects::in_secrets(root, found);
    }
    let ends: HashSet<u32> = found.places[first..].iter().map(|secret| secret.span.end).collect();
    for comment in &document.comments {
        lines::in_line(source, comment.span, spans);
        // A number sign in a value without quotes.
        let before = source.text[..comment.span.start as usize].trim_end_matches([' ', '\t']).len() as u32;
        if ends.contains(&before) && source.slice(comment.span)[1..].starts_with(|c: char| c.is_alphanumeric()) {
            spans.push(comment.span);
        }
        let at = |part: Range<usize>| {
            Span::new(comment.span.file, comment.span.start + part.start as u32, comment.span.start + part.end as u32)
        };
        spans.extend(in_text(source.slice(comment.span)).into_iter().map(at));
    }
    // After an end mark there is text that is in no tree.
    let dropped = document.problems.iter().any(|problem| problem.kind == ProblemKind::Dropped);
    match document.broken || dropped {
        true => lines::in_document(source, document.span, after_secret, spans),
        false => lines::is_secret(source, document.span),
    }
}

fn in_node(node: Node<'_>, is_schema: bool, found: &mut Found) {
    match node.kind() {
        _ if node.is_alias() => {}
        Kind::Mapping if !is_schema => in_mapping(node, found),
        Kind::Mapping => {}
        Kind::Sequence => in_sequence(node, found),
        Kind::Scalar => found.parts(node, in_text(node.text())),
    }
}

fn in_mapping(node: Node<'_>, found: &mut Found) {
    let mut item: Option<Node<'_>> = None;
    for entry in node.raw_entries() {
        let key = entry.key.text();
        if is_credential(key) {
            found.named(entry);
        } else if entry.value.kind() == Kind::Scalar {
            found.judged(key, entry.value);
        }
        // `value: y` after `- name: X` that lost its indentation.
        let is_lost = item.filter(|_| is_value(key)).and_then(|item| item.get("name"));
        if is_lost.is_some_and(|name| is_credential(name.text())) {
            found.whole(entry.value);
        }
        item = entry.value.items().last();
    }
    // `name: X` and `value: y`, wherever they are; of equal keys, all.
    let has_value = is_pair(node);
    let names = node.raw_entries().filter(|entry| has_value || is_name(entry.key.text()));
    for name in names.map(|entry| entry.value.text()).filter(|name| !name.is_empty()).take(MAX_NAMES) {
        let is_variable = is_credential(name) && is_variable_of_container(node);
        for entry in node.raw_entries().filter(|entry| entry.value.text() != name) {
            match is_value(entry.key.text()) {
                _ if is_variable => found.item(entry),
                true if is_credential(name) => found.below(entry.value),
                true => found.judged(name, entry.value),
                false => {}
            }
        }
    }
}

/// Whether a mapping has a value, so that one of its other keys is to name it.
fn is_pair(node: Node<'_>) -> bool {
    node.raw_entries().any(|entry| is_value(entry.key.text()))
}

/// Whether a mapping is an item of `env`.
fn is_variable_of_container(node: Node<'_>) -> bool {
    let list = node.parent().filter(|parent| parent.is_sequence());
    let key = list.or_else(|| node.parent()).and_then(Node::key);
    key.is_some_and(|key| is_like(key.text(), "env"))
}

fn in_sequence(node: Node<'_>, found: &mut Found) {
    let items: Vec<Node<'_>> = node.items().collect();
    let mut words = Words::default();
    if let Some(command) =
        node.key().filter(|key| key.text() == "args").and_then(Node::parent).and_then(|owner| owner.get("command"))
    {
        // Its own secrets are found where it is read itself.
        for item in command.items() {
            words.next(item.text());
        }
    }
    let mut flag = "";
    for item in &items {
        if let Some(part) = words.next(item.text()) {
            found.part(*item, part);
        } else if flag.starts_with('-') && is_credential(flag.trim_start_matches('-')) && !item.text().starts_with('-')
        {
            // No text is there by mistake: a tag, an anchor, a key.
            found.below(*item);
        }
        flag = item.text();
    }
    // An item that was torn in two: `- name: X` and `- value: y`.
    for pair in items.windows(2) {
        for (named, other) in [(pair[0], pair[1]), (pair[1], pair[0])] {
            if name_of(other).is_none()
                && other.is_mapping()
                && !is_pair(named)
                && name_of(named).is_some_and(is_credential)
            {
                other
                    .raw_entries()
                    .filter(|entry| is_value(entry.key.text()))
                    .for_each(|entry| found.below(entry.value));
            }
        }
    }
}

fn name_of(item: Node<'_>) -> Option<&str> {
    item.raw_entries().find(|entry| is_name(entry.key.text())).map(|entry| entry.value.text())
}

impl Found {
    /// Parts of the text of a scalar, by bytes of what is read.
    fn parts(&mut self, node: Node<'_>, parts: Vec<Range<usize>>) {
        match parts.len() > MAX_PARTS {
            true => self.whole(node),
            false => parts.into_iter().for_each(|part| self.part(node, part)),
        }
    }

    /// A part of the text of a scalar, by bytes of what is read.
    fn part(&mut self, node: Node<'_>, part: Range<usize>) {
        let text = node.text().get(part.clone()).unwrap_or_default();
        let (span, all) = (node.text_span(part), node.span());
        let lines = if span == all { lines_of(node, text) } else { None };
        match lines {
            // What is read there is hidden in other forms as well.
            Some(lines) => {
                self.places.extend(lines.into_iter().map(|span| Secret { span, text: Some(text.to_owned()) }))
            }
            None => self.places.push(Secret { span: content(node, span), text: Some(text.to_owned()) }),
        }
    }

    /// A scalar with what is written before it: a tag or an anchor may be a value that lacks its quotes.
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

    /// A scalar that its name and its look make a secret, or what is in its place by mistake.
    fn judged(&mut self, name: &str, value: Node<'_>) {
        for node in value.descendants().filter(|node| !node.is_key()) {
            match secret_of(name, node.text()) {
                Some(part) if part.len() < node.text().len() => self.part(node, part),
                Some(_) => self.whole(node),
                None => {}
            }
        }
    }

    /// The value of a key that names a credential.
    fn named(&mut self, entry: Entry<'_>) {
        let value = entry.value;
        let is_map = value.is_mapping() && !value.is_alias();
        let is_schema = is_map && value.raw_entries().any(|entry| matches!(entry.key.text(), "properties" | "$ref"))
            || entry.key.parent().and_then(Node::key).is_some_and(|key| key.text() == "properties");
        match value.kind() {
            _ if is_schema => {}
            Kind::Scalar => self.whole(value),
            Kind::Sequence => self.values(value),
            // Settings of the credential; only what is surely it is hidden.
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

    /// An entry of an item whose name is that of a credential.
    fn item(&mut self, entry: Entry<'_>) {
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

    /// All that is in the place of a value, but references to where it is. A colon in it may have made a key of a part.
    pub(super) fn below(&mut self, value: Node<'_>) {
        let is_known = |key: Node<'_>| is_setting(key.text()) || is_reference(key.text());
        for entry in value.raw_entries().filter(|entry| !is_known(entry.key)) {
            self.whole(entry.key);
        }
        self.values(value);
    }

    /// The values of a collection, or a scalar.
    fn values(&mut self, value: Node<'_>) {
        match value.kind() {
            Kind::Scalar => self.whole(value),
            // Aliases may stand for one another many times over.
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

/// Whether a name may hold settings as well as a credential, such as `privateKey` and the volume `secret`.
fn is_settings(name: &str) -> bool {
    let name = name.to_lowercase();
    name.ends_with("key") || name.ends_with("secret") || name.ends_with("auth")
}

/// Whether a key has no colon: a text in braces, which YAML reads as the key of nothing.
pub(super) fn is_bare(entry: Entry<'_>) -> bool {
    let end = entry.key.written_span().end as usize;
    let rest = entry.key.written_source().text[end..].trim_start();
    entry.value.is_null() && !rest.starts_with(':')
}

/// Where the lines of a text are written in a scalar that YAML folds or unindents. `None` if one is written otherwise.
fn lines_of(node: Node<'_>, text: &str) -> Option<Vec<Span>> {
    let (span, source) = (node.span(), node.source().slice(node.span()));
    let mut found = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let before = found.len();
        let places = source.match_indices(line).map(|(at, line)| (at as u32, (at + line.len()) as u32));
        found.extend(places.map(|(start, end)| Span::new(span.file, span.start + start, span.start + end)));
        // A short one is in many other places.
        if found.len() == before || line.len() < SHORTEST {
            return None;
        }
    }
    Some(found)
}

/// The place without the header of a block, which tells how it is written.
fn content(node: Node<'_>, span: Span) -> Span {
    if !matches!(node.style(), Style::Literal | Style::Folded) || span != node.span() {
        return span;
    }
    let text = node.source().slice(span);
    let header = text.find('\n').filter(|_| text.starts_with(['|', '>'])).map_or(0, |newline| newline + 1);
    // A comment may follow the header.
    Span::new(span.file, span.start + header as u32, span.end)
}
