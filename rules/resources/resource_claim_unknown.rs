//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::resource::{items, known_str};
use crate::kube::{Kind, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::schema::owner;
use crate::text::list::list;
use crate::text::similar::is_slip;
use crate::text::unknown::is_unknown;
use crate::yaml::{Node, replace_scalar};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "resource-claim-unknown",
        summary: "A container that uses a resource claim that the pod does not have",
        category: Category::Links,
        severity: Severity::Error,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(Kind::POD_HOLDERS, check),
};

fn check<'w>(workload: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some(template) = cx.workspace.template(workload).filter(|template| !template.partial) else { return };
    let Some(spec) = template.spec else { return };
    let Some(known) = claims(spec) else { return };
    for container in template.containers() {
        for claim in items(container.node.get("resources"), "claims") {
            let Some(name) = claim.get("name") else { continue };
            let Some(text) = known_str(name).filter(|text| !text.is_empty() && !known.contains(text)) else { continue };
            let (owner, refusal) = (owner(container.node, workload.kind_name), cx.refusal());
            let has = match known[..] {
                [] => "none".to_owned(),
                _ => list(known.iter().copied(), "and"),
            };
            let message =
                format!("{owner} uses the claim `{text}`, but `resourceClaims` of the pod has {has}, so {refusal}");
            let report = cx.report_missing(name, message).resting_on(spec.without("resourceClaims"));
            match known.iter().find(|other| is_slip(text, other)) {
                Some(near) => {
                    let report = report.help(format!("write `{near}`"));
                    report.fix(Applicability::Unsafe, format!("write `{near}`"), replace_scalar(name, near));
                }
                None => {
                    report.help(format!("add a claim with `name: {text}` to `resourceClaims` of the pod"));
                }
            }
        }
    }
}

/// The names of the claims of a pod. Returns `None` unless all are known.
fn claims<'w>(spec: Node<'w>) -> Option<Vec<&'w str>> {
    let is_open = spec.raw_entries().any(|entry| is_unknown(&entry.key.key_text()));
    match spec.written("resourceClaims") {
        _ if is_open => None,
        Some(entry) if entry.value.may_grow() => None,
        Some(entry) => entry.value.items().map(|claim| claim.get("name").and_then(known_str)).collect(),
        None => (!spec.may_gain("resourceClaims")).then(Vec::new),
    }
}
