//! A NetworkPolicy: the ports of its rules and the pods that have them.

use super::resource::items;
use super::{Resource, Selector};
use crate::yaml::Node;

/// The direction of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// To the pods that the policy selects.
    Ingress,
    /// From them.
    Egress,
}

/// One rule of a NetworkPolicy.
#[derive(Debug, Clone, Copy)]
pub struct PolicyRule<'w> {
    /// Its direction.
    pub direction: Direction,
    /// The whole rule.
    pub node: Node<'w>,
}

impl<'w> PolicyRule<'w> {
    /// The rules of a policy.
    pub fn of(policy: &Resource<'w>) -> impl Iterator<Item = PolicyRule<'w>> + use<'w> {
        let spec = policy.spec();
        let rules = move |key, direction| items(spec, key).map(move |node| PolicyRule { direction, node });
        rules("ingress", Direction::Ingress).chain(rules("egress", Direction::Egress))
    }

    /// Whom it lets in, or what it lets the pods reach.
    pub fn peers(self) -> impl Iterator<Item = Node<'w>> + use<'w> {
        items(Some(self.node), if self.direction == Direction::Ingress { "from" } else { "to" })
    }

    /// The ports that it opens.
    pub fn ports(self) -> impl Iterator<Item = Node<'w>> + use<'w> {
        items(Some(self.node), "ports")
    }

    /// The selectors of the pods whose ports these are, in the namespace of the policy. Empty if other pods, or addresses,
    /// may have them as well.
    pub fn servers(self, policy: &Resource<'w>) -> Vec<Selector<'w>> {
        match self.direction {
            Direction::Ingress => policy.spec_entry("podSelector").map(Selector::label_selector).into_iter().collect(),
            Direction::Egress => {
                let of_peer = |peer: Node<'w>| {
                    let is_local = peer.entries().all(|entry| entry.key.text() == "podSelector");
                    peer.entry("podSelector").filter(|_| is_local).map(Selector::label_selector)
                };
                let selectors: Option<Vec<_>> = self.peers().map(of_peer).collect();
                selectors.unwrap_or_default()
            }
        }
    }
}
