//! Kustomize's checks of a kustomization before and after it builds.

use std::collections::HashSet;

use super::file::Kustomization;
use super::finish;
use super::id::Id;
use super::problem::ProblemKind;
use super::resource::Resource;
use super::state::Cx;
use crate::schema;

/// The group of kustomizations.
const GROUP: &str = "kustomize.config.k8s.io";

/// Adds the problems that keep built objects from being printed (`resWrangler.Append`, `RNode.MarshalJSON`).
pub(super) fn objects<'a>(resources: &[Resource<'a>], cx: &mut Cx<'a>) {
    let mut seen: HashSet<Id> = HashSet::new();
    for resource in resources {
        let id = resource.id();
        let id = Id { namespace: id.effective_namespace().to_owned(), ..id };
        if let Some(name) = resource.value.find(&["metadata", "name"]).filter(|_| seen.contains(&id)) {
            let (kind, text) = (&id.gvk.kind, &id.name);
            let message = format!("two objects are the {kind} `{text}` in the end, so kustomize builds nothing");
            cx.problem(name.at(), ProblemKind::Duplicate, message);
        }
        seen.insert(id);
        if let Some(key) = finish::key_of_other_type(&resource.value) {
            let message = format!("the key `{}` is not a string, so kustomize builds nothing", key.text());
            cx.problem(key, ProblemKind::Refused, message);
        }
    }
}

/// Adds the problems that keep a kustomization from being read (`Kustomization.Unmarshal`, `EnforceFields`).
pub(super) fn check<'a>(kustomization: &Kustomization<'a>, cx: &mut Cx<'a>) {
    for problem in schema::kustomization(kustomization.root) {
        match problem {
            schema::Problem::Unknown(unknown) => {
                let message = format!("`{}` is not a field here", unknown.entry.key.key_text());
                cx.problem(unknown.entry.key, ProblemKind::Invalid, message);
            }
            schema::Problem::Type(wrong) => {
                cx.problem(wrong.node, ProblemKind::Invalid, format!("this must be {}", wrong.shape.noun()));
            }
            _ => {}
        }
    }
    if let Some(other) = cx.project.units.get(kustomization.folder).and_then(|unit| unit.other) {
        let at = kustomization.root.entries().next().map_or(kustomization.root, |entry| entry.key);
        let message = format!("`{other}` is in the folder as well, and kustomize builds nothing of a folder with two");
        cx.problem(at, ProblemKind::Refused, message);
    }
    if kustomization.root.entries().all(|entry| matches!(entry.key.text(), "apiVersion" | "kind")) {
        let message = "the kustomization is empty, so kustomize refuses it";
        cx.problem(kustomization.root, ProblemKind::Empty, message);
    }
    let written = |key: &str| kustomization.node(key).filter(|node| !node.is_empty());
    let (kind, version) = (written("kind"), written("apiVersion"));
    if let Some(kind) = kind.filter(|kind| !matches!(kind.text(), "Kustomization" | "Component")) {
        let message = "the `kind` must be `Kustomization` or `Component`, so kustomize builds nothing";
        return cx.problem(kind, ProblemKind::WrongKind, message);
    }
    let kind = kind.map_or("Kustomization", |kind| kind.text());
    let wanted = format!("{GROUP}/{}", if kind == "Component" { "v1alpha1" } else { "v1beta1" });
    if let Some(version) = version.filter(|version| version.text() != wanted) {
        let message = format!("the `apiVersion` of a {kind} must be `{wanted}`, so kustomize builds nothing");
        cx.problem(version, ProblemKind::WrongKind, message);
    }
}
