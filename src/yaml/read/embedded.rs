//! Reads YAML or JSON in the text of a scalar, such as a patch in a kustomization. The nodes keep the places that they
//! have in the file.

use std::sync::Arc;

use super::parse;
use crate::source::{Source, Span};
use crate::yaml::tree::{Node, Style, Tree};

/// Reads the text of a scalar as one document. Every node has its place in the file. A text with escapes or folded
/// lines has no certain places, so its nodes have the place of the whole scalar. Returns `None` if the text cannot be
/// read to its end, is empty, or has several documents.
pub fn parse_embedded(node: Node<'_>) -> Option<Tree> {
    let mut trees = parse_embedded_stream(node)?.into_iter();
    let (tree, None) = (trees.next()?, trees.next()) else { return None };
    Some(tree)
}

/// Reads the text of a scalar as any number of documents, with the same places as [`parse_embedded`]. Returns `None` if
/// one cannot be read to its end.
pub fn parse_embedded_stream(node: Node<'_>) -> Option<Vec<Tree>> {
    let own = Arc::new(Source::new(String::new(), node.text().to_owned()));
    let documents = parse(&own).documents;
    if documents.iter().any(|document| document.broken) {
        return None;
    }
    let places = Places::of(node, &own);
    let trees = documents.into_iter().map(|document| document.tree).filter(|tree| tree.root().is_some());
    let placed = trees.map(|mut tree| {
        if matches!(places, Places::Whole(_)) {
            tree.cook();
        }
        tree.moved(node.source(), |start, end| places.range(start, end))
    });
    Some(placed.collect())
}

/// Maps places in the text of a scalar to places in the file.
enum Places {
    /// The text is a part of the file. It starts at this offset.
    Shifted(u32),
    /// The start of each line in the text, with its start in the file.
    Lines(Vec<(u32, u32)>),
    /// Only the place of the whole scalar is known.
    Whole(Span),
}

impl Places {
    fn of(node: Node<'_>, own: &Source) -> Places {
        let span = node.span();
        match node.style() {
            Style::Literal => Self::lines(node, own).unwrap_or(Places::Whole(span)),
            _ if node.text_span(0..0).is_empty() => Places::Shifted(node.text_span(0..0).start),
            _ => Places::Whole(span),
        }
    }

    /// The places of the lines of a literal block scalar, which follow its header one by one.
    fn lines(node: Node<'_>, own: &Source) -> Option<Places> {
        let source = node.source();
        let header = source.line_index(node.span().start);
        let lines = (0..own.line_count()).map(|index| {
            let (text, line) = (own.line_range(index), source.line_range(header + 1 + index));
            // The text before it on the line is indentation.
            let start = line.end.checked_sub(text.end - text.start)?;
            let is_same = start >= line.start
                && source.text.get(start as usize..line.end as usize)
                    == own.text.get(text.start as usize..text.end as usize);
            (is_same || text.is_empty()).then_some((text.start, start))
        });
        Some(Places::Lines(lines.collect::<Option<_>>()?))
    }

    fn range(&self, start: u32, end: u32) -> (u32, u32) {
        match self {
            Places::Shifted(by) => (start + by, end + by),
            Places::Whole(span) => (span.start, span.end),
            Places::Lines(lines) => {
                let place = |line: usize, at: u32| lines.get(line).map_or(0, |(text, file)| file + (at - text));
                let line = |at: u32| lines.partition_point(|&(start, _)| start <= at).saturating_sub(1);
                let from = place(line(start), start);
                let before = lines.partition_point(|&(start, _)| start < end).saturating_sub(1);
                let to = if start == end { from } else { place(before, end) };
                (from, to.max(from))
            }
        }
    }
}
