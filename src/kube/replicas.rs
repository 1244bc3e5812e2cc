//! The number of pods that a workload requests.

use super::resource::Resource;
use crate::yaml::{Node, Reading};

/// The number of pods that a workload requests, one by default, and the place of the number. Returns `None` if the
/// number may change.
pub fn replicas<'w>(workload: &Resource<'w>) -> Option<(i64, Option<Node<'w>>)> {
    match workload.spec()?.read("replicas") {
        Reading::Present(node) => Some((node.as_i64()?, Some(node))),
        Reading::Absent => Some((1, None)),
        Reading::Unknown => None,
    }
}
