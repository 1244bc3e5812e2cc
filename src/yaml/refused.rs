//! What is read and what kubectl refuses all the same: no form in JSON, or not its dialect.

use super::problem::Problem;
use super::tree::Tree;

/// Adds the problems of a document that was read to its end.
pub(super) fn check(_tree: &Tree<'_>, _problems: &mut Vec<Problem>) {}
