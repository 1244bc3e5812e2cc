//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::{Kind, Resource, Service};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::yaml::replace_scalar;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "svc-clusterip-null",
        summary: "An empty `clusterIP` in a Service that is meant to be headless",
        category: Category::Links,
        severity: Severity::Warning,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(&[Kind::Service], check),
};

fn check<'w>(service: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some(view) = Service::read(service) else { return };
    let Some(entry) = view.null_cluster_ip() else { return };
    const NAMES: &[&str] = &["-headless", "-hl", "-hs", "-peers", "-discovery"];
    let null = entry.value.is_null();
    // Charts write an empty string for "no preference", so a name or a StatefulSet is weaker evidence there.
    let names = if null { NAMES } else { &NAMES[..3] };
    let sets = cx.workspace.stateful_sets_governed_by(service);
    let set = sets.first().and_then(|set| set.spec_entry("serviceName"));
    let named = service.name.is_some_and(|name| names.iter().any(|suffix| name.ends_with(suffix)));
    let no_ports = view.lacks("ports");
    let meant = if null { set.is_some() || named || no_ports } else { set.is_none() && named && !no_ports };
    if !meant {
        return;
    }
    let shown = if null { "A null `clusterIP`" } else { "An empty `clusterIP`" };
    let message =
        format!("{shown} requests an automatic IP address; only the string `None` makes the Service headless");
    let mut report = cx.report(entry, message).help("write `clusterIP: None`, or remove `clusterIP`");
    if let Some(set) = set {
        report = report.related(set.value, "this StatefulSet needs a headless Service for the DNS names of its pods");
    }
    report.fix(Applicability::Unsafe, "write `None`", replace_scalar(entry.value, "None"));
}
