//! The kinds of objects, and the sets that they belong to.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use crate::Outcome;
use crate::facts::{Api, Definition, Facts, Field};

const POD_SPEC: &str = "@io.k8s.api.core.v1.PodSpec";
const POD_TEMPLATE: &str = "@io.k8s.api.core.v1.PodTemplateSpec";
/// How many levels deep to search for a pod template. In a CronJob it is at the fourth level.
const DEPTH: usize = 4;

const HEAD: &str = "\
/// A kind of object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum Kind {
";
const TAIL: &str = "\
/// Another kind of a group that Kubernetes serves itself.
BuiltIn,
/// Another kind of another group: its controller may make anything of it.
Custom,
}
";

/// The enum `Kind` and its tables as Rust code.
pub fn write(facts: &Facts) -> Outcome<String> {
    let kinds = kinds(facts);
    // The names, by kind and group.
    let mut names: BTreeMap<(&str, &str), &str> = BTreeMap::new();
    for kind in &kinds {
        names.extend(kind.apis.iter().map(|(api_version, _)| ((kind.name, group(api_version)), kind.name)));
    }
    for custom in &facts.custom {
        names.extend(custom.kinds.iter().map(|kind| ((kind.as_str(), custom.group.as_str()), custom.variant.as_str())));
    }
    let variants: BTreeSet<&str> = names.values().copied().collect();
    let mut out = HEAD.to_owned();
    variants.iter().try_for_each(|variant| writeln!(out, "{variant},"))?;
    writeln!(out, "{TAIL}pub(super) static NAMES: [(&str, &str, Kind); {}] = [", names.len())?;
    for ((kind, group), variant) in &names {
        writeln!(out, "({kind:?}, {group:?}, Kind::{variant}),")?;
    }
    let groups: BTreeSet<&str> = facts.apis.keys().map(|(_, api_version)| group(api_version)).collect();
    let groups: Vec<&str> = groups.into_iter().filter(|group| !group.is_empty()).collect();
    writeln!(out, "];\npub(super) static GROUPS: [&str; {}] = {groups:?};", groups.len())?;
    writeln!(out, "pub(super) fn template(kind: Kind) -> Option<&'static [&'static str]> {{\nmatch kind {{")?;
    for kind in &kinds {
        let path = kind.template.iter();
        path.clone().try_for_each(|path| writeln!(out, "Kind::{} => Some(&{path:?}),", kind.name))?;
    }
    out.push_str("_ => None,\n}\n}\n");
    sets(facts, &kinds, &mut out)?;
    Ok(out)
}

/// Whether a kind belongs to a set.
type Test<'t> = &'t dyn Fn(&Kind<'_>) -> bool;

/// The sets that `src/kube/kind.rs` describes.
fn sets(facts: &Facts, kinds: &[Kind<'_>], out: &mut String) -> Outcome<()> {
    let newest = 1 << facts.newest;
    let sets: [(&str, Test<'_>); 7] = [
        ("POD_HOLDERS", &|kind| kind.is_pod() || kind.template.is_some()),
        ("WORKLOADS", &|kind| kind.is_pod() || kind.is_controller()),
        ("SELECTING", &|kind| kind.of_controller("selector").is_some()),
        ("MUST_SELECT", &|kind| kind.of_controller("selector").is_some_and(|field| field.required & newest != 0)),
        ("LASTING", &|kind| kind.of_controller("minReadySeconds").is_some()),
        ("CLUSTER_SCOPED", &|kind| kind.apis.iter().all(|(_, api)| api.namespaced == Some(false))),
        ("OF_KUBERNETES", &|_| true),
    ];
    for (name, test) in sets {
        let set = kinds.iter().filter(|kind| test(kind)).map(|kind| kind.name);
        let set = set.chain((name == "OF_KUBERNETES").then_some("BuiltIn"));
        let custom = facts.custom.iter().filter(|custom| name == "CLUSTER_SCOPED" && custom.is_cluster_scoped);
        write_set(out, name, set.chain(custom.map(|custom| custom.variant.as_str())))?;
    }
    let others = || facts.custom.iter().map(|custom| custom.variant.as_str()).chain(["Custom"]);
    write_set(out, "OF_OTHERS", others())?;
    let others: BTreeSet<String> = others().map(|kind| format!("Kind::{kind}")).collect();
    let others: Vec<String> = others.into_iter().collect();
    Ok(writeln!(out, "pub(super) fn is_of_others(kind: Kind) -> bool {{ matches!(kind, {}) }}", others.join(" | "))?)
}

fn write_set<'f>(out: &mut String, name: &str, kinds: impl Iterator<Item = &'f str>) -> Outcome<()> {
    let kinds: BTreeSet<String> = kinds.map(|kind| format!("Kind::{kind}")).collect();
    let kinds: Vec<String> = kinds.into_iter().collect();
    Ok(writeln!(out, "pub(super) const {name}: &[Kind] = &[{}];", kinds.join(", "))?)
}

/// A kind of Kubernetes.
struct Kind<'f> {
    name: &'f str,
    /// The APIs, by `apiVersion`.
    apis: Vec<(&'f str, &'f Api)>,
    root: &'f Definition,
    spec: Option<&'f Definition>,
    /// The path to the pod template of the kind.
    template: Option<Vec<&'f str>>,
}

impl<'f> Kind<'f> {
    fn is_pod(&self) -> bool {
        field(self.root, "spec").is_some_and(|spec| spec.shape == POD_SPEC)
    }

    /// Whether the kind makes pods from a template.
    fn is_controller(&self) -> bool {
        self.template.as_ref().is_some_and(|path| path.first() == Some(&"spec"))
    }

    /// A field of the `spec` of a kind that makes pods from a template.
    fn of_controller(&self, name: &str) -> Option<&'f Field> {
        field(self.spec.filter(|_| self.is_controller())?, name)
    }
}

/// The kinds whose objects people write to files.
fn kinds<'f>(facts: &'f Facts) -> Vec<Kind<'f>> {
    let mut kinds: BTreeMap<&str, Vec<(&str, &Api)>> = BTreeMap::new();
    for ((kind, api_version), api) in facts.apis.iter().filter(|(_, api)| api.namespaced.is_some()) {
        kinds.entry(kind).or_default().push((api_version, api));
    }
    let kind = |(name, apis): (_, Vec<(&'f str, &'f Api)>)| {
        let newest = apis.iter().max_by_key(|(api_version, api)| (api.versions, !api_version.contains("alpha")))?;
        let root = facts.definitions.get(&newest.1.definition)?;
        let spec = field(root, "spec").and_then(|field| inner(facts, field));
        Some(Kind { name, apis, root, spec, template: path(facts, root, POD_TEMPLATE) })
    };
    kinds.into_iter().filter_map(kind).collect()
}

fn group(api_version: &str) -> &str {
    api_version.split_once('/').map_or("", |(group, _)| group)
}

/// A field with its newest type.
fn field<'f>(definition: &'f Definition, name: &str) -> Option<&'f Field> {
    definition.fields.iter().rev().find(|field| field.name == name)
}

/// The definition of the mapping in a field. Returns `None` if the field has none.
fn inner<'f>(facts: &'f Facts, field: &Field) -> Option<&'f Definition> {
    facts.definitions.get(field.shape.strip_prefix('@')?)
}

/// The shortest path through mappings to a value of a type.
fn path<'f>(facts: &'f Facts, root: &'f Definition, wanted: &str) -> Option<Vec<&'f str>> {
    let mut open = vec![(root, Vec::new())];
    for _ in 0..DEPTH {
        let mut next = Vec::new();
        for (definition, path) in open {
            for field in definition.fields.iter().filter(|field| field.name != "status") {
                let path: Vec<&str> = path.iter().copied().chain([field.name.as_str()]).collect();
                if field.shape == wanted {
                    return Some(path);
                }
                next.extend(inner(facts, field).map(|inner| (inner, path)));
            }
        }
        open = next;
    }
    None
}
