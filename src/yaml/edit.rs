//! Edits that keep a person's hand: quoting style, indentation, comments.

use super::scalar;
use super::tree::{Entry, Node, Style};
use crate::diagnostic::Edit;
use crate::source::{Sources, Span};

/// A string as YAML: plain where that reads back as the same string, else in double quotes.
pub fn quoted(text: &str) -> String {
    if is_plain_safe(text) { text.to_owned() } else { double_quoted(text) }
}

/// JSON's escapes are YAML's too.
fn double_quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Plain, it is one token and a string, wherever it stands.
fn is_plain_safe(text: &str) -> bool {
    let first_is_word = text.starts_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '_'));
    let rest_is_harmless = text.chars().all(|c| c.is_ascii_alphanumeric() || "/._-+=@".contains(c));
    first_is_word && rest_is_harmless && scalar::resolve(text) == scalar::Scalar::Str(text)
}

/// Replaces a string by another one and keeps the kind of quotes.
pub fn replace_scalar(node: Node<'_>, text: &str) -> Edit {
    let text = match node.style() {
        Style::SingleQuoted => format!("'{}'", text.replace('\'', "''")),
        Style::DoubleQuoted => double_quoted(text),
        _ => quoted(text),
    };
    Edit { span: node.span(), text }
}

/// Replaces a scalar by YAML as it is, such as a number; none for an alias, whose other uses would change too.
pub fn replace_raw(node: Node<'_>, text: &str) -> Option<Edit> {
    (!node.is_alias()).then(|| Edit { span: node.span(), text: text.to_owned() })
}

/// Puts a text of one line in quotes where it stands. Only quotes are inserted, so an edit never repeats a secret.
pub fn surround(sources: &Sources, span: Span) -> Vec<Edit> {
    let text = sources.text(span);
    let quote = if text.contains(['"', '\\']) { "'" } else { "\"" };
    // In single quotes a quote is written twice.
    let inner = text.match_indices('\'').filter(|_| quote == "'").map(|(at, _)| span.start + at as u32);
    let places = [span.start].into_iter().chain(inner).chain([span.end]);
    join_insertions(places.map(|at| Edit { span: Span::new(span.file, at, at), text: quote.to_owned() }).collect())
}

/// Writes a further entry after an existing one, in the style of its mapping. `value` is YAML on one line, or lines
/// that start with a line feed and carry their own indentation relative to the key.
pub fn insert_entry(after: Entry<'_>, key: &str, value: &str) -> Edit {
    let end = after.value.written_span().end.max(after.key.written_span().end);
    let file = after.key.span().file;
    let source = after.key.tree().sources().get(file);
    let flow = after.value.parent().is_some_and(|parent| parent.style() == Style::Flow);
    if flow {
        let key = if after.key.style() == Style::DoubleQuoted { double_quoted(key) } else { quoted(key) };
        return Edit { span: Span::new(file, end, end), text: format!(", {key}: {value}") };
    }
    let line = source.line_range(source.line_index(end.saturating_sub(1)));
    let at = line.end;
    let pad = " ".repeat(source.position(after.key.span().start).column as usize - 1);
    let separator = if value.starts_with('\n') { "" } else { " " };
    let value = value.replace('\n', &format!("\n{pad}"));
    let newline = if source.text[at as usize..].starts_with("\r\n") { "\r\n" } else { "\n" };
    let text = format!("\n{pad}{}:{separator}{value}", quoted(key)).replace('\n', newline);
    Edit { span: Span::new(file, at, at), text }
}

/// Writes a further entry with a string, in quotes where the keys are (JSON).
pub fn insert_string(after: Entry<'_>, key: &str, text: &str) -> Edit {
    let value = if after.key.style() == Style::DoubleQuoted { double_quoted(text) } else { quoted(text) };
    insert_entry(after, key, &value)
}

/// Writes an entry before an existing one of a block mapping; `value` as for [`insert_entry`]. None in a flow mapping.
pub fn insert_before(before: Entry<'_>, key: &str, value: &str) -> Option<Edit> {
    if before.value.parent()?.style() == Style::Flow {
        return None;
    }
    let pad = padding(before);
    let separator = if value.starts_with('\n') { "" } else { " " };
    let value = value.replace('\n', &format!("\n{pad}"));
    let span = before.key.span();
    let text = format!("{}:{separator}{value}\n{pad}", quoted(key));
    Some(Edit { span: Span::new(span.file, span.start, span.start), text })
}

/// Makes one edit of insertions at one place, in their order: several new entries after one.
pub fn join_insertions(edits: Vec<Edit>) -> Vec<Edit> {
    let mut joined: Vec<Edit> = Vec::new();
    for edit in edits {
        match joined.iter_mut().find(|other| other.span == edit.span && edit.span.is_empty()) {
            Some(other) => other.text.push_str(&edit.text),
            None => joined.push(edit),
        }
    }
    joined
}

/// Gives an entry of a block mapping another value: lines as for [`insert_entry`]. For values that are empty or short.
pub fn fill_entry(entry: Entry<'_>, value: &str) -> Option<Edit> {
    let source = entry.key.tree().sources().get(entry.key.span().file);
    let colon = entry.key.written_span().end;
    let in_flow = entry.value.parent()?.style() == Style::Flow;
    if in_flow || entry.value.is_alias() || !source.text[colon as usize..].starts_with(':') {
        return None;
    }
    let end = entry.value.written_span().end.max(colon + 1);
    let text = value.replace('\n', &format!("\n{}", padding(entry)));
    Some(Edit { span: Span::new(entry.key.span().file, colon + 1, end), text })
}

/// The blanks that bring a new line to the column of an entry's key.
fn padding(entry: Entry<'_>) -> String {
    let span = entry.key.span();
    " ".repeat(entry.key.tree().sources().get(span.file).position(span.start).column as usize - 1)
}

/// Removes an entry: its lines with their comments in a block mapping, one comma with it in a flow mapping. None where
/// the entry shares a line with something else that must stay, or is the only one.
pub fn remove_entry(entry: Entry<'_>) -> Option<Edit> {
    let parent = entry.value.parent()?;
    let (file, start) = (entry.key.span().file, entry.key.span().start);
    let end = entry.value.written_span().end.max(entry.key.span().end);
    let source = entry.key.tree().sources().get(file);
    let entries: Vec<_> = parent.raw_entries().collect();
    let index = entries.iter().position(|other| other.key == entry.key)?;
    if entries.len() == 1 {
        return None;
    }
    if parent.style() == Style::Flow {
        let span = match entries.get(index + 1) {
            Some(next) => Span::new(file, start, next.key.written_span().start),
            None => Span::new(file, entries[index - 1].value.written_span().end, end),
        };
        return Some(Edit { span, text: String::new() });
    }
    let first_line = source.line_range(source.line_index(start));
    let last_line = source.line_index(end.saturating_sub(1));
    let before = &source.text[first_line.start as usize..start as usize];
    if !before.trim().is_empty() {
        // `- key: value` with more below: the next key moves up behind the dash.
        let next = entries.get(index + 1).filter(|_| index == 0)?;
        return Some(Edit { span: Span::new(file, start, next.key.written_span().start), text: String::new() });
    }
    let after = source.line_range(last_line + 1);
    let end = if last_line + 1 < source.line_count() { after.start } else { source.line_range(last_line).end };
    Some(Edit { span: Span::new(file, first_line.start, end), text: String::new() })
}
