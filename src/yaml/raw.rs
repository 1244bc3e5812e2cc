//! A node as the arena holds it: 20 bytes, since a manifest has one for every dozen bytes of its text.

use super::tree::Style;

/// What the arena holds; an alias's `value` is the index of its target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RawKind {
    Scalar,
    Mapping,
    Sequence,
    Alias,
}

/// What a node is to the one that holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// An item of a sequence, or the root.
    Item = 0,
    /// The key of an entry.
    Key = 1 << 3,
    /// The value of an entry: its key stands before it.
    Value = 2 << 3,
}

const STYLE_BITS: u8 = 0b0_0111;
const ROLE_BITS: u8 = 0b1_1000;
const IRREGULAR: u8 = 1 << 5;

#[derive(Debug, Clone, Copy)]
pub(super) struct Raw {
    pub(super) start: u32,
    pub(super) end: u32,
    /// Index after the subtree.
    pub(super) next: u32,
    /// Index of a cooked text, [`BORROWED`], or an alias's target.
    pub(super) value: u32,
    pub(super) kind: RawKind,
    /// Style, role and irregularity.
    marks: u8,
}

/// Marks a scalar whose text is a slice of the source.
pub(super) const BORROWED: u32 = u32::MAX;

impl Raw {
    /// A node without children yet.
    #[inline]
    pub(super) fn new(index: u32, start: u32, end: u32, kind: RawKind, style: Style, role: Role, value: u32) -> Self {
        Self { start, end, next: index + 1, value, kind, marks: style as u8 | role as u8 }
    }

    pub(super) fn style(&self) -> Style {
        match self.marks & STYLE_BITS {
            0 => Style::Plain,
            1 => Style::SingleQuoted,
            2 => Style::DoubleQuoted,
            3 => Style::Literal,
            4 => Style::Folded,
            5 => Style::Block,
            _ => Style::Flow,
        }
    }

    pub(super) fn is_key(&self) -> bool {
        self.marks & ROLE_BITS == Role::Key as u8
    }

    pub(super) fn is_value(&self) -> bool {
        self.marks & ROLE_BITS == Role::Value as u8
    }

    /// A mapping with merge keys or repeated keys: its entries are worked out when asked for.
    pub(super) fn is_irregular(&self) -> bool {
        self.marks & IRREGULAR != 0
    }

    pub(super) fn set_irregular(&mut self) {
        self.marks |= IRREGULAR;
    }
}

/// Texts that differ from their source (escapes, folding, indentation), one behind the other.
#[derive(Debug, Default)]
pub(super) struct Cooked {
    text: String,
    ends: Vec<u32>,
}

impl Cooked {
    pub(super) fn get(&self, index: u32) -> &str {
        let index = index as usize;
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start as usize..self.ends[index] as usize]
    }

    /// Where the next text is to be written: behind all others. [`Cooked::finish`] ends it.
    pub(super) fn buffer(&mut self) -> &mut String {
        &mut self.text
    }

    /// Ends what was written behind the last text, and returns its index.
    pub(super) fn finish(&mut self) -> u32 {
        self.ends.push(self.text.len() as u32);
        self.ends.len() as u32 - 1
    }

    /// Adds a text, and returns its index.
    pub(super) fn add(&mut self, text: &str) -> u32 {
        self.text.push_str(text);
        self.finish()
    }
}
