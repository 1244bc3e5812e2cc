//! All text that we read, and where it came from.
//!
//! A [`Span`] is a place in a file that a person edits. Lines and columns are worked out only for the few places that
//! a report shows.

mod map;
mod nest;
pub(crate) mod paths;

use std::sync::{Arc, OnceLock};

pub use map::{Origin, SourceMap};
pub use nest::Nest;

/// The reason for an error of the system, without its number.
pub(crate) fn reason(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "no such file or folder".to_owned(),
        kind if error.raw_os_error().is_some() => kind.to_string(),
        _ => error.to_string(),
    }
}

/// The name and the path of standard input, which does not belong to a project.
pub const STDIN: &str = "<stdin>";

/// A file of [`Sources`]: its index in the order of reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// A half-open range of bytes (0-based) in one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file that contains the bytes.
    pub file: FileId,
    /// Offset of the first byte, 0-based.
    pub start: u32,
    /// Offset after the last byte.
    pub end: u32,
}

impl Span {
    /// The bytes `start..end` of `file`.
    pub fn new(file: FileId, start: u32, end: u32) -> Self {
        Self { file, start, end }
    }

    /// Number of bytes.
    pub fn len(self) -> u32 {
        self.end - self.start
    }

    /// Whether the span is empty.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether `other` is inside this span, in the same file.
    pub fn contains(self, other: Span) -> bool {
        self.file == other.file && self.start <= other.start && other.end <= self.end
    }
}

/// A place as editors and people count it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// 1-based; only a line feed ends a line.
    pub line: u32,
    /// 1-based, in Unicode scalar values.
    pub column: u32,
    /// 1-based, in UTF-16 code units.
    pub column_utf16: u32,
    /// 0-based, in bytes.
    pub offset: u32,
}

/// A file that was read.
#[derive(Debug)]
pub struct Source {
    id: FileId,
    /// The name for people: the path relative to the working directory with `/`, or `<stdin>`.
    pub name: String,
    /// Its path in the project: relative to the project's folder with `/`, wherever the run began. Paths in
    /// kustomizations, globs of the configuration and fingerprints use it.
    pub path: String,
    /// The whole text.
    pub text: String,
    line_starts: OnceLock<Vec<u32>>,
    marks: OnceLock<Vec<(u32, u32)>>,
}

/// Bytes between the marks of a [`Source`].
const BLOCK: usize = 4096;

/// The numbers of characters and of UTF-16 units that start in a part of UTF-8 text.
fn count(bytes: &[u8]) -> (u32, u32) {
    let characters = bytes.iter().filter(|&&byte| byte & 0xc0 != 0x80).count() as u32;
    let pairs = bytes.iter().filter(|&&byte| byte >= 0xf0).count() as u32;
    (characters, characters + pairs)
}

impl Source {
    /// Makes a source from a text and its name, which is also its path.
    pub fn new(name: String, text: String) -> Self {
        Self::at(name.clone(), name, text)
    }

    /// Makes a source from a text, its name, and its path in the project.
    pub fn at(name: String, path: String, text: String) -> Self {
        Self { id: FileId(0), name, path, text, line_starts: OnceLock::new(), marks: OnceLock::new() }
    }

    /// The number in the [`Sources`] to which it was added; 0 if it was not added to any.
    pub fn id(&self) -> FileId {
        self.id
    }

    /// The text of a span, which must be in this source.
    pub fn slice(&self, span: Span) -> &str {
        &self.text[span.start as usize..span.end as usize]
    }

    /// The whole text as a span.
    pub fn span(&self) -> Span {
        Span::new(self.id, 0, self.text.len() as u32)
    }

    /// Offsets of the first byte of every line.
    fn line_starts(&self) -> &[u32] {
        self.line_starts.get_or_init(|| {
            let newlines = memchr::memchr_iter(b'\n', self.text.as_bytes());
            std::iter::once(0).chain(newlines.map(|at| at as u32 + 1)).collect()
        })
    }

    /// The 0-based index of the line that contains `offset`.
    pub fn line_index(&self, offset: u32) -> usize {
        self.line_starts().partition_point(|&start| start <= offset).saturating_sub(1)
    }

    /// Number of lines. The empty text after a final line feed counts as a line.
    pub fn line_count(&self) -> usize {
        self.line_starts().len()
    }

    /// The bytes of the line with a 0-based index, without its line ending. Empty past the last line.
    pub fn line_range(&self, index: usize) -> std::ops::Range<u32> {
        let starts = self.line_starts();
        let end = self.text.len() as u32;
        let Some(&start) = starts.get(index) else { return end..end };
        let Some(&next) = starts.get(index + 1) else { return start..end };
        let text = &self.text.as_bytes()[start as usize..next as usize - 1];
        start..next - 1 - u32::from(text.last() == Some(&b'\r'))
    }

    /// Line and column of an offset. An offset inside a character counts as the character's start.
    pub fn position(&self, offset: u32) -> Position {
        let mut at = (offset as usize).min(self.text.len());
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        let line = self.line_index(at as u32);
        let start = self.line_starts()[line] as usize;
        let (characters, units) = match at - start < BLOCK {
            true => count(&self.text.as_bytes()[start..at]),
            false => {
                let (before, through) = (self.count_to(start), self.count_to(at));
                (through.0 - before.0, through.1 - before.1)
            }
        };
        Position { line: line as u32 + 1, column: characters + 1, column_utf16: units + 1, offset }
    }

    /// The offset of a 1-based line and a 1-based column in Unicode scalar values: the reverse of [`Source::position`].
    /// A place past the end of its line becomes the end of the line, before its line ending. A place past the last line
    /// becomes the end of the text.
    pub fn offset(&self, line: u32, column: u32) -> u32 {
        self.offset_by(line, column, |_| 1)
    }

    /// The byte offset of a line and a 1-based column in UTF-16 code units, as editors count. The middle of a surrogate
    /// pair counts as its start.
    pub fn offset_utf16(&self, line: u32, column: u32) -> u32 {
        self.offset_by(line, column, |character| character.len_utf16() as u32)
    }

    fn offset_by(&self, line: u32, column: u32, width: impl Fn(char) -> u32) -> u32 {
        let range = self.line_range((line as usize).saturating_sub(1));
        let text = &self.text[range.start as usize..range.end as usize];
        let mut left = column.saturating_sub(1);
        for (at, character) in text.char_indices() {
            match left.checked_sub(width(character)) {
                Some(rest) if left > 0 => left = rest,
                _ => return range.start + at as u32,
            }
        }
        range.end
    }

    /// The characters and UTF-16 units before an offset. A count from a mark is fast even in a file with one huge line.
    fn count_to(&self, at: usize) -> (u32, u32) {
        let marks = self.marks.get_or_init(|| {
            let blocks = self.text.as_bytes().chunks(BLOCK).map(count);
            let sums = blocks.scan((0, 0), |sum, block| {
                *sum = (sum.0 + block.0, sum.1 + block.1);
                Some(*sum)
            });
            std::iter::once((0, 0)).chain(sums).collect()
        });
        let (mark, rest) = (marks[at / BLOCK], count(&self.text.as_bytes()[at / BLOCK * BLOCK..at]));
        (mark.0 + rest.0, mark.1 + rest.1)
    }
}

/// All files that were read, in the order of reading. A file that is read again gets a new number, so trees of the old
/// text stay valid.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    files: Vec<Arc<Source>>,
    /// The rank of each file in reports, by number; empty if reports use the order of reading.
    ranks: Vec<u32>,
}

impl Sources {
    /// Makes sources from a list; the index in the list is the [`FileId`].
    pub fn new(files: Vec<Source>) -> Self {
        files.into_iter().collect()
    }

    /// Adds a text and numbers it.
    pub fn add(&mut self, source: Source) -> Arc<Source> {
        let source = Arc::new(Source { id: FileId(self.files.len() as u32), ..source });
        self.files.push(Arc::clone(&source));
        source
    }

    /// Frees the memory of a text that is not needed any more. Its number is not used again.
    pub fn forget(&mut self, file: FileId) {
        if let Some(source) = self.files.get_mut(file.0 as usize) {
            *source = Arc::new(Source { id: file, ..Source::new(String::new(), String::new()) });
        }
    }

    /// Sets the order in which reports list some files; others come after them, in the order of reading.
    pub fn put_in_order(&mut self, files: &[FileId]) {
        self.ranks = vec![u32::MAX; self.files.len()];
        for (rank, file) in files.iter().enumerate() {
            if let Some(place) = self.ranks.get_mut(file.0 as usize) {
                *place = rank as u32;
            }
        }
    }

    /// The place of a file in the order of reports.
    pub fn rank(&self, file: FileId) -> (u32, FileId) {
        (self.ranks.get(file.0 as usize).copied().unwrap_or(u32::MAX), file)
    }

    /// One file.
    pub fn get(&self, file: FileId) -> &Arc<Source> {
        &self.files[file.0 as usize]
    }

    /// The text of a span.
    pub fn text(&self, span: Span) -> &str {
        self.get(span.file).slice(span)
    }

    /// All files with their ids.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (FileId, &Arc<Source>)> {
        self.files.iter().map(|source| (source.id, source))
    }

    /// Number of files.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether no file was read.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }
}

impl FromIterator<Source> for Sources {
    fn from_iter<I: IntoIterator<Item = Source>>(texts: I) -> Self {
        let mut sources = Self::default();
        for text in texts {
            sources.add(text);
        }
        sources
    }
}
