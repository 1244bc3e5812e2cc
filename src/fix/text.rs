//! The text of a file after some edits, and the new places of the unedited parts.

use crate::diagnostic::Edit;

/// Edits of one file, in order, that do not overlap.
pub(super) struct Patch<'a> {
    edits: Vec<&'a Edit>,
    /// The distances in bytes by which the edits up to each one move the text after them.
    shifts: Vec<i64>,
}

impl<'a> Patch<'a> {
    pub(super) fn new(mut edits: Vec<&'a Edit>) -> Self {
        edits.sort_by_key(|edit| (edit.span().start, edit.span().end));
        let growth = edits.iter().map(|edit| edit.text().len() as i64 - i64::from(edit.span().len()));
        let shifts = growth.scan(0, |sum, growth| {
            *sum += growth;
            Some(*sum)
        });
        Self { shifts: shifts.collect(), edits }
    }

    /// The new text. Returns `None` if edits overlap, or if one is outside the text.
    pub(super) fn apply(&self, text: &str) -> Option<String> {
        let (mut out, mut at) = (String::with_capacity(text.len() + 64), 0);
        for edit in &self.edits {
            let (start, end) = (edit.span().start as usize, edit.span().end as usize);
            out.push_str(text.get(at..start)?);
            text.get(start..end)?;
            out.push_str(edit.text());
            at = end;
        }
        out.push_str(text.get(at..)?);
        Some(out)
    }

    /// Whether an edit replaces a part of some bytes, or inserts text within or next to them.
    pub(super) fn touches(&self, start: u32, end: u32) -> bool {
        let first = self.edits.partition_point(|edit| edit.span().end < start);
        let near = self.edits[first..].iter().take_while(|edit| edit.span().start <= end);
        let is_nothing = start == end;
        near.map(|edit| edit.span()).any(|span| span.is_empty() || is_nothing || span.start < end && start < span.end)
    }

    /// The place of a byte in the new text, if no edit touches it.
    pub(super) fn moved(&self, at: u32) -> i64 {
        let before = self.edits.partition_point(|edit| edit.span().end <= at);
        i64::from(at) + before.checked_sub(1).map_or(0, |last| self.shifts[last])
    }

    /// The bytes of the new text that the edits wrote; empty ones if they only removed text.
    pub(super) fn written(&self) -> Vec<(u32, u32)> {
        let place = |(edit, shift): (&&Edit, &i64)| {
            let end = i64::from(edit.span().end) + shift;
            ((end - edit.text().len() as i64) as u32, end as u32)
        };
        self.edits.iter().zip(&self.shifts).map(place).collect()
    }
}
