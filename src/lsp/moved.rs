//! Places in a text after an edit.

use crate::source::{FileId, Span};

/// The new places of a text of which one stretch was changed.
pub struct Moved {
    /// The number of equal bytes at the start of both texts.
    same: u32,
    /// The place in the old text at which the equal end of both texts starts.
    rest: u32,
    /// The distance by which the equal end moved.
    by: i64,
}

impl Moved {
    /// Compares two texts.
    pub fn between(old: &str, new: &str) -> Moved {
        let (old, new) = (old.as_bytes(), new.as_bytes());
        let same = old.iter().zip(new).take_while(|(a, b)| a == b).count();
        let most = old.len().min(new.len()) - same;
        let end = old.iter().rev().zip(new.iter().rev()).take(most).take_while(|(a, b)| a == b).count();
        Moved { same: same as u32, rest: (old.len() - end) as u32, by: new.len() as i64 - old.len() as i64 }
    }

    /// The new place of a place in the old text. `file` is the new text. Returns `None` if the place was changed.
    pub fn span(&self, span: Span, file: FileId) -> Option<Span> {
        let moved = |at: u32| u32::try_from(i64::from(at) + self.by).ok();
        match span {
            _ if span.end <= self.same => Some(Span { file, ..span }),
            _ if self.rest <= span.start => Some(Span::new(file, moved(span.start)?, moved(span.end)?)),
            _ => None,
        }
    }
}
