//! The places of literal secrets in a document: no report may show them, whatever rules are selected.
//!
//! Generous on purpose: a masked word too many costs nothing, a password in a CI log cannot be taken back.

use std::ops::Range;

use crate::kube::Kind;
use crate::kube::credential::{is_credential_name, judge, secret_in_text};
use crate::source::{Sources, Span};
use crate::yaml::{self, Document, Entry, Node};

/// All places of one document.
pub fn places(sources: &Sources, document: &Document<'_>) -> Vec<Span> {
    let mut found = Vec::new();
    if let Some(root) = document.tree.root() {
        root.descendants().for_each(|node| in_node(node, &mut found));
        in_secrets(root, &mut found);
    }
    if document.broken {
        // From the last thing that was read: it may be a key whose value was not.
        let read = document.tree.nodes().filter(|node| !node.is_alias()).map(|node| node.span().end).max();
        in_lines(sources, document.span, read.unwrap_or(document.span.start), &mut found);
    }
    for comment in &document.comments {
        in_line(sources, comment.span, "", &mut found);
    }
    found
}

fn in_node(node: Node<'_>, found: &mut Vec<Span>) {
    match node.kind() {
        _ if node.is_alias() => {}
        yaml::Kind::Mapping => {
            // `name: X` and `value: y`, wherever they stand.
            if let (Some(name), Some(value)) = (node.get("name"), node.get("value")) {
                named(name.text(), value, found);
            }
            node.raw_entries().for_each(|entry| named(entry.key.text(), entry.value, found));
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
                flag = word.starts_with('-').then_some(word);
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

/// Everything in a Secret but what says which one it is: a value at the wrong level is a secret all the same.
fn in_secrets(root: Node<'_>, found: &mut Vec<Span>) {
    for node in root.descendants().filter(|node| node.is_mapping()) {
        let text = |key| node.get(key).and_then(|value| value.as_str());
        let kind = text("kind").filter(|kind| matches!(Kind::of("", kind), Kind::Secret));
        if kind.is_none() || text("apiVersion").is_none() {
            continue;
        }
        let known = |entry: &Entry<'_>| ["apiVersion", "kind", "metadata", "type"].contains(&entry.key.text());
        let values = node.entries().filter(|entry| !known(entry)).flat_map(|entry| entry.value.descendants());
        found.extend(values.filter(|value| !value.is_key() && !value.is_mapping()).map(|value| value.span()));
    }
}

/// The lines of a document that could not be read, from `from` on: `key: value`, a `value:` after a `name:`, and the
/// deeper lines below a key that names a secret.
fn in_lines(sources: &Sources, span: Span, from: u32, found: &mut Vec<Span>) {
    let source = sources.get(span.file);
    let mut name = String::new();
    let mut in_secret = false;
    let mut below: Option<usize> = None;
    for index in source.line_index(span.start)..=source.line_index(span.end) {
        let range = source.line_range(index);
        let start = range.start.max(span.start);
        let line = Span::new(span.file, start, range.end.min(span.end).max(start));
        let text = sources.text(line).trim();
        let indent = sources.text(line).len() - sources.text(line).trim_start().len();
        if !text.is_empty() && below.is_some_and(|key| indent <= key) {
            below = None;
        }
        in_secret |= text == "kind: Secret" || text == "\"kind\": \"Secret\",";
        let key = text.trim_start_matches(['-', ' ', '"']).split([':', '"']).next().unwrap_or("");
        if key == "name" {
            name = text.rsplit(':').next().unwrap_or("").trim_matches([' ', '"', '\'', ',']).to_owned();
        }
        let named = if key == "value" { name.as_str() } else { key };
        let opens = text.ends_with([':', '|', '>', '-', '+']) && is_credential_name(named);
        let inside = below.is_some();
        if opens && !inside {
            below = Some(indent);
        }
        if line.end < from {
            continue;
        }
        if inside && !text.is_empty() {
            found.push(line);
            continue;
        }
        if in_secret && !matches!(key, "kind" | "apiVersion" | "metadata" | "name" | "namespace" | "type" | "data") {
            found.push(line);
            continue;
        }
        in_line(sources, line, if key == "value" { &name } else { "" }, found);
    }
}

fn in_line(sources: &Sources, line: Span, name: &str, found: &mut Vec<Span>) {
    let text = sources.text(line);
    let at = |start: usize, end: usize| Span::new(line.file, line.start + start as u32, line.start + end as u32);
    found.extend(secret_in_text(text).into_iter().map(|part| at(part.start, part.end)));
    if let Some(colon) = text.find([':', '=']) {
        let key = text[..colon].trim_matches(|c: char| !c.is_alphanumeric());
        let start = colon + 1 + text[colon + 1..].len() - text[colon + 1..].trim_start().len();
        let value = text[start..].trim_matches(['"', '\'', ',', ' ']);
        let named = if name.is_empty() { key } else { name };
        if is_credential_name(named) || judge(named, value).is_some() {
            found.push(at(start, text.len()));
        }
    }
}
