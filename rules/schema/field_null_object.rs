//! See the card.

use crate::diagnostic::Severity;
use crate::kube::Resource;
use crate::rule::{Category, Check, Cx, MAX_FINDINGS, Meta, Rank, Rule};
use crate::schema::{Meant, MissingField, NullField, Problem, Target, UnknownField, owner};
use crate::yaml::Node;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "field-null-object",
        summary: "A key without a value that needs a mapping or a list",
        category: Category::Values,
        severity: Severity::Error,
        fix: None,
        since: "0.1.0",
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
            // Other rules report these fields.
            if matches!((definition, name), (_, "image") | ("LabelSelectorRequirement", _) | (_, "selector")) {
                return;
            }
            let where_ = cx.in_versions(*versions);
            let owner = owner(*parent, resource.kind_name);
            let message = format!("`{name}` has no value, but {owner} needs one, so {refusal}{where_}");
            let report = cx.report(*entry, message).resting_on(parent.without(name));
            report.help(format!("write the contents of `{name}`, indented under the key"));
        }
        // An explicit `null` is intended: it removes a default, or a value that an older form of the object has.
        Problem::Null(NullField { entry, .. }) if !entry.value.source_text().is_empty() => {}
        Problem::Null(NullField { entry, spot, .. }) => {
            let (name, noun) = (spot.field.name(), spot.field.shape().noun());
            // Another rule reports pods that are not counted.
            if name == "labelSelector" || has_items_to_the_left(resource, entry.key, cx) {
                return;
            }
            let fact = format!("`{name}:` has no value but needs {noun}");
            // An empty selector selects everything; any other field counts as missing.
            let report = match (spot.definition.short_name(), name) {
                ("LabelSelector", "matchLabels" | "matchExpressions") => cx
                    .report(*entry, format!("{fact}: it is null, so the selector matches everything"))
                    .severity(Severity::Warning),
                _ => cx
                    .report(*entry, format!("{fact}: it is null, which means the same as absent"))
                    .severity(Severity::Info),
            };
            let report =
                entry.key.parent().into_iter().fold(report, |report, map| report.resting_on(map.without(name)));
            report.help(format!("remove `{name}`, or write its contents indented under the key"));
        }
        _ => {}
    }
}

/// Whether the items of the list are to the left of its key, which `field-wrong-level` reports.
fn has_items_to_the_left<'w>(resource: &'w Resource<'w>, key: Node<'w>, cx: &Cx<'w>) -> bool {
    cx.workspace.facts(resource).problems.iter().take(MAX_FINDINGS).any(|problem| match problem {
        Problem::Unknown(UnknownField { meant: Meant::Place(place), .. }) => {
            matches!(place.target, Target::Left) && place.there == Some(key)
        }
        _ => false,
    })
}
