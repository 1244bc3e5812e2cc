//! See the card.

use crate::diagnostic::{Applicability, Edit, Severity};
use crate::kube::labels::Found;
use crate::kube::pod::is_runtime_label;
use crate::kube::selecting::workload_selector;
use crate::kube::similar::is_slip;
use crate::kube::{Kind, Label, Labels, PodTemplate, Requirement, Resource, Selector, Service, Truth};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::workspace::{Relation, Workspace};
use crate::yaml::{insert_entry, quoted, replace_scalar};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "service-selects-nothing",
        summary: "A Service whose selector misses the pods beside it by a slip of the pen",
        category: Category::Links,
        severity: Severity::Warning,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        card: include_str!("service_selects_nothing.md"),
    },
    check: Check::Resource(&[Kind::Service], check),
};

/// How a pod template is missed.
enum Miss<'w> {
    /// The value of one label is nearly what is asked for.
    Value(Label<'w>),
    /// The label is there under a key that is nearly the one asked for.
    Key(Label<'w>),
    /// All but this one label are there.
    Absent,
    /// The workload has the labels, its pods have not.
    OnWorkload,
}

fn check<'w>(service: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let workspace = cx.workspace;
    let Some(selector) = open_question(service, workspace) else { return };
    let nearby = || {
        let same = |template: &&PodTemplate<'w>| workspace.relation(service, workspace.owner(template)) == Relation::Same;
        let long_running = |template: &&PodTemplate<'w>| {
            template.kind.is_workload() && !matches!(template.kind, Kind::Job | Kind::CronJob)
        };
        workspace.templates_nearby(service).filter(same).filter(long_running)
    };
    // A label that something may still add or change.
    if nearby().any(|template| workspace.may_change(workspace.owner(template), "spec.template.metadata.labels")) {
        return;
    }
    // A workload that misses its own pods: reported there.
    let broken = |template: &PodTemplate<'w>| {
        let own = workload_selector(workspace.owner(template));
        own.is_some_and(|own| own.matches(|key| template.written_label(key)) == Truth::No)
    };
    let custom = workspace.has_custom_resource_nearby(service);
    let mut found: Vec<_> = nearby()
        .filter(|template| !broken(template))
        .filter_map(|template| miss(service, &selector, template, workspace).map(|(term, miss)| (template, term, miss)))
        .collect();
    // Two that are missed alike are no evidence for either.
    if found.len() == 1
        && let Some((template, term, miss)) = found.pop()
    {
        let severity = if custom { Severity::Info } else { Severity::Warning };
        report(cx, template, term, miss, severity);
    } else if !custom && nearby().next().is_some() && !nearby().any(broken) && !selector.requirements.iter().any(is_added) {
        let message = "this selector matches no pod of the files at hand, so the Service has no endpoints unless the \
                       pods come from elsewhere";
        cx.report(selector.entry, message).severity(Severity::Info);
    }
}

fn is_added(term: &Requirement<'_>) -> bool {
    term.key.as_deref().is_none_or(PodTemplate::is_added_label)
}

/// The selector of a Service that needs pods and has none.
fn open_question<'w>(service: &Resource<'w>, workspace: &Workspace<'w>) -> Option<Selector<'w>> {
    let view = Service::read(service)?;
    let selector = view.selector().filter(|selector| !selector.is_empty() && !selector.open)?;
    let known = selector.requirements.iter().all(|term| term.key.is_some() && term.single_value().is_some());
    let manual = service.name.is_some_and(|name| workspace.has_manual_endpoints(name));
    let silent = view.service_type().is_none_or(|kind| kind == "ExternalName")
        || !known
        || manual
        || !workspace.selected(service).is_empty()
        || workspace.may_change(service, "spec.selector");
    (!silent).then_some(selector)
}

/// How a template is nearly matched, if it is.
fn miss<'w>(
    service: &Resource<'w>,
    selector: &Selector<'w>,
    template: &PodTemplate<'w>,
    workspace: &Workspace<'w>,
) -> Option<(Requirement<'w>, Miss<'w>)> {
    let owner = workspace.owner(template);
    let (failing, equal): (Vec<_>, Vec<_>) =
        selector.requirements.iter().partition(|term| holds(term, template) != Truth::Yes);
    let first = *failing.first()?;
    let (key, wanted) = (first.key.as_deref()?, first.single_value()?);
    // What a controller or the application adds stands in no file.
    if failing.iter().any(|term| is_added(term) && !term.key.as_deref().is_some_and(|key| template.labels.get(key).is_some())) {
        return None;
    }
    let named = service.name.zip(owner.name).is_some_and(|(service, owner)| is_named_for(service, owner));
    let free = || named || !workspace.is_selected(template);
    let outer = Labels::read(owner.root.find(&["metadata", "labels"]));
    let on_workload = |key: &str| outer.get(key).and_then(|label| label.value).map_or(Found::Absent, Found::Value);
    if owner.kind != Kind::Pod && selector.matches(on_workload) == Truth::Yes {
        return Some((first.clone(), Miss::OnWorkload)).filter(|_| free());
    }
    if failing.len() != 1 {
        return None;
    }
    let miss = match template.labels.get(key) {
        Some(label) => {
            let value = label.value?;
            // Two names that are each true to their own object are two applications.
            let two = service.name == Some(wanted) && owner.name == Some(value);
            let same_word = fold(wanted) == fold(value);
            (same_word || is_slip(wanted, value) && !two).then(|| Miss::Value(label.clone()))
        }
        None => {
            let misspelt = template.labels.list.iter().find(|label| {
                label.value == Some(wanted) && (is_slip(&label.key, key) || fold(&label.key) == fold(key))
            });
            let specific = || equal.iter().any(|term| term.key.as_deref().is_some_and(|key| !is_generic(key)));
            match misspelt {
                Some(label) => Some(Miss::Key(label.clone())),
                None => specific().then_some(Miss::Absent),
            }
        }
    }?;
    free().then(|| (first.clone(), miss))
}

fn holds(term: &Requirement<'_>, template: &PodTemplate<'_>) -> Truth {
    term.key.as_deref().map_or(Truth::Unknown, |key| match is_runtime_label(key) {
        true => term.holds(template.written_label(key)),
        false => term.holds(template.find_label(key)),
    })
}

fn fold(text: &str) -> String {
    text.to_lowercase().replace(['-', '_'], "")
}

/// The Service carries the workload's name, with no more than a suffix.
fn is_named_for(service: &str, owner: &str) -> bool {
    let longer = |long: &str, short: &str| long.strip_prefix(short).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'));
    longer(service, owner) || longer(owner, service)
}

/// A label that many applications share.
fn is_generic(key: &str) -> bool {
    const SHARED: &[&str] = &[
        "chart", "env", "environment", "heritage", "instance", "managed-by", "part-of", "project", "release", "stage",
        "team", "tier", "version",
    ];
    SHARED.contains(&key.rsplit('/').next().unwrap_or(key))
}

fn report<'w>(cx: &mut Cx<'w>, template: &PodTemplate<'w>, term: Requirement<'w>, miss: Miss<'w>, severity: Severity) {
    let Some((key, wanted)) = term.key.as_deref().zip(term.single_value()) else { return };
    let Some(pair) = term.pair else { return };
    let owner = cx.workspace.owner(template);
    let title = owner.title();
    let kind = owner.kind_name;
    let effect = "so the Service selects no pod and has no endpoints";
    let asks = format!("the selector asks for `{key}: {wanted}`");
    let last = template.labels.list.last().filter(|label| !label.entry.value.is_alias());
    let add: Option<Edit> = last.map(|last| insert_entry(last.entry, key, &quoted(wanted)));
    let labels = template.labels_entry.or(template.metadata).or(template.entry);
    let (message, place, note, help, fix) = match miss {
        Miss::Value(label) => {
            let written = label.value.unwrap_or_default().to_owned();
            (
                format!("{asks}, the pods of {title} have `{key}: {written}`, {effect}"),
                Some(label.entry),
                "the label of the pods".to_owned(),
                format!("write `{key}: {written}`"),
                Some((format!("select `{key}: {written}`"), replace_scalar(term.node, &written))),
            )
        }
        Miss::Key(label) => (
            format!("{asks}, the pods of {title} have `{}: {wanted}`, {effect}", label.key),
            Some(label.entry),
            "the label of the pods".to_owned(),
            format!("write `{}: {wanted}`", label.key),
            Some((format!("select by `{}`", label.key), replace_scalar(pair.key, &label.key))),
        ),
        Miss::Absent => (
            format!("{asks}, the pods of {title} have the other labels but no `{key}`, {effect}"),
            labels,
            format!("no `{key}` here"),
            format!("give the pods `{key}: {wanted}`, or take it out of the selector"),
            add.map(|edit| (format!("label the pods `{key}: {wanted}`"), edit)),
        ),
        Miss::OnWorkload => (
            format!("{asks}, which is a label of {title} but not of its pods, {effect}"),
            labels,
            format!("the pods have no `{key}: {wanted}`"),
            format!("write `{key}: {wanted}` under the {kind}'s `template.metadata.labels` too"),
            None,
        ),
    };
    let mut report = cx.report(term.node, message).severity(severity).help(help);
    if let Some(place) = place {
        report = report.related(place, note);
    }
    if let Some((title, edit)) = fix {
        report.fix(Applicability::Unsafe, title, vec![edit]);
    }
}
