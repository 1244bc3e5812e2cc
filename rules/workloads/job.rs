//! See the card.

use crate::diagnostic::Severity;
use crate::kube::job::job_spec;
use crate::kube::pod::ContainerRole;
use crate::kube::resource::{items, known_str};
use crate::kube::values::version::Version;
use crate::kube::{Kind, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::text::list::list;
use crate::text::similar::is_slip;
use crate::text::unknown::is_unknown;
use crate::yaml::Node;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "job",
        summary: "Counts and modes of a Job that contradict each other",
        category: Category::Values,
        severity: Severity::Error,
        fix: None,
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(&[Kind::Job, Kind::CronJob], check),
};

/// The first version that reads `completionMode` by default (feature gate `IndexedJob`).
const INDEXED: Version = Version { major: 1, minor: 22 };
/// Fields that only an Indexed Job has, with the first version that reads each by default (feature gates
/// `JobBackoffLimitPerIndex` and `JobSuccessPolicy`).
const OF_INDEXES: &[(&str, Version)] = &[
    ("backoffLimitPerIndex", Version { major: 1, minor: 29 }),
    ("maxFailedIndexes", Version { major: 1, minor: 29 }),
    ("successPolicy", Version { major: 1, minor: 31 }),
];

fn check<'w>(resource: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some(spec) = job_spec(resource) else { return };
    unknown_containers(resource, spec, cx);
    let changes = |key: &str| !spec.is_certain_at(&[key]);
    let (mode_changes, counts_change) = (changes("completionMode"), changes("completions") || changes("parallelism"));
    let changed: Vec<&str> = OF_INDEXES.iter().map(|(key, _)| *key).filter(|key| changes(key)).collect();
    if !counts_change {
        few_completions(spec, cx);
    }
    if mode_changes {
        return;
    }
    let refused = format!("so the API server rejects the {}", resource.kind_name);
    let first = cx.workspace.project.versions.first;
    let mode = spec.written("completionMode");
    match mode.map(|entry| (entry, known_str(entry.value))) {
        Some((entry, Some("Indexed"))) => {
            // The API server sets both numbers of a Job to 1 if both are missing, but not those of a CronJob.
            let is_filled = resource.kind == Kind::Job && spec.written("parallelism").is_none();
            let missing = spec.written("completions").is_none() && !is_filled && !has_unknown_key(spec);
            if missing && !counts_change && first >= INDEXED {
                let message =
                    format!("`completionMode: Indexed` needs `completions`, the number of indexes, {refused}");
                let missing = spec.without("completions").shown_at(entry.value);
                let report = cx.report(missing, message).resting_on(entry.value);
                report.help("write the number of pods that have to succeed as `completions`");
            }
            let limit = spec.written("maxFailedIndexes").filter(|_| first >= OF_INDEXES[1].1 && changed.is_empty());
            if let Some(limit) = limit.filter(|_| spec.written("backoffLimitPerIndex").is_none()) {
                let message = format!("`maxFailedIndexes` needs `backoffLimitPerIndex`, {refused}");
                let report = cx.report(limit, message).resting_on(spec.without("backoffLimitPerIndex"));
                report.help("write the number of retries for each index as `backoffLimitPerIndex`");
            }
        }
        None | Some((_, Some("NonIndexed"))) => {
            let only_indexed = |(key, since): &(&str, Version)| {
                spec.written(key).filter(|_| first >= *since && !changed.contains(key))
            };
            let mut found = OF_INDEXES.iter().filter_map(only_indexed);
            let Some(entry) = found.next().filter(|_| !has_unknown_key(spec)) else { return };
            let message = format!("`{}` needs `completionMode: Indexed`, {refused}", entry.key.text());
            let mut report = cx.report(entry, message).help("write `completionMode: Indexed` with `completions`");
            for other in found {
                report = report.related(other, "also needs it");
            }
            match mode {
                Some(mode) => report.related(mode.value, "the mode"),
                None => report.resting_on(spec.without("completionMode")),
            };
        }
        Some(_) => {}
    }
}

/// Reports rules on exit codes of a container that the pods do not have.
fn unknown_containers<'w>(resource: &'w Resource<'w>, spec: Node<'w>, cx: &mut Cx<'w>) {
    let Some(template) = cx.workspace.template(resource).filter(|template| !template.partial) else { return };
    let lasting = || template.containers().filter(|container| container.role != ContainerRole::Ephemeral);
    let Some(names) = lasting().map(|container| container.name()).collect::<Option<Vec<_>>>() else { return };
    if !template.has_certain_containers("name") || names.is_empty() {
        return;
    }
    for rule in items(spec.get("podFailurePolicy"), "rules") {
        let Some(node) = rule.find(&["onExitCodes", "containerName"]) else { continue };
        let Some(name) = known_str(node).filter(|name| !names.contains(name)) else { continue };
        let (has, refusal) = (list(names.iter().copied(), "and"), cx.refusal());
        let message = format!("the pods have no container `{name}` (they have {has}), so {refusal}");
        let near = names.iter().find(|other| is_slip(name, other));
        let help = near.map_or_else(|| "write the name of a container".to_owned(), |near| format!("write `{near}`"));
        cx.report(node, message).help(help);
    }
}

/// Reports a `parallelism` above `completions`: the Job controller never starts more pods than needed.
fn few_completions<'w>(spec: Node<'w>, cx: &mut Cx<'w>) {
    let number = |key: &str| spec.get(key).and_then(|node| node.as_i64().map(|number| (node, number)));
    let Some(((completions, total), (parallelism, parallel))) = number("completions").zip(number("parallelism")) else {
        return;
    };
    if (1..parallel).contains(&total) {
        let message =
            format!("`parallelism: {parallel}` is more than `completions: {total}`, so at most {total} pods run");
        let report = cx.report(parallelism, message).severity(Severity::Warning);
        report.related(completions, "the number that must succeed").help("write the intended number in both places");
    }
}

fn has_unknown_key(spec: Node<'_>) -> bool {
    spec.raw_entries().any(|entry| is_unknown(&entry.key.key_text()))
}
