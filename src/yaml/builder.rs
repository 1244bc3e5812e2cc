//! Builds a [`Tree`] from a run of events, whoever reads them, and keeps the limits.

use std::collections::HashMap;

use super::explain::{Opened, Read};
pub(super) use super::problem::{Problem, ProblemKind};
use super::tree::{Kind, Node, Raw, RawKind, Style, Tree};
use crate::diagnostic::Label;
use crate::source::{FileId, Span};

/// How deep collections may nest. kubectl stops at 10,000; nobody writes more than a few dozen levels by hand.
pub const MAX_DEPTH: usize = 200;

/// How many repeated keys of one document are listed.
const MAX_REPEATED: usize = 100;

/// go-yaml v2 checks documents that decode more nodes than this, and aliases used more often than that.
const ALIAS_CHECK_FROM: (u64, u64) = (1_000, 100);

struct Open {
    index: u32,
    /// The next child of a mapping is a value.
    expects_value: bool,
    has_merge: bool,
}

pub(super) struct Builder<'s> {
    pub(super) tree: Tree<'s>,
    file: FileId,
    open: Vec<Open>,
    anchors: HashMap<usize, u32>,
    has_aliases: bool,
    pub(super) problems: Vec<Problem>,
    /// Reused by the search for repeated keys.
    hashes: Vec<(u64, u32)>,
}

/// What a scalar's text is.
pub(super) enum Text {
    /// The source between the ends (and the quotes).
    Borrowed,
    /// Another text: escapes, folding, indentation.
    Cooked(String),
}

impl<'s> Builder<'s> {
    pub(super) fn new(tree: Tree<'s>, file: FileId) -> Self {
        Self {
            tree,
            file,
            open: Vec::new(),
            anchors: HashMap::new(),
            has_aliases: false,
            problems: Vec::new(),
            hashes: Vec::new(),
        }
    }

    fn span(&self, start: u32, end: u32) -> Span {
        Span::new(self.file, start, end)
    }

    fn push(&mut self, start: u32, end: u32, kind: RawKind, style: Style, value: u32) -> u32 {
        let index = self.tree.nodes.len() as u32;
        let (mut is_key, mut is_value) = (false, false);
        if let Some(open) = self.open.last_mut()
            && self.tree.nodes[open.index as usize].kind == RawKind::Mapping
        {
            (is_key, is_value) = (!open.expects_value, open.expects_value);
            open.expects_value = is_key;
        }
        let (file, next, irregular) = (self.file, index + 1, false);
        self.tree.nodes.push(Raw { start, end, next, value, file, kind, style, irregular, is_key, is_value });
        index
    }

    /// True where the root is read to its end.
    pub(super) fn is_complete(&self) -> bool {
        self.open.is_empty() && !self.tree.nodes.is_empty()
    }

    /// The sign that stands before the next node of a block collection.
    pub(super) fn indicator(&self) -> Option<u8> {
        let open = self.open.last()?;
        Some(match (self.tree.nodes[open.index as usize].kind, open.expects_value) {
            (RawKind::Mapping, true) => b':',
            (RawKind::Mapping, false) => b'?',
            _ => b'-',
        })
    }

    /// The style of the innermost open collection.
    pub(super) fn open_style(&self) -> Option<Style> {
        self.open.last().map(|open| self.tree.nodes[open.index as usize].style)
    }

    /// Where the innermost open collection starts.
    pub(super) fn open_start(&self) -> Option<u32> {
        self.open.last().map(|open| self.tree.nodes[open.index as usize].start)
    }

    /// True inside of brackets.
    pub(super) fn in_flow(&self) -> bool {
        self.open.iter().any(|open| self.tree.nodes[open.index as usize].style == Style::Flow)
    }

    /// The start of the innermost open block collection.
    pub(super) fn open_block_start(&self) -> Option<u32> {
        let opened = self.open.iter().rev().map(|open| &self.tree.nodes[open.index as usize]);
        opened.filter(|node| node.style == Style::Block).map(|node| node.start).next()
    }

    /// Where the last node ends, if it is a plain scalar of which something is written.
    pub(super) fn plain_end(&self) -> Option<u32> {
        let node = self.tree.nodes.last()?;
        (node.kind == RawKind::Scalar && node.style == Style::Plain && node.end > node.start).then_some(node.end)
    }

    /// True for a key.
    pub(super) fn is_key(&self, index: u32) -> bool {
        self.tree.nodes[index as usize].is_key
    }

    /// What is open and what was read last, for those who explain why it went no further.
    pub(super) fn place(&self) -> (Vec<Opened>, Option<Read>) {
        let opened = self.open.iter().map(|open| &self.tree.nodes[open.index as usize]);
        let opened = opened.map(|node| Opened { kind: node.kind, style: node.style, start: node.start as usize });
        let scalars = self.tree.nodes.iter().rev().filter(|node| node.kind == RawKind::Scalar && node.end > node.start);
        let read = |node: &Raw| Read { style: node.style, range: node.start as usize..node.end as usize };
        (opened.collect(), scalars.take(1).map(read).next())
    }

    fn anchor(&mut self, anchor: usize, index: u32) {
        if anchor != 0 {
            self.anchors.insert(anchor, index);
        }
    }

    pub(super) fn tag(&mut self, index: u32, tag: Option<String>) {
        if let Some(tag) = tag {
            self.tree.tags.insert(index, tag);
        }
    }

    pub(super) fn scalar(&mut self, start: u32, end: u32, style: Style, text: Text, anchor: usize) -> u32 {
        let value = match text {
            Text::Borrowed => Tree::borrowed(),
            Text::Cooked(text) => self.tree.add_string(text),
        };
        let index = self.push(start, end, RawKind::Scalar, style, value);
        if style == Style::Plain
            && end - start == 2
            && let Some(open) = self.open.last_mut()
            && open.expects_value
        {
            open.has_merge |= self.tree.sources.get(self.file).text.as_bytes()[start as usize..end as usize] == *b"<<";
        }
        self.anchor(anchor, index);
        index
    }

    /// Opens a collection; the error is a limit that was reached.
    pub(super) fn open(&mut self, start: u32, kind: RawKind, style: Style, anchor: usize) -> Result<(), Problem> {
        if self.open.len() >= MAX_DEPTH {
            return Err(Problem::too_deep(self.span(start, start)));
        }
        let index = self.push(start, start, kind, style, 0);
        self.anchor(anchor, index);
        self.open.push(Open { index, expects_value: false, has_merge: false });
        Ok(())
    }

    /// Closes the innermost collection; `end` is none for block style, which ends where its last child ends.
    pub(super) fn close(&mut self, end: Option<u32>) {
        let Some(Open { index, has_merge, .. }) = self.open.pop() else { return };
        let next = self.tree.nodes.len() as u32;
        let last_end = self.last_child_end(index, next);
        let node = &mut self.tree.nodes[index as usize];
        node.next = next;
        node.end = end.unwrap_or(last_end).max(node.start);
        if node.kind == RawKind::Mapping {
            let repeated = self.report_repeated_keys(index);
            self.tree.nodes[index as usize].irregular = has_merge || repeated;
        }
    }

    fn last_child_end(&self, index: u32, next: u32) -> u32 {
        let mut end = self.tree.nodes[index as usize].start;
        let mut at = index + 1;
        while at < next {
            let child = &self.tree.nodes[at as usize];
            end = end.max(child.end);
            at = child.next;
        }
        end
    }

    /// Reports keys that stand twice, and tells whether there are any.
    fn report_repeated_keys(&mut self, index: u32) -> bool {
        let mut hashes = std::mem::take(&mut self.hashes);
        hashes.clear();
        let Some(root) = self.tree.root() else { return false };
        for entry in root.at(index).raw_entries() {
            hashes.push((hash(entry.key.key_text().as_bytes()), entry.key.index()));
        }
        hashes.sort_unstable();
        let mut repeated = Vec::new();
        for pair in hashes.windows(2) {
            let (first, second) = (root.at(pair[0].1), root.at(pair[1].1));
            if pair[0].0 == pair[1].0 && first.key_text() == second.key_text() && !second.is_merge_key() {
                let text = second.key_text();
                let value = |key: Node<'_>| root.at(key.index() + 1);
                let (kind, what) = match same_value(value(first), value(second)) {
                    true => (ProblemKind::RepeatedEntry, "written twice with one value"),
                    false => (ProblemKind::DuplicateKey, "written twice"),
                };
                let message = format!("the key `{text}` is {what}: kubectl keeps the last one in silence");
                let mut problem = Problem::new(kind, second.written_span(), message);
                let message = "this one is dropped".to_owned();
                problem.related.push(Label { span: first.written_span(), message });
                repeated.push(problem);
            }
        }
        self.hashes = hashes;
        let found = !repeated.is_empty();
        repeated.sort_by_key(|problem| problem.span.start);
        let room = MAX_REPEATED.saturating_sub(self.problems.len());
        if room > 0 && repeated.len() > room {
            let rest = repeated.split_off(room);
            let message = format!("{} further keys are written twice: they are not listed", rest.len());
            repeated.extend(rest.first().map(|first| Problem::new(ProblemKind::Limit, first.span, message)));
        }
        self.problems.extend(repeated.into_iter().take(if room > 0 { room + 1 } else { 0 }));
        found
    }

    /// Adds an alias; the error says why it cannot be followed.
    pub(super) fn alias(&mut self, start: u32, end: u32, anchor: usize) -> Result<(), Problem> {
        let span = self.span(start, end);
        let Some(&target) = self.anchors.get(&anchor) else {
            return Err(Problem::new(ProblemKind::Anchor, span, "this alias has no anchor before it"));
        };
        if self.open.iter().any(|open| open.index == target) {
            return Err(Problem::new(ProblemKind::Anchor, span, "this alias stands inside what it repeats"));
        }
        self.has_aliases = true;
        // An alias of an alias follows the chain at once, so that reading takes one step.
        let target = match self.tree.nodes[target as usize] {
            Raw { kind: RawKind::Alias, value, .. } => value,
            _ => target,
        };
        self.push(start, end, RawKind::Alias, Style::Plain, target);
        Ok(())
    }

    /// The tree as far as it was read: what is open is closed, a key without a value gets a null.
    pub(super) fn finish_broken(mut self) -> (Tree<'s>, Vec<Problem>) {
        while let Some(open) = self.open.last() {
            if self.tree.nodes[open.index as usize].kind == RawKind::Mapping && open.expects_value {
                let end = self.last_child_end(open.index, self.tree.nodes.len() as u32);
                self.push(end, end, RawKind::Scalar, Style::Plain, Tree::borrowed());
            }
            self.close(None);
        }
        let excessive = self.has_aliases && excessive_alias(&self.tree).is_some();
        let tree = if excessive { Tree::new(self.tree.sources) } else { self.tree };
        (tree, self.problems)
    }

    /// The tree; the error says that its aliases blow it up beyond what kubectl takes.
    pub(super) fn finish(self) -> Result<(Tree<'s>, Vec<Problem>), Problem> {
        if self.has_aliases
            && let Some(index) = excessive_alias(&self.tree)
        {
            let span = self.span(self.tree.nodes[index].start, self.tree.nodes[index].end);
            let message = "aliases repeat too much: kubectl refuses this document (\"excessive aliasing\")";
            return Err(Problem::new(ProblemKind::Limit, span, message));
        }
        Ok((self.tree, self.problems))
    }
}

/// go-yaml v2 `decode.go`: of more than 1,000 decoded nodes at most 99 % may come from aliases, falling to 10 % at
/// 4,000,000. Returns the alias that weighs most.
fn excessive_alias(tree: &Tree<'_>) -> Option<usize> {
    // A target ends before its aliases, so sums up to each node give the weight of any subtree that came before.
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

/// True where it makes no difference which of the two is kept, as far as that is plain to see.
fn same_value(a: Node<'_>, b: Node<'_>) -> bool {
    match (a.kind(), b.kind()) {
        (Kind::Scalar, Kind::Scalar) => a.scalar() == b.scalar(),
        (a_kind, b_kind) => a_kind == b_kind && a.source_text() == b.source_text(),
    }
}

/// FNV-1a: keys are short, and equal hashes are compared again.
fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
