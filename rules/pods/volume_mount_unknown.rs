//! See the card.

use crate::diagnostic::{Applicability, Edits, Severity};
use crate::kube::resource::known_str;
use crate::kube::{Kind, PodTemplate, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::schema::owner;
use crate::text::list::list;
use crate::text::similar::{folded, is_slip};
use crate::text::unknown::is_unknown;
use crate::yaml::{Node, replace_scalar};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "volume-mount-unknown",
        summary: "A mount of a volume that the pod does not have",
        category: Category::Links,
        severity: Severity::Error,
        fix: Some(Applicability::Safe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(Kind::POD_HOLDERS, check),
};

/// The largest number of listed volume names, and of other places shown.
const MAX_LISTED: usize = 6;

/// The use of a volume by a container.
struct Use<'w> {
    container: Node<'w>,
    name: Node<'w>,
    text: &'w str,
    /// The way it uses the volume, as a verb.
    verb: &'static str,
}

fn check<'w>(workload: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some(template) = cx.workspace.template(workload).filter(|template| !template.partial) else { return };
    let Some(spec) = template.spec else { return };
    let Some(volumes) = volumes(workload, spec) else { return };
    let uses = uses(template);
    let mut told: Vec<&str> = Vec::new();
    for (index, usage) in uses.iter().enumerate() {
        if volumes.iter().any(|(name, _)| *name == usage.text) || told.contains(&usage.text) {
            continue;
        }
        told.push(usage.text);
        report(workload, spec, &uses[index..], &volumes, &uses, cx);
    }
}

/// The names of a pod's volumes and of the claims that a StatefulSet creates for it. Returns `None` unless all are
/// known.
fn volumes<'w>(workload: &Resource<'w>, spec: Node<'w>) -> Option<Vec<(&'w str, Node<'w>)>> {
    let is_open = |node: Node<'w>| node.raw_entries().any(|entry| is_unknown(&entry.key.key_text()));
    let named = |holder: Node<'w>, key: &'static str, path: &'static [&'static str]| {
        let list = match holder.written(key) {
            Some(entry) if entry.value.is_sequence() && !entry.value.may_grow() => entry.value,
            Some(_) => return None,
            None => return (!holder.may_gain(key)).then(Vec::new),
        };
        let name = |item: Node<'w>| {
            let name = item.find(path).filter(|name| name.is_certain())?;
            known_str(name).filter(|text| !text.is_empty()).map(|text| (text, name))
        };
        list.items().map(name).collect::<Option<Vec<_>>>()
    };
    if is_open(spec) {
        return None;
    }
    let mut all = named(spec, "volumes", &["name"])?;
    if workload.kind == Kind::StatefulSet
        && let Some(spec) = workload.spec()
    {
        all.extend(named(spec, "volumeClaimTemplates", &["metadata", "name"])?);
    }
    Some(all)
}

/// The places where the containers of a pod name its volumes.
fn uses<'w>(template: &PodTemplate<'w>) -> Vec<Use<'w>> {
    let uses = template.containers().flat_map(|container| {
        container.volume_uses().filter_map(move |(verb, name)| {
            let text = known_str(name).filter(|text| !text.is_empty())?;
            Some(Use { container: container.node, name, text, verb })
        })
    });
    uses.collect()
}

/// Reports the first use in `rest`, together with all others that name the same volume.
fn report<'w>(
    workload: &Resource<'w>,
    spec: Node<'w>,
    rest: &[Use<'w>],
    volumes: &[(&'w str, Node<'w>)],
    all: &[Use<'w>],
    cx: &mut Cx<'w>,
) {
    let Some((Use { container, name, text, verb }, others)) = rest.split_first() else { return };
    let (container, name, text) = (*container, *name, *text);
    let others: Vec<&Use<'w>> = others.iter().filter(|other| other.text == text).collect();
    let (kind, refusal) = (workload.kind_name, cx.refusal());
    let near: Vec<_> =
        volumes.iter().filter(|(other, _)| folded(other) == folded(text) || is_slip(text, other)).collect();
    let has = match volumes {
        [] => "has no volumes".to_owned(),
        [_, ..] if volumes.len() > MAX_LISTED => format!("has {} others", volumes.len()),
        _ => format!("has {}", list(volumes.iter().map(|(name, _)| *name), "and")),
    };
    let message = format!("{} {verb} `{text}`, but the pod {has}, so {refusal}", owner(container, kind));
    let report = cx.report_missing(name, message).resting_on(spec.without("volumes"));
    // A volume with the name of another one, or nested in another one, may be the one that is missing.
    let claims = workload.spec().filter(|_| workload.kind == Kind::StatefulSet);
    let report = claims.iter().fold(report, |report, spec| report.resting_on(spec.without("volumeClaimTemplates")));
    let report = volumes.iter().fold(report, |report, (_, volume)| report.resting_on(*volume));
    let report = others.iter().take(MAX_LISTED).fold(report, |report, other| report.related(other.name, "also here"));
    match near[..] {
        [(wanted, volume)] => {
            let is_free = !all.iter().any(|other| other.text == *wanted);
            let report = report.related(*volume, "the similar name");
            // If one volume differs from several mounts, the volume has the typo.
            if is_free && !others.is_empty() {
                let title = format!("name the volume `{text}`");
                report.help(title.clone()).fix(Applicability::Unsafe, title, replace_scalar(*volume, text));
                return;
            }
            let is_sure = is_free || folded(wanted) == folded(text);
            let sure = if is_sure { Applicability::Safe } else { Applicability::Unsafe };
            let names = std::iter::once(name).chain(others.iter().map(|other| other.name));
            let edits: Edits = names.map(|name| replace_scalar(name, wanted)).collect();
            report.help(format!("write `{wanted}`")).fix(sure, format!("write `{wanted}`"), edits);
        }
        _ => {
            report.help(format!("add a volume with `name: {text}` to `volumes`, or remove the mount"));
        }
    }
}
