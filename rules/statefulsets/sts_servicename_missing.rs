//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::{Kind, Resource, resource::known_str};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::workspace::refs::hosts::Ending;
use crate::yaml::{insert_after, replace_scalar};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "sts-servicename-missing",
        summary: "A StatefulSet without `serviceName` whose pods need DNS names",
        category: Category::Links,
        severity: Severity::Error,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(&[Kind::StatefulSet], check),
};

fn check<'w>(set: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let written = set.spec_entry("serviceName");
    let (Some(spec), Some(name)) = (set.root.entry("spec"), set.name) else { return };
    if written.is_some_and(|entry| !entry.value.is_empty()) || !spec.value.is_certain_at(&["serviceName"]) {
        return;
    }
    let candidates: Vec<&Resource<'_>> = cx.workspace.headless_services_of(set).collect();
    let used = cx.workspace.pod_name_use(set, |host| {
        // `web-0.db` may be any name. It is a pod if a Service `db` exists, or if the form is `web-0.x.y.svc`.
        cx.workspace.service_called(set, host.service.text).is_some() || host.ending == Ending::Full
    });
    let severity = match (used, candidates.as_slice()) {
        (Some(_), _) => Severity::Error,
        (None, [_]) => Severity::Warning,
        (None, [_, _, ..]) => Severity::Info,
        // Many StatefulSets do not need names for their pods.
        (None, []) => return,
    };
    let effect = "so its pods get no DNS names";
    let how = if written.is_some() { "an empty" } else { "no" };
    let message = format!("StatefulSet `{name}` has {how} `serviceName`, {effect}");
    let report = match written {
        Some(entry) => cx.report(entry, message),
        None => cx.report_missing(spec.without("serviceName"), message),
    };
    let mut report = report.severity(severity);
    if let Some(place) = used {
        report = report.related(place, "this name of a single pod does not resolve");
    }
    for candidate in &candidates {
        report = report.related(candidate.head(), "this headless Service selects the pods");
    }
    let [candidate] = candidates.as_slice() else {
        report.help("name the headless Service that selects the pods in `serviceName`");
        return;
    };
    let Some(service) = candidate.name else { return };
    let report =
        report.help(format!("write `serviceName: {service}`; the field of an existing StatefulSet cannot change"));
    let scalar = spec.value.entries().find(|entry| known_str(entry.value).is_some() || entry.value.as_i64().is_some());
    let edit = match written {
        Some(entry) if entry.value.as_str().is_some() => replace_scalar(entry.value, service),
        Some(_) => None,
        None => scalar
            .or_else(|| spec.value.entry("selector"))
            .and_then(|entry| insert_after(entry, "serviceName", service)),
    };
    if let Some(edit) = edit {
        report.fix(Applicability::Unsafe, "name the headless Service", edit);
    }
}
