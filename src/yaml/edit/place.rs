//! Finds an entry or an item among its siblings in the text.

use super::fix::Edit;
use super::lines::{column, is_blank, line_end, line_start, next_line, skip_gap};
use super::page::Page;
use super::quoting::Where;
use crate::yaml::tree::{Entry, Kind, Node, Style};

/// The ends of one child of a collection, key and value together.
#[derive(Clone, Copy)]
struct Child<'a> {
    first: Node<'a>,
    value: Node<'a>,
}

impl<'a> Child<'a> {
    fn start(self) -> usize {
        self.first.written_span().start as usize
    }

    fn end(self) -> usize {
        self.value.written_span().end.max(self.first.written_span().end) as usize
    }

    /// The node whose text ends the child.
    fn last(self) -> Node<'a> {
        self.value.descendants().last().unwrap_or(self.value)
    }
}

/// A child of a collection and its place in the text; offsets in bytes.
pub(super) struct Place<'a> {
    pub(super) text: &'a str,
    pub(super) page: Page<'a>,
    pub(super) collection: Node<'a>,
    pub(super) style: Where,
    /// The start of the key, of the dash or, between brackets, of the item.
    pub(super) start: usize,
    /// The offset after the value.
    pub(super) end: usize,
    /// The end of the child before.
    pub(super) previous_end: Option<usize>,
    /// The start of the child after, like `start`.
    pub(super) next_start: Option<usize>,
    child: Child<'a>,
    previous: Option<Child<'a>>,
}

impl<'a> Place<'a> {
    /// Finds an entry. Returns `None` unless key and value are one entry of a mapping that may be edited, in one file.
    pub(super) fn of_entry(entry: Entry<'a>) -> Option<Self> {
        let collection = entry.key.parent().filter(|parent| parent.is_mapping())?;
        let children = collection.raw_entries().map(|Entry { key, value }| Child { first: key, value });
        let place = Self::new(collection, children, entry.key)?;
        (place.child.value == entry.value).then_some(place)
    }

    /// Finds an item. Returns `None` unless the node is an item of a list that may be edited.
    pub(super) fn of_item(item: Node<'a>) -> Option<Self> {
        let collection = item.parent().filter(|parent| parent.is_sequence())?;
        Self::new(collection, collection.items().map(|item| Child { first: item, value: item }), item)
    }

    fn new(collection: Node<'a>, mut children: impl Iterator<Item = Child<'a>>, wanted: Node<'a>) -> Option<Self> {
        let mut previous = None;
        let child = loop {
            let child = children.next()?;
            if child.first == wanted {
                break child;
            }
            previous = Some(child);
        };
        let next = children.next();
        let all = previous.into_iter().chain([child]).chain(next);
        let page = Page::of(collection)?.with(all.flat_map(|child| [child.first, child.value]))?;
        let text = page.text;
        let style = Where::inside(collection);
        // `[key: value]`: a mapping without its braces.
        if style == Where::Block && collection.parent().is_some_and(|parent| parent.style() == Style::Flow) {
            return None;
        }
        // Some readers break lines at a single carriage return, so a comment may end there.
        if style != Where::Block && collection.source_text().replace("\r\n", "").contains('\r') {
            return None;
        }
        let in_list = style == Where::Block && collection.kind() == Kind::Sequence;
        if collection.is_mapping() {
            // `? key` may start lines above its key, and a key without text has no certain place.
            let is_simple = |before: Option<Child<'_>>, child: Child<'_>| {
                let from = before.map_or(collection.written_span().start as usize, Child::end);
                let directly = style != Where::Block || skip_gap(text, from, child.start()) == child.start();
                directly && !child.first.written_span().is_empty()
            };
            if !is_simple(previous, child) || next.is_some_and(|next| !is_simple(Some(child), next)) {
                return None;
            }
        }
        // The dash of an item comes before it.
        let start = |before: Option<usize>, child: Child<'_>| match in_list {
            false => Some(child.start()),
            true => {
                let from = before.unwrap_or(collection.written_span().start as usize);
                let dash = skip_gap(text, from, child.start());
                (dash < child.start() && text.as_bytes()[dash] == b'-').then_some(dash)
            }
        };
        let previous_end = previous.map(Child::end);
        let next_start = match next {
            Some(next) => Some(start(Some(child.end()), next)?),
            None => None,
        };
        let start = start(previous_end, child)?;
        let end = child.end();
        Some(Self { text, page, collection, style, start, end, previous_end, next_start, child, previous })
    }

    pub(super) fn is_flow(&self) -> bool {
        self.style != Where::Block
    }

    pub(super) fn edit(&self, start: usize, end: usize, text: impl Into<String>) -> Edit {
        self.page.edit(start, end, text)
    }

    /// The value of the entry, or the item.
    pub(super) fn value(&self) -> Node<'a> {
        self.child.value
    }

    /// The number of columns before the child in block style. Returns `None` if anything except the dashes of lists
    /// comes before it on its line.
    pub(super) fn column(&self) -> Option<usize> {
        column(self.text, self.start)
    }

    /// The blanks before the child. Returns `None` if anything else comes before it on its line.
    pub(super) fn own_line(&self) -> Option<&'a str> {
        Some(&self.text[line_start(self.text, self.start)..self.start]).filter(|before| is_blank(before))
    }

    /// Whether, between brackets, only a comma, blanks and comments come before the child.
    pub(super) fn follows_directly(&self) -> bool {
        let from = self.previous_end.unwrap_or(self.collection.written_span().start as usize + 1);
        let at = skip_gap(self.text, from, self.start);
        let comma = self.previous_end.is_some() && self.text[at..self.start].starts_with(',');
        at == self.start || comma && skip_gap(self.text, at + 1, self.start) == self.start
    }

    /// Whether no value is written.
    pub(super) fn is_bare(&self) -> bool {
        self.child.value.written_span().is_empty()
    }

    /// The end of the child's last line, before its line ending and after the blank lines that belong to its text.
    /// Returns `None` if another line would change the text.
    pub(super) fn last_line_end(&self) -> Option<usize> {
        let last = self.child.last();
        match is_block_scalar(last) {
            false => Some(line_end(self.text, self.end)),
            true => block_scalar_end(self.text, last),
        }
    }

    /// The block scalar that ends directly before the child, with its header.
    pub(super) fn block_scalar_before(&self) -> Option<Node<'a>> {
        self.previous.map(Child::last).filter(|last| is_block_scalar(*last))
    }
}

pub(super) fn is_block_scalar(node: Node<'_>) -> bool {
    !node.is_alias() && matches!(node.style(), Style::Literal | Style::Folded)
}

/// Whether a scalar starts with `|+` or `>+`, so that its text includes the blank lines after it.
pub(super) fn keeps_blank_lines(scalar: Node<'_>) -> bool {
    header(scalar).contains('+')
}

/// The header of a block scalar: `|` or `>` and the characters directly after it.
pub(super) fn header(scalar: Node<'_>) -> &str {
    scalar.source_text().split([' ', '\t', '\r', '\n']).next().unwrap_or("")
}

/// The end of the last line that may belong to a block scalar's text. Returns `None` if the scalar ends at the end of a
/// file without a last line ending, which is part of its value.
fn block_scalar_end(text: &str, scalar: Node<'_>) -> Option<usize> {
    let end = line_end(text, scalar.written_span().end as usize);
    let after = blank_lines_end(text, next_line(text, end));
    if !text[..after].ends_with('\n') {
        return None;
    }
    // Blank lines of only line endings belong to the text only with `+`.
    let counts = keeps_blank_lines(scalar) || text[next_line(text, end)..after].contains([' ', '\t']);
    let last = after - 1 - usize::from(text[..after].ends_with("\r\n"));
    Some(if counts { last } else { end })
}

/// The start of the first line that is not blank, from `at`, which is the start of a line.
pub(super) fn blank_lines_end(text: &str, mut at: usize) -> usize {
    while at < text.len() && is_blank(&text[at..line_end(text, at)]) {
        at = next_line(text, at);
    }
    at
}
