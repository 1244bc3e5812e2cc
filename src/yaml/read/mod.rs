//! Reads a file into its documents: splits it into chunks, then reads each as JSON or YAML.

pub(in crate::yaml) mod builder;
mod chunks;
pub(in crate::yaml) mod comments;
pub(in crate::yaml) mod dialect;
mod duplicates;
pub(in crate::yaml) mod embedded;
mod events;
pub(in crate::yaml) mod explain;
mod fast;
pub(in crate::yaml) mod fold;
mod json;
mod lenient;
pub(in crate::yaml) mod moved;
mod refused;
pub mod template;

use std::ops::Range;
use std::sync::Arc;

use crate::source::{FileId, Source, Span};
use crate::yaml::problem::{Problem, ProblemKind};
use crate::yaml::tree::Tree;
use builder::Builder;
use chunks::{Chunk, chunks};
use comments::Comment;
use explain::View;
use json::Stop;

/// The longest line that the general reader takes, in bytes: the memory of its parser grows with the line.
const MAX_LINE: usize = 4 << 20;

/// One document of a stream.
#[derive(Debug, Clone)]
pub struct Document {
    /// The nodes. A broken document has only the nodes before the place where it breaks.
    pub tree: Tree,
    /// The text between two separators.
    pub span: Span,
    /// All comments, in order.
    pub comments: Vec<Comment>,
    /// Whether the document could not be read to its end. Its problems say why.
    pub broken: bool,
    /// The problems of the text.
    pub problems: Vec<Problem>,
    /// Whether a program must fill in the text before it is YAML. Such a document is set aside, and counts as broken.
    pub is_template: bool,
    /// The documents that this one becomes with its missing separators. Empty if no separator is missing.
    pub parts: Vec<Document>,
}

/// The documents of a file, in order.
#[derive(Debug, Clone)]
pub struct Parsed {
    /// The source that was read.
    pub source: Arc<Source>,
    /// The documents. Empty documents are left out unless they contain comments, and directives without a document are
    /// left out. If no document can carry a problem, a broken document without nodes does.
    pub documents: Vec<Document>,
}

/// The readers that may read a document of YAML.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Readers {
    /// The fast reader, then the general one if the fast one declines.
    Both,
    /// Only the general reader.
    General,
}

/// Reads a file. If a document cannot be read, it gets a problem, and the other documents are still read.
pub fn parse(source: &Arc<Source>) -> Parsed {
    parse_with(source, Readers::Both)
}

/// Parses a text only with the general reader, with which tests compare the fast one.
pub fn parse_general(source: &Arc<Source>) -> Parsed {
    parse_with(source, Readers::General)
}

fn parse_with(source: &Arc<Source>, readers: Readers) -> Parsed {
    let (file, text) = (source.id(), source.text.as_str());
    let mut documents: Vec<Document> = Vec::new();
    // Problems that wait for the next document.
    let mut waiting: Vec<Problem> = Vec::new();
    let mut lenient_text = None;
    for Chunk { range: chunk, problem, cut } in chunks(file, text) {
        waiting.extend(problem.map(|problem| *problem));
        if text[chunk.clone()].trim().is_empty() {
            continue;
        }
        if let Some(problem) = directives_alone(file, text, chunk.clone()) {
            waiting.push(problem);
            continue;
        }
        // Each part may have its own byte order mark, on the line below the separator.
        let mark = text[chunk.clone()].find('\n').filter(|&newline| {
            let (line, below) = text[chunk.clone()].split_at(newline);
            line.trim().is_empty() && below[1..].starts_with('\u{feff}')
        });
        let chunk = mark.map_or(chunk.start, |newline| chunk.start + newline + 4)..chunk.end;
        let first = documents.len();
        // A file of several JSON values has no separators.
        let mut rest = chunk.clone();
        while let Some((document, end)) = parse_json(source, rest.clone()) {
            documents.push(document);
            rest.start = end;
        }
        if rest == chunk || !text[rest.clone()].trim().is_empty() {
            let span = Span::new(file, rest.start as u32, rest.end as u32);
            documents.push(parse_yaml(source, span, readers, &mut lenient_text));
        }
        if let Some(document) = documents.get_mut(first) {
            document.broken |= cut;
            // A document that has only comments gets no problems.
            if document.broken || document.tree.root().is_some() {
                document.problems.splice(..0, waiting.drain(..));
            }
        }
    }
    if !waiting.is_empty() {
        match documents.iter_mut().rev().find(|document| document.broken || document.tree.root().is_some()) {
            Some(document) => document.problems.append(&mut waiting),
            None => {
                let behind = documents.last().map_or(0, |document| document.span.end);
                let span = Span::new(file, behind, text.len() as u32);
                documents.push(Document::broken(Tree::new(source), span, Vec::new(), waiting));
            }
        }
    }
    // A session keeps trees for as long as their files.
    documents.shrink_to_fit();
    Parsed { source: Arc::clone(source), documents }
}

/// The problem of a chunk that has only directives. kubectl splits a stream before it reads directives, so no document
/// follows them.
fn directives_alone(file: FileId, text: &str, chunk: Range<usize>) -> Option<Problem> {
    let slice = &text[chunk.clone()];
    if !slice.trim_start().starts_with(['%', '#']) {
        return None;
    }
    let mut lines = slice.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
    let first = lines.next().filter(|line| line.starts_with('%'))?;
    let start = first.as_ptr() as usize - text.as_ptr() as usize;
    lines.all(|line| line.starts_with('%')).then(|| explain::directive(file, text, start))
}

impl Parsed {
    /// The id of the file.
    pub fn file(&self) -> FileId {
        self.source.id()
    }
}

impl Document {
    /// Drops the nodes and problems of a template. `problem` is the problem to report instead.
    pub fn set_aside(&mut self, problem: Option<Problem>) {
        self.tree = Tree::new(self.tree.source());
        self.problems = Vec::from_iter(problem);
        self.broken = true;
        self.is_template = true;
    }

    /// Reads the text again as several documents. Each document except the first starts with the line of one of the
    /// keys.
    pub fn split_before(&mut self, starts: &[Span]) {
        let source = Arc::clone(self.tree.source());
        let lines = starts.iter().map(|start| source.line_range(source.line_index(start.start)).start);
        let ends: Vec<u32> = lines.chain([self.span.end]).collect();
        let mut start = self.span.start;
        for end in ends {
            let span = Span::new(self.span.file, start, end.max(start));
            self.parts.push(parse_yaml(&source, span, Readers::Both, &mut None));
            start = end.max(start);
        }
    }

    fn broken(tree: Tree, span: Span, comments: Vec<Comment>, problems: Vec<Problem>) -> Self {
        Document { tree, span, comments, broken: true, problems, is_template: false, parts: Vec::new() }
    }
}

/// Reads a JSON object at the start of the range. Also returns the offset after it.
fn parse_json(source: &Arc<Source>, range: Range<usize>) -> Option<(Document, usize)> {
    let (file, text) = (source.id(), source.text.as_str());
    let slice = &text[range.clone()];
    let start = range.start + slice.len() - slice.trim_start().len();
    if !text[start..range.end].starts_with('{') {
        return None;
    }
    let mut builder = Builder::new(source);
    match json::read(&mut builder, text, start, range.end) {
        Ok(end) => {
            let span = Span::new(file, range.start as u32, end as u32);
            Some((settle(builder, Ok(()), span, Vec::new()), end))
        }
        Err(Stop::Declined) => None,
        Err(Stop::Problem(problem)) => {
            let span = Span::new(file, range.start as u32, range.end as u32);
            Some((settle(builder, Err(problem), span, Vec::new()), range.end))
        }
    }
}

fn parse_yaml(source: &Arc<Source>, span: Span, readers: Readers, lenient_text: &mut Option<String>) -> Document {
    let usual = match readers {
        Readers::Both => parse_usual(source, span),
        Readers::General => None,
    };
    usual.unwrap_or_else(|| parse_unusual(source, span, lenient_text))
}

/// Reads a document with the fast reader. Returns `None` if that reader declines.
fn parse_usual(source: &Arc<Source>, span: Span) -> Option<Document> {
    let (file, chunk) = (span.file, span.start as usize..span.end as usize);
    let mut builder = Builder::new(source);
    let mut comments = Vec::new();
    fast::read(&mut builder, &mut comments, file, &source.text, chunk)?;
    Some(settle(builder, Ok(()), span, comments))
}

/// Reads a document with the general reader. `lenient_text` is the text of the file as that reader must see it. The
/// first document that needs it creates it.
fn parse_unusual(source: &Arc<Source>, span: Span, lenient_text: &mut Option<String>) -> Document {
    let (file, chunk) = (span.file, span.start as usize..span.end as usize);
    let text = source.text.as_str();
    if let Some(start) = long_line(text, chunk.clone()) {
        let problem = Problem::too_long_line(Span::new(file, start as u32, start as u32), MAX_LINE);
        return Document::broken(Tree::new(source), span, Vec::new(), vec![problem]);
    }
    let read = |text: &str| {
        let mut builder = Builder::new(source);
        let mut comments = Vec::new();
        let read = events::read(&mut builder, &mut comments, file, text, chunk.clone());
        (builder, read, comments)
    };
    let (mut builder, mut result, mut comments) = read(text);
    if matches!(result, Err(events::Stop::Syntax(..)))
        && let Some(sign) = template::sign(&text[chunk.clone()])
    {
        // The document is a template and not YAML yet, so its syntax errors mean nothing.
        let start = span.start + sign as u32;
        let message = "a template begins here, so this document is not YAML";
        let problem = Problem::new(ProblemKind::Template, Span::new(file, start, start + 2), message);
        return settle(builder, Err(problem), span, comments);
    }
    if matches!(result, Err(events::Stop::Syntax(..)))
        && let Some(same_length) = lenient::accepted_by_kubectl(&text[chunk.clone()])
    {
        let lenient_text = lenient_text.get_or_insert_with(|| text.to_owned());
        lenient_text.replace_range(chunk.clone(), &same_length);
        let again = read(lenient_text);
        // The text that can be read further is closer to what kubectl reads.
        if again.1.is_ok() || again.0.tree.nodes.len() > builder.tree.nodes.len() {
            (builder, result, comments) = again;
        }
    }
    if let Err(events::Stop::Syntax(at, _)) = result
        && builder.tree.nodes.is_empty()
        && dialect::control_character(file, text, chunk.clone()).is_none()
        && events::quoted_root(&mut builder, file, text, chunk.start..at, chunk.end)
    {
        result = Ok(());
    }
    let result = result.map_err(|stop| match stop {
        events::Stop::Problem(problem) => problem,
        events::Stop::Syntax(at, info) => {
            let (open, last) = builder.place();
            explain::syntax(&View { file, text, chunk: chunk.clone(), at, info: &info, open, last, stops })
        }
    });
    if result.is_err() {
        let from = builder.tree.nodes.iter().map(|node| node.end).max().unwrap_or(span.start);
        comments::in_lines(file, text, from as usize..chunk.end, &mut comments);
    }
    settle(builder, result, span, comments)
}

/// The offset where the text of one document breaks. Returns `None` if it can be read.
fn stops(text: &str) -> Option<usize> {
    let at = events::stops(text)?;
    match lenient::accepted_by_kubectl(text) {
        Some(same_length) => events::stops(&same_length).map(|again| again.max(at)),
        None => Some(at),
    }
}

/// Completes what was built: to the end, or as far as the text was read.
fn settle(builder: Builder<'_>, result: Result<(), Problem>, span: Span, mut comments: Vec<Comment>) -> Document {
    comments.shrink_to_fit();
    let (suspicious, source) = (builder.suspicious, Arc::clone(builder.tree.source()));
    let finished = match result {
        Ok(()) => builder.finish(),
        Err(problem) => {
            let (tree, mut problems) = builder.finish_broken();
            problems.push(problem);
            return Document::broken(tree, span, comments, problems);
        }
    };
    match finished {
        Ok((tree, mut problems)) => {
            if suspicious {
                refused::check(&tree, &mut problems);
            }
            Document { tree, span, comments, broken: false, problems, is_template: false, parts: Vec::new() }
        }
        Err(problem) => Document::broken(Tree::new(&source), span, comments, vec![problem]),
    }
}

/// The start of the first line that is too long. Returns `None` if there is none.
fn long_line(text: &str, chunk: Range<usize>) -> Option<usize> {
    if chunk.len() <= MAX_LINE {
        return None;
    }
    let mut start = chunk.start;
    for newline in memchr::memchr_iter(b'\n', &text.as_bytes()[chunk.clone()]).chain([chunk.len()]) {
        let end = chunk.start + newline;
        if end - start > MAX_LINE {
            return Some(start);
        }
        start = end + 1;
    }
    None
}
