//! Finds secrets in text that could not be read as YAML: line by line, by names alone.

use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::names::{is_credential, is_name, is_reference, is_setting, is_value, secret_of};
use super::objects::{LAST_APPLIED, PLAIN_KEYS};
use super::parts::{floor, offset};
use super::text::in_text;
use crate::source::{Source, Span};

/// The most pairs of key and value that are read on one line. The rest of the line is hidden.
const MAX_PAIRS: usize = 500;

/// The most aliases in the place of secrets that are followed.
const MAX_ANCHORS: usize = 10;

/// How many bytes of a value are judged.
const MAX_VALUE: usize = 256;

/// The keys in the metadata of a Secret whose values are not secret.
const META_KEYS: &[&str] = &["name", "namespace", "labels", "annotations", "creationTimestamp", "uid"];

/// What the lines so far say about the next line.
#[derive(Default)]
pub(super) struct Lines {
    found: Vec<Span>,
    /// The value of the last `name: X`.
    name: String,
    /// The column of the last `name`.
    name_column: usize,
    /// The last value that came before its name, if there is no line between them.
    nameless: Option<Span>,
    /// The last word, if it is a flag.
    flag: Option<String>,
    /// The column of a key that names a secret. Deeper lines belong to the secret.
    below: Option<usize>,
    /// Whether the value of such a key has not begun or not ended.
    open: bool,
    /// The last key after a question mark. Its value is on a line of its own.
    asked: String,
    /// The anchors that secrets refer to.
    anchors: Vec<String>,
}

/// Whether a line names the kind of a Secret.
pub(super) fn is_secret(source: &Source, span: Span) -> bool {
    matches!(kind(source.slice(span)), Kind::Secret)
}

/// Finds the secrets in a document that could not be read. Returns whether it is a Secret, or the rest of a Secret
/// before it.
pub(super) fn in_document(source: &Source, span: Span, after_secret: bool, found: &mut Vec<Span>) -> bool {
    if source.slice(span).trim().is_empty() {
        return after_secret;
    }
    let first = source.line_index(span.start);
    let lines = (first..=source.line_index(span.end)).map(|index| {
        let range = source.line_range(index);
        let start = range.start.max(span.start);
        Span::new(span.file, start, range.end.min(span.end).max(start))
    });
    let lines: Vec<Span> = lines.collect();
    let kind = kind(source.slice(span));
    let kind = if after_secret && matches!(kind, Kind::Unknown) { Kind::Secret } else { kind };
    let mut state = Lines::default();
    for &line in &lines {
        state.read(source.slice(line), line);
    }
    state.anchored(source, &lines);
    match kind {
        Kind::Secret => in_secret(source, &lines, &mut state.found),
        Kind::Unknown => below_data(source, &lines, &["data", "stringData"], &mut state.found),
        Kind::Other => below_data(source, &lines, &["stringData"], &mut state.found),
    }
    found.append(&mut state.found);
    matches!(kind, Kind::Secret)
}

/// Finds the secrets in one line or comment by itself.
pub(super) fn in_line(source: &Source, line: Span, found: &mut Vec<Span>) {
    let mut state = Lines::default();
    state.read(source.slice(line), line);
    found.append(&mut state.found);
}

enum Kind {
    Secret,
    Other,
    /// The text has no readable `kind:`.
    Unknown,
}

/// The kind of object in a text. The order of the keys and the rest of the line do not matter.
fn kind(text: &str) -> Kind {
    static KEY: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new("kind"));
    let mut kind = Kind::Unknown;
    for at in KEY.find_iter(text.as_bytes()) {
        let rest = text[at + 4..].trim_start_matches(['"', '\'', ' ', '\t', ':', '=']);
        if rest.get(..6).is_some_and(|kind| kind.eq_ignore_ascii_case("secret")) {
            return Kind::Secret;
        }
        if rest.starts_with(char::is_alphabetic) {
            kind = Kind::Other;
        }
    }
    kind
}

/// Hides all lines of a Secret, except lines that certainly contain no value of it.
fn in_secret(source: &Source, lines: &[Span], found: &mut Vec<Span>) {
    let mut in_metadata = false;
    let mut data: Option<usize> = None;
    for &line in lines {
        let text = source.slice(line);
        let content = text.trim_start_matches([' ', '\t', '-']);
        let column = text.len() - content.len();
        let signs = |c: char| matches!(c, '{' | '}' | '[' | ']' | '"' | '\'' | ',' | ' ' | '\t');
        let (key, value) = content.split_once(':').unwrap_or((content, ""));
        let key = key.trim_matches(signs);
        let value = value.split(" #").next().unwrap_or("");
        let value_is_plain = value.len() < 100
            && !value.contains([':', '='])
            && !value.trim_end_matches([',', '}', '{', ' ']).contains([',', '{']);
        let is_plain = match key {
            "" => !content.contains(char::is_alphanumeric),
            _ if !content.contains(':') => false,
            "data" | "stringData" => {
                (in_metadata, data) = (false, Some(column));
                value.trim_matches(signs).is_empty()
            }
            "metadata" => {
                in_metadata = true;
                value_is_plain
            }
            // Below `data`, such a key is an ordinary key of the data.
            _ if PLAIN_KEYS.contains(&key) => data.is_none_or(|data| column <= data) && value_is_plain,
            _ => in_metadata && META_KEYS.contains(&key) && value_is_plain,
        };
        if !is_plain {
            found.push(line);
        } else if text.contains(" #") {
            found.push(Span::new(line.file, line.start + text.find(" #").unwrap_or(0) as u32 + 1, line.end));
        }
    }
}

/// Hides the data of a text that may be a Secret: everything after and below it.
fn below_data(source: &Source, lines: &[Span], keys: &[&str], found: &mut Vec<Span>) {
    let mut in_data = None;
    for &line in lines {
        let text = source.slice(line);
        let content = text.trim_start_matches([' ', '\t', '-']);
        let column = text.len() - content.len();
        let key = content.split(':').next().unwrap_or("").trim_matches(['"', '\'', '{', ' ']);
        if in_data.is_some_and(|data| column <= data) && PLAIN_KEYS.contains(&key) {
            in_data = None;
        }
        if in_data.is_some() && !content.is_empty() {
            found.push(line);
        }
        let named = |name: &&&str| content.match_indices(**name).any(|(at, _)| is_key(content, at, name.len()));
        if in_data.is_none()
            && let Some(name) = keys.iter().find(named)
        {
            in_data = Some(column);
            let at = content.find(name).unwrap_or(0) + name.len();
            let rest = content[at..].trim_start_matches(['"', '\'', ' ', ':', '{', '|', '>']);
            found.push(Span::new(line.file, line.end - rest.len() as u32, line.end));
        }
    }
}

/// Whether a part of the text is a whole word with a colon after it.
fn is_key(text: &str, at: usize, length: usize) -> bool {
    let rest = text[at + length..].trim_start_matches(['"', '\'', ' ']);
    !text[..at].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.')) && rest.starts_with(':')
}

impl Lines {
    fn read(&mut self, text: &str, line: Span) {
        let content = text.trim();
        if content.is_empty() {
            return;
        }
        let at = |start: usize| Span::new(line.file, line.start + start as u32, line.end);
        let indent = text.len() - text.trim_start().len();
        if self.below.is_some_and(|key| indent <= key) {
            self.below = None;
        }
        if let Some(key) = content.trim_start_matches("- ").strip_prefix("? ") {
            key.trim().clone_into(&mut self.asked);
        }
        self.open &= !is_entry(content);
        if self.below.is_some() || self.open {
            self.found.push(line);
        }
        let part = |part: std::ops::Range<usize>| {
            Span::new(line.file, line.start + part.start as u32, line.start + part.end as u32)
        };
        self.found.extend(in_text(text).into_iter().map(part));
        let nameless = self.nameless.take();
        let before = self.found.len();
        self.pairs(text, nameless, &at);
        if self.found.len() == before {
            self.words(text, &at);
        }
    }

    /// Reads each `key: value` and `key=value` of a line. A secret extends to the end of its line.
    fn pairs(&mut self, text: &str, mut nameless: Option<Span>, at: &impl Fn(usize) -> Span) {
        for (count, (sign, _)) in text.match_indices([':', '=']).enumerate() {
            if count == MAX_PAIRS {
                self.found.push(at(sign));
                return;
            }
            let (key, column) = key_before(&text[..sign]);
            let rest = text[sign + 1..].trim_start();
            let start = text.len() - rest.len();
            let value = value_of(rest);
            let asked = std::mem::take(&mut self.asked);
            let key = if text[..sign].trim().is_empty() { asked.as_str() } else { key };
            let is_next = is_credential(&self.name)
                && is_variable_name(&self.name)
                && (text[..sign].contains(&self.name) || column == self.name_column);
            match key {
                "" if !is_credential(value) => continue,
                // Below the name of a credential, a `name` is the name of an object.
                key if is_name(key) && is_credential(&self.name) && column > self.name_column => continue,
                key if is_name(key) => {
                    value.clone_into(&mut self.name);
                    self.name_column = column;
                    let other = nameless.take().or_else(|| self.nameless.take());
                    if let Some(other) = other.filter(|_| is_credential(&self.name)) {
                        self.found.push(other);
                    }
                    continue;
                }
                key if is_value(key) => self.nameless = Some(at(start)),
                // The key of this value may be a damaged `name:`.
                _ if is_credential(value) => value.clone_into(&mut self.name),
                _ => {}
            }
            let is_value = is_value(key) || key == "valueFrom" || is_next && !is_reference(key) && !is_setting(key);
            let name = if is_value { self.name.as_str() } else { key };
            if secret_of(name, value).is_some() || key == LAST_APPLIED {
                let anchor = value.strip_prefix('*').filter(|_| self.anchors.len() < MAX_ANCHORS);
                self.anchors.extend(anchor.map(|anchor| format!("&{anchor} ")));
                self.found.push(at(start));
                self.below = Some(self.below.map_or(column, |below| below.min(column)));
                self.open = rest.is_empty()
                    || rest.starts_with(['|', '>', '&', '!', '#', '\\'])
                    || rest.starts_with(['"', '\'']) && !rest[1..].contains(&rest[..1]);
                return;
            }
        }
    }

    /// Hides the values of the anchors that the aliases of secrets refer to.
    fn anchored(&mut self, source: &Source, lines: &[Span]) {
        for anchor in std::mem::take(&mut self.anchors) {
            let at =
                |line: &Span| Some(Span { start: line.start + source.slice(*line).find(&anchor)? as u32, ..*line });
            self.found.extend(lines.iter().filter_map(at));
        }
    }

    /// Reads a flag and the word after it, which may be on the next line.
    fn words(&mut self, text: &str, at: &impl Fn(usize) -> Span) {
        let apart = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ',' | '[' | ']' | '{' | '}');
        for word in text.split(apart).filter(|word| word.contains(char::is_alphanumeric)) {
            let start = offset(text, word);
            let flag = self.flag.take();
            let word = word.trim_start_matches('\\');
            if word.starts_with('-') {
                self.flag = Some(word.trim_start_matches('-').to_owned()).filter(|flag| !flag.contains('='));
            } else if flag.is_some_and(|flag| secret_of(&flag, &word[..floor(word, MAX_VALUE)]).is_some()) {
                self.found.push(at(start));
                return;
            }
        }
    }
}

/// Whether a name looks like that of an environment variable, whose item contains only its value.
fn is_variable_name(name: &str) -> bool {
    !name.contains(|c: char| c.is_lowercase() || c == '-')
}

/// Whether a line looks like `key: value` or `- item`.
fn is_entry(content: &str) -> bool {
    content.starts_with("- ") || content.ends_with(':') || content.contains(": ")
}

/// The word before a colon, and where it starts.
fn key_before(text: &str) -> (&str, usize) {
    let text = text.trim_end_matches(['"', '\'', ' ', '\t']);
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/');
    let key = text.trim_end_matches(is_part).len();
    let key = &text[key..];
    let word = key.trim_start_matches('-');
    (word, text.len() - word.len())
}

/// The text after a colon without its quotes, up to where the value certainly ends.
fn value_of(rest: &str) -> &str {
    let rest = &rest[..floor(rest, MAX_VALUE)];
    match rest.chars().next() {
        Some(quote @ ('"' | '\'')) => rest[1..].split(quote).next().unwrap_or(""),
        _ => {
            let end = rest.find([',', '}', ']']).into_iter().chain(rest.find(" #")).min().unwrap_or(rest.len());
            rest[..end].trim_end_matches(['"', '\'', ' ', '\t'])
        }
    }
}
