//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::{Kind, Labels, Namespace, Requirement, Resource, Selector, Truth};
use crate::rule::{Category, Check, Cx, Meta, Rule, namespace_place};
use crate::workspace::{NearMiss, Workspace, matches};
use crate::yaml::{Edits, insert_after};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "monitor-selector",
        summary: "A ServiceMonitor or PodMonitor whose selector matches nothing, most likely by mistake",
        category: Category::Links,
        severity: Severity::Warning,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(&[Kind::PodMonitor, Kind::ServiceMonitor], check),
};

const EFFECT: &str = "so Prometheus scrapes nothing";

fn check<'w>(monitor: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let selector = monitor.spec_entry("selector").map(Selector::label_selector);
    let Some(selector) = selector.filter(|selector| !selector.is_empty() && !selector.open) else { return };
    if cx.workspace.has_unread_nearby(monitor) || !selector.entry.value.is_certain() {
        return;
    }
    match monitor.kind {
        Kind::PodMonitor => pods(monitor, &selector, cx),
        _ => services(monitor, &selector, cx),
    }
}

fn pods<'w>(monitor: &'w Resource<'w>, selector: &Selector<'w>, cx: &mut Cx<'w>) {
    let workspace = cx.workspace;
    if workspace.watched_pods(monitor, selector).is_none_or(|watched| !watched.is_empty()) {
        return;
    }
    let around = workspace.templates_nearby(monitor).into_iter();
    let around = around.filter(|template| workspace.looks_at(monitor, workspace.owner(template)) == Truth::Yes);
    let near = around.filter_map(|template| workspace.near_miss(monitor, selector, template));
    report_near(monitor, near.collect(), cx);
}

fn services<'w>(monitor: &'w Resource<'w>, selector: &Selector<'w>, cx: &mut Cx<'w>) {
    let workspace = cx.workspace;
    let Some(watched) = workspace.watched_services(monitor, selector) else { return };
    if !watched.services.is_empty() {
        return;
    }
    let around: Vec<&'w Resource<'w>> = workspace.nearby(Kind::Service, monitor);
    if let Some(service) = around.iter().find(|service| is_elsewhere(monitor, selector, service, workspace)) {
        elsewhere(monitor, selector, service, cx);
        return;
    }
    let around: Vec<&'w Resource<'w>> =
        around.into_iter().filter(|service| workspace.looks_at(monitor, service) == Truth::Yes).collect();
    // The labels of the pods are often mistaken for those of their Service.
    let of_pods = around.iter().copied().filter(|service| selects_pods_with(service, selector, workspace));
    let of_pods: Vec<_> = of_pods.collect();
    // A Service that has the label with another value is probably the one that was meant.
    let has_key = |service: &&&'w Resource<'w>| {
        let labels = Labels::below(service.root);
        selector.requirements.iter().any(|term| term.key.as_deref().is_some_and(|key| labels.get(key).is_some()))
    };
    if let Some(service) = of_pods.iter().find(has_key).or(of_pods.first()) {
        pod_labels(selector, service, cx);
        return;
    }
    let near = around.into_iter().filter_map(|service| workspace.near_miss_of_object(monitor, selector, service));
    report_near(monitor, near.collect(), cx);
}

/// Whether a Service has the labels, but in a namespace that the monitor does not watch.
fn is_elsewhere<'w>(
    monitor: &Resource<'w>,
    selector: &Selector<'w>,
    service: &Resource<'w>,
    workspace: &'w Workspace<'w>,
) -> bool {
    let labels = Labels::below(service.root);
    workspace.looks_at(monitor, service) == Truth::No && selector.matches(|key| labels.find(key)) == Truth::Yes
}

fn elsewhere<'w>(monitor: &'w Resource<'w>, selector: &Selector<'w>, service: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let (Namespace::Named(own), Namespace::Named(other)) = (&monitor.namespace, &service.namespace) else { return };
    let (here, there) = (namespace_place(monitor), namespace_place(service));
    let message = format!(
        "{} has these labels in namespace `{other}`, but this ServiceMonitor in `{own}` does not watch it, {EFFECT}",
        service.title()
    );
    cx.report(selector.entry, message)
        .related(there, format!("the Service is in `{other}`"))
        .resting_on(here)
        .sharing_namespace(monitor, other)
        .sharing_namespace(service, own)
        .help(format!("write `namespaceSelector: {{matchNames: [{other}]}}`, or move the Service"));
}

/// Reports the label that was certainly meant, if all near misses have the same label.
fn report_near<'w>(monitor: &'w Resource<'w>, near: Vec<NearMiss<'w>>, cx: &mut Cx<'w>) {
    let mut near: Vec<_> = near.into_iter().filter(NearMiss::is_sure).collect();
    let rank = |near: &NearMiss<'w>| (near.likeness, !near.is_named, cx.workspace.nearness(monitor, near.owner));
    let Some(best) = near.iter().map(rank).min() else { return };
    near.retain(|near| rank(near) == best);
    let [first, others @ ..] = near.as_slice() else { return };
    if others.iter().all(|other| other.misses_same_label(first)) {
        cx.report_near_miss(first, EFFECT, Severity::Warning);
    }
}

/// Whether all pods that a Service selects certainly have the labels.
fn selects_pods_with<'w>(service: &Resource<'w>, selector: &Selector<'w>, workspace: &'w Workspace<'w>) -> bool {
    let selected = workspace.surely_selected(service);
    !selected.is_empty() && selected.iter().all(|template| matches(selector, template) == Truth::Yes)
}

fn pod_labels<'w>(selector: &Selector<'w>, service: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let labels = Labels::below(service.root);
    let failing = selector.failing(|key| labels.find(key));
    let Some(term) = failing.first() else { return };
    let Some(template) = cx.workspace.surely_selected(service).first().copied() else { return };
    let owner = cx.workspace.owner(template);
    let asks = match term.key.as_deref().zip(term.single_value()) {
        Some((key, value)) => format!("`{key}: {value}` is a label of {}", owner.pods()),
        None => format!("these are labels of {}", owner.pods()),
    };
    let title = service.title();
    let message =
        format!("{asks}, but a ServiceMonitor reads labels of the Service: {title} has no such label, {EFFECT}");
    let metadata = service.root.entry("metadata");
    let place = metadata.and_then(|metadata| metadata.value.entry("labels")).or(metadata);
    let mut report = cx.report(term.node, message).help(format!("give {title} the label in its own `metadata.labels`"));
    match (term.key.as_deref().and_then(|key| labels.get(key)), place) {
        (Some(label), _) => report = report.related(label.entry, "the label that is read"),
        (None, Some(place)) => report = report.related(place, "the labels that are read"),
        (None, None) => {}
    }
    if let Some(pods) = template.labels_entry {
        report = report.related(pods, "the labels of the pods");
    }
    let add = |term: &&Requirement<'w>| {
        let (key, value) = term.key.as_deref().zip(term.single_value())?;
        let last = labels.list.last().filter(|_| labels.get(key).is_none())?;
        insert_after(last.entry, key, value)
    };
    let edits: Edits = failing.iter().map(add).collect();
    report.fix(Applicability::Unsafe, "add the label to the Service", edits);
}
