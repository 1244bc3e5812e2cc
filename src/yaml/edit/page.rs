//! The file that contains the nodes of an edit. All edits of nodes are made here.

use super::fix::Edit;
use crate::source::{FileId, Span};
use crate::yaml::passage::Passage;
use crate::yaml::tree::Node;

/// Whether an edit of a node's text changes only this node. An alias shows text of another place. Text below an anchor
/// in use also appears in other places. Text from a renderer is in no file.
pub fn is_editable(node: Node<'_>) -> bool {
    !node.is_alias()
        && node.is_literal()
        && std::iter::successors(Some(node), |node| node.parent()).all(|node| !node.is_repeated())
}

/// The text of the one file that contains some nodes.
#[derive(Clone, Copy)]
pub(super) struct Page<'a> {
    pub(super) text: &'a str,
    file: FileId,
}

impl<'a> Page<'a> {
    /// The page of a node whose text changes. Returns `None` if other nodes would change with it.
    pub(super) fn of(node: Node<'a>) -> Option<Self> {
        is_editable(node).then(|| Self::around(node))
    }

    /// The page of a passage. Returns `None` unless the passage is exact and may be edited.
    pub(super) fn of_passage(passage: Passage<'a>) -> Option<Self> {
        let page = Self { text: passage.file_text, file: passage.span.file };
        (passage.exact && passage.node.is_none_or(is_editable)).then_some(page)
    }

    /// The page of a node as it is written, also of an alias.
    fn around(node: Node<'a>) -> Self {
        let file = node.written_span().file;
        Self { text: &node.written_source().text, file }
    }

    /// The page. Returns `None` if one of the other nodes is not on it, because a tree may have nodes of several files.
    pub(super) fn with(self, others: impl IntoIterator<Item = Node<'a>>) -> Option<Self> {
        let is_here = |page: Self| page.file == self.file && std::ptr::eq(page.text, self.text);
        others.into_iter().all(|node| is_here(Self::around(node))).then_some(self)
    }

    /// Replaces the bytes `start..end` with a text.
    pub(super) fn edit(self, start: usize, end: usize, text: impl Into<String>) -> Edit {
        Edit::new(Span::new(self.file, start as u32, end as u32), text)
    }

    /// Inserts a text before a byte.
    pub(super) fn insert(self, at: usize, text: impl Into<String>) -> Edit {
        self.edit(at, at, text)
    }
}
