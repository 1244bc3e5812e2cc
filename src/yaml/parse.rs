//! One file to its documents: chunks, then JSON or YAML for each.

use std::ops::Range;

use super::builder::{Builder, Problem};
use super::chunks::chunks;
use super::comments::Comment;
use super::json::{self, Stop};
use super::tree::Tree;
use super::{events, fast, lenient};
use crate::source::{FileId, Sources, Span};

/// The longest line that is read as YAML, in bytes: the parser's memory grows with the line. JSON has no such limit.
pub const MAX_LINE: usize = 4 << 20;

/// One document of a stream.
#[derive(Debug)]
pub struct Document<'s> {
    /// The nodes; empty where the document is empty or could not be read.
    pub tree: Tree<'s>,
    /// The text between two separators.
    pub span: Span,
    /// All comments, in order.
    pub comments: Vec<Comment>,
    /// The document could not be read, or not to its end; its problems say why.
    pub broken: bool,
    /// What is wrong with the text.
    pub problems: Vec<Problem>,
}

/// The documents of a file, in order.
#[derive(Debug)]
pub struct Parsed<'s> {
    /// The file.
    pub file: FileId,
    /// Empty documents are left out unless they hold comments.
    pub documents: Vec<Document<'s>>,
}

/// Who reads a document of YAML.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Readers {
    /// The fast one, and the general one where that declines.
    Both,
    /// Only the general one.
    General,
}

/// Reads a file. What cannot be read is a problem of its document; the others go on.
pub fn parse(sources: &Sources, file: FileId) -> Parsed<'_> {
    parse_with(sources, file, Readers::Both)
}

/// The same by the general reader alone, which the fast one is held against.
pub fn parse_general(sources: &Sources, file: FileId) -> Parsed<'_> {
    parse_with(sources, file, Readers::General)
}

fn parse_with(sources: &Sources, file: FileId, readers: Readers) -> Parsed<'_> {
    let text = sources.get(file).text.as_str();
    let mut documents = Vec::new();
    for chunk in chunks(text) {
        if chunk.is_empty() || text[chunk.clone()].trim().is_empty() {
            continue;
        }
        // A file of several JSON values has no separators.
        let mut rest = chunk.clone();
        while let Some((document, end)) = parse_json(sources, file, text, rest.clone()) {
            documents.push(document);
            rest.start = end;
        }
        if rest == chunk || !text[rest.clone()].trim().is_empty() {
            documents.push(parse_yaml(sources, file, text, rest, readers));
        }
    }
    Parsed { file, documents }
}

/// Reads a text of one document that is no file of its own, such as a patch inside a kustomization. None if it is
/// broken.
pub fn parse_fragment(sources: &Sources, file: FileId) -> Option<Document<'_>> {
    parse(sources, file).documents.into_iter().next().filter(|document| !document.broken)
}

/// A JSON object at the start of the range, and the offset after it.
fn parse_json<'s>(
    sources: &'s Sources,
    file: FileId,
    text: &str,
    range: Range<usize>,
) -> Option<(Document<'s>, usize)> {
    let slice = &text[range.clone()];
    let start = range.start + slice.len() - slice.trim_start().len();
    if !text[start..range.end].starts_with('{') {
        return None;
    }
    let mut builder = Builder::new(sources, file);
    match json::read(&mut builder, text, start, range.end) {
        Ok(end) => {
            let span = Span::new(file, range.start as u32, end as u32);
            Some((settle(sources, builder.finish(), span, Vec::new()), end))
        }
        Err(Stop::Declined) => None,
        Err(Stop::Problem(problem)) => {
            let span = Span::new(file, range.start as u32, range.end as u32);
            Some((settle(sources, Err(problem), span, Vec::new()), range.end))
        }
    }
}

fn parse_yaml<'s>(
    sources: &'s Sources,
    file: FileId,
    text: &'s str,
    chunk: Range<usize>,
    readers: Readers,
) -> Document<'s> {
    let span = Span::new(file, chunk.start as u32, chunk.end as u32);
    if let Some(start) = long_line(text, chunk.clone()) {
        return settle(sources, Err(events::too_long_line(file, start, MAX_LINE)), span, Vec::new());
    }
    if readers == Readers::Both
        && let Some(document) = parse_usual(sources, file, text, chunk.clone(), span)
    {
        return document;
    }
    let read = |text: &str| {
        let mut builder = Builder::new(sources, file);
        let mut comments = Vec::new();
        let read = events::read(&mut builder, &mut comments, file, text, chunk.clone());
        (read.and_then(|()| builder.finish()), comments)
    };
    let (mut result, mut comments) = read(text);
    if result.is_err()
        && let Some(same_length) = lenient::accepted_by_kubectl(text, chunk.clone())
        && let (Ok(tree), found) = read(&same_length)
    {
        (result, comments) = (Ok(tree), found);
    }
    settle(sources, result, span, comments)
}

/// What the fast reader takes.
fn parse_usual<'s>(
    sources: &'s Sources,
    file: FileId,
    text: &'s str,
    chunk: Range<usize>,
    span: Span,
) -> Option<Document<'s>> {
    let mut builder = Builder::new(sources, file);
    let mut comments = Vec::new();
    fast::read(&mut builder, &mut comments, file, text, chunk)?;
    Some(settle(sources, builder.finish(), span, comments))
}

fn settle<'s>(
    sources: &'s Sources,
    result: Result<(Tree<'s>, Vec<Problem>), Problem>,
    span: Span,
    comments: Vec<Comment>,
) -> Document<'s> {
    match result {
        Ok((tree, problems)) => Document { tree, span, comments, broken: false, problems },
        Err(problem) => {
            Document { tree: Tree::new(sources, span.file), span, comments, broken: true, problems: vec![problem] }
        }
    }
}

/// The start of a line that is too long.
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
