//! Objects that a program may create itself, because a Role allows it.

use super::Reference;
use crate::kube::resource::{items, known_str};
use crate::kube::{Kind, Resource};
use crate::workspace::{Relation, Workspace};
use crate::yaml::Node;

impl<'w> Workspace<'w> {
    /// Whether a Role nearby allows a program to create Secrets or ConfigMaps, and names the object of a reference.
    pub(super) fn is_granted(&self, reference: &Reference<'w>) -> bool {
        let resource = match reference.kind {
            Kind::Secret => "secrets",
            Kind::ConfigMap => "configmaps",
            _ => return false,
        };
        let Some(name) = known_str(reference.node()) else { return false };
        let mut roles = [Kind::Role, Kind::ClusterRole].into_iter().flat_map(|kind| self.nearby(kind, reference.from));
        roles.any(|role| {
            let meets = role.kind.is_cluster_scoped() || self.meets(reference, role) != Relation::Different;
            meets && grants(role, resource, name)
        })
    }
}

/// Whether the rules of a Role on a resource grant `create` and name an object.
fn grants(role: &Resource<'_>, resource: &str, name: &str) -> bool {
    let has = |rule: Node<'_>, key: &str, text: &str| items(Some(rule), key).any(|item| item.has_text(text));
    let is_on = |rule: Node<'_>| has(rule, "resources", resource) && has(rule, "apiGroups", "");
    let rules = || items(Some(role.root), "rules").filter(|rule| is_on(*rule));
    rules().any(|rule| has(rule, "verbs", "create") || has(rule, "verbs", "*"))
        && rules().any(|rule| has(rule, "resourceNames", name))
}
