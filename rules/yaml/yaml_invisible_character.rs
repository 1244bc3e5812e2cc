//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::rule::{Category, Check, Cx, Draft, Meta, Rule};
use crate::yaml::{Document, Edits, Node, Passage, Style, replace_part};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "yaml-invisible-character",
        summary: "A key with invisible characters",
        category: Category::Syntax,
        severity: Severity::Error,
        fix: Some(Applicability::Safe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Document(check),
};

const BYTE_ORDER_MARK: char = '\u{feff}';

fn check<'w>(document: &'w Document, cx: &mut Cx<'w>) {
    byte_order_mark(document, cx);
    if document.text().is_ascii() {
        return;
    }
    let mut keys = document.tree.nodes().filter(|node| node.is_key() && is_disguised(*node));
    let Some(first) = keys.next() else { return };
    let rest: Vec<Node<'_>> = keys.collect();
    let (at, found) = characters(first).next().unwrap_or((first.as_written(), BYTE_ORDER_MARK));
    let visible = first.text().replace(|c| sort(c).is_some(), "");
    let others = match rest.len() {
        0 => String::new(),
        1 => ", like one more key".to_owned(),
        count => format!(", like {count} more keys"),
    };
    let name = name(found);
    let message = format!("the key is not `{visible}`: it contains {name} (U+{:04X}){others}", u32::from(found));
    let found = std::iter::once(first).chain(rest.iter().copied()).flat_map(characters);
    // Before the first key, there is nothing to align it with.
    let is_first = rest.is_empty()
        && document.tree.root().and_then(|root| root.raw_entries().next()).is_some_and(|top| top.key == first);
    let instead = |c| if is_first { "" } else { sort(c).unwrap_or_default() };
    let edits: Edits = found.map(|(place, c)| replace_part(place, instead(c))).collect();
    let report = rest.into_iter().fold(cx.report(at, message), Draft::explaining);
    let starts_blank = first.text().starts_with(|c| sort(c) == Some(" "));
    report.help("only a normal space indents in YAML: write spaces, and remove invisible characters").fix(
        // The intended indentation of the other keys is a guess.
        if starts_blank && !is_first { Applicability::Unsafe } else { Applicability::Safe },
        "write spaces, and remove invisible characters",
        edits,
    );
}

/// Whether a plain key has an invisible or space-like character at its start or end, or a zero-width one anywhere.
/// Other alphabets may need them inside a word.
fn is_disguised(key: Node<'_>) -> bool {
    let text = key.text();
    if text.is_ascii() || key.style() != Style::Plain || key.is_alias() {
        return false;
    }
    let at_end = text.starts_with(|c| sort(c).is_some()) || text.ends_with(|c| sort(c).is_some());
    text.chars().all(|c| c.is_ascii() || sort(c).is_some()) && (at_end || text.chars().any(|c| sort(c) == Some("")))
}

/// The characters of a key with their places.
fn characters<'w>(key: Node<'w>) -> impl Iterator<Item = (Passage<'w>, char)> {
    let written = key.as_written();
    let found = written.text().char_indices().filter(|(_, c)| sort(*c).is_some());
    found.map(move |(at, c)| (written.part(at..at + c.len_utf8()), c))
}

/// The replacement for a character that looks like a space or is invisible.
fn sort(c: char) -> Option<&'static str> {
    match c {
        '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => Some(" "),
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | BYTE_ORDER_MARK => {
            Some("")
        }
        _ => None,
    }
}

fn name(c: char) -> &'static str {
    match (c, sort(c)) {
        ('\u{a0}', _) => "a no-break space",
        (BYTE_ORDER_MARK, _) => "a byte order mark",
        (_, Some(" ")) => "a wide or narrow space",
        _ => "a zero-width character",
    }
}

/// Reports a byte order mark at the start of a file.
fn byte_order_mark<'w>(document: &'w Document, cx: &mut Cx<'w>) {
    let Some(mark) = document.byte_order_mark() else { return };
    cx.report(mark, "this file starts with a byte order mark: kubectl skips it, but some tools do not")
        .severity(Severity::Info)
        .help("save the file as UTF-8 without a byte order mark")
        .fix(Applicability::Safe, "remove it", replace_part(mark, ""));
}
