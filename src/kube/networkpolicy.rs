//! The ports of the rules of a NetworkPolicy, and the pods that have them.

use super::labels::Found;
use super::resource::{items, known_str};
use super::{Namespace, Resource, Selector, Truth};
use crate::text::similar::is_slip;
use crate::yaml::Node;

/// The direction of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// To the pods that the policy selects.
    Ingress,
    /// From the pods that the policy selects.
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

    /// The peers of the rule: the sources of ingress, or the destinations of egress.
    pub fn peers(self) -> impl Iterator<Item = Node<'w>> + use<'w> {
        items(Some(self.node), if self.direction == Direction::Ingress { "from" } else { "to" })
    }

    /// The ports of the rule.
    pub fn ports(self) -> impl Iterator<Item = Node<'w>> + use<'w> {
        items(Some(self.node), "ports")
    }

    /// The selectors of the pods that have the ports of the rule, in the namespace of the policy. Empty if other pods,
    /// or addresses, may also have them.
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

/// The namespace in which the DNS of a cluster runs.
pub const SYSTEM: &str = "kube-system";
/// The namespaces in which the DNS may run: OpenShift has a separate one.
const DNS_NAMESPACES: &[&str] = &[SYSTEM, "openshift-dns"];
/// The label with the name of a namespace, which the API server sets.
pub const NAMESPACE_LABEL: &str = "kubernetes.io/metadata.name";
/// The ports on which the DNS pods listen: 5353 is OpenShift's.
const DNS_PORTS: &[i64] = &[53, 5353];

/// Whether a policy restricts the egress of its pods. A policy without `policyTypes` does if it has egress rules.
pub fn restricts_egress(policy: &Resource<'_>) -> Truth {
    let Some(spec) = policy.spec() else { return Truth::Unknown };
    if !spec.is_certain_at(&["policyTypes"]) || !spec.is_certain_at(&["egress"]) {
        return Truth::Unknown;
    }
    match spec.written("policyTypes") {
        None => spec.written("egress").is_some().into(),
        Some(types) => {
            let words: Vec<_> = types.value.items().map(known_str).collect();
            if words.contains(&None) { Truth::Unknown } else { words.contains(&Some("Egress")).into() }
        }
    }
}

impl<'w> PolicyRule<'w> {
    /// Whether the rule opens the DNS port for UDP.
    pub fn opens_dns(self) -> Truth {
        let mut ports = self.ports().peekable();
        if ports.peek().is_none() {
            return Truth::Yes;
        }
        let opens = |port: Node<'w>| {
            let protocol = port.get("protocol").filter(|node| !node.is_empty());
            if protocol.map_or(Some("TCP"), known_str).is_some_and(|protocol| protocol != "UDP") {
                return Truth::No;
            }
            let number = |key| port.get(key).filter(|node: &Node<'w>| !node.is_empty());
            match (number("port"), number("endPort")) {
                (None, _) => Truth::Yes,
                (Some(first), None) => first.as_i64().map_or(Truth::Unknown, |first| DNS_PORTS.contains(&first).into()),
                (Some(first), Some(last)) => match (first.as_i64(), last.as_i64()) {
                    (Some(first), Some(last)) => DNS_PORTS.iter().any(|port| (first..=last).contains(port)).into(),
                    _ => Truth::Unknown,
                },
            }
        };
        ports.map(opens).fold(Truth::No, Truth::or)
    }

    /// Whether a peer of the rule may be the DNS of the cluster.
    pub fn reaches_dns(self, policy: &Resource<'w>) -> Truth {
        let mut peers = self.peers().peekable();
        if peers.peek().is_none() {
            return Truth::Yes;
        }
        // If a rule has ports, a written namespace may be that of another DNS.
        let is_exception = self.ports().next().is_some();
        let is_typo = |peer: Node<'w>| peer.any_scalar(|scalar| is_slip(scalar.text(), SYSTEM));
        let is_other = |peer: Node<'w>| is_exception && peer.written("namespaceSelector").is_some() && !is_typo(peer);
        let reached = peers.map(|peer| match is_dns(peer, policy) {
            Truth::No if is_other(peer) => Truth::Unknown,
            truth => truth,
        });
        reached.fold(Truth::No, Truth::or)
    }
}

/// Whether a peer may be the DNS of the cluster. Addresses may belong to the DNS, or to a cache on each node.
fn is_dns(peer: Node<'_>, policy: &Resource<'_>) -> Truth {
    if !peer.is_certain() || peer.get("ipBlock").is_some() {
        return Truth::Unknown;
    }
    let Some(namespaces) = peer.written("namespaceSelector").map(Selector::label_selector) else {
        return match &policy.namespace {
            Namespace::Named(name) => DNS_NAMESPACES.contains(&name.as_str()).into(),
            Namespace::Unset => Truth::No,
            Namespace::Unknown => Truth::Unknown,
        };
    };
    let selects = |name: &'static str| {
        namespaces.matches(|key| match key {
            NAMESPACE_LABEL => Found::Value(name),
            // People label namespaces as they like.
            _ => Found::Unknown,
        })
    };
    DNS_NAMESPACES.iter().map(|name| selects(name)).fold(Truth::No, Truth::or)
}
