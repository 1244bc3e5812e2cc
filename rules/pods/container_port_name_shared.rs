//! See the card.

use std::collections::HashMap;

use crate::diagnostic::Severity;
use crate::kube::{Kind, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rule};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "container-port-name-shared",
        summary: "Two containers of a pod with the same port name",
        category: Category::Links,
        severity: Severity::Info,
        fix: None,
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(Kind::POD_HOLDERS, check),
};

fn check<'w>(workload: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some(template) = cx.workspace.template(workload) else { return };
    let mut seen = HashMap::new();
    for port in template.ports() {
        let Some((name, node)) = port.name.zip(port.node.get("name")) else { continue };
        let (first, container) = *seen.entry(name).or_insert((node, port.container.node));
        if container != port.container.node {
            let message = format!(
                "two containers of the pod have a port named `{name}`: a Service that sends to this name reaches only the first one"
            );
            cx.report(node, message).related(first, "the first one").help("give one of the two another name");
        }
    }
}
