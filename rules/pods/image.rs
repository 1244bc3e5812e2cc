//! See the card.

use crate::diagnostic::Severity;
use crate::kube::{Kind, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rule};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "image",
        summary: "A container with an empty image",
        category: Category::Values,
        severity: Severity::Error,
        fix: None,
        since: "0.1.0",
        card: include_str!("image.md"),
        ..Meta::DEFAULT
    },
    check: Check::Resource(Kind::WORKLOADS, check),
};

fn check<'w>(workload: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some(template) = cx.workspace.template(workload) else { return };
    for container in template.containers() {
        let Some(image) = container.node.get("image").filter(|image| image.is_null() || image.as_str() == Some(""))
        else {
            continue;
        };
        let name = container.name().map(|name| format!(" `{name}`")).unwrap_or_default();
        let kind = workload.kind_name;
        let message = format!("the `image` of container{name} is empty, so the API server refuses the {kind}");
        cx.report(image, message).help("write the image to run, like `nginx:1.29`");
    }
}
