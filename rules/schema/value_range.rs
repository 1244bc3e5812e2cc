//! See the card.

use crate::diagnostic::Severity;
use crate::kube::Resource;
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::schema::{BrokenConstraint, Constraint, Flaw, Problem};
use crate::yaml::Entry;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "value-range",
        summary: "A number, length or count that its field does not allow",
        category: Category::Values,
        severity: Severity::Error,
        fix: None,
        since: "0.1.0",
        constraints: Some(asks),
        ..Meta::DEFAULT
    },
    check: Check::Schema(check),
};

fn asks(constraint: Constraint) -> bool {
    matches!(
        constraint,
        Constraint::Range { .. }
            | Constraint::Length { .. }
            | Constraint::Items(_)
            | Constraint::Ascending(_)
            | Constraint::Sorted
    )
}

fn check<'w>(_: &'w Resource<'w>, problem: &Problem<'w>, cx: &mut Cx<'w>) {
    let Problem::Constraint(broken) = problem else { return };
    match broken.flaw {
        Flaw::Number(_) | Flaw::Size(_) => value(broken, cx),
        Flaw::Exceeds(pair) => descent(broken, pair, cx),
        Flaw::Descends(item, before) => {
            let (refusal, where_) = (cx.refusal(), cx.in_versions(broken.versions));
            let (list, low, high) = (broken.name(), item.text(), before.text());
            let message = format!("`{low}` follows `{high}`, but `{list}` must go up, so {refusal}{where_}");
            cx.report(item, message).related(before, "the greater one").help("write the smallest item first");
        }
        _ => {}
    }
}

fn value<'w>(broken: &BrokenConstraint<'w>, cx: &mut Cx<'w>) {
    let (wants, refusal, where_) = (broken.constraint.wants(), cx.refusal(), cx.in_versions(broken.versions));
    let (name, node) = (broken.name(), broken.node);
    let (fact, help) = match (broken.constraint, &broken.flaw) {
        (Constraint::Items(most), Flaw::Size(count)) => (
            format!("`{name}` has {count} items, but at most {most} are allowed"),
            format!("write at most {most} items"),
        ),
        (Constraint::Length { least, most }, Flaw::Size(length)) => {
            let limit = if *length < least as usize {
                format!("at least {least} are needed")
            } else {
                format!("at most {most} are allowed")
            };
            (format!("`{name}` has {length} characters, but {limit}"), format!("write a text {wants}"))
        }
        _ => (format!("{} is not {wants}", broken.subject()), format!("write a number {wants}")),
    };
    // A list or a mapping may be long, so it is not quoted.
    let place = node.key().filter(|_| !node.is_key() && node.kind() != crate::yaml::Kind::Scalar).unwrap_or(node);
    cx.report(place, format!("{fact}, so {refusal}{where_}")).help(help);
}

fn descent<'w>(broken: &BrokenConstraint<'w>, pair: [(&'static str, Entry<'w>); 2], cx: &mut Cx<'w>) {
    let (refusal, where_) = (cx.refusal(), cx.in_versions(broken.versions));
    let shown = |(key, entry): (&str, Entry<'w>)| match entry.key.key_text() {
        name if *name == *key => format!("`{key}: {}`", entry.value.text()),
        name => format!("`{name}: {}` of `{key}`", entry.value.text()),
    };
    let [low, high] = pair;
    let message = format!("{} is more than {}, so {refusal}{where_}", shown(low), shown(high));
    let report = cx.report(high.1.value, message).related(low.1.value, "the greater value");
    report.help(format!("write `{}: {}` or more", high.1.key.key_text(), low.1.value.text()));
}
