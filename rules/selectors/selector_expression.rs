//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::resource::known_str;
use crate::kube::values::names::{label_key, label_value};
use crate::kube::{Kind, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::text::similar::is_slip;
use crate::yaml::{Node, replace_scalar};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "selector-expression",
        summary: "A term of `matchExpressions` that the API server rejects",
        category: Category::Links,
        severity: Severity::Error,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(Kind::OF_KUBERNETES, check),
};

const OPERATORS: [&str; 4] = ["In", "NotIn", "Exists", "DoesNotExist"];
const REFUSED: &str = "so the API server rejects the selector";

fn check<'w>(resource: &'w Resource<'w>, cx: &mut Cx<'w>) {
    for selector in cx.workspace.facts(resource).label_selectors() {
        let terms = selector.entry.value.get("matchExpressions");
        for term in terms.into_iter().flat_map(|node| node.items()).filter(|term| term.is_mapping()) {
            operator(term, cx);
            syntax(term, cx);
        }
    }
}

fn operator<'w>(term: Node<'w>, cx: &mut Cx<'w>) {
    let Some(node) = term.get("operator").filter(|node| !node.is_empty()) else {
        cx.report(term.without("operator"), format!("this term has no `operator`, {REFUSED}"))
            .help("write `operator: In`, `NotIn`, `Exists` or `DoesNotExist`");
        return;
    };
    let Some(operator) = known_str(node) else { return };
    let values = term.entry("values").filter(|entry| !entry.value.is_empty());
    // The items of a list that a template fills in are not known.
    if values.is_some_and(|entry| !entry.value.is_sequence()) {
        return;
    }
    let (wanted, message) = match (operator, values) {
        ("In" | "NotIn", Some(_)) | ("Exists" | "DoesNotExist", None) => return,
        ("In", None) => ("Exists", format!("`operator: In` has no `values`, {REFUSED}")),
        ("NotIn", None) => ("DoesNotExist", format!("`operator: NotIn` has no `values`, {REFUSED}")),
        ("Exists", Some(_)) => ("In", format!("`operator: Exists` accepts no `values`, {REFUSED}")),
        ("DoesNotExist", Some(_)) => ("NotIn", format!("`operator: DoesNotExist` accepts no `values`, {REFUSED}")),
        (other, values) => {
            let fits = |name: &&str| matches!(*name, "In" | "NotIn") == values.is_some();
            let near = |name: &&str| name.eq_ignore_ascii_case(other) || is_slip(name, other);
            let wanted = OPERATORS.into_iter().filter(fits).find(near).unwrap_or("");
            let note = match other {
                "Gt" | "Lt" => " (it belongs to node affinity)",
                _ => "",
            };
            (wanted, format!("`{other}` is not an operator of a label selector{note}, {REFUSED}"))
        }
    };
    // A missing entry is in a different place than a wrong one.
    let report = match (operator, values) {
        ("In" | "NotIn", None) => cx.report_missing(term.without("values").shown_at(node), message).resting_on(node),
        _ => cx.report(node, message),
    };
    match wanted {
        "" => {
            report.help("write `In` or `NotIn` with `values`, or `Exists` or `DoesNotExist` without");
        }
        wanted => {
            let help = match (operator, values) {
                ("In" | "NotIn", None) => format!("add `values`, or write `{wanted}`"),
                ("Exists" | "DoesNotExist", Some(_)) => format!("write `{wanted}`, or remove `values`"),
                _ => format!("write `{wanted}`"),
            };
            let edit = replace_scalar(node, wanted);
            report.help(help).fix(Applicability::Unsafe, format!("write `{wanted}`"), edit);
        }
    }
}

fn syntax<'w>(term: Node<'w>, cx: &mut Cx<'w>) {
    match term.get("key").filter(|node| !node.is_empty()) {
        None => {
            cx.report(term.without("key"), format!("this term has no `key`, {REFUSED}"))
                .help("write the label's name as `key`");
        }
        Some(node) => {
            if let Some(Err(reason)) = known_str(node).map(label_key) {
                cx.report(node, format!("`{}` is not a label key: {reason}, {REFUSED}", node.text()))
                    .help("write the exact key of a label");
            }
        }
    }
    for value in term.get("values").into_iter().flat_map(|values| values.items()) {
        if let Some(Err(reason)) = known_str(value).map(label_value) {
            cx.report(value, format!("`{}` is not a label value: {reason}, {REFUSED}", value.text()))
                .help("write the exact value of a label");
        }
    }
}
