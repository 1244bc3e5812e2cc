//! A reading of a text, so that two versions of the text can be compared. Everything outside of edits must be read as
//! before, under its old key. Nothing may be read that no edit wrote.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use super::text::Patch;
use crate::lint;
use crate::source::{Source, Sources};
use crate::yaml::{Document, Entry, Kind, Node, ProblemKind};

/// The scalars, aliases and empty collections of a text.
pub(super) struct Reading {
    leaves: Vec<Leaf>,
    /// The places of documents that are not read as intended, so that they cannot be compared.
    unread: Vec<(u32, u32)>,
    /// The number of documents that cannot be read completely.
    broken: usize,
}

struct Leaf {
    start: u32,
    end: u32,
    /// A hash of the value, and of whether the leaf is a key.
    value: u64,
    above: Above,
}

/// The position of a leaf: the place of the innermost key around it, and the number of lists between that key and the
/// leaf.
#[derive(Debug, Clone, Copy, Default)]
struct Above {
    key: Option<(u32, u32)>,
    lists: u32,
}

impl Reading {
    pub(super) fn of(text: &str) -> Self {
        let sources = Sources::new(vec![Source::new(String::new(), text.to_owned())]);
        let files: Vec<_> = sources.iter().map(|(file, _)| file).collect();
        let parsed = lint::parse(&sources, &files, &HashSet::new(), &|| {});
        let documents = || parsed.iter().flat_map(|file| &file.documents);
        let mut leaves = Vec::new();
        for root in documents().filter_map(|document| document.tree.root()) {
            read(root, Above::default(), &mut leaves);
        }
        let starts = documents().skip(1).map(|document| document.span.start).chain([text.len() as u32]);
        let unread = documents().zip(starts).filter(|(document, _)| !is_as_meant(document));
        // Text that kubectl does not reach, or in which nothing is read, belongs to the document that stops kubectl.
        let before = |at: u32| leaves.iter().map(|leaf: &Leaf| leaf.end + 1).filter(|&end| end <= at).max();
        let place = |(document, next): (&Document, u32)| {
            (before(document.span.start).unwrap_or_default(), document.span.end.max(next))
        };
        Self {
            unread: unread.map(place).collect(),
            leaves,
            broken: documents().filter(|document| document.broken).count(),
        }
    }

    /// Whether the edits explain the new reading. `text` is the text of this reading.
    pub(super) fn becomes(&self, text: &str, new: &Reading, patch: &Patch<'_>) -> bool {
        if new.broken > self.broken {
            return false;
        }
        let found: HashMap<(u32, u32, u64), Above> =
            new.leaves.iter().map(|leaf| ((leaf.start, leaf.end, leaf.value), leaf.above)).collect();
        let mut kept: HashSet<(u32, u32)> = HashSet::with_capacity(self.leaves.len());
        let mut written = patch.written();
        for leaf in self.leaves.iter().filter(|leaf| !self.is_unread(leaf.start)) {
            let start = patch.moved(leaf.start) as u32;
            if patch.touches(leaf.start, leaf.end) {
                // The edited leaf may become several values.
                written.push((patch.moved(leaf.start.saturating_sub(1)).max(0) as u32, patch.moved(leaf.end) as u32));
                continue;
            }
            let end = start + (leaf.end - leaf.start);
            match found.get(&(start, end, leaf.value)) {
                Some(above) if is_below(leaf, *above, text, patch) => kept.insert((start, end)),
                // If no value was written, moved lines may now be the value.
                None if start == end => continue,
                _ => return false,
            };
        }
        let unread: Vec<(i64, i64)> =
            self.unread.iter().map(|&(start, end)| (patch.moved(start.saturating_sub(1)), patch.moved(end))).collect();
        new.leaves.iter().filter(|leaf| !kept.contains(&(leaf.start, leaf.end))).all(|leaf| {
            let at = i64::from(leaf.start);
            is_written(leaf, &written) || unread.iter().any(|&(start, end)| start <= at && at <= end)
        })
    }

    fn is_unread(&self, at: u32) -> bool {
        self.unread.iter().any(|&(start, end)| start <= at && at <= end)
    }
}

/// Whether an unedited leaf is still below its old key, unless an edit moves its line or writes the key.
fn is_below(leaf: &Leaf, now: Above, text: &str, patch: &Patch<'_>) -> bool {
    let line = text.get(..leaf.start as usize).and_then(|before| before.rfind('\n')).map_or(0, |newline| newline + 1);
    let is_moved = patch.touches(line as u32, leaf.start);
    let was = leaf.above;
    if is_moved || was.key.is_some_and(|(start, end)| patch.touches(start, end)) {
        return true;
    }
    let key = was.key.map(|(start, _)| patch.moved(start) as u32);
    now.key.map(|(start, _)| start) == key && now.lists == was.lists
}

/// Whether an edit wrote a part of a leaf, or removed a part.
fn is_written(leaf: &Leaf, written: &[(u32, u32)]) -> bool {
    let mut near = written.iter().filter(|&&(start, end)| start <= leaf.end && leaf.start <= end);
    // If text was only removed, the rest is not a value by itself.
    near.any(|(start, end)| start < end || leaf.start < leaf.end)
}

/// Whether a document is read as written, so that no problem changed its reading.
fn is_as_meant(document: &Document) -> bool {
    let is_known = |kind| {
        matches!(
            kind,
            ProblemKind::NotJson | ProblemKind::MergeOrder | ProblemKind::DuplicateKey | ProblemKind::RepeatedEntry
        )
    };
    !document.broken && document.problems.iter().all(|problem| is_known(problem.kind))
}

fn read(node: Node<'_>, above: Above, into: &mut Vec<Leaf>) {
    if node.is_alias() || node.kind() == Kind::Scalar || node.descendants().nth(1).is_none() {
        into.push(leaf(node, above));
        return;
    }
    if node.is_sequence() {
        let above = Above { lists: above.lists + 1, ..above };
        node.items().for_each(|item| read(item, above, into));
        return;
    }
    for Entry { key, value } in node.raw_entries() {
        read(key, above, into);
        let span = key.written_span();
        read(value, Above { key: Some((span.start, span.end)), lists: 0 }, into);
    }
}

fn leaf(node: Node<'_>, above: Above) -> Leaf {
    let span = node.written_span();
    let properties = [node.tag_span(), node.anchor_span()].into_iter().flatten();
    let start = properties.map(|property| property.start).chain([span.start]).min().unwrap_or(span.start);
    let mut value = DefaultHasher::new();
    node.is_key().hash(&mut value);
    match node.is_alias() {
        true => node.written_source().slice(span).hash(&mut value),
        false => {
            (node.kind() as u8, node.tag(), node.text()).hash(&mut value);
            std::mem::discriminant(&node.scalar()).hash(&mut value);
        }
    }
    Leaf { start, end: span.end.max(start), value: value.finish(), above }
}
