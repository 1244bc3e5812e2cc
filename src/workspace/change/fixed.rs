//! Fields of objects that cannot change: the API server rejects an update that changes them.

use std::collections::HashSet;

use super::Change;
use crate::kube::values::quantity::Quantity;
use crate::kube::{Kind, Resource};
use crate::text::unknown::is_unknown;
use crate::workspace::Workspace;
use crate::yaml::Node;

/// A field that a change gives another value although it cannot change.
#[derive(Debug)]
pub struct Fixed<'w> {
    /// The object as it is now.
    pub object: &'w Resource<'w>,
    /// The value now, or the closest part of the field that still exists.
    pub place: Node<'w>,
    /// The path of the field, such as `spec.selector`.
    pub field: String,
    /// The old value if it is one word that may be shown.
    pub was: Option<String>,
}

/// How the states of a field are compared.
#[derive(Clone, Copy, PartialEq, Eq)]
enum How {
    /// The servers never add to the field: a part that only one state has is a change.
    Whole,
    /// A value that one state leaves out may be the default: only values that both states have are compared.
    Values,
}

/// The fields that cannot change, from the `Validate…Update` functions of `pkg/apis/*/validation` of Kubernetes.
const FIXED: &[(&[Kind], &[&str], How)] = &[
    (&[Kind::Deployment, Kind::ReplicaSet, Kind::DaemonSet, Kind::StatefulSet], &["spec", "selector"], How::Whole),
    (&[Kind::StatefulSet], &["spec", "serviceName"], How::Values),
    (&[Kind::StatefulSet], &["spec", "podManagementPolicy"], How::Values),
    (&[Kind::StatefulSet], &["spec", "volumeClaimTemplates"], How::Values),
    (&[Kind::Job], &["spec", "completionMode"], How::Values),
    (&[Kind::PersistentVolumeClaim], &["spec", "accessModes"], How::Values),
    (&[Kind::PersistentVolumeClaim], &["spec", "storageClassName"], How::Values),
    (&[Kind::PersistentVolumeClaim], &["spec", "volumeMode"], How::Values),
    (&[Kind::PersistentVolumeClaim], &["spec", "volumeName"], How::Values),
    (&[Kind::Secret], &["type"], How::Values),
    (&[Kind::RoleBinding, Kind::ClusterRoleBinding], &["roleRef"], How::Values),
    (&[Kind::IngressClass], &["spec", "controller"], How::Values),
    (&[Kind::StorageClass], &["provisioner"], How::Values),
    (&[Kind::StorageClass], &["parameters"], How::Whole),
    (&[Kind::StorageClass], &["reclaimPolicy"], How::Values),
    (&[Kind::StorageClass], &["volumeBindingMode"], How::Values),
    (&[Kind::PriorityClass], &["value"], How::Values),
    (&[Kind::RuntimeClass], &["handler"], How::Values),
];

/// The fields that cannot change in an object with `immutable: true`.
const CONTENT: &[&str] = &["immutable", "data", "binaryData", "stringData"];

/// The fields that a change gives another value although they cannot change. An object with another name or namespace
/// is another object.
pub fn fixed<'b, 'w>(then: &'b Workspace<'b>, now: &'w Workspace<'w>) -> Vec<Fixed<'w>> {
    let change = Change::read(then, now);
    let mut seen = HashSet::new();
    let mut all = Vec::new();
    for object in now.resources.iter().filter(|object| change.now_files.contains(&object.file())) {
        let Some(old) = change.pairs.before(object) else { continue };
        if object.name.is_none() || old.name != object.name || then.namespace(old) != now.namespace(object) {
            continue;
        }
        // Several builds may contain the object.
        all.extend(of_object(old, object).into_iter().filter(|fixed| seen.insert(fixed.place.span())));
    }
    all
}

fn of_object<'w>(old: &Resource<'_>, object: &'w Resource<'w>) -> Vec<Fixed<'w>> {
    let rows = FIXED.iter().filter(|(kinds, ..)| kinds.contains(&object.kind));
    let mut all: Vec<Fixed<'w>> = rows.filter_map(|&(_, path, how)| of_field(old, object, path, how)).collect();
    if object.kind == Kind::Service {
        all.extend(cluster_ip(old, object));
    }
    let is_immutable = |object: &Resource<'_>| object.root.get("immutable").is_some_and(|node| node.text() == "true");
    if matches!(object.kind, Kind::ConfigMap | Kind::Secret) && is_immutable(old) {
        let changed = CONTENT.iter().find_map(|key| of_field(old, object, &[key], How::Whole));
        all.extend(changed.map(|fixed| Fixed { was: None, ..fixed }));
    }
    all
}

fn of_field<'w>(old: &Resource<'_>, object: &'w Resource<'w>, path: &[&str], how: How) -> Option<Fixed<'w>> {
    let before = old.root.find(path).filter(|node| !node.is_null() && old.root.is_certain_at(path));
    let after = object.root.find(path).filter(|node| !node.is_null());
    let (place, was) = match (before, after) {
        (Some(before), Some(after)) => difference(before, after, how)?,
        (Some(_), None) if how == How::Whole => (object.head(), None),
        (None, Some(after)) if how == How::Whole && old.root.is_certain_at(path) => (after, None),
        _ => return None,
    };
    Some(Fixed { object, place, field: path.join("."), was })
}

/// The first part of a field that differs now, with its old value if that is a scalar.
fn difference<'w>(old: Node<'_>, new: Node<'w>, how: How) -> Option<(Node<'w>, Option<String>)> {
    if old.is_mapping() && new.is_mapping() {
        let is_gone = |key: &str| how == How::Whole && new.get(key).is_none();
        let differs = new.entries().find_map(|entry| match old.get(&entry.key.key_text()) {
            Some(before) => difference(before, entry.value, how),
            None => (how == How::Whole).then_some((entry.value, None)),
        });
        return differs.or_else(|| old.entries().any(|entry| is_gone(&entry.key.key_text())).then_some((new, None)));
    }
    if old.is_sequence() && new.is_sequence() {
        let differs = old.items().zip(new.items()).find_map(|(old, new)| difference(old, new, how));
        return differs.or_else(|| (old.items().count() != new.items().count()).then_some((new, None)));
    }
    let (before, after) = (old.text(), new.text());
    let is_open = old.is_null() || new.is_null() || is_unknown(before) || is_unknown(after) || !old.is_certain();
    let is_same_quantity = || match (Quantity::parse(before), Quantity::parse(after)) {
        (Ok(before), Ok(after)) => before == after,
        _ => false,
    };
    let is_scalar = !(old.is_mapping() || old.is_sequence() || new.is_mapping() || new.is_sequence());
    (!is_open && (!is_scalar || before != after && !is_same_quantity()))
        .then(|| (new, is_scalar.then(|| before.to_owned())))
}

/// The change of a written address. If the address is left out, the server keeps the old one.
fn cluster_ip<'w>(old: &Resource<'_>, object: &'w Resource<'w>) -> Option<Fixed<'w>> {
    let path = &["spec", "clusterIP"];
    let field = |object: &Resource<'_>, key| object.root.find(&["spec", key]).map_or("", |node| node.text()).to_owned();
    let is_external =
        |object: &Resource<'_>| field(object, "type") == "ExternalName" || is_unknown(&field(object, "type"));
    let place = object.root.find(path).filter(|node| !node.is_empty() && !is_unknown(node.text()))?;
    let before = field(old, "clusterIP");
    let is_change = match before.as_str() {
        "" => place.text() == "None",
        _ => before != place.text() && !is_unknown(&before),
    };
    let is_sure = old.root.is_certain_at(path) && !is_external(old) && !is_external(object);
    let was = Some(before).filter(|before| !before.is_empty());
    (is_change && is_sure).then(|| Fixed { object, place, field: path.join("."), was })
}
