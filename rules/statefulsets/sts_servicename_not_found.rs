//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::values::names;
use crate::kube::{Kind, Resource, Truth};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::text::similar::is_slip;
use crate::workspace::{Reference, Resolution};
use crate::yaml::replace_scalar;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "sts-servicename-not-found",
        summary: "A `serviceName` without a Service of that name",
        category: Category::Links,
        severity: Severity::Warning,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Reference(&[Kind::Service], check),
};

fn check<'w>(reference: &Reference<'w>, resolution: &Resolution<'w>, cx: &mut Cx<'w>) {
    let (workspace, set, node) = (cx.workspace, reference.from, reference.node());
    let Resolution::Missing(missing) = resolution else { return };
    let (Some(name), Some(wanted)) = (set.name, reference.name) else { return };
    // Another rule reports a Service in another namespace.
    if !reference.is_governing() || names::dns1123_label(wanted).is_err() || !missing.elsewhere.is_empty() {
        return;
    }
    let selects = |service: &&&Resource<'w>| workspace.selects(service, set) != Truth::No;
    let candidate = missing.near.iter().map(|like| &like.object).find(selects).copied().or_else(|| {
        let mut headless = workspace.headless_services_of(set);
        headless.next().filter(|_| headless.next().is_none())
    });
    // An operator does not create a Service whose name is a typo of one that selects these pods.
    let is_typo = |service: &Resource<'w>| {
        workspace.selects(service, set) == Truth::Yes && service.name.is_some_and(|name| is_slip(name, wanted))
    };
    let is_sure = candidate.is_some_and(is_typo);
    let claim = workspace.claim(set, missing, candidate.is_some());
    let Some(severity) = claim.max(is_sure.then_some(Severity::Warning)) else { return };
    let closed = workspace.project.closed;
    let effect = format!("without it `{name}-0.{wanted}` does not resolve");
    let message = match closed {
        true => format!("there is no Service `{wanted}`, but {effect}"),
        false => format!("Service `{wanted}` is not in the linted files, but {effect}"),
    };
    let is_renamed = candidate.is_some_and(|service| workspace.is_unnamed(service));
    let report = cx.report(node, message).severity(severity);
    match candidate.and_then(|service| service.name.map(|name| (service, name))) {
        Some((service, found)) => {
            let report = if is_renamed { report.sharing_name(service, wanted) } else { report };
            report
                .related(service.head(), "this Service selects the pods")
                .help(format!("write `serviceName: {found}`, or add a headless Service `{wanted}`"))
                .fix(Applicability::Unsafe, "name this Service", replace_scalar(node, found));
        }
        None => {
            report.help(format!(
                "add a Service `{wanted}` with `clusterIP: None` and the labels of the pods as selector"
            ));
        }
    }
}
