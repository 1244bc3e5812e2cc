//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::{Kind, Namespace, PodTemplate, Requirement, Resource, Selector, Service, Truth};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::workspace::{Likeness, Miss, Missed, NearMiss, Workspace};
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
    let custom = workspace.has_custom_resource_nearby(service);
    let closed = workspace.project.closed && !workspace.may_select_external(service, &selector);
    // Pods that another Service selects are not looking for one.
    let counts = |near: &NearMiss<'w>| {
        let template = workspace.template(near.owner);
        let is_typo = near.likeness == Likeness::Typo && near.is_sure();
        near.is_named || is_typo || template.is_none_or(|template| !workspace.is_selected(template, service))
    };
    match workspace.missed(service, &selector, counts) {
        Missed::Near(near) => {
            let doubtful = custom && !closed && !near.is_sure();
            report(cx, &near, if doubtful { Severity::Info } else { Severity::Warning });
        }
        Missed::Elsewhere(template) => elsewhere(service, &selector, template, cx),
        Missed::Others | Missed::Nothing if closed && !selector.requirements.iter().any(is_added) => {
            let message = "this selector matches no pod, so the Service has no endpoints";
            cx.report(selector.entry, message).help("write labels that some pod template has");
        }
        Missed::Others
            if !custom && !selector.requirements.iter().any(is_added) && workspace.selected(service).is_empty() =>
        {
            let message = "this selector matches no pod of the files at hand, so the Service has no endpoints unless the \
                           pods come from elsewhere";
            cx.report(selector.entry, message).severity(Severity::Info);
        }
        Missed::Others | Missed::Nothing => {}
    }
}

/// A Service selects pods of its own namespace only.
fn elsewhere<'w>(service: &'w Resource<'w>, selector: &Selector<'w>, template: &'w PodTemplate<'w>, cx: &mut Cx<'w>) {
    let owner = cx.workspace.owner(template);
    // A StatefulSet that names the Service as its own is where the two namespaces are compared.
    if cx.workspace.governing(owner).is_some_and(|reference| reference.name == service.name) {
        return;
    }
    let (Namespace::Named(own), Namespace::Named(other)) = (&service.namespace, &owner.namespace) else { return };
    let written = |object: &Resource<'w>| object.root.find(&["metadata", "namespace"]);
    let message = format!(
        "the Service is in namespace `{own}`, and the pods that its selector matches, those of {}, are in `{other}`, so \
         the Service has no endpoints",
        owner.title()
    );
    cx.report(written(service).unwrap_or(service.head()), message)
        .related(written(owner).unwrap_or(owner.head()), format!("the pods are in `{other}`"))
        .resting_on(selector.entry)
        .help(format!("write `namespace: {other}`, or move the pods"));
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
    let owner = near.owner;
    let title = owner.title();
    let kind = owner.kind_name;
    let effect = "so the Service selects no pod and has no endpoints";
    let asks = format!("the selector asks for `{key}: {wanted}`");
    let add = || {
        let last = near.labels.list.last()?;
        let add = |(key, value): (&str, &str)| {
            let is_missing = near.labels.get(key).is_none();
            insert_after(last.entry, key, value).filter(|_| is_missing)
        };
        let pairs = near.terms.iter().map(|term| term.key.as_deref().zip(term.single_value()));
        let edits: Edits = pairs.map(|pair| pair.and_then(add)).collect();
        (!edits.is_empty()).then(|| ("add the label to the pods".to_owned(), edits))
    };
    let labels = near.place;
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
