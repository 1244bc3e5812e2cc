//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::job::job_spec;
use crate::kube::{Kind, Service, Truth};
use crate::rule::report_missing;
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::workspace::{Reference, Resolution};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "pod-subdomain-service",
        summary: "A `subdomain` of a pod whose Service does not exist or does not name the pod",
        category: Category::Links,
        severity: Severity::Warning,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Reference(&[Kind::Service], check),
};

fn check<'w>(reference: &Reference<'w>, resolution: &Resolution<'w>, cx: &mut Cx<'w>) {
    let holder = reference.from;
    // The controller of a StatefulSet overwrites `subdomain`.
    if reference.field() != "subdomain" || holder.kind == Kind::StatefulSet {
        return;
    }
    let Some(service) = resolution.target() else {
        report_missing(reference, resolution, cx);
        return;
    };
    // Without a host name, the pod would have no name in the DNS anyway.
    let is_indexed = job_spec(holder).and_then(|spec| spec.get("completionMode")?.as_str()) == Some("Indexed");
    let has_name = is_indexed || reference.fact.holder.written("hostname").is_some();
    let Some(view) = Service::read(service).filter(|_| has_name) else { return };
    let title = service.title();
    if cx.workspace.selects(service, holder) == Truth::No {
        let place = view.spec.entry("selector").map_or(service.head(), |selector| selector.key);
        let message = format!("{title} does not select this pod, so the DNS has no name for it");
        cx.report(reference.node(), message)
            .related(place, "selects other pods")
            .help("name the Service that selects the pod");
    } else if view.headless() == Truth::No && !view.is_external_name() {
        let place = view.cluster_ip().map_or(service.head(), |address| address.value);
        let message = format!(
            "{title} is not headless: CoreDNS has names of single pods under such a Service, but not every cluster DNS does"
        );
        cx.report(reference.node(), message)
            .related(place, "has its own cluster IP")
            .help("name a Service with `clusterIP: None`");
    }
}
