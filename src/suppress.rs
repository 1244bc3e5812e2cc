//! `# bowline: ignore[id, ...] reason`: directives in comments.
//!
//! Behind code a directive holds for its line; on a line of its own for the next line; before the first key of a
//! document for the whole document.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::diagnostic::Diagnostic;
use crate::source::{FileId, Sources, Span};
use crate::yaml::{Comment, Document, Parsed};

/// One rule id of one directive.
#[derive(Debug)]
pub struct Directive {
    /// The id as written.
    pub id: String,
    /// Where the id is written.
    pub id_span: Span,
    /// The whole comment.
    pub comment: Span,
    /// False where the reason is missing.
    pub has_reason: bool,
    /// Its document was not read to the end, so it may be for what was not seen.
    pub in_broken: bool,
    scope: Scope,
}

#[derive(Debug)]
enum Scope {
    /// 0-based index of a line.
    Line(usize),
    Document(Span),
}

/// A comment that means to be a directive and is none.
#[derive(Debug)]
pub struct Malformed {
    /// The comment.
    pub span: Span,
    /// What is wrong with it.
    pub message: &'static str,
}

/// All directives of a file.
pub fn directives(sources: &Sources, parsed: &Parsed<'_>) -> (Vec<Directive>, Vec<Malformed>) {
    let (mut found, mut malformed) = (Vec::new(), Vec::new());
    // The last run of comment lines and the line of code below it.
    let mut run = 0..0;
    for document in &parsed.documents {
        for comment in &document.comments {
            let text = sources.text(comment.span);
            let Some(body) = text.trim_start_matches('#').trim_start().strip_prefix("bowline:") else { continue };
            match ids(body) {
                Ok((list, reason)) => {
                    let base = comment.span.end - body.len() as u32;
                    for (at, id) in list {
                        let start = base + at as u32;
                        let id_span = Span::new(comment.span.file, start, start + id.len() as u32);
                        let scope = scope(sources, document, comment, &mut run);
                        let has_reason = !reason.is_empty();
                        let (id, comment, in_broken) = (id.to_owned(), comment.span, document.broken);
                        found.push(Directive { id, id_span, comment, has_reason, in_broken, scope });
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

fn scope(sources: &Sources, document: &Document<'_>, comment: &Comment, run: &mut Range<usize>) -> Scope {
    let source = sources.get(comment.span.file);
    let line = source.line_index(comment.span.start);
    let before_root = document.tree.root().is_some_and(|root| comment.span.end <= root.span().start);
    match comment.own_line {
        true if before_root => Scope::Document(document.span),
        // Several directives may stand above one line.
        true => {
            if !run.contains(&line) {
                *run = line..next_code_line(sources, document, comment.span.file, line + 1);
            }
            Scope::Line(run.end)
        }
        false => Scope::Line(line),
    }
}

fn next_code_line(sources: &Sources, document: &Document<'_>, file: FileId, mut line: usize) -> usize {
    let source = sources.get(file);
    let is_comment = |line: usize| {
        let range = source.line_range(line);
        let comments = &document.comments;
        let at = comments.partition_point(|comment| comment.span.start < range.start);
        comments.get(at).is_some_and(|comment| comment.own_line && comment.span.start < range.end)
    };
    while is_comment(line) {
        line += 1;
    }
    line
}

/// Directives by what they cover, so that a finding need not be held against each.
#[derive(Debug, Default)]
pub struct Index<'d> {
    lines: BTreeMap<(FileId, &'d str, usize), bool>,
    /// By the document's start, with its end.
    documents: BTreeMap<(FileId, &'d str, u32), (u32, bool)>,
}

impl<'d> Index<'d> {
    /// Of the directives of any files.
    pub fn new(directives: &'d [Directive]) -> Self {
        let mut index = Self::default();
        for directive in directives {
            let (file, id) = (directive.comment.file, directive.id.as_str());
            match directive.scope {
                Scope::Line(line) => drop(index.lines.insert((file, id, line), false)),
                Scope::Document(span) => drop(index.documents.insert((file, id, span.start), (span.end, false))),
            }
        }
        index
    }

    /// True where a directive silences the finding; all that do count as used.
    pub fn covers(&mut self, sources: &Sources, diagnostic: &Diagnostic) -> bool {
        let place = diagnostic.primary.span;
        let (file, id) = (place.file, diagnostic.rule);
        let mut covered = false;
        if let Some((_, (end, used))) = self.documents.range_mut((file, id, 0)..=(file, id, place.start)).next_back()
            && place.end <= *end
        {
            (*used, covered) = (true, true);
        }
        if !self.lines.is_empty() {
            let source = sources.get(file);
            let last = place.end.saturating_sub(u32::from(!place.is_empty()));
            let lines = (file, id, source.line_index(place.start))..=(file, id, source.line_index(last));
            for (_, used) in self.lines.range_mut(lines) {
                (*used, covered) = (true, true);
            }
        }
        covered
    }

    /// True where a directive silenced something.
    pub fn is_used(&self, directive: &Directive) -> bool {
        let (file, id) = (directive.comment.file, directive.id.as_str());
        match directive.scope {
            Scope::Line(line) => self.lines.get(&(file, id, line)) == Some(&true),
            Scope::Document(span) => self.documents.get(&(file, id, span.start)).is_some_and(|(_, used)| *used),
        }
    }
}
