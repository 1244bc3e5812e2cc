//! How many pods a workload requests.

use super::resource::Resource;
use crate::yaml::{Node, Reading};

/// How many pods a workload requests, one by default, and where that is written. Returns `None` if something may change
/// the number.
pub fn replicas<'w>(workload: &Resource<'w>) -> Option<(i64, Option<Node<'w>>)> {
    match workload.spec()?.read("replicas") {
        Reading::Present(node) => Some((node.as_i64()?, Some(node))),
        Reading::Absent => Some((1, None)),
        Reading::Unknown => None,
    }
}
