//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::{Kind, Resource, Truth};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::yaml::replace_scalar;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "service-selects-other-app",
        summary: "A Service that selects another application than its name and ports suggest",
        category: Category::Links,
        severity: Severity::Warning,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(&[Kind::Service], check),
};

fn check<'w>(service: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let workspace = cx.workspace;
    let Some(astray) = workspace.astray(service) else { return };
    // If a StatefulSet names this Service in `serviceName`, another rule reports the more serious effect.
    if workspace.stateful_sets_governed_by(service).iter().any(|set| workspace.selects(service, set) == Truth::No) {
        return;
    }
    let term = &astray.term;
    let (Some((key, wanted)), Some(pair)) = (term.key.as_deref().zip(term.single_value()), term.pair) else { return };
    let Some(label) = astray.meant.labels.get(key) else { return };
    let Some(value) = label.value else { return };
    let [selected, meant] = [astray.selected, astray.meant].map(|template| workspace.owner(template));
    let by = match (astray.by_ports, service.name == meant.name) {
        (true, true) => "name and the ports",
        (true, false) => "ports",
        (false, _) => "name",
    };
    let message = format!(
        "`{key}: {wanted}` selects {}, but the {by} of the Service are those of {}",
        selected.pods(),
        meant.title()
    );
    let message = if by == "name" { message.replace("Service are those", "Service is that") } else { message };
    cx.report(term.node, message)
        .related(label.entry, "the label of the pods that are probably meant")
        .related(selected.head(), "selected instead")
        .help(format!("write `{key}: {value}`"))
        .fix(Applicability::Unsafe, format!("select `{key}: {value}`"), replace_scalar(pair.value, value));
}
