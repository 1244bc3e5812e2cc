//! Builds a [`Tree`] from the events of any reader, and enforces the limits.

use super::duplicates;
use super::explain::{Opened, Read};
use crate::yaml::problem::{MAX_DEPTH, Problem, ProblemKind};
use crate::yaml::tree::raw::{BORROWED, Raw, RawKind, Role};
use crate::yaml::tree::scalar;
use crate::yaml::tree::{Properties, Style, Tree};
use std::sync::Arc;

use crate::source::{FileId, Source, Span};

/// go-yaml v2 checks a document with more decoded nodes, and more nodes from aliases, than this.
const ALIAS_CHECK_FROM: (u64, u64) = (1_000, 100);

/// The index that means "no node".
const NO_NODE: u32 = u32::MAX;

/// The length of `-.inf` in bytes. JSON has no form for it.
const LONGEST_INFINITY: u32 = 5;

struct Open {
    index: u32,
    is_mapping: bool,
    /// Whether the next child of a mapping is a value.
    expects_value: bool,
    has_merge: bool,
    /// Whether the value of some key differs from the text in the source, so that keys must be compared with care.
    has_odd_key: bool,
    /// The index in `hashes` of the first key of the mapping.
    first_hash: u32,
}

/// Builds a tree: adds the nodes in the order of the text.
pub(super) struct Builder<'s> {
    pub(super) tree: Tree,
    file: FileId,
    text: &'s str,
    open: Vec<Open>,
    /// Hashes of the keys of all open mappings, the innermost last.
    hashes: Vec<u32>,
    /// The end of the text that was read so far.
    last_end: u32,
    /// The nodes of the anchors, by the numbers that saphyr gives to anchors, from 1.
    anchors: Vec<u32>,
    has_aliases: bool,
    /// Whether the document may contain something without a form in JSON.
    pub(super) suspicious: bool,
    pub(super) problems: Vec<Problem>,
}

/// The source of a scalar's text.
pub(super) enum Text {
    /// The source between the ends of the scalar (and its quotes).
    Borrowed,
    /// Text that differs from the source because of escapes, folding or indentation.
    Cooked(String),
    /// Text that differs from the source and is already in the tree's buffer.
    Buffered(u32),
}

impl<'s> Builder<'s> {
    pub(super) fn new(source: &'s Arc<Source>) -> Self {
        Self {
            tree: Tree::new(source),
            file: source.id(),
            text: &source.text,
            // Enough room for a usual manifest.
            open: Vec::with_capacity(16),
            hashes: Vec::with_capacity(32),
            last_end: 0,
            anchors: Vec::new(),
            has_aliases: false,
            suspicious: false,
            problems: Vec::new(),
        }
    }

    /// The whole text of the source.
    pub(super) fn text(&self) -> &'s str {
        self.text
    }

    fn span(&self, start: u32, end: u32) -> Span {
        Span::new(self.file, start, end)
    }

    #[inline]
    fn push(&mut self, start: u32, end: u32, kind: RawKind, style: Style, value: u32) -> u32 {
        let index = self.tree.nodes.len() as u32;
        let mut role = Role::Item;
        if let Some(open) = self.open.last_mut()
            && open.is_mapping
        {
            role = if open.expects_value { Role::Value } else { Role::Key };
            open.expects_value = !open.expects_value;
        }
        self.last_end = self.last_end.max(end);
        self.tree.nodes.push(Raw::new(index, start, end, kind, style, role, value));
        index
    }

    /// Reserves room for the nodes of a text: usually two for each line and one for the root. More than one node for
    /// five bytes is rare.
    pub(super) fn reserve(&mut self, text: &[u8]) {
        let lines = memchr::memchr_iter(b'\n', text).count();
        self.tree.nodes.reserve_exact((2 * lines + 2).min(text.len() / 5 + 2));
    }

    /// Whether no node was read yet.
    pub(super) fn is_empty(&self) -> bool {
        self.tree.nodes.is_empty()
    }

    /// Takes the buffer of cooked texts, so that a caller can append one more. The caller must give it back.
    pub(super) fn take_buffer(&mut self) -> String {
        std::mem::take(self.tree.cooked.buffer())
    }

    /// Takes the buffer back, and returns the index of the text that was added.
    pub(super) fn give_buffer(&mut self, buffer: String) -> u32 {
        *self.tree.cooked.buffer() = buffer;
        self.tree.cooked.finish()
    }

    /// Whether the root was read to its end.
    pub(super) fn is_complete(&self) -> bool {
        self.open.is_empty() && !self.tree.nodes.is_empty()
    }

    /// The indicator before the next node of a block collection.
    pub(super) fn indicator(&self) -> Option<u8> {
        let open = self.open.last()?;
        Some(match (open.is_mapping, open.expects_value) {
            (true, true) => b':',
            (true, false) => b'?',
            _ => b'-',
        })
    }

    /// The style of the innermost open collection.
    pub(super) fn open_style(&self) -> Option<Style> {
        self.open.last().map(|open| self.tree.nodes[open.index as usize].style())
    }

    /// Where the innermost open collection starts.
    pub(super) fn open_start(&self) -> Option<u32> {
        self.open.last().map(|open| self.tree.nodes[open.index as usize].start)
    }

    /// Whether the current place is inside brackets.
    pub(super) fn in_flow(&self) -> bool {
        self.open.iter().any(|open| self.tree.nodes[open.index as usize].style() == Style::Flow)
    }

    /// The start of the innermost open block collection.
    pub(super) fn open_block_start(&self) -> Option<u32> {
        let opened = self.open.iter().rev().map(|open| &self.tree.nodes[open.index as usize]);
        opened.filter(|node| node.style() == Style::Block).map(|node| node.start).next()
    }

    /// Where the last node ends, if it is a plain scalar that is not empty.
    pub(super) fn plain_end(&self) -> Option<u32> {
        let node = self.tree.nodes.last()?;
        (node.kind == RawKind::Scalar && node.style() == Style::Plain && node.end > node.start).then_some(node.end)
    }

    /// Whether a node is a key.
    pub(super) fn is_key(&self, index: u32) -> bool {
        self.tree.nodes[index as usize].is_key()
    }

    /// The open collections and the last scalar, to explain why reading stopped.
    pub(super) fn place(&self) -> (Vec<Opened>, Option<Read>) {
        let opened = self.open.iter().map(|open| &self.tree.nodes[open.index as usize]);
        let opened = opened.map(|node| Opened { kind: node.kind, style: node.style(), start: node.start as usize });
        let scalars = self.tree.nodes.iter().rev().filter(|node| node.kind == RawKind::Scalar && node.end > node.start);
        let read = |node: &Raw| Read { style: node.style(), range: node.start as usize..node.end as usize };
        (opened.collect(), scalars.take(1).map(read).next())
    }

    fn anchor(&mut self, anchor: usize, index: u32) {
        if anchor != 0 {
            if self.anchors.len() <= anchor {
                self.anchors.resize(anchor + 1, NO_NODE);
            }
            self.anchors[anchor] = index;
        }
    }

    pub(super) fn tag(&mut self, index: u32, tag: Option<String>) {
        if let Some(tag) = tag {
            self.suspicious = true;
            self.tree.rare_mut().tags.insert(index, tag);
        }
    }

    /// Notes where the tag and the anchor of the newest node are written.
    pub(super) fn properties(&mut self, written: Properties) {
        if written.tag.is_some() || written.anchor.is_some() {
            let index = self.tree.nodes.len() as u32 - 1;
            self.tree.rare_mut().properties.insert(index, written);
        }
    }

    pub(super) fn scalar(&mut self, start: u32, end: u32, style: Style, text: Text, anchor: usize) -> u32 {
        let value = match text {
            Text::Borrowed => BORROWED,
            Text::Cooked(text) => self.tree.cooked.add(&text),
            Text::Buffered(index) => index,
        };
        let index = self.push(start, end, RawKind::Scalar, style, value);
        if let Some(open) = self.open.last_mut()
            && open.expects_value
        {
            let quote = u32::from(matches!(style, Style::SingleQuoted | Style::DoubleQuoted));
            let key = self.text.get((start + quote) as usize..end.saturating_sub(quote) as usize).unwrap_or_default();
            let odd = quote == 0 && !scalar::is_string(key);
            self.suspicious |= odd;
            open.has_odd_key |= odd || value != BORROWED;
            open.has_merge |= quote == 0 && key == "<<";
            self.hashes.push(duplicates::short_hash(key.as_bytes()));
        } else if style == Style::Plain {
            let first = self.text.as_bytes().get(start as usize);
            self.suspicious |= matches!(first, Some(b'.' | b'+' | b'-')) && end - start <= LONGEST_INFINITY;
        }
        self.anchor(anchor, index);
        index
    }

    /// Opens a collection. Returns an error if a limit is reached.
    pub(super) fn open(&mut self, start: u32, kind: RawKind, style: Style, anchor: usize) -> Result<(), Problem> {
        if self.open.len() >= MAX_DEPTH {
            return Err(Problem::too_deep(self.span(start, start)));
        }
        self.note_odd_key();
        let index = self.push(start, start, kind, style, 0);
        self.anchor(anchor, index);
        self.open.push(Open {
            index,
            is_mapping: kind == RawKind::Mapping,
            expects_value: false,
            has_merge: false,
            has_odd_key: false,
            first_hash: self.hashes.len() as u32,
        });
        Ok(())
    }

    /// Closes the innermost collection. `end` is `None` in block style, where a collection ends with its last child.
    pub(super) fn close(&mut self, end: Option<u32>) {
        let Some(Open { index, is_mapping, has_merge, has_odd_key, first_hash, .. }) = self.open.pop() else { return };
        let next = self.tree.nodes.len() as u32;
        let node = &mut self.tree.nodes[index as usize];
        node.next = next;
        node.end = end.unwrap_or(self.last_end).max(node.start);
        self.last_end = self.last_end.max(node.end);
        if is_mapping {
            let suspicious = has_odd_key || duplicates::any_twice(&mut self.hashes[first_hash as usize..]);
            self.hashes.truncate(first_hash as usize);
            self.suspicious |= has_merge;
            if suspicious && duplicates::report(&self.tree, index, &mut self.problems) || has_merge {
                self.tree.nodes[index as usize].set_irregular();
            }
        }
    }

    /// Notes a key that is an alias or not a scalar.
    fn note_odd_key(&mut self) {
        if let Some(open) = self.open.last_mut() {
            let odd = open.is_mapping && !open.expects_value;
            open.has_odd_key |= odd;
            self.suspicious |= odd;
        }
    }

    /// Adds an alias. The error says why it cannot be followed.
    pub(super) fn alias(&mut self, start: u32, end: u32, anchor: usize) -> Result<(), Problem> {
        let span = self.span(start, end);
        let Some(&target) = self.anchors.get(anchor).filter(|&&target| target != NO_NODE) else {
            return Err(Problem::new(ProblemKind::Anchor, span, "this alias has no anchor before it"));
        };
        if self.open.iter().any(|open| open.index == target) {
            return Err(Problem::new(ProblemKind::Anchor, span, "this alias is inside what it repeats"));
        }
        self.has_aliases = true;
        // A tree without rare parts is known to have no alias, so the tree gets them here.
        self.tree.rare_mut();
        // An alias of an alias points at the last target at once, so that reading takes one step.
        let target = match self.tree.nodes[target as usize] {
            Raw { kind: RawKind::Alias, value, .. } => value,
            _ => target,
        };
        self.note_odd_key();
        self.push(start, end, RawKind::Alias, Style::Plain, target);
        Ok(())
    }

    /// Returns the tree as far as it was read. Open collections are closed, and a key without a value gets a null.
    pub(super) fn finish_broken(mut self) -> (Tree, Vec<Problem>) {
        while let Some(open) = self.open.last() {
            if open.is_mapping && open.expects_value {
                self.push(self.last_end, self.last_end, RawKind::Scalar, Style::Plain, BORROWED);
            }
            self.close(None);
        }
        let excessive = self.has_aliases && excessive_alias(&self.tree).is_some();
        let tree = if excessive { Tree::new(self.tree.source()) } else { self.tree };
        (tree, self.problems)
    }

    /// Returns the tree. The error says that its aliases repeat more nodes than kubectl accepts.
    pub(super) fn finish(mut self) -> Result<(Tree, Vec<Problem>), Problem> {
        if self.has_aliases
            && let Some(index) = excessive_alias(&self.tree)
        {
            let span = self.span(self.tree.nodes[index].start, self.tree.nodes[index].end);
            let message = "aliases repeat too much: kubectl rejects this document (\"excessive aliasing\")";
            return Err(Problem::new(ProblemKind::Limit, span, message));
        }
        self.tree.shrink_to_fit();
        Ok((self.tree, self.problems))
    }
}

/// Returns the alias with the most nodes if go-yaml v2 refuses the aliases (`decode.go`). Of more than 1,000 decoded
/// nodes, at most 99 % may come from aliases, and from 4,000,000 nodes on at most 10 %.
fn excessive_alias(tree: &Tree) -> Option<usize> {
    // A target ends before its aliases, so prefix sums give the weight of every earlier subtree.
    let count = tree.nodes.len();
    let mut prefix = vec![0u64; count + 1];
    let (mut from_aliases, mut heaviest) = (0u64, (0u64, 0usize));
    for (index, node) in tree.nodes.iter().enumerate() {
        let weight = match node.kind {
            RawKind::Alias => {
                let target = node.value as usize;
                let inside = prefix[tree.nodes[target].next as usize].saturating_sub(prefix[target]);
                from_aliases = from_aliases.saturating_add(inside);
                heaviest = heaviest.max((inside, index));
                inside.saturating_add(1)
            }
            _ => 1,
        };
        prefix[index + 1] = prefix[index].saturating_add(weight);
    }
    let total = prefix[count];
    let (low, high) = (400_000.0, 4_000_000.0);
    let ratio = 0.99 - 0.89 * ((total as f64 - low) / (high - low)).clamp(0.0, 1.0);
    let (nodes, aliases) = ALIAS_CHECK_FROM;
    let excessive = total > nodes && from_aliases > aliases && from_aliases as f64 / total as f64 > ratio;
    excessive.then_some(heaviest.1)
}
