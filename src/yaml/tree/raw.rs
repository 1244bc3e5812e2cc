//! A node as the arena stores it, in 20 bytes: a manifest has one node for every dozen bytes of its text.

/// The kind of a node, with aliases resolved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A string, number, boolean or null.
    Scalar,
    /// `key: value` pairs.
    Mapping,
    /// A list.
    Sequence,
}

/// The style in which a node is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// An unquoted scalar.
    Plain,
    /// `'...'`
    SingleQuoted,
    /// `"..."`
    DoubleQuoted,
    /// `|`
    Literal,
    /// `>`
    Folded,
    /// An indented mapping or sequence.
    Block,
    /// `{...}` or `[...]`
    Flow,
}

/// The kind of a node in the arena. The `value` of an alias is the index of its target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::yaml) enum RawKind {
    Scalar,
    Mapping,
    Sequence,
    Alias,
}

/// The role of a node in the node that contains it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::yaml) enum Role {
    /// An item of a sequence, or the root.
    Item = 0,
    /// The key of an entry.
    Key = 1 << 3,
    /// The value of an entry, directly after its key.
    Value = 2 << 3,
}

const STYLE_BITS: u8 = 0b0_0111;
const ROLE_BITS: u8 = 0b1_1000;
const IRREGULAR: u8 = 1 << 5;

#[derive(Debug, Clone, Copy)]
pub(in crate::yaml) struct Raw {
    pub(in crate::yaml) start: u32,
    pub(in crate::yaml) end: u32,
    /// The index after the subtree.
    pub(in crate::yaml) next: u32,
    /// The index of a cooked text, [`BORROWED`], or the target of an alias.
    pub(in crate::yaml) value: u32,
    pub(in crate::yaml) kind: RawKind,
    /// The style, the role and the irregularity.
    pub(super) marks: u8,
}

/// Marks a scalar whose text is a slice of the source.
pub(in crate::yaml) const BORROWED: u32 = u32::MAX;

impl Raw {
    /// Creates a node without children.
    #[inline]
    pub(in crate::yaml) fn new(
        index: u32,
        start: u32,
        end: u32,
        kind: RawKind,
        style: Style,
        role: Role,
        value: u32,
    ) -> Self {
        Self { start, end, next: index + 1, value, kind, marks: style as u8 | role as u8 }
    }

    pub(in crate::yaml) fn style(&self) -> Style {
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

    pub(in crate::yaml) fn is_key(&self) -> bool {
        self.marks & ROLE_BITS == Role::Key as u8
    }

    pub(in crate::yaml) fn is_value(&self) -> bool {
        self.marks & ROLE_BITS == Role::Value as u8
    }

    /// Whether the node is a mapping with merge keys or repeated keys, so that its entries are computed on demand.
    pub(in crate::yaml) fn is_irregular(&self) -> bool {
        self.marks & IRREGULAR != 0
    }

    pub(in crate::yaml) fn set_irregular(&mut self) {
        self.marks |= IRREGULAR;
    }
}

/// Texts that differ from their source (escapes, folding, indentation), one after the other.
#[derive(Debug, Clone, Default)]
pub(in crate::yaml) struct Cooked {
    text: String,
    ends: Vec<u32>,
}

impl Cooked {
    pub(in crate::yaml) fn get(&self, index: u32) -> &str {
        let index = index as usize;
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start as usize..self.ends[index] as usize]
    }

    /// The buffer for the next text, which must be appended and completed with [`Cooked::finish`].
    pub(in crate::yaml) fn buffer(&mut self) -> &mut String {
        &mut self.text
    }

    /// Completes the text that was appended, and returns its index.
    pub(in crate::yaml) fn finish(&mut self) -> u32 {
        self.ends.push(self.text.len() as u32);
        self.ends.len() as u32 - 1
    }

    /// Frees the memory that was reserved for further texts.
    pub(super) fn shrink_to_fit(&mut self) {
        self.text.shrink_to_fit();
        self.ends.shrink_to_fit();
    }

    /// Adds a text, and returns its index.
    pub(in crate::yaml) fn add(&mut self, text: &str) -> u32 {
        self.text.push_str(text);
        self.finish()
    }
}
