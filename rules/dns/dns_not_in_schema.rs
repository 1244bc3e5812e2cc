//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::values::hosts::ZONE;
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::workspace::refs::hosts::{Ending, Host, Leads};
use crate::yaml::replace_part;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "dns-not-in-schema",
        summary: "A host in the cluster domain that the cluster DNS does not have",
        category: Category::Links,
        severity: Severity::Error,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Host(check),
};

fn check<'w>(host: &Host<'w>, cx: &mut Cx<'w>) {
    let (Ending::Unserved, Some(namespace), true) = (host.name.ending, host.name.namespace, host.is_first) else {
        return;
    };
    // Without a Service of that name, the host may belong to another domain with this name.
    let Leads::To(services, _) = &host.leads else { return };
    let Some(service) = services.first() else { return };
    let name = host.name.service;
    let place = host.across(name, namespace);
    let meant = format!("{}.svc", place.text());
    let message = format!(
        "Services are in `svc.{ZONE}`, and the cluster DNS has no other `{}.{ZONE}`, so the name does \
         not resolve",
        place.text()
    );
    let report = cx.report(place, message).mention(service.head(), "probably this Service");
    report.help(format!("write `{meant}.{ZONE}`")).fix(Applicability::Unsafe, "add `svc`", replace_part(place, &meant));
}
