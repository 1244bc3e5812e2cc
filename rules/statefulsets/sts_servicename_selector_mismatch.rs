//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::pod::is_runtime_label;
use crate::kube::{Kind, Requirement, Resource, Service, Truth};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::text::list::join;
use crate::yaml::{Edits, replace_scalar};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "sts-servicename-selector-mismatch",
        summary: "A governing Service that selects none of the StatefulSet's pods",
        category: Category::Links,
        severity: Severity::Error,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(&[Kind::Service], check),
};

fn check<'w>(service: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let workspace = cx.workspace;
    let Some(view) = Service::read(service).filter(|view| view.service_type() != Some("ExternalName")) else { return };
    let (Some(name), Some(selector)) = (service.name, view.selector()) else { return };
    if selector.is_empty() {
        return;
    }
    let governed = workspace.stateful_sets_governed_by(service).into_iter();
    let Some(set) = governed.into_iter().find(|set| workspace.selects(service, set) == Truth::No) else { return };
    let Some(template) = workspace.template(set) else { return };
    let failing = selector.failing(|key| template.find_label(key));
    let key = |requirement: &&Requirement<'w>| requirement.key.as_ref().map(|key| key.to_string()).unwrap_or_default();
    // No term fails if the selector has the label of a single pod of another set.
    let place = failing.first().and_then(|requirement| requirement.pair).unwrap_or(selector.entry);
    let runtime = !failing.is_empty() && failing.iter().all(|requirement| is_runtime_label(&key(requirement)));
    let set_name = set.title();
    let fact = format!("Service `{name}` governs {set_name} but selects none of its pods");
    let effect = match runtime {
        true => "until the application sets the label itself, the pods get no DNS names",
        false => "it has no endpoints, so the pods get no DNS names",
    };
    let mut report = cx
        .report(place.value, format!("{fact}: {effect}"))
        .severity(if runtime { Severity::Warning } else { Severity::Error })
        .label("the pods do not have this label");
    // A label that the application sets later must not be copied.
    let mut edits = Vec::new();
    let mut wanted = Vec::new();
    for requirement in &failing {
        let label = template.labels.get(&key(requirement)).and_then(|label| label.value.map(|value| (label, value)));
        if let Some((label, value)) = label {
            report = report.related(label.entry.value, format!("the pods have `{}: {value}`", label.key));
            wanted.push(format!("`{}: {value}`", label.key));
            let edit = replace_scalar(requirement.node, value).filter(|_| !value.is_empty());
            edits.push(edit.filter(|_| !runtime));
        } else {
            edits.push(None);
            let labels = template.labels_entry.map(|labels| labels.key).or(template.entry.map(|entry| entry.key));
            report = report.related(labels.unwrap_or(set.head()), format!("no label `{}` here", key(requirement)));
            report = report.resting_on(template.without_label(&key(requirement)));
        }
    }
    if let Some(name) = set.spec_entry("serviceName") {
        report = report.related(name.value, "names this Service");
    }
    let edits: Edits = edits.into_iter().collect();
    if edits.is_empty() {
        report.help("select labels that the pod template has");
    } else {
        let title = format!("select {}", join(wanted, "and"));
        report.help(title.clone()).fix(Applicability::Unsafe, title, edits);
    }
}
