//! Places in a text that was edited.

use crate::source::{FileId, Span};

/// Where the places of a text are in one that was made from it by a change in one stretch.
pub struct Moved {
    /// Bytes that both texts begin with.
    same: u32,
    /// Where the part that both end with begins, in the old text.
    rest: u32,
    /// How far that part moved.
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

    /// A place of the old text in the new one, which is `file`. Returns `None` for a place that was changed.
    pub fn span(&self, span: Span, file: FileId) -> Option<Span> {
        let moved = |at: u32| u32::try_from(i64::from(at) + self.by).ok();
        match span {
            _ if span.end <= self.same => Some(Span { file, ..span }),
            _ if self.rest <= span.start => Some(Span::new(file, moved(span.start)?, moved(span.end)?)),
            _ => None,
        }
    }
}
