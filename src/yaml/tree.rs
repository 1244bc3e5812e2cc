//! A document as a flat arena of nodes in pre-order, borrowed from the source text.
//!
//! Nodes of one tree may come from several files, so every node names the file of its span. Aliases and merge keys are
//! followed when they are read, never copied: a tree is as large as its text.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use super::raw::{BORROWED, Cooked, Raw, RawKind};
use super::scalar::{self, Scalar, Tagged};
use crate::source::{FileId, Sources, Span};

/// How deep merge keys may nest before the rest is left out.
const MAX_MERGE_DEPTH: u32 = 32;
/// How many nodes before a node are looked at for its parent, before all parents are worked out.
const NEAR: u32 = 64;

/// What a node is, aliases resolved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A string, number, boolean or null.
    Scalar,
    /// `key: value` pairs.
    Mapping,
    /// A list.
    Sequence,
}

/// How a node is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// An unquoted scalar.
    Plain,
    /// `'...'`
    SingleQuoted,
    /// `"..."`
    DoubleQuoted,
    /// `|`
    Literal,
    /// `>`
    Folded,
    /// An indented mapping or sequence.
    Block,
    /// `{...}` or `[...]`
    Flow,
}

/// One document.
#[derive(Debug)]
pub struct Tree<'s> {
    pub(super) sources: &'s Sources,
    /// The file that holds the nodes.
    file: FileId,
    pub(super) nodes: Vec<Raw>,
    pub(super) cooked: Cooked,
    /// What few trees have.
    rare: Option<Box<Rare>>,
    parents: OnceLock<Vec<u32>>,
    /// The nodes that aliases stand for, worked out when first asked for.
    repeated: OnceLock<HashSet<u32>>,
}

/// Tags and anchors, by node.
#[derive(Debug, Default)]
pub(super) struct Rare {
    /// Tags in their long form.
    pub(super) tags: HashMap<u32, String>,
    /// Where tags and anchors are written.
    pub(super) properties: HashMap<u32, Properties>,
}

/// Where the tag and the anchor of a node are written, as starts and ends; few nodes have any.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Properties {
    pub(super) tag: Option<(u32, u32)>,
    pub(super) anchor: Option<(u32, u32)>,
}

impl<'s> Tree<'s> {
    pub(super) fn new(sources: &'s Sources, file: FileId) -> Self {
        let (nodes, cooked, rare) = (Vec::new(), Cooked::default(), None);
        Self { sources, file, nodes, cooked, rare, parents: OnceLock::new(), repeated: OnceLock::new() }
    }

    /// The same nodes with other places in another file.
    pub(super) fn moved<'t>(
        self,
        sources: &'t Sources,
        file: FileId,
        place: impl Fn(u32, u32) -> (u32, u32),
    ) -> Tree<'t> {
        let Tree { mut nodes, cooked, mut rare, .. } = self;
        for node in &mut nodes {
            (node.start, node.end) = place(node.start, node.end);
        }
        for Properties { tag, anchor } in rare.iter_mut().flat_map(|rare| rare.properties.values_mut()) {
            *tag = tag.map(|(start, end)| place(start, end));
            *anchor = anchor.map(|(start, end)| place(start, end));
        }
        Tree { nodes, cooked, rare, ..Tree::new(sources, file) }
    }

    /// The root, unless the document is empty.
    pub fn root(&self) -> Option<Node<'_>> {
        (!self.nodes.is_empty()).then_some(Node { tree: self, index: 0 })
    }

    /// Every node as written, in order of the text, keys among them; aliases are not followed.
    pub fn nodes(&self) -> impl Iterator<Item = Node<'_>> {
        (0..self.nodes.len() as u32).map(|index| Node { tree: self, index })
    }

    /// The texts that the tree's spans point into.
    pub fn sources(&self) -> &'s Sources {
        self.sources
    }
}

impl Tree<'_> {
    pub(super) fn rare_mut(&mut self) -> &mut Rare {
        self.rare.get_or_insert_default()
    }

    fn tag(&self, index: u32) -> Option<&str> {
        self.rare.as_ref()?.tags.get(&index).map(String::as_str)
    }

    /// The parents of all nodes but the root, by index less one; worked out when first asked for.
    fn parents(&self) -> &[u32] {
        self.parents.get_or_init(|| {
            let mut open: Vec<u32> = Vec::new();
            let mut parents = Vec::with_capacity(self.nodes.len());
            for (index, node) in self.nodes.iter().enumerate() {
                while open.last().is_some_and(|&last| self.nodes[last as usize].next as usize <= index) {
                    open.pop();
                }
                parents.extend(open.last());
                if node.next as usize > index + 1 {
                    open.push(index as u32);
                }
            }
            parents
        })
    }
}

/// A handle on one node. Aliases are followed by all methods but [`Node::written_span`].
#[derive(Clone, Copy)]
pub struct Node<'a> {
    tree: &'a Tree<'a>,
    index: u32,
}

impl std::fmt::Debug for Node<'_> {
    /// Never the text: it may be a secret.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}@{:?}", self.kind(), self.span())
    }
}

impl PartialEq for Node<'_> {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.tree, other.tree) && self.index == other.index
    }
}

/// A key and its value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Entry<'a> {
    /// The key.
    pub key: Node<'a>,
    /// The value; a null with an empty span where nothing is written.
    pub value: Node<'a>,
}

impl<'a> Node<'a> {
    fn raw(self) -> &'a Raw {
        &self.tree.nodes[self.index as usize]
    }

    pub(super) fn index(self) -> u32 {
        self.index
    }

    /// The index after the subtree.
    pub(super) fn next_index(self) -> u32 {
        self.raw().next
    }

    /// True for a mapping with merge keys or repeated keys.
    pub(super) fn is_irregular(self) -> bool {
        self.raw().is_irregular()
    }

    /// True where the source goes on with `text` behind the node.
    pub(super) fn source_goes_on(self, text: &str) -> bool {
        let span = self.written_span();
        self.tree.sources.get(span.file).text[span.end as usize..].starts_with(text)
    }

    /// Another node of the same tree.
    pub(super) fn at(self, index: u32) -> Node<'a> {
        Node { tree: self.tree, index }
    }

    /// The node itself, or what the alias stands for.
    fn target(self) -> Node<'a> {
        match self.raw().kind {
            RawKind::Alias => self.at(self.raw().value),
            _ => self,
        }
    }

    /// What it is.
    pub fn kind(self) -> Kind {
        match self.target().raw().kind {
            RawKind::Mapping => Kind::Mapping,
            RawKind::Sequence => Kind::Sequence,
            RawKind::Scalar | RawKind::Alias => Kind::Scalar,
        }
    }

    /// How it is written.
    pub fn style(self) -> Style {
        self.target().raw().style()
    }

    /// True for `*name`.
    pub fn is_alias(self) -> bool {
        self.raw().kind == RawKind::Alias
    }

    /// True for the key of an entry.
    pub fn is_key(self) -> bool {
        self.raw().is_key()
    }

    /// True where a tag is written before it, such as `!!str`.
    pub fn has_tag(self) -> bool {
        self.tree.tag(self.target().index).is_some()
    }

    /// True where an alias stands for the node itself: an edit of it is one of other places, too.
    pub fn is_repeated(self) -> bool {
        let aliases = || self.tree.nodes.iter().filter(|node| node.kind == RawKind::Alias);
        self.tree.repeated.get_or_init(|| aliases().map(|alias| alias.value).collect()).contains(&self.index)
    }

    /// The place to edit: of an alias, the place of what it stands for.
    pub fn span(self) -> Span {
        self.target().written_span()
    }

    /// The place where the node itself is written: of an alias, `*name`.
    pub fn written_span(self) -> Span {
        let raw = self.raw();
        Span::new(self.tree.file, raw.start, raw.end)
    }

    /// The place of the node's tag, `!` and all; none for an alias, whatever it stands for.
    pub fn tag_span(self) -> Option<Span> {
        self.property_span(self.tree.rare.as_ref()?.properties.get(&self.index)?.tag)
    }

    /// The place of the node's anchor, `&` and all; none for an alias, whatever it stands for.
    pub fn anchor_span(self) -> Option<Span> {
        self.property_span(self.tree.rare.as_ref()?.properties.get(&self.index)?.anchor)
    }

    fn property_span(self, place: Option<(u32, u32)>) -> Option<Span> {
        place.map(|(start, end)| Span::new(self.tree.file, start, end))
    }

    /// The text between the node's ends, quotes and all.
    pub fn source_text(self) -> &'a str {
        self.tree.sources.text(self.span())
    }

    /// The tag in its long form, such as `tag:yaml.org,2002:str`; of an alias, the tag of what it stands for.
    pub fn tag(self) -> Option<&'a str> {
        self.tree.tag(self.target().index)
    }

    /// The tree that holds the node.
    pub fn tree(self) -> &'a Tree<'a> {
        self.tree
    }

    /// The key that the node is the value of, where it stands in the text.
    pub fn key(self) -> Option<Node<'a>> {
        if !self.raw().is_value() {
            return None;
        }
        // Keys are nearly always scalars, so the key is the node before; otherwise look it up.
        let before = self.at(self.index - 1);
        if matches!(before.raw().kind, RawKind::Scalar | RawKind::Alias) && before.raw().is_key() {
            return Some(before);
        }
        let parent = self.parent()?;
        parent.raw_entries().find(|entry| entry.value.index == self.index).map(|entry| entry.key)
    }

    /// The value that a key stands before, where both stand in the text.
    pub(super) fn entry_value(self) -> Option<Node<'a>> {
        self.raw().is_key().then(|| self.at(self.raw().next))
    }

    /// The mapping or sequence that holds the node where it stands in the text.
    pub fn parent(self) -> Option<Node<'a>> {
        let near = self.index.saturating_sub(NEAR)..self.index;
        let found = near.rev().map(|index| self.at(index)).find(|node| node.raw().next > self.index);
        found.or_else(|| Some(self.at(*self.tree.parents().get(self.index.checked_sub(1)? as usize)?)))
    }

    /// The node and all below it as written, in order of the text; aliases are not followed.
    pub fn descendants(self) -> impl Iterator<Item = Node<'a>> {
        (self.index..self.raw().next).map(move |index| self.at(index))
    }

    /// The place of a part of a scalar's text, by bytes of [`Node::text`]; the whole scalar where escapes or folding
    /// stand between the two.
    pub fn text_span(self, part: std::ops::Range<usize>) -> Span {
        let span = self.span();
        match self.is_as_written() {
            true => {
                let start = span.start + u32::from(matches!(self.style(), Style::SingleQuoted | Style::DoubleQuoted));
                Span::new(span.file, start + part.start as u32, start + part.end as u32)
            }
            false => span,
        }
    }

    /// Whether each byte of a scalar's text is written as it is: there are no escapes and nothing is folded.
    pub(super) fn is_as_written(self) -> bool {
        let raw = self.target().raw();
        raw.value == BORROWED && raw.kind == RawKind::Scalar
    }

    fn children(self) -> Children<'a> {
        let node = self.target();
        Children { tree: node.tree, at: node.index + 1, end: node.raw().next }
    }

    /// The entries as written, in order; merge keys and repeated keys among them. Empty for what is no mapping.
    pub fn raw_entries(self) -> impl Iterator<Item = Entry<'a>> {
        let mut children = match self.kind() {
            Kind::Mapping => self.children(),
            _ => Children { tree: self.tree, at: 0, end: 0 },
        };
        std::iter::from_fn(move || Some(Entry { key: children.next()?, value: children.next()? }))
    }

    /// The entries as kubectl sees them: the last of a repeated key, merge keys applied. Empty for what is no mapping.
    pub fn entries(self) -> impl Iterator<Item = Entry<'a>> {
        let (written, effective) = match self.target().raw().is_irregular() {
            false => (usize::MAX, Vec::new()),
            true => (0, self.effective_entries(0)),
        };
        self.raw_entries().take(written).chain(effective)
    }

    /// The entry of a key.
    pub fn entry(self, key: &str) -> Option<Entry<'a>> {
        match self.target().raw().is_irregular() {
            false => self.raw_entries().find(|entry| entry.key.has_key_text(key)),
            true => self.effective_entries(0).into_iter().find(|entry| entry.key.has_key_text(key)),
        }
    }

    /// The entry of a key unless its value is null, which the API server takes for a field that is not there.
    pub fn written(self, key: &str) -> Option<Entry<'a>> {
        self.entry(key).filter(|entry| !entry.value.is_null())
    }

    /// The value of a key.
    pub fn get(self, key: &str) -> Option<Node<'a>> {
        self.entry(key).map(|entry| entry.value)
    }

    /// The value at the end of a path of keys.
    pub fn find(self, path: &[&str]) -> Option<Node<'a>> {
        path.iter().try_fold(self, |node, key| node.get(key))
    }

    /// The items of a sequence; empty for anything else.
    pub fn items(self) -> impl Iterator<Item = Node<'a>> {
        match self.kind() {
            Kind::Sequence => self.children(),
            _ => Children { tree: self.tree, at: 0, end: 0 },
        }
    }

    /// kubectl's reader applies merge keys where they stand (go-yaml v2): what comes later wins.
    fn effective_entries(self, depth: u32) -> Vec<Entry<'a>> {
        let mut entries: Vec<Entry<'a>> = Vec::new();
        let mut places: HashMap<Cow<'a, str>, usize> = HashMap::new();
        let mut set = |entry: Entry<'a>| {
            let place = *places.entry(entry.key.key_text()).or_insert(entries.len());
            match entries.get_mut(place) {
                Some(old) => *old = entry,
                None => entries.push(entry),
            }
        };
        for entry in self.raw_entries() {
            if !entry.key.is_merge_key() {
                set(entry);
            } else if depth < MAX_MERGE_DEPTH {
                let merged: Vec<Node<'a>> = match entry.value.kind() {
                    Kind::Sequence => entry.value.items().collect(),
                    _ => vec![entry.value],
                };
                // The first of a list wins, so it comes last.
                merged.iter().rev().flat_map(|node| node.effective_entries(depth + 1)).for_each(&mut set);
            }
        }
        entries
    }

    pub(super) fn is_merge_key(self) -> bool {
        let raw = self.raw();
        raw.kind == RawKind::Scalar && raw.style() == Style::Plain && self.text() == "<<"
    }

    /// The text of a scalar after quotes, escapes and folding; empty for anything else.
    pub fn text(self) -> &'a str {
        let node = self.target();
        let raw = node.raw();
        match (raw.kind, raw.value) {
            (RawKind::Scalar, BORROWED) => {
                let text = node.tree.sources.text(node.written_span());
                match raw.style() {
                    Style::SingleQuoted | Style::DoubleQuoted => {
                        text.get(1..text.len().saturating_sub(1)).unwrap_or_default()
                    }
                    _ => text,
                }
            }
            (RawKind::Scalar, cooked) => node.tree.cooked.get(cooked),
            _ => "",
        }
    }

    /// The value of a scalar as kubectl resolves it; null for anything else.
    pub fn scalar(self) -> Scalar<'a> {
        let node = self.target();
        let raw = node.raw();
        if raw.kind != RawKind::Scalar {
            return Scalar::Null;
        }
        if let Some(tag) = node.tree.tag(node.index) {
            // A tag that does not fit its text is refused by kubectl; here the text is the best reading.
            return match scalar::resolve_tagged(tag, node.text()) {
                Ok(Tagged::Plain(value)) => value,
                Ok(Tagged::Binary(_)) | Err(_) => Scalar::Str(node.text()),
            };
        }
        match raw.style() {
            Style::Plain => scalar::resolve(node.text()),
            _ => Scalar::Str(node.text()),
        }
    }

    /// The text of a string; none for numbers, booleans, nulls and collections.
    pub fn as_str(self) -> Option<&'a str> {
        match (self.kind(), self.scalar()) {
            (Kind::Scalar, Scalar::Str(text)) => Some(text),
            _ => None,
        }
    }

    /// The value of an integer.
    pub fn as_i64(self) -> Option<i64> {
        match self.scalar() {
            Scalar::Int(value) => Some(value),
            // The API server sees JSON, where 3.0 and 3 are one number.
            Scalar::Float(value) if value.fract() == 0.0 && value.abs() < 9e15 => Some(value as i64),
            _ => None,
        }
    }

    /// The value of a boolean.
    pub fn as_bool(self) -> Option<bool> {
        match self.scalar() {
            Scalar::Bool(value) => Some(value),
            _ => None,
        }
    }

    /// True for a null, written or not.
    pub fn is_null(self) -> bool {
        self.kind() == Kind::Scalar && self.scalar() == Scalar::Null
    }

    /// True for a mapping.
    pub fn is_mapping(self) -> bool {
        self.kind() == Kind::Mapping
    }

    /// True for a sequence.
    pub fn is_sequence(self) -> bool {
        self.kind() == Kind::Sequence
    }

    /// True for null, `""`, `{}` and `[]`.
    pub fn is_empty(self) -> bool {
        match self.kind() {
            Kind::Scalar => self.is_null() || self.as_str() == Some(""),
            Kind::Mapping => self.entries().next().is_none(),
            Kind::Sequence => self.items().next().is_none(),
        }
    }

    /// The text that kubectl makes of a key: `on` is `true`, `0777` is `511`.
    pub fn key_text(self) -> Cow<'a, str> {
        let text = self.text();
        match self.style() {
            Style::Plain if !scalar::is_surely_string(text) => scalar::key_text(text).unwrap_or(Cow::Borrowed(text)),
            _ => Cow::Borrowed(text),
        }
    }

    fn has_key_text(self, key: &str) -> bool {
        match self.style() {
            Style::Plain if !scalar::is_surely_string(self.text()) => self.key_text() == key,
            _ => self.text() == key,
        }
    }

    /// True where some scalar below the node, or the node itself, fulfils a condition; keys are among them.
    pub fn any_scalar(self, test: impl FnMut(Node<'a>) -> bool) -> bool {
        // As written, a subtree is one run of the arena.
        let end = self.target().raw().next;
        let below = (self.target().index..end).map(|index| self.at(index));
        below.filter(|node| node.kind() == Kind::Scalar).any(test)
    }

    /// Where the node stands in its document, like `spec.ports[0].targetPort`.
    pub fn path(self) -> String {
        let mut path = String::new();
        let mut at = Node { tree: self.tree, index: 0 };
        while at.index != self.index {
            let step = match at.raw().kind {
                RawKind::Mapping => at.raw_entries().find_map(|entry| {
                    let holds = entry.key.index <= self.index && self.index < entry.value.raw().next;
                    holds.then(|| (key_step(&entry.key.key_text(), path.is_empty()), entry))
                }),
                RawKind::Sequence => {
                    let found = at.items().enumerate().find(|(_, item)| self.index < item.raw().next);
                    found.map(|(index, item)| (format!("[{index}]"), Entry { key: item, value: item }))
                }
                _ => None,
            };
            let Some((text, entry)) = step else { break };
            path.push_str(&text);
            if self.index < entry.value.index {
                break;
            }
            at = entry.value;
        }
        path
    }
}

/// A step of a path: bare where it reads well, else in brackets.
fn key_step(key: &str, first: bool) -> String {
    let bare = !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
    match (bare, first) {
        (true, true) => key.to_owned(),
        (true, false) => format!(".{key}"),
        (false, _) => format!("['{key}']"),
    }
}

struct Children<'a> {
    tree: &'a Tree<'a>,
    at: u32,
    end: u32,
}

impl<'a> Iterator for Children<'a> {
    type Item = Node<'a>;

    fn next(&mut self) -> Option<Node<'a>> {
        if self.at >= self.end {
            return None;
        }
        let node = Node { tree: self.tree, index: self.at };
        self.at = node.raw().next;
        Some(node)
    }
}

/// A place that a finding can point at.
pub trait Place {
    /// The bytes.
    fn span(&self) -> Span;
    /// The path in the document.
    fn path(&self) -> String;
}

impl Place for Node<'_> {
    /// Where nothing is written, the key stands for its value.
    fn span(&self) -> Span {
        let span = Node::span(*self);
        match self.key() {
            Some(key) if span.is_empty() => key.span(),
            _ => span,
        }
    }

    fn path(&self) -> String {
        Node::path(*self)
    }
}

impl Place for Entry<'_> {
    /// The key.
    fn span(&self) -> Span {
        self.key.span()
    }

    fn path(&self) -> String {
        self.value.path()
    }
}
