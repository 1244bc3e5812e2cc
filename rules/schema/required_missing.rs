//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::Resource;
use crate::rule::{Category, Check, Cx, Meta, Rank, Rule};
use crate::schema::{BrokenConstraint, Constraint, Field, Flaw, MissingField, Problem, Shape, owner};
use crate::text::list::list;
use crate::text::similar::is_slip;
use crate::text::unknown::PLACEHOLDER;
use crate::yaml::{Node, insert_after};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "required-missing",
        summary: "A field that the API server requires is missing",
        category: Category::Values,
        severity: Severity::Error,
        fix: Some(Applicability::Manual),
        since: "0.1.0",
        rank: Some(Rank::Presence),
        constraints: Some(asks),
        ..Meta::DEFAULT
    },
    check: Check::Schema(check),
};

fn asks(constraint: Constraint) -> bool {
    matches!(constraint, Constraint::Filled | Constraint::Needs { .. } | Constraint::Choice { needs: true, .. })
}

fn check<'w>(resource: &'w Resource<'w>, problem: &Problem<'w>, cx: &mut Cx<'w>) {
    let missing = match problem {
        Problem::Missing(missing) => missing,
        Problem::Constraint(broken) => return constraint(broken, resource, cx),
        _ => return,
    };
    let MissingField { parent, spot, versions, null } = *missing;
    // kustomize writes the namespace of a Service that a webhook names.
    let kustomized = cx.workspace.is_kustomized(resource);
    // Other rules report a key without a value, and missing labels in selectors, ports and terms of selectors.
    let of_others = |field: &Field<'w>| match field.name() {
        "selector" => parent.get("template").is_some(),
        "namespace" => kustomized,
        _ => false,
    };
    let absent = |field: &Field<'w>| {
        !versions.and(field.required()).is_empty() && parent.entry(field.name()).is_none() && !of_others(field)
    };
    let is_known =
        parent.is_mapping() && matches!(spot.definition.short_name(), "LabelSelectorRequirement" | "ContainerPort");
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
    if let Some(name) = patched(parent) {
        let help =
            format!("write `name: {}` to change what the patch is for, or write {}", name.text(), list(&names, "and"));
        report.help(help).related(name, "this name is similar");
        return;
    }
    let report = report.help(format!("write {}", list(&names, "and")));
    let placeholder = matches!(spot.field.shape(), Shape::Text) && names.len() == 1;
    if let Some(last) = parent.raw_entries().last().filter(|_| placeholder) {
        let edit = insert_after(last, spot.field.name(), PLACEHOLDER);
        report.fix(Applicability::Manual, format!("write `{}`", spot.field.name()), edit);
    }
}

/// The name of the item that a patch is probably for, if the patch adds an item to a list of another file instead. Returns
/// `None` unless exactly one item of that file has a similar name.
fn patched(item: Node<'_>) -> Option<Node<'_>> {
    let (name, list) = (item.get("name")?, item.parent().filter(|list| list.is_sequence())?);
    let others = list.items().filter(|other| other.source().id() != item.source().id());
    let names = others.filter_map(|other| other.get("name"));
    let mut similar = names.filter(|other| is_slip(name.text(), other.text()));
    similar.next().filter(|_| similar.next().is_none())
}

/// Reports fields that are empty.
fn empty<'w>(broken: &BrokenConstraint<'w>, resource: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let (refusal, where_, node) = (cx.refusal(), cx.in_versions(broken.versions), broken.node);
    let name = broken.name();
    let (owner, place) = (owner(broken.holder(), resource.kind_name), if node.is_key() { None } else { node.key() });
    let message = format!("`{name}` of {owner} is empty, so {refusal}{where_}");
    let is_required = broken.field.is_some_and(|spot| !spot.field.required().is_empty());
    let report = match place.filter(|_| node.kind() != crate::yaml::Kind::Scalar) {
        Some(key) => cx.report_missing(key, message).resting_on(node),
        None => cx.report_missing(node, message),
    };
    report.help(match is_required {
        true => format!("write what belongs in `{name}`"),
        false => format!("write what belongs in `{name}`, or remove it"),
    });
}

/// Reports conditional fields that are empty or missing.
fn constraint<'w>(broken: &BrokenConstraint<'w>, resource: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let (refusal, where_) = (cx.refusal(), cx.in_versions(broken.versions));
    let node = broken.node;
    match &broken.flaw {
        Flaw::Empty => empty(broken, resource, cx),
        Flaw::Lacks(keys, because) => {
            let names = list(keys.iter().copied(), "or");
            let owner = owner(node, resource.kind_name);
            let (fact, help) = match (broken.constraint, because) {
                (Constraint::Needs { when, .. }, _) => {
                    let (words, negated) = when.words();
                    let with = if negated { "unless it has" } else { "with" };
                    (
                        format!("{owner} needs {names} {with} {words}"),
                        format!("write {}", list(keys.iter().copied(), "and")),
                    )
                }
                _ if keys.len() == 1 => (format!("{owner} has no {names}"), format!("write {names}")),
                _ => (format!("{owner} has none of {}", list(keys.iter().copied(), "and")), format!("write {names}")),
            };
            let Some((first, others)) = keys.split_first() else { return };
            // kustomize writes namespaces.
            if *first == "namespace" && cx.workspace.is_kustomized(resource) {
                return;
            }
            // The selector alone would not match a template without labels.
            let labels = node.entry("template").filter(|_| *first == "selector");
            let shown = match (node.key(), node.raw_entries().next()) {
                (Some(key), _) => key,
                (None, Some(entry)) if node != resource.root => entry.key,
                (None, None) => node,
                _ => resource.head(),
            };
            let shown = labels.map_or(shown, |template| template.key);
            let message = format!("{fact}, so {refusal}{where_}");
            let report = match broken.constraint {
                Constraint::Choice { .. } if keys.len() > 1 => {
                    cx.report_missing(node.without_each(keys, shown), message)
                }
                _ => {
                    let report = cx.report_missing(node.without(first).shown_at(shown), message);
                    others.iter().fold(report, |report, key| report.resting_on(node.without(key)))
                }
            };
            let report = report.help(match labels {
                Some(_) => "write `template.metadata.labels`: without a selector, they are the selector".to_owned(),
                None => help,
            });
            match (because, broken.constraint) {
                (Some(because), _) => report.related(*because, "because of this"),
                (None, Constraint::Needs { when, .. }) => match when.key() {
                    Some(key) => report.resting_on(node.without(key)),
                    None => report,
                },
                _ => report,
            };
        }
        _ => {}
    }
}
