//! See the card.

use crate::diagnostic::Severity;
use crate::kube::variables::Variables;
use crate::kube::{Kind, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rule};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "env-dup",
        summary: "An environment variable that is set twice",
        category: Category::Values,
        severity: Severity::Warning,
        fix: None,
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(Kind::POD_HOLDERS, check),
};

fn check<'w>(holder: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some(template) = cx.workspace.template(holder) else { return };
    for container in template.containers() {
        let variables = Variables::read(&container);
        for (index, variable) in variables.list.iter().enumerate() {
            let Some(other) = variables.before(index, variable.name) else { continue };
            // A value such as `$(PATH):/opt/bin` extends the first one.
            if variable.references().any(|reference| reference.name == variable.name) {
                continue;
            }
            let message = format!(
                "`{}` is set twice: the container gets the last value, and `kubectl apply` may lose one of the two",
                variable.name
            );
            let report = cx.report(variable.name_node, message).related(other.name_node, "the first one");
            report.help("remove one of the two, or rename it");
        }
    }
}
