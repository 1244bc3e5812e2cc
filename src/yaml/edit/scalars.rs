//! Gives scalars another text.

use super::lines::{line_end, next_line, quiet_tail};
use super::place::is_block_scalar;
use super::quoting::{Where, double_quoted, single_quoted, written, written_key};
use super::{fix::Edit, page::Page};
use crate::yaml::tree::scalar::{self, Scalar, Tagged};
use crate::yaml::tree::{Kind, Node, Style};

/// Replaces a scalar with a string and keeps the kind of quotes. A plain scalar stays plain if YAML reads it back as
/// the same string. A key is also a scalar, and so is an unwritten null. Several lines become one. Returns `None` for
/// an alias, whose other uses would change, and for a tag that does not accept the string.
pub fn replace_scalar(node: Node<'_>, text: &str) -> Option<Edit> {
    if let Some(tag) = node.tag()
        && scalar::resolve_tagged(tag, text) != Ok(Tagged::Plain(Scalar::Str(text)))
    {
        return None;
    }
    let place = place(node)?;
    let text = match node.style() {
        Style::SingleQuoted => single_quoted(text).unwrap_or_else(|| double_quoted(text)),
        Style::DoubleQuoted => double_quoted(text),
        _ if is_key(node) => written_key(text, place)?,
        _ => written(text, place),
    };
    write(node, text)
}

/// Replaces a scalar with one line of YAML that is written unchanged, such as a number. Returns `None` for an alias and
/// after a tag.
pub fn replace_raw(node: Node<'_>, text: &str) -> Option<Edit> {
    // JSON accepts only strings as keys, and between brackets a plain key needs a blank after its colon.
    let place = place(node)?;
    let after = Page::of(node)?.text[node.span().end as usize..].strip_prefix(':');
    let tight = place == Where::Json || after.is_some_and(|value| !value.starts_with([' ', '\t', '\r', '\n']));
    if place != Where::Block && tight && is_key(node) && !text.starts_with('"') {
        return None;
    }
    if node.tag().is_some() { None } else { write(node, text.to_owned()) }
}

/// Puts a plain scalar in double quotes and keeps its text: `0777` becomes `"0777"`. Returns `None` unless it is a
/// plain scalar of one line, and if it has a tag, which would still set the type.
pub fn quote(node: Node<'_>) -> Option<Edit> {
    place(node)?;
    let text = node.source_text();
    let plain =
        node.style() == Style::Plain && node.tag().is_none() && !text.is_empty() && !text.contains(['\n', '\r']);
    let (page, span) = (Page::of(node)?, node.span());
    plain.then(|| page.edit(span.start as usize, span.end as usize, double_quoted(text)))
}

/// The surroundings of a scalar. Returns `None` for any other node, for an alias and for a whole document.
fn place(node: Node<'_>) -> Option<Where> {
    if node.is_alias() || node.kind() != Kind::Scalar {
        return None;
    }
    let parent = node.parent()?;
    Some(match Where::inside(parent) {
        // `[key: value]`
        Where::Block if parent.parent().is_some_and(|outer| outer.style() == Style::Flow) => Where::Flow,
        place => place,
    })
}

fn is_key(node: Node<'_>) -> bool {
    node.key().is_none() && node.parent().is_some_and(Node::is_mapping)
}

/// Replaces a scalar with one token.
fn write(node: Node<'_>, token: String) -> Option<Edit> {
    let page = Page::of(node)?.with(node.key())?;
    let (span, text) = (node.span(), page.text);
    let (start, end) = (span.start as usize, span.end as usize);
    if is_block_scalar(node) {
        let header = text[start..end].lines().next().unwrap_or("");
        // Some readers break lines at a single carriage return.
        let below = line_end(text, next_line(text, end));
        if is_key(node) || header.contains('#') || text[start..below].replace("\r\n", "").contains('\r') {
            return None;
        }
    }
    let before = &text[..start];
    if span.is_empty() {
        // No value is written, so the place must be after a colon, a dash or an anchor.
        if place(node)? == Where::Block {
            quiet_tail(text, end)?;
        }
        let from = match node.key() {
            Some(key) => key.written_span().end as usize,
            None if node.parent()?.is_sequence() => text[..start].rfind('\n').map_or(0, |newline| newline + 1),
            None => return None,
        };
        let lead = text[from..start].trim_end_matches([' ', '\t']);
        if !lead.ends_with(if node.key().is_some() { ':' } else { '-' }) {
            return None;
        }
    }
    // Between brackets, a colon after a quoted key needs no blank.
    let tight = before.ends_with("\":") && !span.is_empty();
    let mut apart = match !tight && before.ends_with([':', '-', '?']) {
        true => format!(" {token}"),
        false => token,
    };
    // After a closing quote, a comment may follow directly.
    if text[end..].starts_with('#') {
        apart.push(' ');
    }
    Some(page.edit(start, end, apart))
}
