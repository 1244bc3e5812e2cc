//! The places of literal secrets in a document: no report may show them, whatever rules are selected.
//!
//! Generous on purpose: a masked word too many costs nothing, a password in a CI log cannot be taken back.

use std::ops::Range;

use super::engine::{is_credential_name, judge, secret_in_text};
use super::lines;
use crate::source::Span;
use crate::yaml::{self, Document, Entry, Node, Parsed, ProblemKind};

/// The annotation that repeats a whole object, a Secret's data with it.
pub(super) const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";

/// The keys of a Secret that hold no secret themselves.
pub(super) const PLAIN_KEYS: &[&str] =
    &["apiVersion", "kind", "metadata", "type", "immutable", "data", "stringData", "items", "spec", "status"];

/// Of more equal keys in one mapping, the rest is not looked at.
const MAX_NAMES: usize = 10;

/// All places of one file, what stands between and behind its documents too.
pub fn places(parsed: &Parsed) -> Vec<Span> {
    let source = &parsed.source;
    let mut found = Vec::new();
    let mut at = 0;
    let mut in_secret = false;
    for document in &parsed.documents {
        let before = Span::new(parsed.file(), at, document.span.start.max(at));
        in_secret = lines::in_document(source, before, in_secret, &mut found);
        in_secret = in_document(document, in_secret, &mut found);
        at = document.span.end.max(at);
    }
    let end = source.text.len() as u32;
    lines::in_document(source, Span::new(parsed.file(), at.min(end), end), in_secret, &mut found);
    found
}

/// Tells whether it is a Secret: text without a kind behind it may have been cut off from it.
fn in_document(document: &Document, after_secret: bool, found: &mut Vec<Span>) -> bool {
    if let Some(root) = document.tree.root() {
        root.descendants().for_each(|node| in_node(node, found));
        in_secrets(root, found);
    }
    for comment in &document.comments {
        lines::in_line(document.tree.source(), comment.span, found);
    }
    // Behind an end mark stands what is in no tree.
    let dropped = document.problems.iter().any(|problem| problem.kind == ProblemKind::Dropped);
    match document.broken || dropped {
        true => lines::in_document(document.tree.source(), document.span, after_secret, found),
        false => lines::is_secret(document.tree.source(), document.span),
    }
}

fn in_node(node: Node<'_>, found: &mut Vec<Span>) {
    match node.kind() {
        _ if node.is_alias() => {}
        yaml::Kind::Mapping => {
            // `name: X` and `value: y`, wherever they stand; of equal keys, all.
            let is_key = |key: Node<'_>, name| key.text().trim_matches(|c: char| !c.is_alphanumeric()) == name;
            let all = |name| node.raw_entries().filter(move |entry| is_key(entry.key, name)).map(|entry| entry.value);
            for name in all("name").take(MAX_NAMES) {
                // A value by mistake in brackets is one all the same.
                let values = all("value").flat_map(Node::descendants).filter(|node| !node.is_key());
                values.for_each(|value| named(name.text(), value, found));
            }
            let mut item = None;
            for entry in node.raw_entries() {
                named(entry.key.text(), entry.value, found);
                // `value: y` behind `- name: X` that lost its indentation.
                if let Some(name) =
                    item.filter(|_| is_key(entry.key, "value")).and_then(|item: Node<'_>| item.get("name"))
                {
                    named(name.text(), entry.value, found);
                }
                item = entry.value.items().last();
            }
        }
        yaml::Kind::Sequence => {
            let items: Vec<_> = node.items().collect();
            for pair in items.windows(2) {
                if let Some(flag) = pair[0].text().strip_prefix('-') {
                    named(flag.trim_start_matches('-'), pair[1], found);
                }
            }
        }
        yaml::Kind::Scalar => {
            let text = node.text();
            found.extend(secret_in_text(text).into_iter().map(|part| node.text_span(part)));
            if let Some((flag, value)) = text.split_once('=').filter(|(flag, _)| flag.len() < 80)
                && let Some(secret) = judge(flag.trim_start_matches('-'), value)
            {
                let base = flag.len() + 1;
                found.push(node.text_span(base + secret.secret.start..base + secret.secret.end));
            }
            in_words(text, |part| found.push(node.text_span(part)));
        }
    }
}

/// `--name=value` and `--name value` among the words of a command.
fn in_words(text: &str, mut found: impl FnMut(Range<usize>)) {
    let mut flag = None;
    for word in text.split_ascii_whitespace() {
        let (name, value) = match (word.split_once('='), flag.take()) {
            (Some((name, value)), _) if name.len() < 80 => (name, value),
            (_, Some(name)) => (name, word),
            _ => {
                flag = Some(word.trim_start_matches('\\')).filter(|word| word.starts_with('-'));
                continue;
            }
        };
        let start = value.as_ptr() as usize - text.as_ptr() as usize;
        // In quotes a value may be several words.
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
        let start = start + quote.map_or(0, char::len_utf8);
        let rest = &text[start..];
        let end = quote.and_then(|quote| rest.find(quote)).unwrap_or(value.len().min(rest.len()));
        if let Some(secret) = judge(name.trim_start_matches(['-', '"', '\'']), rest.get(..end).unwrap_or(rest)) {
            found(start + secret.secret.start..start + secret.secret.end);
        }
    }
}

fn named(name: &str, value: Node<'_>, found: &mut Vec<Span>) {
    let text = value.text();
    if value.kind() != yaml::Kind::Scalar || text.is_empty() {
        return;
    }
    if let Some(secret) = judge(name, text) {
        found.push(value.text_span(secret.secret));
    }
}

/// Everything in a Secret's `data` and `stringData`, what kubectl drops of it too, and in copies of whole objects.
fn in_secrets(root: Node<'_>, found: &mut Vec<Span>) {
    for node in root.descendants().filter(|node| node.is_mapping()) {
        // Of a list of Secrets, the items need no kind.
        let is_kind = |entry: &Entry<'_>| entry.key.text() == "kind" && entry.value.text().starts_with("Secret");
        let within = |node: Node<'_>| node.raw_entries().any(|entry| is_kind(&entry));
        let is_named = within(node);
        let list = || node.parent().filter(|parent| parent.is_sequence()).and_then(Node::parent);
        let has_data = is_named || (node.get("data").is_some() && list().is_some_and(within));
        let is_secret = is_named && node.get("apiVersion").is_some();
        let secrets = node.raw_entries().filter(|entry| match entry.key.text() {
            LAST_APPLIED | "stringData" => true,
            "data" => has_data,
            // What lost its indentation.
            key => is_secret && !PLAIN_KEYS.contains(&key),
        });
        // A key that is no text holds values, too.
        let parts = secrets.flat_map(|entry| [entry.key, entry.value]);
        for part in parts.flat_map(Node::descendants) {
            if part.kind() == yaml::Kind::Scalar && !part.is_key() || part.is_alias() {
                found.push(part.span());
            }
        }
    }
}

/// True where a name or the value itself says that the value is secret.
pub(super) fn judged(name: &str, value: &str) -> bool {
    is_credential_name(name) || judge(name, value).is_some()
}
