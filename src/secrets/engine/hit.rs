//! A credential that its own look gives away.

use std::ops::Range;

use super::Level;

/// Something found in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Hit {
    pub(super) span: Range<usize>,
    pub(super) level: Level,
    pub(super) reason: &'static str,
    pub(super) prefix: Option<&'static str>,
}

impl Hit {
    pub(super) fn new(span: Range<usize>, level: Level, reason: &'static str) -> Self {
        Self { span, level, reason, prefix: None }
    }
}
