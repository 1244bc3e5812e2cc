//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::Resource;
use crate::rule::{Category, Check, Cx, Meta, Rank, Rule};
use crate::schema::{Field, MissingField, Problem, Shape, owner};
use crate::text::list::list;
use crate::text::unknown::PLACEHOLDER;
use crate::yaml::insert_after;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "required-missing",
        summary: "A field that the API server requires is missing",
        category: Category::Values,
        severity: Severity::Error,
        fix: Some(Applicability::Manual),
        since: "0.1.0",
        card: include_str!("required_missing.md"),
        rank: Some(Rank::Presence),
        ..Meta::DEFAULT
    },
    check: Check::Schema(check),
};

fn check<'w>(resource: &'w Resource<'w>, problem: &Problem<'w>, cx: &mut Cx<'w>) {
    let Problem::Missing(missing) = problem else { return };
    let MissingField { parent, spot, versions, null } = *missing;
    // kustomize writes the namespace of a Service that a webhook names.
    let kustomized = cx.workspace.is_kustomized(resource);
    // A key with nothing behind it, labels to select by, ports and terms of selectors have rules of their own.
    let of_others = |field: &Field<'w>| match field.name() {
        "selector" => parent.get("template").is_some(),
        "namespace" => kustomized,
        _ => false,
    };
    let absent = |field: &Field<'w>| {
        !versions.and(field.required()).is_empty() && parent.entry(field.name()).is_none() && !of_others(field)
    };
    let is_known = matches!(spot.definition.short_name(), "LabelSelectorRequirement" | "ContainerPort");
    let is_part = parent == resource.root && spot.field.name() == "spec" && cx.workspace.may_lack_spec(resource);
    if null.is_some() || is_known || is_part {
        return;
    }
    let names: Vec<&str> = spot.definition.fields().filter(absent).map(Field::name).collect();
    if names.first() != Some(&spot.field.name()) {
        return;
    }
    let (refusal, where_) = (cx.refusal(), cx.in_versions(versions));
    let owner = owner(parent, resource.kind_name);
    let message = format!("{owner} has no {}, so {refusal}{where_}", list(&names, "or"));
    let (first, missing) = (parent.raw_entries().next(), parent.without(spot.field.name()));
    let report = match (parent.key(), first) {
        (Some(key), _) => cx.report(missing.shown_at(key), message),
        (None, Some(first)) if parent != resource.root => cx.report(missing.shown_at(first.key), message),
        _ => cx.report(missing.shown_at(resource.head()), message),
    };
    let report = report.help(format!("write {}", list(&names, "and")));
    let placeholder = matches!(spot.field.shape(), Shape::Text) && names.len() == 1;
    if let Some(last) = parent.raw_entries().last().filter(|_| placeholder) {
        let edit = insert_after(last, spot.field.name(), PLACEHOLDER);
        report.fix(Applicability::Manual, format!("write `{}`", spot.field.name()), edit);
    }
}
