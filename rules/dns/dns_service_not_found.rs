//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::resource::known_str;
use crate::kube::values::hosts::pod;
use crate::kube::{Kind, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::text::similar;
use crate::workspace::Workspace;
use crate::workspace::refs::hosts::{Ending, Host, Leads, Lost};
use crate::yaml::replace_part;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "dns-service-not-found",
        summary: "A host that is not the name of any Service",
        category: Category::Links,
        severity: Severity::Warning,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Host(check),
};

fn check<'w>(host: &Host<'w>, cx: &mut Cx<'w>) {
    let Leads::Nowhere(lost) = &host.leads else { return };
    // Other rules report these hosts.
    let is_of_others = !lost.elsewhere.is_empty() || !lost.swapped.is_empty() || !lost.renamed.is_empty();
    if !host.is_first || host.name.ending == Ending::Unserved || is_of_others {
        return;
    }
    let (place, wanted) = (host.at(host.name.service), host.name.service.text);
    let fitting = lost.near.iter().filter(|service| host.fits(service) || governs(service, host, cx.workspace));
    let named = fitting.filter_map(|service| Some((service.name?, *service)));
    let candidates: Vec<_> = named.collect();
    let nearest = similar::nearest(wanted, candidates.iter().map(|(name, _)| *name)).map(|(_, name)| name);
    let near = candidates.iter().find(|(name, _)| nearest == Some(*name)).or(candidates.first());
    let namespace = host.name.namespace.map(|label| format!(" in namespace `{}`", label.text)).unwrap_or_default();
    let Some((name, service)) = near else {
        let Some(severity) = claim(host, lost, cx) else { return };
        let message = format!(
            "Service `{wanted}`{namespace} is not in the linted files, so the name does not resolve unless the Service comes from elsewhere"
        );
        cx.report(place, message)
            .severity(severity)
            .help(format!("add the Service `{wanted}`, or name an existing one"));
        return;
    };
    let message =
        format!("Service `{wanted}`{namespace} is not in the linted files; without it, the name does not resolve");
    let is_renamed = cx.workspace.is_unnamed(service);
    let mut report = cx.report(place, message).related(service.head(), "a Service with a similar name");
    if is_renamed {
        report = report.sharing_name(service, wanted);
    }
    report.help(format!("write `{name}`")).fix(Applicability::Unsafe, "name this Service", replace_part(place, name));
}

/// Whether a Service governs the pods of the StatefulSet whose pod the host names.
fn governs<'w>(service: &Resource<'w>, host: &Host<'w>, workspace: &'w Workspace<'w>) -> bool {
    let set = host.name.pod.and_then(|label| pod(label.text)).map(|(set, _)| set);
    let sets = set.map(|set| host.objects(workspace, Kind::StatefulSet, set)).unwrap_or_default();
    let governing = |set: &&Resource<'w>| set.spec().and_then(|spec| spec.get("serviceName")).and_then(known_str);
    sets.iter().any(|set| service.name.is_some() && governing(set) == service.name)
}

/// The severity if neither the Service nor a similar one exists.
fn claim<'w>(host: &Host<'w>, lost: &Lost<'w>, cx: &Cx<'w>) -> Option<Severity> {
    let is_full = host.name.ending == Ending::Full;
    match cx.workspace.project.closed {
        true if is_full => Some(Severity::Warning),
        true => host.fact.host.is_address.then_some(Severity::Info),
        // The controller of a custom resource may create Services.
        false => {
            (is_full && lost.has_peers && !cx.workspace.has_custom_resource_nearby(host.from)).then_some(Severity::Info)
        }
    }
}
