//! Prints objects as YAML, with the keys in the order of kustomize, and knows the origin of each line.

use std::borrow::Cow;
use std::fmt::Write;

use crate::yaml::{Kind, Node, Scalar, Tree, resolve};

/// Objects as lines of text.
#[derive(Debug, Default)]
pub struct Page<'a> {
    /// The lines, without line ends.
    pub lines: Vec<Line<'a>>,
}

/// A line of a page.
#[derive(Debug)]
pub struct Line<'a> {
    /// The text.
    pub text: String,
    /// The node that the line shows. `None` for the continuation of another line.
    pub node: Option<Node<'a>>,
}

impl<'a> Page<'a> {
    /// Prints objects with separators between them.
    pub fn of(objects: &'a [Tree]) -> Self {
        let mut page = Page::default();
        for (index, root) in objects.iter().filter_map(Tree::root).enumerate() {
            if index > 0 {
                page.line("---".to_owned(), None);
            }
            page.block(root, 0, String::new());
        }
        page
    }

    /// The whole text.
    pub fn text(&self) -> String {
        let mut text = String::new();
        self.lines.iter().for_each(|line| _ = writeln!(text, "{}", line.text));
        text
    }

    fn line(&mut self, text: String, node: Option<Node<'a>>) {
        self.lines.push(Line { text, node });
    }

    /// Prints a value in separate lines. `start` is the start of the first line, such as `- `.
    fn block(&mut self, node: Node<'a>, indent: usize, start: String) {
        let blank = " ".repeat(indent);
        let mut start = if start.is_empty() { blank.clone() } else { start };
        match node.kind() {
            Kind::Mapping if node.entries().next().is_some() => {
                // The keys stay as written: kustomize reads `y` as a string, and refuses keys that are not strings.
                let mut entries: Vec<_> = node.entries().map(|entry| (entry.key.text(), entry)).collect();
                entries.sort_by_key(|(key, _)| *key);
                for (key, entry) in entries {
                    let head = format!("{}{}:", std::mem::replace(&mut start, blank.clone()), scalar_text(key));
                    self.value(entry.value, indent, head, entry.key);
                }
            }
            Kind::Sequence if node.items().next().is_some() => {
                for item in node.items() {
                    let head = std::mem::replace(&mut start, blank.clone());
                    match item.kind() {
                        Kind::Scalar => self.value(item, indent, format!("{head}-"), item),
                        _ => self.block(item, indent + 2, format!("{head}- ")),
                    }
                }
            }
            Kind::Mapping => self.line(format!("{start}{{}}"), Some(node)),
            Kind::Sequence => self.line(format!("{start}[]"), Some(node)),
            Kind::Scalar => self.value(node, indent, start.trim_end().to_owned(), node),
        }
    }

    /// Prints a value after its key or the dash of its item.
    fn value(&mut self, node: Node<'a>, indent: usize, head: String, shown: Node<'a>) {
        match node.kind() {
            Kind::Mapping if node.entries().next().is_some() => {
                self.line(head, Some(shown));
                self.block(node, indent + 2, String::new());
            }
            // The items of a list are below its key.
            Kind::Sequence if node.items().next().is_some() => {
                self.line(head, Some(shown));
                self.block(node, indent, String::new());
            }
            Kind::Mapping => self.line(format!("{head} {{}}"), Some(node)),
            Kind::Sequence => self.line(format!("{head} []"), Some(node)),
            Kind::Scalar => match node.scalar() {
                Scalar::Str(text) if is_literal(text) => self.literal(text, indent + 2, head, node),
                Scalar::Str(text) => self.line(format!("{head} {}", scalar_text(text)), Some(node)),
                value => self.line(format!("{head} {}", value.json()), Some(node)),
            },
        }
    }

    fn literal(&mut self, text: &str, indent: usize, head: String, node: Node<'a>) {
        let body = text.trim_end_matches('\n');
        let chomping = match text.len() - body.len() {
            0 => "-",
            1 => "",
            _ => "+",
        };
        self.line(format!("{head} |{chomping}"), Some(node));
        let blank = " ".repeat(indent);
        let rows = text.strip_suffix('\n').unwrap_or(text).split('\n');
        self.lines.extend(rows.map(|row| {
            let text = if row.is_empty() { String::new() } else { format!("{blank}{row}") };
            Line { text, node: None }
        }));
    }
}

/// Whether a string is easiest to read as a literal block, and is read back unchanged.
fn is_literal(text: &str) -> bool {
    let is_plain = |c: char| {
        c == '\n' || c == '\t' || !c.is_control() && !matches!(c, '\u{feff}' | '\u{85}' | '\u{2028}' | '\u{2029}')
    };
    text.contains('\n') && !text.starts_with([' ', '\n', '\t']) && text.chars().all(is_plain)
}

/// A string on one line.
fn scalar_text(text: &str) -> Cow<'_, str> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "/._-+=@%^$()<>;~".contains(c);
    let is_safe = text.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '/' || c == '.' || c == '_')
        && text
            .chars()
            .enumerate()
            .all(|(at, c)| is_plain(c) || c == ' ' && at + 1 < text.len() || c == ':' && !ends_key(text, at));
    match is_safe && matches!(resolve(text), Scalar::Str(_)) {
        true => Cow::Borrowed(text),
        false => Cow::Owned(quoted(text)),
    }
}

/// Whether a colon in a string ends a key. All characters up to the colon must be ASCII.
fn ends_key(text: &str, at: usize) -> bool {
    text.as_bytes().get(at + 1).is_none_or(u8::is_ascii_whitespace)
}

fn quoted(text: &str) -> String {
    if !text.chars().any(char::is_control)
        && !text.contains(['\'', '\u{feff}', '\u{85}', '\u{2028}', '\u{2029}'])
        && text.contains('"')
    {
        return format!("'{text}'");
    }
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if c.is_control() || matches!(c, '\u{feff}' | '\u{2028}' | '\u{2029}') => {
                _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
