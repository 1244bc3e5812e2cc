//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::{Kind, Labels, Resource, Service};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::yaml::insert_after;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "headless-selectorless",
        summary: "A headless Service without a selector or endpoints",
        category: Category::Links,
        severity: Severity::Warning,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(&[Kind::Service], check),
};

fn check<'w>(service: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some(view) = Service::read(service).filter(Service::is_selectorless) else { return };
    let (Some(headless), Some(name)) = (view.headless_entry(), service.name) else { return };
    if cx.workspace.has_manual_endpoints(service) {
        return;
    }
    let sets = cx.workspace.stateful_sets_governed_by(service);
    let operator = cx.workspace.has_custom_resource_nearby(service);
    let severity = match sets.is_empty() {
        // An operator may create the endpoints itself.
        true if operator => return,
        false if !operator => Severity::Warning,
        _ => Severity::Info,
    };
    let message = format!(
        "Headless Service `{name}` has no selector, so it has no endpoints and its name does not resolve \
         until an EndpointSlice for it exists"
    );
    let mut report = cx.report(service.head(), message).severity(severity).resting_on(view.spec.without("selector"));
    for set in &sets {
        if let Some(entry) = set.spec_entry("serviceName") {
            report = report.related(entry.value, format!("{} needs it for the DNS names of its pods", set.title()));
        }
    }
    report = report.help("write the `selector` of the pods, or add the EndpointSlice");
    let labels = match sets.as_slice() {
        [set] => set.spec().and_then(|spec| spec.find(&["selector", "matchLabels"])),
        _ => None,
    };
    let labels = Labels::read(labels).as_content().filter(|_| view.spec.entry("selector").is_none());
    let edit = labels.and_then(|labels| insert_after(headless, "selector", labels));
    report.fix(Applicability::Unsafe, "select the pods of the StatefulSet", edit);
}
