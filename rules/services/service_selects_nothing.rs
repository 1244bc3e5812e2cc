//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::selecting::workload_selector;
use crate::kube::{Kind, PodTemplate, Requirement, Resource, Selector, Service, Truth};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::workspace::{Miss, NearMiss, Relation, Workspace};
use crate::yaml::{Edits, insert_after, replace_scalar};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "service-selects-nothing",
        summary: "A Service whose selector misses the pods near it by a typo",
        category: Category::Links,
        severity: Severity::Warning,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        card: include_str!("service_selects_nothing.md"),
        ..Meta::DEFAULT
    },
    check: Check::Resource(&[Kind::Service], check),
};

fn check<'w>(service: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let workspace = cx.workspace;
    let Some(selector) = open_question(service, workspace) else { return };
    let around = workspace.templates_nearby(service);
    let nearby = || {
        let same =
            |template: &&PodTemplate<'w>| workspace.relation(service, workspace.owner(template)) == Relation::Same;
        let long_running = |template: &&PodTemplate<'w>| {
            template.kind.is_workload() && !matches!(template.kind, Kind::Job | Kind::CronJob)
        };
        around.iter().copied().filter(same).filter(long_running)
    };
    // A label that something may still add or change.
    if nearby().any(|template| !template.labels.is_certain()) {
        return;
    }
    // A workload that misses its own pods: reported there.
    let broken = |template: &PodTemplate<'w>| {
        let own = workload_selector(workspace.owner(template));
        own.is_some_and(|own| own.matches(|key| template.written_label(key)) == Truth::No)
    };
    let custom = workspace.has_custom_resource_nearby(service);
    let candidates = nearby().filter(|template| !broken(template));
    let mut found: Vec<_> =
        candidates.filter_map(|template| workspace.near_miss(service, &selector, template)).collect();
    // What stands in the Service's own file counts before the rest of the folder.
    let nearness = |near: &NearMiss<'w>| workspace.nearness(service, workspace.owner(near.template));
    if let Some(best) = found.iter().map(nearness).min() {
        found.retain(|near| nearness(near) == best);
    }
    // Two that are missed alike are no evidence for either, but for a value that both have (a canary's).
    found.dedup_by(|a, b| matches!((&a.miss, &b.miss), (Miss::Value(a), Miss::Value(b)) if a.value == b.value));
    let closed = workspace.project.closed && !workspace.may_select_external(service, &selector);
    if let [near] = found.as_slice() {
        report(cx, near, if custom && !closed { Severity::Info } else { Severity::Warning });
    } else if closed && !selector.requirements.iter().any(is_added) {
        let message = "this selector matches no pod, so the Service has no endpoints";
        cx.report(selector.entry, message).help("write labels that some pod template has");
    } else if !custom
        && nearby().next().is_some()
        && !nearby().any(broken)
        && !selector.requirements.iter().any(is_added)
        && workspace.selected(service).is_empty()
    {
        let message = "this selector matches no pod of the files at hand, so the Service has no endpoints unless the \
                       pods come from elsewhere";
        cx.report(selector.entry, message).severity(Severity::Info);
    }
}

fn is_added(term: &Requirement<'_>) -> bool {
    term.key.as_deref().is_none_or(PodTemplate::is_added_label)
}

/// The selector of a Service that needs pods and has none.
fn open_question<'w>(service: &Resource<'w>, workspace: &'w Workspace<'w>) -> Option<Selector<'w>> {
    let view = Service::read(service)?;
    let selector = view.selector().filter(|selector| !selector.is_empty() && !selector.open)?;
    let known = selector.requirements.iter().all(|term| term.key.is_some() && term.single_value().is_some());
    let manual = service.name.is_some_and(|name| workspace.has_manual_endpoints(name));
    // A StatefulSet whose own Service this is: the graver fact is reported by itself.
    let governs =
        workspace.stateful_sets_governed_by(service).iter().any(|set| workspace.selects(service, set) == Truth::No);
    let silent = governs
        || workspace.has_unread_nearby(service)
        || view.service_type().is_none_or(|kind| kind == "ExternalName")
        || !known
        || manual
        || service.name.is_some_and(|name| workspace.is_external(service, "Endpoints", name))
        || workspace.selects_some(service, &selector)
        || !view.spec.is_certain_at(&["selector"]);
    (!silent).then_some(selector)
}

fn report<'w>(cx: &mut Cx<'w>, near: &NearMiss<'w>, severity: Severity) {
    let Some(term) = near.terms.first() else { return };
    let (Some((key, wanted)), Some(pair)) = (term.key.as_deref().zip(term.single_value()), term.pair) else { return };
    let template = near.template;
    let owner = cx.workspace.owner(template);
    let title = owner.title();
    let kind = owner.kind_name;
    let effect = "so the Service selects no pod and has no endpoints";
    let asks = format!("the selector asks for `{key}: {wanted}`");
    let add = || {
        let last = template.labels.list.last()?;
        let add = |(key, value): (&str, &str)| {
            let is_missing = template.labels.get(key).is_none();
            insert_after(last.entry, key, value).filter(|_| is_missing)
        };
        let pairs = near.terms.iter().map(|term| term.key.as_deref().zip(term.single_value()));
        let edits: Edits = pairs.map(|pair| pair.and_then(add)).collect();
        (!edits.is_empty()).then(|| ("add the label to the pods".to_owned(), edits))
    };
    let labels = template.labels_entry.or(template.metadata).or(template.entry);
    let (message, place, note, help, fix) = match &near.miss {
        Miss::Value(label) => {
            let written = label.value.unwrap_or_default().to_owned();
            (
                format!("{asks}, the pods of {title} have `{key}: {written}`, {effect}"),
                Some(label.entry),
                "the label of the pods".to_owned(),
                format!("write `{key}: {written}`"),
                Some((format!("select `{key}: {written}`"), Edits::from(replace_scalar(term.node, &written)))),
            )
        }
        Miss::Key(label) => (
            format!("{asks}, the pods of {title} have `{}: {wanted}`, {effect}", label.key),
            Some(label.entry),
            "the label of the pods".to_owned(),
            format!("write `{}: {wanted}`", label.key),
            Some((format!("select by `{}`", label.key), Edits::from(replace_scalar(pair.key, &label.key)))),
        ),
        Miss::Absent => (
            format!("{asks}, the pods of {title} have the other labels but no `{key}`, {effect}"),
            labels,
            format!("no `{key}` here"),
            format!("give the pods `{key}: {wanted}`, or take it out of the selector"),
            add(),
        ),
        Miss::OnWorkload => (
            format!("{asks}, which is a label of {title} but not of its pods, {effect}"),
            labels,
            format!("the pods have no `{key}: {wanted}`"),
            format!("write `{key}: {wanted}` under the {kind}'s `template.metadata.labels` too"),
            add(),
        ),
    };
    let mut report = cx.report(term.node, message).severity(severity).help(help);
    if let Some(place) = place {
        report = report.related(place, note);
    }
    if let Some((title, edits)) = fix {
        report.fix(Applicability::Unsafe, title, edits);
    }
}
