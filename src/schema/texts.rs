//! The strings of an object, and plain values that YAML reads as another type although a string is required.

use std::collections::HashSet;
use std::ops::Range;

use super::Part;
use super::few::Few;
use crate::diagnostic::Edit;
use crate::kube::values::hosts::{HostText, hosts};
use crate::secrets::engine::is_credential_name;
use crate::text::unknown::is_unknown;
use crate::yaml::{self, Entry, Node, Passage, Scalar, Style, replace_raw};

/// A place that must contain a string.
#[derive(Debug, Clone, Copy)]
pub struct TextPlace<'w> {
    /// The written node; an alias is not resolved.
    pub node: Node<'w>,
    /// The purpose of the string.
    pub part: Part,
    /// The node that names it: the key of a map, the name of a variable, or the argument before an argument.
    pub name: Option<Node<'w>>,
}

/// A host in a text.
#[derive(Debug, Clone)]
pub struct HostFact<'w> {
    /// The text.
    pub text: TextPlace<'w>,
    /// The place of the host in the text as it is written.
    pub host: HostText,
}

/// Why a scalar is not a string.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Misreading {
    /// A word for true or false.
    BoolWord,
    /// An integer with a leading zero, which is octal or looks octal.
    LeadingZero,
    /// A number whose text changes when it is read.
    Number,
    /// Any other number.
    PlainNumber,
    /// A null that is written as a word.
    Null,
    /// Any type but a string among the arguments of a program.
    Argument,
}

/// A place that must contain a string, but contains another type.
#[derive(Debug, Clone, Copy)]
pub struct Misread<'w> {
    /// The place.
    pub place: TextPlace<'w>,
    /// Why the value is not a string.
    pub how: Misreading,
}

/// The values in the places of strings, and keys and texts that YAML reads in a surprising way.
#[derive(Debug, Default)]
pub struct Texts<'w> {
    /// Places that must contain a string, but contain another type.
    pub misread: Few<Misread<'w>>,
    /// Places that need a second look: collections, block texts, carriage returns, quotes inside a plain text.
    pub notable: Few<TextPlace<'w>>,
    /// Keys anywhere that kubectl changes to another text.
    pub keys: Few<Node<'w>>,
    /// Texts anywhere that `>` folds.
    pub folded: Few<Node<'w>>,
    /// Plain texts anywhere whose last character is the only quote of its kind.
    pub half_quoted: Few<Node<'w>>,
    /// Plain items of lists anywhere that continue over several lines.
    pub joined: Few<Node<'w>>,
    /// Hosts in texts that programs read, in order; the first [`MAX_HOSTS`].
    pub hosts: Few<HostFact<'w>>,
}

/// The number of hosts that are read from one object.
pub const MAX_HOSTS: usize = 1_000;

/// The size above which a text counts as data, which is not searched for hosts.
const MAX_TEXT: usize = 256 * 1024;

impl<'w> Texts<'w> {
    pub(super) fn add(&mut self, place: TextPlace<'w>) {
        self.add_hosts(place);
        if let Some(how) = misreading(place) {
            self.misread.push(Misread { place, how });
        } else if is_notable(place.node) {
            self.notable.push(place);
        }
    }

    fn add_hosts(&mut self, text: TextPlace<'w>) {
        let may_have_host = match text.part {
            Part::Variable | Part::Argument | Part::Data | Part::Host => true,
            // The annotation contains a copy of the whole object.
            Part::Annotation => !text.name.is_some_and(|name| name.text().ends_with("/last-applied-configuration")),
            _ => false,
        };
        // A text that a build joins from several parts is not in any file.
        let is_written = || text.node.is_literal() || text.node.is_as_written();
        let written = text.node.as_written().text();
        if may_have_host
            && written.len() <= MAX_TEXT
            && self.hosts.len() < MAX_HOSTS
            && !text.is_secret()
            && is_written()
        {
            let found = hosts(written, text.node.style() == Style::DoubleQuoted);
            let room = MAX_HOSTS - self.hosts.len();
            self.hosts.extend(found.take(room).map(|host| HostFact { text, host }));
        }
    }

    /// Adds the facts that do not depend on a definition.
    pub(super) fn finish(&mut self, root: Node<'w>) {
        // A map that two places share by an alias is written once.
        let mut seen = HashSet::new();
        self.misread.retain(|misread| seen.insert(misread.place.node.written_span()));
        for node in root.descendants().filter(|node| !node.is_alias()) {
            match node.style() {
                Style::Folded => self.folded.push(node),
                Style::Plain if node.is_key() && is_other_text(node) => {
                    self.keys.push(node);
                }
                Style::Plain if node.is_key() => {}
                Style::Plain if node.is_as_written() && ends_in_quote(node) => self.half_quoted.push(node),
                Style::Plain if is_item(node) && node.as_written().text().contains('\n') => self.joined.push(node),
                _ => {}
            }
        }
    }
}

fn is_item(node: Node<'_>) -> bool {
    !node.is_as_written() && node.parent().is_some_and(Node::is_sequence)
}

/// Whether a plain text ends in its only quote. The text must read as it is written, and so has one line.
fn ends_in_quote(node: Node<'_>) -> bool {
    let text = node.written_bytes();
    let Some(quote) = text.last().filter(|last| matches!(last, b'"' | b'\'')) else { return false };
    memchr::memchr(*quote, text) == Some(text.len() - 1)
}

/// Whether kubectl changes a plain key to another text.
fn is_other_text(key: Node<'_>) -> bool {
    // Words and numbers that are not strings are shorter, or start with a digit or a sign.
    let is_word = |text: &[u8]| text.len() > 5 && text[0].is_ascii_alphabetic();
    if key.is_as_written() && is_word(key.written_bytes()) {
        return false;
    }
    let text = key.text();
    !matches!(yaml::resolve(text), Scalar::Str(_)) && *text != *key.key_text() && !key.has_tag()
}

fn is_notable(node: Node<'_>) -> bool {
    match node.style() {
        Style::Plain => node.text().contains(['"', '\'']),
        Style::DoubleQuoted => node.text().contains('\r'),
        Style::SingleQuoted => false,
        Style::Literal | Style::Folded | Style::Block | Style::Flow => true,
    }
}

fn misreading(place: TextPlace<'_>) -> Option<Misreading> {
    let node = place.node;
    // A tag shows that the type is intended.
    if node.kind() != yaml::Kind::Scalar || node.style() != Style::Plain || node.has_tag() {
        return None;
    }
    let scalar = node.scalar();
    match scalar {
        Scalar::Str(_) => None,
        // kubectl stops at these before it checks any type.
        Scalar::Float(value) if !value.is_finite() => None,
        Scalar::Null if node.span().is_empty() => None,
        _ if place.part == Part::Argument => Some(Misreading::Argument),
        Scalar::Null => is_empty_if_null(place.part).then_some(Misreading::Null),
        Scalar::Bool(_) => Some(Misreading::BoolWord),
        _ if has_leading_zero(node.text()) => Some(Misreading::LeadingZero),
        _ if scalar.json() != node.text() => Some(Misreading::Number),
        _ => Some(Misreading::PlainNumber),
    }
}

/// Whether the API server reads a null as the empty string, as it does in maps. Elsewhere, it leaves the field out.
fn is_empty_if_null(part: Part) -> bool {
    part.is_label() || matches!(part, Part::Data | Part::SecretData | Part::Parameter)
}

/// `0777`, `0o17`, `-012`, `08`: not `0.5`, `0x1F` or `0e1`.
fn has_leading_zero(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let Some(rest) = digits.strip_prefix('0') else { return false };
    let rest = rest.strip_prefix(['o', 'O']).unwrap_or(rest);
    !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_')
}

/// The pair in an item such as `- --x: y`, and its place. It has one line and no quotes or brackets, so a text was
/// meant. A map of several lines is not a text without quotes.
pub fn bare_pair(item: Node<'_>) -> Option<(Entry<'_>, Passage<'_>)> {
    let mut entries = item.raw_entries().filter(|_| !item.is_alias());
    let (Some(entry), None) = (entries.next(), entries.next()) else { return None };
    let pair = entry.as_written()?;
    let is_text =
        entry.key.style() == Style::Plain && entry.value.kind() == yaml::Kind::Scalar && !entry.value.is_alias();
    // Neither `{a: b}` nor `? a`.
    let is_bare = item.span().start == entry.key.written_span().start;
    let text = pair.text();
    (is_text && is_bare && !text.contains('\n') && !is_unknown(text)).then_some((entry, pair))
}

impl Misread<'_> {
    /// The written value for a message, as `key: value` in a map; without the value if it may be a secret.
    pub fn shown(&self) -> String {
        let text = self.place.node.text();
        match (self.place.node.key(), self.place.is_secret()) {
            (Some(key), true) => format!("`{}`", key.text()),
            (Some(key), false) => format!("`{}: {text}`", key.source_text()),
            (None, true) => "this value".to_owned(),
            (None, false) => format!("`{text}`"),
        }
    }

    /// The type that YAML reads, such as `the number 511`; without the value if it may be a secret.
    pub fn read_as(&self) -> String {
        let scalar = self.place.node.scalar();
        let (article, noun) = match scalar {
            Scalar::Null => return "null".to_owned(),
            Scalar::Bool(_) => ("a", "boolean"),
            _ => ("a", "number"),
        };
        match self.place.is_secret() || scalar.json() == self.place.node.text() {
            true => format!("{article} {noun}"),
            false => format!("the {noun} `{}`", scalar.json()),
        }
    }

    /// The message: the API server accepts only a string (`json: cannot unmarshal number into Go struct field ... of
    /// type string`).
    pub fn refused(&self, refusal: &str) -> String {
        let (shown, part) = (self.shown(), self.place.part.as_str());
        format!("{shown} is {}, but {part} must be a string, so {refusal}", self.read_as())
    }

    /// The field that accepts plain text, if the value must be in base64. In quotes, it would be refused or decoded to
    /// another value.
    fn plain_field(&self) -> Option<&'static str> {
        let bag = self.place.node.parent()?.key()?;
        match (bag.text(), self.place.part) {
            ("data", Part::SecretData) => Some("stringData"),
            ("binaryData", _) => Some("data"),
            _ => None,
        }
    }

    /// The advice on how to repair the value.
    pub fn help(&self) -> String {
        let node = self.place.node;
        if let Some(field) = self.plain_field().filter(|_| !node.is_null()) {
            return format!("encode the value, or write it in quotes in `{field}`, which accepts plain text");
        }
        match (node.is_null(), self.place.is_secret()) {
            _ if node.is_alias() => "write the value here, in quotes".to_owned(),
            (true, _) => format!("write `\"\"` for the empty string, or `\"{}\"` for the word", node.text()),
            (false, true) => "put it in quotes".to_owned(),
            (false, false) => format!("write `\"{}\"`", node.text()),
        }
    }

    /// The title of the fix.
    pub fn fix_title(&self) -> &'static str {
        if self.place.node.is_null() { "write the empty string" } else { "put it in quotes" }
    }

    /// Puts the text in quotes as it is written, or replaces a null with the empty string. Returns `None` if an alias
    /// shares the value with other places, or if the value must be in base64.
    pub fn quote(&self) -> Option<Edit> {
        let node = self.place.node;
        if !node.is_null() && self.plain_field().is_some() {
            return None;
        }
        let text = if node.is_null() { "" } else { node.text() };
        replace_raw(node, &format!("\"{text}\""))
    }
}

impl<'w> HostFact<'w> {
    /// The place of the name.
    pub fn place(&self) -> Passage<'w> {
        self.part(&self.host.name)
    }

    /// The place of the port.
    pub fn port(&self) -> Option<Passage<'w>> {
        self.host.port.as_ref().map(|port| self.part(port))
    }

    fn part(&self, range: &Range<u32>) -> Passage<'w> {
        self.text.node.as_written().part(range.start as usize..range.end as usize)
    }
}

impl TextPlace<'_> {
    /// Whether the value may be a secret, so that no message shows it.
    pub fn is_secret(&self) -> bool {
        let named = |name: Node<'_>| is_credential_name(name.text().trim_start_matches('-'));
        self.part == Part::SecretData || self.name.is_some_and(named)
    }
}
