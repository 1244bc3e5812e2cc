//! See the card.

use crate::diagnostic::Severity;
use crate::kube::{Kind, Labels, Resource, Selector, Service, Truth};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::workspace::{Relation, Workspace};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "headless-deployment",
        summary: "A headless Service whose pods have no DNS names",
        category: Category::Links,
        severity: Severity::Info,
        fix: None,
        since: "0.1.0",
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
        nameless(selected.template.kind)
            && (selected.relation, selected.truth) == (Relation::Same, Truth::Yes)
            && hostname.is_none()
    });
    let Some(first) = selected.first().filter(|_| certain) else { return };
    if is_monitored(service, cx.workspace) {
        return;
    }
    let owner = cx.workspace.owner(first.template);
    let fact = format!("headless Service `{name}` selects pods of {}, which have no DNS names", owner.title());
    cx.report(cluster_ip.value, format!("{fact}: `{name}` resolves to the addresses of all ready pods"))
        .related(owner.head(), "creates the pods")
        .help("remove `clusterIP` to get one stable address, or use a StatefulSet to give each pod a name");
}

/// Whether a ServiceMonitor reads the Service. Prometheus reads every pod and needs no names.
fn is_monitored<'w>(service: &Resource<'w>, workspace: &Workspace<'w>) -> bool {
    let labels = Labels::below(service.root);
    let selects = |monitor: &Resource<'w>| {
        let selector = monitor.spec_entry("selector").map(Selector::label_selector);
        selector.is_none_or(|selector| selector.matches(|key| labels.find(key)) != Truth::No)
    };
    let meets = |monitor: &Resource<'w>| {
        workspace.is_nearby(service, monitor) || workspace.relation(service, monitor) == Relation::Same
    };
    workspace.of_kind(Kind::ServiceMonitor).any(|monitor| meets(monitor) && selects(monitor))
}
