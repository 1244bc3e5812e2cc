//! See the card.

use crate::diagnostic::Severity;
use crate::kube::{Kind, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rule};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "sts-name-length",
        summary: "A StatefulSet whose name is too long for a label of its pods",
        category: Category::Values,
        severity: Severity::Error,
        fix: None,
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(&[Kind::StatefulSet], check),
};

/// The longest value of a label.
const LABEL: usize = 63;
/// The length of a revision hash: ten characters at most, and rarely fewer than eight.
const HASH: std::ops::RangeInclusive<usize> = 8..=10;

fn check<'w>(set: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let (Some(name), Some(node)) = (set.name.filter(|_| !cx.workspace.is_kustomized(set)), set.name_node()) else {
        return;
    };
    let length = name.len();
    // Another rule reports a name that is too long for any StatefulSet.
    if length > LABEL || length + 1 + HASH.end() <= LABEL {
        return;
    }
    let (severity, often) = match length + 1 + HASH.start() > LABEL {
        true => (Severity::Error, "nearly all"),
        false => (Severity::Warning, "most"),
    };
    let most = LABEL - 1 - HASH.end();
    let message = format!(
        "each pod gets a label with this name ({length} characters), a hyphen and a hash as its value: in {often} revisions \
         more than the {LABEL} characters allowed, so the API server rejects the pods"
    );
    cx.report(node, message).severity(severity).help(format!("use at most {most} characters"));
}
