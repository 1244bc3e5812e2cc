//! `# bowline: ignore[id, ...] reason`.
//!
//! Behind code a directive holds for its line; on a line of its own for the next line, and where an item of a list
//! starts there for the whole item (one container, one port); before the first key of a document for all of it.

use std::collections::HashMap;
use std::ops::Range;

use super::{Directive, Malformed, Scope};
use crate::source::{FileId, Sources, Span};
use crate::yaml::{Comment, Document, Parsed};

/// The directives of a file, and what means to be one.
pub(super) fn directives(sources: &Sources, parsed: &Parsed<'_>) -> (Vec<Directive>, Vec<Malformed>) {
    let (mut found, mut malformed) = (Vec::new(), Vec::new());
    for document in &parsed.documents {
        let mut places = Places { sources, document, run: 0..0, items: None };
        for comment in &document.comments {
            let text = sources.text(comment.span);
            let Some(body) = text.trim_start_matches('#').trim_start().strip_prefix("bowline:") else { continue };
            match ids(body) {
                Ok((list, reason)) => {
                    let base = comment.span.end - body.len() as u32;
                    for (at, id) in list {
                        let start = base + at as u32;
                        found.push(Directive {
                            id: id.to_owned(),
                            id_span: Span::new(comment.span.file, start, start + id.len() as u32),
                            written: comment.span,
                            has_reason: !reason.is_empty(),
                            in_broken: document.broken,
                            is_annotation: false,
                            scope: places.scope(comment),
                        });
                    }
                }
                Err(message) => malformed.push(Malformed { span: comment.span, message }),
            }
        }
    }
    (found, malformed)
}

type Ids<'a> = Vec<(usize, &'a str)>;

/// The ids with their offsets in `body`, and the reason.
fn ids(body: &str) -> Result<(Ids<'_>, &str), &'static str> {
    const FORM: &str = "write `# bowline: ignore[rule-id] reason`";
    let rest = body.trim_start().strip_prefix("ignore").ok_or(FORM)?;
    let (list, reason) = rest.strip_prefix('[').and_then(|rest| rest.split_once(']')).ok_or(FORM)?;
    let offset = |part: &str| part.as_ptr() as usize - body.as_ptr() as usize;
    let ids: Vec<_> = list.split(',').map(str::trim).filter(|id| !id.is_empty()).map(|id| (offset(id), id)).collect();
    if ids.is_empty() {
        return Err("no rule is named: write `# bowline: ignore[rule-id] reason`");
    }
    Ok((ids, reason.trim()))
}

/// What the comments of a document stand at.
struct Places<'a> {
    sources: &'a Sources,
    document: &'a Document<'a>,
    /// The last run of comment lines; its end is the line of code below it.
    run: Range<usize>,
    /// Ends of list items by the line that they start on, worked out when first asked for. Of two on one line the
    /// outer one.
    items: Option<HashMap<usize, u32>>,
}

impl Places<'_> {
    fn scope(&mut self, comment: &Comment) -> Scope {
        let source = self.sources.get(comment.span.file);
        let line = source.line_index(comment.span.start);
        let root = self.document.tree.root();
        match comment.own_line {
            false => Scope::Line(line),
            true if root.is_some_and(|root| comment.span.end <= root.span().start) => Scope::Span(self.document.span),
            true => {
                // Several directives may stand above one line.
                if !self.run.contains(&line) {
                    self.run = line..self.next_code_line(comment.span.file, line + 1);
                }
                let (line, file) = (self.run.end, comment.span.file);
                match self.item_end(line) {
                    Some(end) => Scope::Span(Span::new(file, source.line_range(line).start, end)),
                    None => Scope::Line(line),
                }
            }
        }
    }

    fn next_code_line(&self, file: FileId, mut line: usize) -> usize {
        let source = self.sources.get(file);
        let comments = &self.document.comments;
        let is_comment = |line: usize| {
            let range = source.line_range(line);
            let at = comments.partition_point(|comment| comment.span.start < range.start);
            comments.get(at).is_some_and(|comment| comment.own_line && comment.span.start < range.end)
        };
        while is_comment(line) {
            line += 1;
        }
        line
    }

    /// The end of the list item whose `-` is the first sign on a line.
    fn item_end(&mut self, line: usize) -> Option<u32> {
        let (sources, document) = (self.sources, self.document);
        let source = sources.get(document.span.file);
        let range = source.line_range(line);
        let text = &source.text[range.start as usize..range.end as usize];
        if !text.trim_start().starts_with("- ") {
            return None;
        }
        let items = self.items.get_or_insert_with(|| {
            let mut ends = HashMap::new();
            for sequence in document.tree.nodes().filter(|node| !node.is_alias() && node.is_sequence()) {
                for item in sequence.items() {
                    let span = item.written_span();
                    ends.entry(source.line_index(span.start)).or_insert(span.end);
                }
            }
            ends
        });
        items.get(&line).copied()
    }
}
