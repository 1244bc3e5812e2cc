//! See the card.

use crate::diagnostic::Severity;
use crate::kube::Resource;
use crate::rule::{Category, Check, Cx, Meta, Rank, Rule};
use crate::schema::{Constraint, Problem, SameItems, Unique};
use crate::text::list::join;
use crate::yaml::Node;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "list-item-dup",
        summary: "Two items of a list with the same name or key",
        category: Category::Values,
        severity: Severity::Error,
        fix: None,
        since: "0.1.0",
        rank: Some(Rank::Field),
        constraints: Some(asks),
        ..Meta::DEFAULT
    },
    check: Check::Schema(check),
};

fn asks(constraint: Constraint) -> bool {
    constraint == Constraint::Unique
}

fn check<'w>(_: &'w Resource<'w>, problem: &Problem<'w>, cx: &mut Cx<'w>) {
    let Problem::Same(SameItems { first, second, unique, spot, versions }) = *problem else { return };
    let list = spot.field.name();
    // The API server checks all lists of custom resources.
    let built_in = spot.definition.is_built_in();
    if built_in && is_known_elsewhere(list) {
        return;
    }
    let (place, other, what) = match unique {
        Unique::Keys(keys) => {
            let written = keys.iter().filter_map(|key| Some((key, second.get(key)?)));
            let what = written.map(|(key, value)| format!("`{key}: {}`", value.text()));
            let Some(key) = keys.iter().find(|key| second.get(key).is_some()) else { return };
            let value = |item: Node<'w>| item.get(key).unwrap_or(item);
            (value(second), value(first), format!("have {}", join(what, "and")))
        }
        _ => (second, first, "are the same".to_owned()),
    };
    let where_ = cx.in_versions(versions);
    let twice = format!("two items of `{list}` {what}");
    let report = match !built_in || spot.field.refuses_doubles() {
        true => cx.report(place, format!("{twice}, so {}{where_}", cx.refusal())),
        false => {
            let message = format!("{twice}: `kubectl apply` merges these items, so one of them may be lost");
            cx.report(place, message).severity(Severity::Warning)
        }
    };
    report.related(other, "the first one").help("remove one of the two, or give one another name");
}

/// Whether other rules report a list.
fn is_known_elsewhere(list: &str) -> bool {
    matches!(
        list,
        "ports" | "env" | "imagePullSecrets" | "hostAliases" | "conditions" | "finalizers" | "matchExpressions"
    )
}
