//! See the card.

use crate::diagnostic::Severity;
use crate::kube::Resource;
use crate::rule::{Category, Check, Cx, Meta, Rule};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "patch-unused",
        summary: "A patch that no kustomization names",
        category: Category::Links,
        severity: Severity::Warning,
        fix: None,
        since: "0.1.0",
        card: include_str!("patch_unused.md"),
        ..Meta::DEFAULT
    },
    check: Check::Written(check),
};

fn check<'w>(resource: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some(unused) = cx.workspace.unused_patch(resource) else { return };
    let title = resource.title();
    match unused.forgotten_by {
        Some(name) => {
            let message = format!(
                "this is a part of the {title}, and {name} names other patches of this folder but not this one: it \
                 changes nothing"
            );
            cx.report(resource.head(), message).help(format!("name the file under `patches` in {name}"));
        }
        None => {
            let message = format!(
                "this is a part of the {title}, and no kustomization at hand names it as a patch: alone, the API server \
                 refuses it"
            );
            let report = cx.report(resource.head(), message).severity(Severity::Info);
            report.help("name the file under `patches` in a kustomization, or write the whole object");
        }
    }
}
