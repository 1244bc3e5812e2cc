//! See the card.

use std::collections::HashMap;

use crate::diagnostic::Severity;
use crate::kube::{ContainerRole, Kind, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::yaml::Node;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "container-names",
        summary: "Containers in different lists with the same name",
        category: Category::Values,
        severity: Severity::Error,
        fix: None,
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(Kind::POD_HOLDERS, check),
};

fn check<'w>(holder: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some(template) = cx.workspace.template(holder) else { return };
    let mut first: HashMap<&str, (ContainerRole, Node<'w>)> = HashMap::new();
    for container in template.containers() {
        let Some((name, node)) = container.name().zip(container.node.get("name")) else { continue };
        match first.get(name) {
            None => {
                first.insert(name, (container.role, node));
            }
            // Another rule reports two of the same list.
            Some((role, _)) if list(*role) == list(container.role) => {}
            Some((role, other)) => {
                let (here, there) = (list(container.role), list(*role));
                let message = format!(
                    "`{name}` is in `{here}` and in `{there}`, so the API server rejects the {}",
                    holder.kind_name
                );
                let report = cx.report(node, message).related(*other, format!("the one in `{there}`"));
                report.help("give each container of the pod a different name");
            }
        }
    }
}

/// The list that contains the containers of a role.
fn list(role: ContainerRole) -> &'static str {
    match role {
        ContainerRole::Main => "containers",
        ContainerRole::Sidecar | ContainerRole::Init => "initContainers",
        ContainerRole::Ephemeral => "ephemeralContainers",
    }
}
