//! See the card.

use crate::diagnostic::Severity;
use crate::kube::ports::Reached;
use crate::kube::{Kind, PodTemplate, Resource, Service, Target, Truth};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::text::list::list;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "service-selects-two-apps",
        summary: "A Service that also selects pods that do not listen on its port",
        category: Category::Links,
        severity: Severity::Warning,
        fix: None,
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(&[Kind::Service], check),
};

fn check<'w>(service: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let workspace = cx.workspace;
    let Some(view) = Service::read(service) else { return };
    // Clients of a headless Service choose the pods themselves.
    let Some(selector) = view.selector().filter(|_| view.headless() == Truth::No) else { return };
    for reach in workspace.port_reach(service) {
        // Endpoints leave out pods without the named port, but include every pod if the port is a number.
        let Some(Target::Number(number)) = reach.port.target.map(|target| target.target) else { continue };
        let serves = |reached: &Reached<'w>| matches!(reached, Reached::Port(_));
        let lacks = |template: &PodTemplate<'w>, reached: &Reached<'w>| {
            matches!(reached, Reached::Nothing)
                && template.ports().next().is_some()
                && !workspace.mentions_number(template, number)
        };
        let Some((serving, _)) = reach.pods.iter().find(|(_, reached)| serves(reached)) else { continue };
        let Some((lacking, _)) = reach.pods.iter().find(|(template, reached)| lacks(template, reached)) else {
            continue;
        };
        let declared = list(lacking.ports().filter_map(|port| port.number).map(|number| number.to_string()), "and");
        let (serving, owner) = (workspace.owner(serving), workspace.owner(lacking));
        let declare = |kind| if kind == Kind::Pod { "declares" } else { "declare" };
        let message = format!(
            "the Service selects {}, which {} port `{number}`, and also {}, which {} {declared}: some connections fail",
            serving.pods(),
            declare(serving.kind),
            owner.pods(),
            declare(owner.kind)
        );
        cx.report(selector.entry, message)
            .related(owner.head(), format!("declares {declared}, not `{number}`"))
            .resting_on(lacking.labels_entry.map_or(lacking.node, |labels| labels.value))
            .help(format!(
                "add a label to the selector that only {} {}",
                serving.pods(),
                if serving.kind == Kind::Pod { "has" } else { "have" }
            ));
        return;
    }
}
