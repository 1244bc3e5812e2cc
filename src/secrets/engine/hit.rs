//! A credential that its form alone shows.

use std::ops::Range;

use super::{Level, Nature};

/// A credential in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Hit {
    pub(super) span: Range<usize>,
    pub(super) level: Level,
    pub(super) nature: Nature,
    pub(super) reason: &'static str,
    pub(super) prefix: Option<&'static str>,
}

impl Hit {
    pub(super) fn new(span: Range<usize>, level: Level, nature: Nature, reason: &'static str) -> Self {
        Self { span, level, nature, reason, prefix: None }
    }
}
