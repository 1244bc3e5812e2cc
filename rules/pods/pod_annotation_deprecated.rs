//! See the card.

use crate::diagnostic::Severity;
use crate::kube::deprecated::{self, APP_ARMOR};
use crate::kube::{Kind, PodTemplate, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rule};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "pod-annotation-deprecated",
        summary: "A pod annotation that a field has replaced",
        category: Category::Values,
        severity: Severity::Warning,
        fix: None,
        since: "0.1.0",
        aliases: &["server-warnings"],
        ..Meta::DEFAULT
    },
    check: Check::Resource(Kind::WORKLOADS, check),
};

fn check<'w>(workload: &'w Resource<'w>, cx: &mut Cx<'w>) {
    if let Some(template) = cx.workspace.template(workload) {
        annotations(template, cx);
    }
}

fn annotations<'w>(template: &PodTemplate<'w>, cx: &mut Cx<'w>) {
    let Some(list) = template.metadata.and_then(|metadata| metadata.value.get("annotations")) else { return };
    let first = cx.workspace.project.versions.first;
    let pod = |path: &str| {
        let path: Vec<&str> = path.split('.').collect();
        template.spec.is_some_and(|spec| spec.find(&path).is_some())
    };
    for (key, since, field) in deprecated::POD_ANNOTATIONS {
        if let Some(entry) = list.entry(key).filter(|_| first >= *since && !pod(field)) {
            let message = format!("Kubernetes has ignored the annotation `{key}` since {since}");
            cx.report(entry, message).help(format!("write `{field}` in the `spec` of the pod"));
        }
    }
    for container in template.containers() {
        let Some(name) = container.name() else { continue };
        for (prefix, since, field) in deprecated::CONTAINER_ANNOTATIONS {
            let key = format!("{prefix}{name}");
            let has_field = container.node.find(&["securityContext", field]).is_some()
                || *prefix == APP_ARMOR && pod(&format!("securityContext.{field}"));
            let Some(entry) = list.entry(&key).filter(|_| first >= *since && !has_field) else { continue };
            let message = match *prefix {
                APP_ARMOR => {
                    format!("the annotation `{key}` has been deprecated since Kubernetes {since} in favour of a field")
                }
                _ => format!("Kubernetes has ignored the annotation `{key}` since {since}"),
            };
            cx.report(entry, message).help(format!("write `{field}` in the `securityContext` of the container"));
        }
    }
}
