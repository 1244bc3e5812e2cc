//! Maps character offsets to byte offsets.

/// Maps saphyr's character index to a byte offset.
pub(super) struct Offsets<'t> {
    text: &'t str,
    base: usize,
    /// Byte offsets of every 64th character. Empty if every character is one byte.
    marks: Vec<u32>,
}

impl<'t> Offsets<'t> {
    const STEP: usize = 64;

    /// Creates a map for a text that is parsed as a whole.
    pub(super) fn whole(text: &'t str) -> Self {
        Self { text, base: 0, marks: Vec::new() }
    }

    pub(super) fn new(text: &'t str, base: usize) -> Self {
        let marks = match text.is_ascii() {
            true => Vec::new(),
            false => text.char_indices().step_by(Self::STEP).map(|(at, _)| at as u32).collect(),
        };
        Self { text, base, marks }
    }

    pub(super) fn byte(&self, index: usize) -> usize {
        if self.marks.is_empty() {
            return self.base + index.min(self.text.len());
        }
        let Some(&mark) = self.marks.get(index / Self::STEP) else { return self.base + self.text.len() };
        let rest = &self.text[mark as usize..];
        let within = rest.char_indices().nth(index % Self::STEP).map_or(rest.len(), |(at, _)| at);
        self.base + mark as usize + within
    }
}
