//! See the card.

use crate::diagnostic::Severity;
use crate::kube::Resource;
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::workspace::{Nearness, Relation};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "duplicate-object",
        summary: "Two objects with the same kind, name and namespace in one file",
        category: Category::Links,
        severity: Severity::Warning,
        fix: None,
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Object(check),
};

fn check<'w>(object: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let (workspace, Some(name)) = (cx.workspace, object.name) else { return };
    let is_same =
        |other: &&Resource<'w>| other.group() == object.group() && other.kind_name == object.kind_name && !other.broken;
    // The objects of a file have consecutive numbers.
    let before = workspace.named_before(object).take_while(|other| workspace.nearness(object, other) == Nearness::File);
    let mut before = before.filter(is_same).filter(|other| workspace.relation(object, other) == Relation::Same);
    let Some(first) = before.next() else { return };
    let message = format!(
        "{} `{name}` appears twice in this file: `kubectl apply` applies both, so only the last one remains",
        object.kind_name
    );
    cx.report(object.head(), message)
        .related(first.head(), "the first one")
        .help("remove one of the two, or give them different names");
}
