//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::numbered::{is_numeric, is_rewritten};
use crate::kube::values::version::Version;
use crate::kube::{Container, Kind, Resource, resource::known_str};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::yaml::{Node, replace_scalar};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "env-numeric-id-from-name",
        summary: "A numeric variable that is set to the name of the pod",
        category: Category::Values,
        severity: Severity::Warning,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(Kind::WORKLOADS, check),
};

/// The first version that labels pods with their number by default (feature gate `PodIndexLabel`).
const LABELLED: Version = Version { major: 1, minor: 28 };
const INDEX: &str = "metadata.labels['apps.kubernetes.io/pod-index']";

fn check<'w>(workload: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some(template) = cx.workspace.template(workload) else { return };
    for container in template.running_containers() {
        if ["command", "args", "image"].iter().any(|key| !container.node.is_certain_at(&[key])) {
            continue;
        }
        for variable in container.env().filter(|variable| variable.is_certain()) {
            let Some(name) = variable.get("name").and_then(known_str) else { continue };
            if is_numeric(name, &container) && !is_rewritten(name, &container) {
                check_variable(workload, &container, name, variable, cx);
            }
        }
    }
}

fn check_variable(workload: &Resource<'_>, container: &Container<'_>, name: &str, variable: Node<'_>, cx: &mut Cx<'_>) {
    if let Some(path) = pod_name_path(variable) {
        let example = workload.name.filter(|_| workload.kind == Kind::StatefulSet).map(|name| format!(" (`{name}-0`)"));
        let fact = format!("`{name}` gets the name of the pod{}", example.unwrap_or_default());
        let has_label = cx.workspace.project.versions.first >= LABELLED;
        let help = match has_label {
            true => format!(
                "use the label with the pod's number, `{INDEX}`, which Kubernetes has set since {LABELLED}; it counts from \
                 `spec.ordinals.start`, 0 by default"
            ),
            false => format!(
                "extract the number in the command, as in `export {name}=${{HOSTNAME##*-}}`: a label with the pod's \
                 number comes with Kubernetes {LABELLED}"
            ),
        };
        let report = cx.report(path, format!("{fact}, but the program needs an integer, so it does not start"));
        if workload.kind != Kind::StatefulSet {
            report.help("only pods of a StatefulSet have a number");
            return;
        }
        let mut report = report.help(help);
        if let Some(node) = workload.name_node() {
            report = report.related(node, "the pods are named after it");
        }
        if has_label {
            report.fix(Applicability::Unsafe, "use the pod's number", replace_scalar(path, INDEX));
        }
        return;
    }
    let Some((value, text)) = variable.get("value").and_then(|node| known_str(node).map(|text| (node, text))) else {
        return;
    };
    let reference = text.strip_prefix("$(").and_then(|rest| rest.strip_suffix(')'));
    let source = reference.and_then(|wanted| {
        let mut others = container.env();
        others.find(|other| other.get("name").and_then(known_str) == Some(wanted)).and_then(pod_name_path)
    });
    if let Some(source) = source {
        cx.report(
            value,
            format!("`{name}` gets the name of the pod from `{text}`, but the program needs an integer, so it does not start"),
        )
        .related(source, "the name of the pod")
        .help(format!(
            "set `{name}` from the `fieldPath` `{INDEX}`, which a StatefulSet has set since Kubernetes {LABELLED}"
        ));
    } else if !text.is_empty() && !text.contains('$') && text.trim().parse::<i64>().is_err() {
        cx.report(value, format!("`{name}: {text}` is not an integer, so the program does not start"))
            .help("write a number, a different one for each pod");
    }
}

/// The `fieldPath` of a variable that contains the name of the pod.
fn pod_name_path(variable: Node<'_>) -> Option<Node<'_>> {
    let path = variable.find(&["valueFrom", "fieldRef", "fieldPath"])?;
    (path.as_str() == Some("metadata.name")).then_some(path)
}
