//! Directives in comments: `# bowline: ignore[id, ...] reason`.
//!
//! After code, a directive applies to its line. On a separate line, it applies to the next line of code. If an item of
//! a list starts there (one container, one port), it applies to the whole item. Before the first key of a document,
//! even after its `---`, it applies to the whole document.

use std::cmp::Reverse;
use std::ops::Range;

use super::{Directive, Malformed, Scope, typo};
use crate::source::{Source, Span};
use crate::yaml::{Comment, Document, Node, Parsed};

/// The directives of a file, and the comments that were intended as directives.
pub(super) fn directives(parsed: &Parsed) -> (Vec<Directive>, Vec<Malformed>) {
    let (mut found, mut malformed) = (Vec::new(), Vec::new());
    for document in &parsed.documents {
        let mut places = Places { document, run: 0..0, below: None, items: None };
        for comment in &document.comments {
            let text = parsed.source.slice(comment.span);
            let Some(body) = text.trim_start_matches('#').trim_start().strip_prefix("bowline:") else {
                if let Some(instead) = typo::meant(text) {
                    let message = "this comment is not a directive, so it silences nothing";
                    malformed.push(Malformed { span: comment.span, message, instead: Some(instead) });
                }
                continue;
            };
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
                Err(message) => malformed.push(Malformed { span: comment.span, message, instead: typo::meant(text) }),
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

/// The places in a document that comments may apply to.
struct Places<'a> {
    document: &'a Document,
    /// The last lines of comments and blanks. The range ends at the line of code below them.
    run: Range<usize>,
    /// The item below these lines to which directives apply. `None` if no item starts there.
    below: Option<Span>,
    /// The items of all lists, including their tags and anchors, in order, outer ones first. They are computed at the
    /// first use.
    items: Option<Vec<Range<u32>>>,
}

impl Places<'_> {
    fn scope(&mut self, comment: &Comment) -> Scope {
        let source = self.document.tree.source();
        let line = source.line_index(comment.span.start);
        let before = &source.text[source.line_range(line).start as usize..comment.span.start as usize];
        let root = self.document.tree.root();
        let leads = comment.own_line && root.is_some_and(|root| comment.span.end <= root.span().start);
        if leads || before.trim_end() == "---" {
            return Scope::Spans(vec![self.document.span]);
        }
        if !comment.own_line {
            return Scope::Line(line);
        }
        // Several directives may precede one line.
        if !self.run.contains(&line) {
            self.run = line..self.next_code_line(source, line + 1);
            let start = source.line_range(self.run.end).start;
            self.below = self.item_end(source, self.run.end).map(|end| Span::new(comment.span.file, start, end));
        }
        self.below.map_or(Scope::Line(self.run.end), |span| Scope::Spans(vec![span]))
    }

    fn next_code_line(&self, source: &Source, mut line: usize) -> usize {
        let comments = &self.document.comments;
        let is_code = |line: usize| {
            let range = source.line_range(line);
            let at = comments.partition_point(|comment| comment.span.start < range.start);
            let is_comment = comments.get(at).is_some_and(|comment| comment.own_line && comment.span.start < range.end);
            !is_comment && !source.text[range.start as usize..range.end as usize].trim().is_empty()
        };
        while line + 1 < source.line_count() && !is_code(line) {
            line += 1;
        }
        line
    }

    /// The end of the list item whose `-` is the first character of a line. The item itself may start on a later line.
    fn item_end(&mut self, source: &Source, line: usize) -> Option<u32> {
        let range = source.line_range(line);
        let text = &source.text[range.start as usize..range.end as usize];
        let behind = text
            .trim_start()
            .strip_prefix('-')
            .filter(|rest| rest.is_empty() || rest.starts_with([' ', '\t', '\r', '\n']))?;
        let dash = range.end - behind.len() as u32;
        let items = self.items.get_or_insert_with(|| items(self.document));
        let item = items.get(items.partition_point(|item| item.start < dash))?;
        // After an item without a value, the next node is another item.
        let mut between = source.text[dash as usize..item.start as usize].lines().map(str::trim_start);
        between.all(|line| line.is_empty() || line.starts_with('#')).then_some(item.end)
    }
}

fn items(document: &Document) -> Vec<Range<u32>> {
    let sequences = document.tree.nodes().filter(|node| !node.is_alias() && node.is_sequence());
    let range = |item: Node<'_>| {
        let span = item.written_span();
        let starts = [Some(span), item.tag_span(), item.anchor_span()].into_iter().flatten().map(|span| span.start);
        starts.min().unwrap_or(span.start)..span.end
    };
    let mut items: Vec<_> = sequences.flat_map(Node::items).map(range).collect();
    items.sort_unstable_by_key(|item| (item.start, Reverse(item.end)));
    items
}
