//! See the card.

use crate::diagnostic::Severity;
use crate::kube::numbered::{is_numeric, is_rewritten};
use crate::kube::replicas::replicas;
use crate::kube::resource::known_str;
use crate::kube::{Kind, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rule};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "env-same-id",
        summary: "The same numeric id for all pods of a workload",
        category: Category::Values,
        severity: Severity::Warning,
        fix: None,
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(&[Kind::Deployment, Kind::StatefulSet], check),
};

fn check<'w>(workload: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some(template) = cx.workspace.template(workload) else { return };
    let Some((count, Some(written))) = replicas(workload).filter(|(count, _)| *count > 1) else { return };
    for container in template.running_containers() {
        if ["command", "args", "image"].iter().any(|key| !container.node.is_certain_at(&[key])) {
            continue;
        }
        for variable in container.env() {
            let Some(name) = variable.get("name").and_then(known_str) else { continue };
            let Some(value) = variable.get("value") else { continue };
            let is_number = known_str(value).is_some_and(|text| text.trim().parse::<i64>().is_ok_and(|id| id >= 0));
            if is_number && is_numeric(name, &container) && !is_rewritten(name, &container) {
                let message = format!(
                    "all {count} pods get `{name}: {}`, but the program needs a different number in each",
                    value.text()
                );
                cx.report(value, message)
                    .related(written, "the number of pods")
                    .help("extract the number in the command from the end of the pod's name, as in `${HOSTNAME##*-}`");
            }
        }
    }
}
