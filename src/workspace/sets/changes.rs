//! The changes that a kustomization may make to the objects that it builds, by labels, patches and replacements.

use crate::kube::Resource;
use crate::yaml::{self, Kind, Node, Step};

/// A change by a patch, a label or a replacement.
#[derive(Debug)]
pub(super) struct Change {
    pub(super) kind: Option<String>,
    pub(super) name: Option<String>,
    /// The changed paths, from the root of the object.
    pub(super) paths: Vec<Vec<Step>>,
    /// The texts that a patch writes.
    pub(super) says: Vec<String>,
}

impl Change {
    pub(super) fn of_all(paths: Vec<Vec<Step>>) -> Change {
        Change { kind: None, name: None, paths, says: Vec::new() }
    }

    /// Whether the change affects an object.
    pub(super) fn hits(&self, resource: &Resource<'_>) -> bool {
        let kind = self.kind.as_deref().is_none_or(|kind| is_pattern(kind) || kind == resource.kind_name);
        // The names may differ by a prefix or suffix.
        let name = match (self.name.as_deref(), resource.name) {
            (Some(wanted), Some(name)) => is_pattern(wanted) || wanted.contains(name) || name.contains(wanted),
            _ => true,
        };
        kind && name
    }
}

/// Whether the name of a target is a regular expression.
fn is_pattern(text: &str) -> bool {
    text.is_empty() || text.contains(['*', '|', '+', '(', '[', '?', '$', '^'])
}

pub(super) fn keys(path: &[&str]) -> Vec<Step> {
    path.iter().map(|key| Step::Key((*key).to_owned())).collect()
}

/// `commonLabels` and `labels` (kustomize `builtinpluginconsts/commonlabels.go`), one change for each key.
pub(super) fn labels(root: Node<'_>) -> Vec<Change> {
    let mut found = Vec::new();
    let common = root.get("commonLabels").into_iter().flat_map(|map| map.entries());
    found.extend(common.flat_map(|entry| label(&entry.key.key_text(), true, true)));
    for labels in items(root, "labels") {
        let set = |key: &str| labels.get(key).and_then(|node| node.as_bool()) == Some(true);
        let (selectors, templates) = (set("includeSelectors"), set("includeTemplates"));
        let pairs = labels.get("pairs").into_iter().flat_map(|pairs| pairs.entries());
        found.extend(pairs.flat_map(|entry| label(&entry.key.key_text(), selectors, selectors || templates)));
    }
    found
}

/// The changes by a label on every object, on its selectors if `selectors` is set, and on its pods if `templates` is
/// set.
fn label(key: &str, selectors: bool, templates: bool) -> Vec<Change> {
    const FLAT: &[&str] = &["Service", "ReplicationController"];
    let at = |path: &[&str]| keys(path).into_iter().chain([Step::Key(key.to_owned())]).collect::<Vec<_>>();
    let mut all = vec![at(&["metadata", "labels"])];
    let mut changes = Vec::new();
    if templates {
        all.push(at(&["spec", "template", "metadata", "labels"]));
        all.push(at(&["spec", "jobTemplate", "metadata", "labels"]));
        all.push(at(&["spec", "jobTemplate", "spec", "template", "metadata", "labels"]));
    }
    if selectors {
        all.push(at(&["spec", "jobTemplate", "spec", "selector", "matchLabels"]));
        let of = |kind: &str, path: Vec<Step>| Change { kind: Some(kind.to_owned()), ..Change::of_all(vec![path]) };
        changes.extend(FLAT.iter().map(|kind| of(kind, at(&["spec", "selector"]))));
        const SELECTING: &[&str] =
            &["Deployment", "ReplicaSet", "StatefulSet", "DaemonSet", "Job", "PodDisruptionBudget"];
        changes.extend(SELECTING.iter().map(|kind| of(kind, at(&["spec", "selector", "matchLabels"]))));
        changes.push(of("NetworkPolicy", keys(&["spec"])));
    }
    changes.push(Change::of_all(all));
    changes
}

/// The paths that an operation of a JSON patch may change.
pub(super) fn operation_paths(operation: Node<'_>, found: &mut Vec<Vec<Step>>) {
    let text = |key: &str| operation.get(key).map_or("", |node| node.text());
    if text("op") == "test" {
        return;
    }
    found.push(pointer(text("path")));
    if text("op") == "move" {
        found.push(pointer(text("from")));
    }
}

/// `/spec/template/spec/containers/0/ports/-` as steps. An inserted item changes the numbers of others, so a number
/// means all items. A number at the end is a change of the list.
fn pointer(text: &str) -> Vec<Step> {
    let steps: Vec<&str> = text.split('/').skip(1).collect();
    let is_number = |step: &str| step.parse::<u32>().is_ok();
    let steps = match steps.split_last() {
        Some((last, list)) if is_number(last) => list,
        _ => &steps[..],
    };
    let step = |step: &&str| match *step {
        "-" => Step::New,
        step if is_number(step) => Step::Items,
        step => Step::Key(step.replace("~1", "/").replace("~0", "~")),
    };
    steps.iter().map(step).collect()
}

/// `spec.template.spec.containers.[name=web].image` of a replacement as steps.
pub(super) fn field_path(text: &str) -> Vec<Step> {
    let step = |step: &str| match step.starts_with('[') || step == "*" || step.parse::<u32>().is_ok() {
        true => Step::Items,
        false => Step::Key(step.to_owned()),
    };
    let steps = text.split('.').filter(|step| !step.is_empty()).map(step);
    // A key with dots is in brackets. The steps after it are not worth a separate parser.
    steps.take_while(|step| !matches!(step, Step::Key(key) if key.contains(['[', ']', '\\']))).collect()
}

/// The paths that a strategic merge patch may change.
pub(super) fn leaves(node: Node<'_>, path: &mut Vec<Step>, found: &mut Vec<Vec<Step>>) {
    /// Lists that are merged by `name`, so that an item of a patch changes only the item of the same name.
    const BY_NAME: &[&str] = &["containers", "initContainers", "ephemeralContainers", "env", "volumes"];
    if path.len() > yaml::MAX_DEPTH || is_identity(path) {
        return;
    }
    match node.kind() {
        Kind::Mapping if !node.is_empty() && node.get("$patch").is_none() => {
            for entry in node.entries() {
                path.push(Step::Key(entry.key.key_text().into_owned()));
                leaves(entry.value, path, found);
                path.pop();
            }
        }
        Kind::Sequence if matches!(path.last(), Some(Step::Key(key)) if BY_NAME.contains(&key.as_str())) => {
            for item in node.items() {
                let Some(name) = item.get("name").and_then(|name| name.as_str()) else {
                    found.push(path.clone());
                    continue;
                };
                path.push(Step::Named(name.to_owned()));
                leaves(item, path, found);
                path.pop();
            }
        }
        _ => found.push(path.clone()),
    }
}

/// Whether a path is one that identifies the object of a patch, or an item.
fn is_identity(path: &[Step]) -> bool {
    match path {
        [.., Step::Named(_), Step::Key(key)] => key == "name",
        [Step::Key(key)] => matches!(key.as_str(), "apiVersion" | "kind"),
        [Step::Key(metadata), Step::Key(key)] => metadata == "metadata" && matches!(key.as_str(), "name" | "namespace"),
        _ => false,
    }
}

/// The items of a list of a kustomization.
pub(super) fn items<'a>(root: Node<'a>, key: &str) -> impl Iterator<Item = Node<'a>> + use<'a> {
    root.get(key).into_iter().flat_map(|node| node.items())
}
