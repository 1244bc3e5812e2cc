//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::Resource;
use crate::rule::{Category, Check, Cx, Meta, Rank, Rule};
use crate::schema::{Meant, Problem, Target};
use crate::yaml::{Edits, Entry, move_into, nest};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "field-wrong-level",
        summary: "A key that belongs to a mapping further in or further out",
        category: Category::Values,
        severity: Severity::Error,
        fix: Some(Applicability::Safe),
        since: "0.1.0",
        card: include_str!("field_wrong_level.md"),
        rank: Some(Rank::Field),
        ..Meta::DEFAULT
    },
    check: Check::Schema(check),
};

/// How many keys a message names.
const MAX_NAMES: usize = 3;

fn check<'w>(_: &'w Resource<'w>, problem: &Problem<'w>, cx: &mut Cx<'w>) {
    let Problem::Unknown(field) = problem else { return };
    let Meant::Place(place) = &field.meant else { return };
    // Keys that belong together are one finding.
    let is_first = place.keys.first().is_some_and(|first| first.key == field.entry.key);
    if !is_first {
        return;
    }
    let keys = names(&place.keys);
    let (belong, they, are) = match place.keys.len() {
        1 => ("belongs", "it", "is no field"),
        _ => ("belong", "they", "are no fields"),
    };
    let (belong, to) = match place.path.as_str() {
        "" => (format!("{belong} to the top level"), "to the top level".to_owned()),
        path => (format!("{belong} under `{path}`"), format!("under `{path}`")),
    };
    let kind = field.definition.short_name();
    let where_ = cx.in_definition();
    let condition = if where_.is_empty() { "" } else { " if the cluster has that definition" };
    let message =
        format!("{keys} {belong}: here {they} {are} of `{kind}`{where_}, so `kubectl apply` fails{condition}");
    let (verb, edits) = match place.target {
        Target::Below(above) => ("indent", nest(above, &place.moved)),
        Target::Into(mapping) => ("move", move_into(mapping, &place.moved)),
        Target::Apart => ("move", Edits::default()),
    };
    let applicability = match place.target {
        Target::Below(_) if place.is_exact => Applicability::Safe,
        _ => Applicability::Unsafe,
    };
    let title = format!("{verb} {keys} {to}");
    let mut report = cx.report(field.entry, message).help(title.clone());
    if let Some(there) = place.there {
        report = report.related(there, if place.path.ends_with(']') { "to this item" } else { "under this key" });
    }
    report.fix(applicability, title, edits);
}

/// `` `a`, `b` and `c` ``.
fn names(keys: &[Entry<'_>]) -> String {
    let mut names: Vec<String> =
        keys.iter().take(MAX_NAMES).map(|entry| format!("`{}`", entry.key.key_text())).collect();
    if keys.len() > MAX_NAMES {
        names.push(format!("{} more", keys.len() - MAX_NAMES));
    }
    let last = names.pop().unwrap_or_default();
    if names.is_empty() { last } else { format!("{} and {last}", names.join(", ")) }
}
