//! Generators, transformers and validators that are written as separate objects. Built-in ones are run
//! (`api/internal/plugins/builtinhelpers`), but external programs are never run.

use super::affix::{self, Affix};
use super::field_spec::FieldSpec;
use super::file::Kustomization;
use super::generate::{Generator, Made};
use super::namespace::{self, Namespace, Subjects};
use super::problem::{Gap, ProblemKind};
use super::project::Project;
use super::remote::is_remote;
use super::state::{Accumulated, Cx};
use super::{hash, images, labels, patch, replace, replicas, specs};
use crate::render::Value;
use crate::yaml::Node;

/// The fields that name such objects.
pub(super) const FIELDS: [&str; 3] = ["generators", "transformers", "validators"];

/// The largest depth of folders with such objects.
const MAX_DEPTH: usize = 10;

/// The reason for a gap if an object is an external program.
const PROGRAM: &str = "an external plugin";

/// Applies `generators`.
pub(super) fn generators<'a>(kustomization: &Kustomization<'a>, made: &mut Accumulated<'a>, cx: &mut Cx<'a>) {
    for plugin in objects(kustomization, "generators", made, cx) {
        let generator = match kind(plugin) {
            Some("ConfigMapGenerator") => Made::ConfigMap,
            Some("SecretGenerator") => Made::Secret,
            Some("HelmChartInflationGenerator") => {
                made.gaps.push(Gap { at: plugin, reason: "a Helm chart".into() });
                continue;
            }
            Some("IAMPolicyGenerator") => {
                made.gaps.push(Gap { at: plugin, reason: "an IAMPolicyGenerator".into() });
                continue;
            }
            Some(other) => {
                unknown(plugin, other, "generator", cx);
                continue;
            }
            None => {
                made.gaps.push(Gap { at: plugin, reason: PROGRAM.into() });
                continue;
            }
        };
        let metadata = plugin.get("metadata");
        Generator { made: generator, entry: plugin, metadata, options: None, kustomization }.run(made, cx);
    }
}

/// Applies `transformers`.
pub(super) fn transformers<'a>(kustomization: &Kustomization<'a>, made: &mut Accumulated<'a>, cx: &mut Cx<'a>) {
    for plugin in objects(kustomization, "transformers", made, cx) {
        transform(plugin, kustomization, made, cx);
    }
}

/// Applies `validators`: transformers that must change nothing.
pub(super) fn validators<'a>(kustomization: &Kustomization<'a>, made: &mut Accumulated<'a>, cx: &mut Cx<'a>) {
    for plugin in objects(kustomization, "validators", made, cx) {
        let mut after = made.clone();
        transform(plugin, kustomization, &mut after, cx);
        let is_same = made.resources.len() == after.resources.len()
            && made.resources.iter().zip(&after.resources).all(|(one, other)| one.value.is_same(&other.value));
        if !is_same {
            let message = "a validator must change nothing, and this one changes objects, so kustomize builds nothing";
            cx.problem(plugin, ProblemKind::Refused, message);
        }
        made.gaps = after.gaps;
    }
}

/// The objects that a field names: in its scalars, in files and in folders.
fn objects<'a>(
    kustomization: &Kustomization<'a>,
    field: &str,
    made: &mut Accumulated<'a>,
    cx: &mut Cx<'a>,
) -> Vec<Node<'a>> {
    let mut found = Vec::new();
    for entry in kustomization.items(field) {
        let (written, path) = (entry.text(), kustomization.path(entry.text()));
        if let Some(trees) = cx.project.embedded(entry) {
            found.extend(trees.iter().filter_map(|tree| tree.root()).filter(|root| root.is_mapping()));
        } else if let Some(parsed) = cx.project.documents(&path) {
            found.extend(
                parsed.documents.iter().filter_map(|document| document.tree.root()).filter(|root| !root.is_null()),
            );
        } else if let Some(base) = Kustomization::read(cx.project, &path) {
            let Some(base) = cx.done.get(base.folder).cloned() else { continue };
            for resource in base.resources {
                match resource.value.as_written() {
                    Some(plugin) => found.push(plugin),
                    None => made.gaps.push(Gap { at: entry, reason: "a plugin that a kustomization changes".into() }),
                }
            }
            made.gaps.extend(base.gaps);
            made.problems.extend(base.problems);
        } else if is_remote(written) {
            made.gaps.push(Gap { at: entry, reason: "a remote plugin".into() });
        } else if cx.project.is_outside(&path) {
            made.gaps.push(cx.outside(entry));
        } else {
            let message = format!("there is no file or folder `{written}`, so kustomize builds nothing");
            cx.problem(entry, ProblemKind::Missing, message);
        }
    }
    found
}

/// The objects that a field names, as written, before kustomizations change them.
pub(super) fn written<'a>(project: &'a Project, kustomization: &Kustomization<'a>, field: &str) -> Vec<Node<'a>> {
    let mut roots = Vec::new();
    for entry in kustomization.items(field) {
        match project.embedded(entry) {
            Some(trees) => roots.extend(trees.iter().filter_map(|tree| tree.root())),
            None => written_in(project, &kustomization.path(entry.text()), 0, &mut roots),
        }
    }
    roots
}

/// The objects of a file, or of the files that the kustomization of a folder names.
fn written_in<'a>(project: &'a Project, path: &str, depth: usize, roots: &mut Vec<Node<'a>>) {
    if let Some(parsed) = project.documents(path) {
        roots.extend(parsed.documents.iter().filter_map(|document| document.tree.root()));
    } else if depth < MAX_DEPTH
        && let Some(kustomization) = Kustomization::read(project, path)
    {
        let entries = kustomization.resources();
        entries.for_each(|entry| written_in(project, &kustomization.path(entry.text()), depth + 1, roots));
    }
}

/// The kind of a built-in plugin. Returns `None` for an external one.
pub(super) fn kind(plugin: Node<'_>) -> Option<&str> {
    let is_built_in = plugin.get("apiVersion").is_some_and(|node| node.text() == "builtin");
    is_built_in.then(|| plugin.get("kind").map_or("", |node| node.text()))
}

fn unknown<'a>(plugin: Node<'a>, kind: &str, what: &str, cx: &mut Cx<'a>) {
    let message = format!("kustomize has no {what} `{kind}`, so it builds nothing");
    cx.problem(plugin.get("kind").unwrap_or(plugin), ProblemKind::Refused, message);
}

/// Applies one transformer.
fn transform<'a>(plugin: Node<'a>, kustomization: &Kustomization<'a>, made: &mut Accumulated<'a>, cx: &mut Cx<'a>) {
    let specs = fields(plugin);
    let resources = &mut made.resources;
    match kind(plugin) {
        Some("PrefixTransformer") => affix(plugin, "prefix", Affix::Prefix, made, cx),
        Some("SuffixTransformer") => affix(plugin, "suffix", Affix::Suffix, made, cx),
        Some("PrefixSuffixTransformer") => {
            affix(plugin, "prefix", Affix::Prefix, made, cx);
            affix(plugin, "suffix", Affix::Suffix, made, cx);
        }
        Some("LabelTransformer") => {
            let pairs = labels::pairs_of(plugin.get("labels"));
            labels::add(resources, &pairs, &specs, "transformer sets the label", cx);
        }
        Some("AnnotationsTransformer") => {
            let pairs = labels::pairs_of(plugin.get("annotations"));
            labels::add(resources, &pairs, &specs, "transformer sets the annotation", cx);
        }
        Some("NamespaceTransformer") => {
            if let Some(namespace) = namespace_of(plugin) {
                namespace::set_namespace(resources, &namespace, &specs, cx);
            }
        }
        Some("ImageTagTransformer") => {
            if let Some(entry) = plugin.get("imageTag") {
                images::set(resources, entry, &specs, cx);
            }
        }
        Some("ReplicaCountTransformer") => {
            if let Some(entry) = plugin.get("replica") {
                replicas::set(resources, entry, &specs, cx);
            }
        }
        Some("PatchTransformer" | "PatchJson6902Transformer" | "PatchStrategicMergeTransformer") => {
            patch::from_plugin(kustomization, plugin, made, cx);
        }
        Some("ReplacementTransformer") => {
            let entries = plugin.get("replacements").into_iter().flat_map(Node::items);
            entries.for_each(|entry| replace::apply(entry, kustomization, made, cx));
        }
        Some("HashTransformer") => hash::add(resources),
        Some("ValueAddTransformer") => made.gaps.push(Gap { at: plugin, reason: "a ValueAddTransformer".into() }),
        Some(other) => unknown(plugin, other, "transformer", cx),
        None => made.gaps.push(Gap { at: plugin, reason: PROGRAM.into() }),
    }
}

/// The fields that a transformer changes.
fn fields(plugin: Node<'_>) -> Vec<FieldSpec> {
    plugin.get("fieldSpecs").into_iter().flat_map(Node::items).map(specs::spec).collect()
}

fn affix<'a>(plugin: Node<'a>, key: &str, affix: Affix, made: &mut Accumulated<'a>, cx: &mut Cx<'a>) {
    if plugin.get("fieldSpecs").is_none_or(|specs| specs.is_null()) {
        return cx.problem(
            plugin,
            ProblemKind::Refused,
            "a prefix or suffix needs `fieldSpecs`, so kustomize builds nothing",
        );
    }
    if let Some(text) = plugin.get(key).filter(|node| !node.text().is_empty()) {
        affix::add(&mut made.resources, affix, &Value::written(text), &fields(plugin), cx);
    }
}

fn namespace_of<'a>(plugin: Node<'a>) -> Option<Namespace<'a>> {
    let name = plugin.find(&["metadata", "namespace"]).filter(|node| !node.text().is_empty())?;
    let subjects = match plugin.get("setRoleBindingSubjects").map_or("", |node| node.text()) {
        "allServiceAccounts" => Subjects::ServiceAccounts,
        "none" => Subjects::None,
        _ => Subjects::NamedDefault,
    };
    let unset_only = plugin.get("unsetOnly").and_then(|node| node.as_bool()) == Some(true);
    Some(Namespace { name: Value::written(name), unset_only, subjects })
}
