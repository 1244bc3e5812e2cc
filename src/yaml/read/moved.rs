//! Reads a document whose lines are at other columns than in the file, and keeps their places in the file.

use super::comments::Comment;
use super::{Document, parse};
use std::sync::Arc;

use crate::source::{FileId, Source, Span};
use crate::yaml::edit::{Edit, Edits};
use crate::yaml::problem::Label;
use crate::yaml::problem::Problem;
use crate::yaml::tree::raw::{BORROWED, RawKind};

/// A line, and the column at which to read it.
#[derive(Debug, Clone, Copy)]
pub struct MovedLine {
    /// Offset of the line in its file.
    pub start: u32,
    /// Offset of the content after its indentation.
    pub content: u32,
    /// Offset after its line ending.
    pub end: u32,
    /// Number of blanks to read before its content.
    pub column: u32,
}

/// Reads adjacent lines as the text of one document. Returns `None` if the result is not a whole document, or if a
/// scalar in it spans several lines, because another column would change its text.
pub fn parse_moved(source: &Arc<Source>, span: Span, lines: &[MovedLine]) -> Option<Document> {
    let text = &source.text;
    let mut moved = String::with_capacity(span.len() as usize * 2);
    let mut starts = Vec::with_capacity(lines.len());
    for line in lines {
        starts.push(moved.len() as u32);
        moved.extend(std::iter::repeat_n(' ', line.column as usize));
        moved.push_str(&text[line.content as usize..line.end as usize]);
    }
    let places = Places { file: span.file, starts, lines };
    let own = Arc::new(Source::new(String::new(), moved));
    let [document] = <[Document; 1]>::try_from(parse(&own).documents).ok()?;
    let in_one_line = document.tree.nodes.iter().all(|node| {
        let is_text = node.kind == RawKind::Scalar && node.value == BORROWED;
        !is_text || places.line(node.start) == places.line_before(node.end)
    });
    if document.broken || !in_one_line {
        return None;
    }
    Some(Document {
        tree: document.tree.moved(source, |start, end| places.range(start, end)),
        span,
        comments: document.comments.iter().map(|comment| places.comment(*comment)).collect(),
        broken: false,
        problems: document.problems.into_iter().map(|problem| places.problem(problem)).collect(),
        is_template: false,
        parts: Vec::new(),
    })
}

/// The edits that move lines to their columns.
pub fn move_lines(source: &Source, lines: &[MovedLine]) -> Edits {
    let edit = |line: &MovedLine| {
        let (span, text) = (Span::new(source.id(), line.start, line.content), " ".repeat(line.column as usize));
        (source.slice(span) != text).then_some(Edit::new(span, text))
    };
    lines.iter().filter_map(edit).collect()
}

/// Maps places in the text that was read to places in the file.
struct Places<'l> {
    file: FileId,
    /// The start of each line in the text that was read.
    starts: Vec<u32>,
    lines: &'l [MovedLine],
}

impl Places<'_> {
    /// The line that contains an offset.
    fn line(&self, at: u32) -> usize {
        self.starts.partition_point(|&start| start <= at).saturating_sub(1)
    }

    /// The line that contains the text before an offset.
    fn line_before(&self, end: u32) -> usize {
        self.starts.partition_point(|&start| start < end).saturating_sub(1)
    }

    fn place(&self, line: usize, at: u32) -> u32 {
        let Some((MovedLine { content, end, column, .. }, start)) = self.lines.get(line).zip(self.starts.get(line))
        else {
            return at;
        };
        (content + (at - start).saturating_sub(*column)).min(*end)
    }

    fn range(&self, start: u32, end: u32) -> (u32, u32) {
        let from = self.place(self.line(start), start);
        let to = if start == end { from } else { self.place(self.line_before(end), end) };
        (from, to.max(from))
    }

    fn span(&self, span: Span) -> Span {
        let (start, end) = self.range(span.start, span.end);
        Span::new(self.file, start, end)
    }

    fn comment(&self, comment: Comment) -> Comment {
        Comment { span: self.span(comment.span), ..comment }
    }

    /// Moves a problem to the file. The fix is dropped, because it would edit text that is not in the file.
    fn problem(&self, problem: Problem) -> Problem {
        let label = |label: &Label| Label { span: self.span(label.span), message: label.message.clone() };
        let related = problem.related.iter().map(label).collect();
        Problem { span: self.span(problem.span), related, fix: None, ..problem }
    }
}
