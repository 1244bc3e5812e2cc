//! Terms that place pods near other pods, or apart from them.

use super::pod::{PREFERRED, REQUIRED};
use crate::yaml::Node;

/// A term of affinity or anti-affinity to pods.
#[derive(Debug, Clone, Copy)]
pub struct PodTerm<'w> {
    /// The mapping with `labelSelector` and `topologyKey`.
    pub node: Node<'w>,
    /// Whether a node must meet the term.
    pub is_required: bool,
    /// Whether the term keeps pods apart.
    pub is_anti: bool,
}

/// The terms of an `affinity` that are about other pods.
pub fn pod_terms(affinity: Node<'_>) -> impl Iterator<Item = PodTerm<'_>> {
    [("podAffinity", false), ("podAntiAffinity", true)].into_iter().flat_map(move |(side, is_anti)| {
        let items = move |key| affinity.find(&[side, key]).into_iter().flat_map(|terms: Node<'_>| terms.items());
        let required = items(REQUIRED).map(move |node| PodTerm { node, is_required: true, is_anti });
        let preferred = items(PREFERRED).filter_map(|term| term.get("podAffinityTerm"));
        required.chain(preferred.map(move |node| PodTerm { node, is_required: false, is_anti }))
    })
}
