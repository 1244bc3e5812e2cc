//! See the card.

use crate::diagnostic::Severity;
use crate::kube::labels::Found;
use crate::kube::{Kind, Labels, Resource, Selector, Service, Truth};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::workspace::{Relation, Workspace};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "headless-deployment",
        summary: "A headless Service whose pods have no names of their own",
        category: Category::Links,
        severity: Severity::Info,
        fix: None,
        since: "0.1.0",
        card: include_str!("headless_deployment.md"),
        ..Meta::DEFAULT
    },
    check: Check::Resource(&[Kind::Service], check),
};

fn check<'w>(service: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some(view) = Service::read(service).filter(|view| view.is_headless()) else { return };
    let (Some(name), Some(cluster_ip)) = (service.name, view.cluster_ip()) else { return };
    let selected = cx.workspace.selected(service);
    let nameless = |kind: Kind| matches!(kind, Kind::Deployment | Kind::ReplicaSet | Kind::DaemonSet);
    let certain = selected.iter().all(|selected| {
        let hostname = selected.template.spec.and_then(|spec| spec.get("hostname"));
        let owner = cx.workspace.owner(selected.template);
        nameless(selected.template.kind)
            && (selected.relation, selected.truth) == (Relation::Same, Truth::Yes)
            && hostname.is_none()
            && !cx.workspace.may_change(owner, "spec.template.metadata.labels")
    });
    let changed = ["spec.clusterIP", "spec.selector"].iter().any(|path| cx.workspace.may_change(service, path));
    let Some(first) = selected.first().filter(|_| certain && !changed) else { return };
    if is_monitored(service, cx.workspace) {
        return;
    }
    let owner = cx.workspace.owner(first.template);
    let fact =
        format!("headless Service `{name}` selects pods of {}, which have no DNS names of their own", owner.title());
    cx.report(cluster_ip.value, format!("{fact}: `{name}` resolves to the addresses of all ready pods"))
        .related(owner.head(), "makes the pods")
        .help("leave `clusterIP` out for one stable address, or use a StatefulSet for a name for each pod");
}

/// True where a ServiceMonitor reads the Service: Prometheus wants every pod and no names.
fn is_monitored<'w>(service: &Resource<'w>, workspace: &Workspace<'w>) -> bool {
    let labels = Labels::read(service.root.find(&["metadata", "labels"]));
    let value = |key: &str| match labels.get(key) {
        Some(label) => label.value.map_or(Found::Some, Found::Value),
        None if labels.open => Found::Unknown,
        None => Found::Absent,
    };
    let selects = |monitor: &Resource<'w>| {
        let selector = monitor.spec_entry("selector").map(Selector::label_selector);
        selector.is_none_or(|selector| selector.matches(value) != Truth::No)
    };
    let meets = |monitor: &Resource<'w>| {
        workspace.is_nearby(service, monitor) || workspace.relation(service, monitor) == Relation::Same
    };
    workspace.of_kind(Kind::ServiceMonitor).any(|monitor| meets(monitor) && selects(monitor))
}
