//! See the card.

use crate::diagnostic::Severity;
use crate::kube::Resource;
use crate::rule::{Category, Check, Cx, MAX_FINDINGS, Meta, Rank, Rule};
use crate::schema::{Meant, MissingField, NullField, Problem, Target, UnknownField, owner};
use crate::yaml::Node;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "field-null-object",
        summary: "A key without a value where a mapping or a list belongs",
        category: Category::Values,
        severity: Severity::Error,
        fix: None,
        since: "0.1.0",
        card: include_str!("field_null_object.md"),
        rank: Some(Rank::Presence),
        ..Meta::DEFAULT
    },
    check: Check::Schema(check),
};

fn check<'w>(resource: &'w Resource<'w>, problem: &Problem<'w>, cx: &mut Cx<'w>) {
    let refusal = cx.refusal();
    match problem {
        Problem::Missing(MissingField { parent, null: Some(entry), spot, versions }) => {
            let (name, definition) = (spot.field.name(), spot.definition.short_name());
            // Other rules speak of these.
            if matches!((definition, name), (_, "image") | ("LabelSelectorRequirement", _) | (_, "selector")) {
                return;
            }
            let where_ = cx.in_versions(*versions);
            let owner = owner(*parent, resource.kind_name);
            let message = format!("`{name}` has no value, and {owner} needs one, so {refusal}{where_}");
            let report = cx.report(*entry, message).resting_on(parent.without(name));
            report.help(format!("write what belongs in `{name}`, further in than the key"));
        }
        // Who writes the word means it: it takes away what a default or an older form of the object has.
        Problem::Null(NullField { entry, .. }) if !entry.value.source_text().is_empty() => {}
        Problem::Null(NullField { entry, spot, .. }) => {
            let (name, noun) = (spot.field.name(), spot.field.shape().noun());
            // Pods that nobody counts have a rule of their own.
            if name == "labelSelector" || has_items_to_the_left(resource, entry.key, cx) {
                return;
            }
            let fact = format!("`{name}` has no value, where {noun} belongs");
            // Everything is what an empty selector selects; all else is as if it were not written.
            let report = match (spot.definition.short_name(), name) {
                ("LabelSelector", "matchLabels" | "matchExpressions") => cx
                    .report(*entry, format!("{fact}: it asks for nothing, so it selects all"))
                    .severity(Severity::Warning),
                _ => {
                    cx.report(*entry, format!("{fact}: it is null, as if it were not written")).severity(Severity::Info)
                }
            };
            let report =
                entry.key.parent().into_iter().fold(report, |report, map| report.resting_on(map.without(name)));
            report.help(format!("remove `{name}`, or write what belongs in it further in than the key"));
        }
        _ => {}
    }
}

/// Whether the items of the list are there, to the left of its key: the rule on levels reports them.
fn has_items_to_the_left<'w>(resource: &'w Resource<'w>, key: Node<'w>, cx: &Cx<'w>) -> bool {
    cx.workspace.facts(resource).problems.iter().take(MAX_FINDINGS).any(|problem| match problem {
        Problem::Unknown(UnknownField { meant: Meant::Place(place), .. }) => {
            matches!(place.target, Target::Left) && place.there == Some(key)
        }
        _ => false,
    })
}
