//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::Kind;
use crate::kube::resource::known_str;
use crate::kube::values::hosts::pod;
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::workspace::refs::hosts::{Ending, Host};
use crate::yaml::{Reading, replace_part};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "indexed-job-peers",
        summary: "A host that is a pod its Indexed Job does not name or does not create",
        category: Category::Links,
        severity: Severity::Error,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Host(check),
};

fn check<'w>(host: &Host<'w>, cx: &mut Cx<'w>) {
    let Some(label) = host.name.pod.filter(|_| host.name.ending != Ending::Unserved) else { return };
    let Some((name, Some(index))) = pod(label.text) else { return };
    let jobs = host.objects(cx.workspace, Kind::Job, name);
    let is_taken = host.objects(cx.workspace, Kind::StatefulSet, name).is_empty();
    let ([job], true) = (jobs.as_slice(), is_taken) else { return };
    let (Some(spec), Some(template)) = (job.spec(), cx.workspace.template(job)) else { return };
    if spec.get("completionMode").and_then(known_str) != Some("Indexed") {
        return;
    }
    if let Some(completions) = spec.entry("completions")
        && let Some(count) = completions.value.as_i64().filter(|count| *count > 0 && i64::from(index) >= *count)
    {
        let message = format!("`{}` does not exist: {} has the indexes 0 to {}", label.text, job.title(), count - 1);
        let report = cx.report(host.at(label), message).related(completions.value, "the number of indexes");
        report.help("name an existing pod, or raise `completions`");
        return;
    }
    let Some(pods) = template.spec.filter(|_| host.is_first) else { return };
    let service = host.name.service;
    let fact = format!("the pods of {} get names under a Service only if `subdomain` names it", job.title());
    match pods.read("subdomain") {
        Reading::Absent => {
            let message = format!("{fact}, and `subdomain` is missing, so the name does not resolve");
            let report = cx.report(host.at(service), message).resting_on(pods.without("subdomain"));
            let report =
                report.related(template.entry.map_or(template.node, |entry| entry.key), "no `subdomain` in its `spec`");
            report.help(format!("write `subdomain: {}` in the pod template", service.text));
        }
        Reading::Present(written) if known_str(written).is_some_and(|subdomain| subdomain != service.text) => {
            let subdomain = written.text();
            let message = format!(
                "{fact}, but `subdomain` is `{subdomain}`, not `{}`, so the name does not resolve",
                service.text
            );
            let report = cx.report(host.at(service), message).related(written, "their Service");
            report.help(format!("write `{subdomain}`")).fix(
                Applicability::Unsafe,
                "name this Service",
                replace_part(host.at(service), subdomain),
            );
        }
        _ => {}
    }
}
