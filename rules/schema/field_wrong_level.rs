//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::Resource;
use crate::rule::{Category, Check, Cx, Meta, Rank, Rule};
use crate::schema::{Meant, Problem, Target, owner};
use crate::text::list::join;
use crate::yaml::{Edits, Entry, Node, move_into, nest};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "field-wrong-level",
        summary: "A key that belongs to a mapping further in or further out",
        category: Category::Values,
        severity: Severity::Error,
        fix: Some(Applicability::Safe),
        since: "0.1.0",
        rank: Some(Rank::Field),
        ..Meta::DEFAULT
    },
    check: Check::Schema(check),
};

/// The largest number of keys that a message names.
const MAX_NAMES: usize = 3;

fn check<'w>(resource: &'w Resource<'w>, problem: &Problem<'w>, cx: &mut Cx<'w>) {
    let Problem::Unknown(field) = problem else { return };
    let Meant::Place(place) = &field.meant else { return };
    // Keys that belong together are one finding.
    let is_first = place.keys.first().is_some_and(|first| first.key == field.entry.key);
    if !is_first {
        return;
    }
    let keys = names(&place.keys, "and");
    let (belong, fields) = if place.keys.len() == 1 { ("belongs", "field") } else { ("belong", "fields") };
    let (belong, to) = match place.path.as_str() {
        "" => (format!("{belong} to the top level"), "to the top level".to_owned()),
        path => (format!("{belong} under `{path}`"), format!("under `{path}`")),
    };
    let owner = owner(field.parent, resource.kind_name);
    let where_ = cx.in_definition();
    let condition = if where_.is_empty() { "" } else { " if the cluster has that definition" };
    if matches!(place.target, Target::Left) {
        let (list, outer) = (&place.path, field.parent.parent().and_then(Node::key));
        let outer = outer.map(Node::key_text).unwrap_or_default();
        let message = format!(
            "this item is to the left of its list `{list}`: an item of `{outer}` has no {}{where_}, so `kubectl apply` fails{condition}",
            names(&place.keys, "or")
        );
        let report = cx.report(field.entry, message);
        let report = report.help(format!("write its dash in the column of `{list}` or to the right of it"));
        if let Some(there) = place.there {
            report.related(there, "the list starts here");
        }
        return;
    }
    let message = format!("{keys} {belong}: {owner} has no such {fields}{where_}, so `kubectl apply` fails{condition}");
    let (verb, edits) = match place.target {
        Target::Below(above) => ("indent", nest(above, &place.moved)),
        Target::Into(mapping) => ("move", move_into(mapping, &place.moved)),
        Target::Apart | Target::Left => ("move", Edits::default()),
    };
    let applicability = match place.target {
        Target::Below(_) if place.is_exact => Applicability::Safe,
        _ => Applicability::Unsafe,
    };
    let title = match place.there {
        None if !place.path.contains(['.', '[']) => format!("write `{}:` with {keys} nested in it", place.path),
        _ => format!("{verb} {keys} {to}"),
    };
    let mut report = cx.report(field.entry, message).help(title.clone());
    if let Some(there) = place.there {
        report = report.related(there, if place.path.ends_with(']') { "to this item" } else { "under this key" });
    }
    report.fix(applicability, title, edits);
}

/// The keys in words. The last ones are only counted.
fn names(keys: &[Entry<'_>], word: &str) -> String {
    let shown = keys.iter().take(MAX_NAMES).map(|entry| format!("`{}`", entry.key.key_text()));
    let more = keys.len().saturating_sub(MAX_NAMES);
    join(shown.chain((more > 0).then(|| format!("{more} more"))), word)
}
