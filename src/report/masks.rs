//! Masks literal secrets, so that they never reach a report.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use aho_corasick::AhoCorasick;
use memchr::memmem::Finder;

use super::Former;
use super::texts::{Texts, is_word_at};
use crate::secrets::Secret;
use crate::source::{FileId, Source, Sources, Span};

/// The mask for a secret. Its length says nothing about the length of the secret.
pub(super) const MASK: &str = "********";

/// The places of literal secrets.
#[derive(Debug, Clone, Default)]
pub struct Masks {
    /// The places, sorted and disjoint.
    spans: Vec<Span>,
    /// The secrets of each file, with their texts.
    secrets: HashMap<FileId, Vec<Secret>>,
    texts: HashMap<FileId, Texts>,
    /// The secrets of files before a change, to search for in texts about the change.
    former: Vec<Texts>,
}

/// A character of a text, or a secret on one line.
pub(super) struct Piece {
    /// The offset where the piece starts in the source.
    pub at: u32,
    /// The character, or `None` for a secret.
    pub shown: Option<char>,
}

impl Masks {
    /// Creates masks for the given places, which may overlap and be in any order.
    pub fn new(mut spans: Vec<Span>) -> Self {
        spans.retain(|span| !span.is_empty());
        spans.sort_unstable();
        spans.dedup_by(|next, span| {
            let meets = next.file == span.file && next.start <= span.end;
            if meets {
                span.end = span.end.max(next.end);
            }
            meets
        });
        Self { spans, ..Self::default() }
    }

    /// Creates masks for the secrets of some files, and for the copies of them in the same files.
    pub fn of(sources: &Sources, secrets: &[Secret]) -> Self {
        let mut by_file: HashMap<FileId, Vec<Secret>> = HashMap::new();
        for secret in secrets.iter().filter(|secret| !secret.span.is_empty()) {
            by_file.entry(secret.span.file).or_default().push(secret.clone());
        }
        let mut texts: HashMap<FileId, Texts> = HashMap::new();
        let mut spans = Vec::new();
        for (&file, secrets) in &by_file {
            let source = sources.get(file);
            let texts = texts.entry(file).or_insert_with(|| texts_of(source, secrets));
            spans.extend(secrets.iter().map(|secret| secret.span));
            spans.extend(copies(source, texts));
        }
        let masks = Self::new(spans);
        for (&file, texts) in &mut texts {
            let hidden: Vec<Span> = masks.overlapping(file, 0..u32::MAX).collect();
            texts.finish(&sources.get(file).text, &hidden);
        }
        Self { secrets: by_file, texts, ..masks }
    }

    /// Creates masks for several versions of one file. A secret of one version is hidden in all.
    pub fn of_versions(sources: &Sources, secrets: &[Secret]) -> Self {
        let mut texts = Texts::default();
        let written = secrets.iter().map(|secret| sources.text(secret.span));
        written.chain(secrets.iter().filter_map(|one| one.text.as_deref())).for_each(|text| texts.add(text));
        let copies = sources.iter().flat_map(|(_, source)| copies(source, &texts));
        Self::new(secrets.iter().map(|secret| secret.span).chain(copies).collect())
    }

    /// Adds the secrets of files before a change.
    pub(super) fn with_former(mut self, former: &[Former]) -> Self {
        self.former = former
            .iter()
            .map(|Former { source, secrets }| {
                let mut texts = texts_of(source, secrets);
                let hidden = Self::new(secrets.iter().map(|secret| secret.span).collect());
                texts.finish(&source.text, &hidden.spans);
                texts
            })
            .collect();
        self
    }

    /// The secrets of files before a change, to search for in texts about the change.
    pub(super) fn former(&self) -> &[Texts] {
        &self.former
    }

    /// The secrets to search for in texts about a file. Returns `None` if the file has no secrets.
    pub(super) fn texts(&self, file: FileId) -> Option<&Texts> {
        self.texts.get(&file)
    }

    /// The secrets of a file.
    pub(super) fn secrets(&self, file: FileId) -> &[Secret] {
        self.secrets.get(&file).map_or(&[], Vec::as_slice)
    }

    /// The text of a range of `source`, which is `file`, with every secret in it replaced by stars.
    ///
    /// Line breaks and indentation inside a secret stay, so that a person still sees where it is.
    pub fn masked(&self, source: &Source, file: FileId, range: Range<u32>) -> String {
        let mut out = String::with_capacity(range.len());
        for piece in self.pieces(source, file, range) {
            match piece.shown {
                Some(c) => out.push(c),
                None => out.push_str(MASK),
            }
        }
        out
    }

    /// Whether at least one byte of the span is secret.
    pub fn hide(&self, span: Span) -> bool {
        self.overlapping(span.file, span.start..span.end).next().is_some()
    }

    /// Whether a span overlaps a secret, or begins or ends next to one.
    pub(super) fn touch(&self, span: Span) -> bool {
        self.overlapping(span.file, span.start.saturating_sub(1)..span.end + 1).next().is_some()
    }

    /// The characters of a range. Every secret on a line is one piece.
    pub(super) fn pieces(&self, source: &Source, file: FileId, range: Range<u32>) -> impl Iterator<Item = Piece> {
        let range = on_characters(&source.text, range);
        let text = &source.text[range.start as usize..range.end as usize];
        let mut secrets = self.overlapping(file, range.clone()).peekable();
        let mut indentation = starts_line(&source.text, range.start);
        let mut in_secret = false;
        text.char_indices().filter_map(move |(index, c)| {
            let at = range.start + index as u32;
            while secrets.next_if(|secret| secret.end <= at).is_some() {
                in_secret = false;
            }
            let hidden = secrets.peek().is_some_and(|secret| secret.start < at + c.len_utf8() as u32);
            let layout = c == '\n' || (c == '\r' && text[index..].starts_with("\r\n"));
            indentation = c == '\n' || (indentation && (c == ' ' || c == '\t'));
            let first = !in_secret;
            in_secret = hidden && !layout && !indentation;
            match in_secret {
                false => Some(Piece { at, shown: Some(c) }),
                true if first => Some(Piece { at, shown: None }),
                true => None,
            }
        })
    }

    pub(super) fn overlapping(&self, file: FileId, range: Range<u32>) -> impl Iterator<Item = Span> {
        let first = self.spans.partition_point(|span| (span.file, span.end) <= (file, range.start));
        self.spans[first..].iter().copied().take_while(move |span| span.file == file && span.start < range.end)
    }
}

/// The texts to search for in messages about a file with some secrets.
fn texts_of(source: &Source, secrets: &[Secret]) -> Texts {
    let written = secrets.iter().map(|secret| source.slice(secret.span));
    // The decoded text of a secret is usually the written text.
    let distinct: HashSet<&str> = written.chain(secrets.iter().filter_map(|one| one.text.as_deref())).collect();
    let mut texts = Texts::default();
    distinct.into_iter().for_each(|text| texts.add(text));
    texts
}

/// How many bytes of a secret the first search compares.
const MAX_START: usize = 32;

/// The other places where the file contains one of its secrets.
fn copies(source: &Source, texts: &Texts) -> Vec<Span> {
    let mut starts: HashMap<&str, Vec<&str>> = HashMap::new();
    for secret in texts.distinct() {
        let ends = secret.char_indices().map(|(at, c)| at + c.len_utf8());
        let start = ends.take_while(|&end| end <= MAX_START).last().unwrap_or_default();
        starts.entry(&secret[..start]).or_default().push(secret);
    }
    if starts.is_empty() {
        return Vec::new();
    }
    let patterns: Vec<&str> = starts.keys().copied().collect();
    let found = occurrences(&source.text, &patterns).into_iter().flat_map(|(pattern, at)| {
        let secrets = starts.get(patterns[pattern]).into_iter().flatten();
        let here = secrets.filter(move |secret| source.text[at..].starts_with(**secret));
        here.map(move |secret| at..at + secret.len())
    });
    let whole = found.filter(|place| is_word_at(&source.text, place));
    whole.map(|place| Span::new(source.id(), place.start as u32, place.end as u32)).collect()
}

/// The most patterns that are searched one after the other, which is faster than an automaton for so few.
const FEW: usize = 100;

/// Finds all places of some patterns in a text, which may overlap. Returns the index of the pattern with each place.
fn occurrences(text: &str, patterns: &[&str]) -> Vec<(usize, usize)> {
    if patterns.len() > FEW {
        // The patterns are too few to make an automaton fail. Their own places are hidden in any case.
        let Ok(automaton) = AhoCorasick::new(patterns) else { return Vec::new() };
        return automaton
            .find_overlapping_iter(text)
            .map(|found| (found.pattern().as_usize(), found.start()))
            .collect();
    }
    let mut places = Vec::new();
    for (number, pattern) in patterns.iter().enumerate() {
        let finder = Finder::new(pattern);
        let mut from = 0;
        while let Some(at) = text.as_bytes().get(from..).and_then(|rest| finder.find(rest)) {
            places.push((number, from + at));
            from += at + 1;
        }
    }
    places
}

/// The range widened to whole characters and cut at the end of the text.
fn on_characters(text: &str, range: Range<u32>) -> Range<u32> {
    let mut end = (range.end as usize).min(text.len());
    let mut start = (range.start as usize).min(end);
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    while !text.is_char_boundary(end) {
        end += 1;
    }
    start as u32..end as u32
}

fn starts_line(text: &str, at: u32) -> bool {
    at == 0 || text.as_bytes()[at as usize - 1] == b'\n'
}
