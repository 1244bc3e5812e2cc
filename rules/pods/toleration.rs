//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::{Kind, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::text::unknown::is_unknown;
use crate::yaml::{Entry, Node, insert_after, remove_entry, replace_scalar};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "toleration",
        summary: "A toleration whose fields contradict each other",
        category: Category::Values,
        severity: Severity::Error,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(Kind::WORKLOADS, check),
};

fn check<'w>(workload: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some(template) = cx.workspace.template(workload) else { return };
    let Some(list) = template.spec.and_then(|spec| spec.get("tolerations")) else { return };
    if !list.is_certain() {
        return;
    }
    for toleration in list.items().filter(|item| item.is_mapping() || item.is_null()) {
        let is_open = |entry: Entry<'_>| is_unknown(&entry.key.key_text()) || is_unknown(entry.value.text());
        if !toleration.entries().any(is_open) {
            check_one(workload.kind_name, toleration, cx);
        }
    }
}

fn check_one<'w>(kind: &str, toleration: Node<'w>, cx: &mut Cx<'w>) {
    let refused = format!("so the API server rejects the {kind}");
    let written = |key: &str| toleration.entry(key).filter(|entry| !entry.value.is_empty());
    let (operator, value, effect) = (written("operator"), written("value"), written("effect"));
    let exists = operator.is_some_and(|entry| entry.value.as_str() == Some("Exists"));
    let equal = operator.is_none_or(|entry| entry.value.as_str() == Some("Equal"));
    if written("key").is_none() && equal {
        let shown = operator.map_or("", |_| " has `operator: Equal`");
        let message =
            format!("a toleration without a `key`{shown}, but only `operator: Exists` works without one, {refused}");
        let help = "write the `key` of the taint, or `operator: Exists` alone to tolerate every taint";
        match (operator, toleration.entries().next()) {
            (Some(operator), _) => {
                let edit = replace_scalar(operator.value, "Exists").filter(|_| value.is_none());
                let report = cx.report(operator.value, message).resting_on(toleration.without("key")).help(help);
                report.fix(Applicability::Unsafe, "write `operator: Exists`", edit);
            }
            (None, Some(first)) => {
                let free = value.is_none() && toleration.entry("operator").is_none();
                let edit = if free { insert_after(first, "operator", "Exists") } else { None };
                let place = toleration.without("key").shown_at(first.key);
                let report = cx.report(place, message).resting_on(toleration.without("operator")).help(help);
                report.fix(Applicability::Unsafe, "write `operator: Exists`", edit);
            }
            (None, None) => drop(cx.report(toleration, message).help(help)),
        }
    } else if let Some((value, operator)) =
        value.zip(operator).filter(|(value, _)| exists && value.value.as_str().is_some())
    {
        let text = value.value.text();
        let message = format!("`operator: Exists` accepts no value, but there is `value: {text}`, {refused}");
        let report = cx.report(value, message).related(operator.value, "matches any value");
        let report = report.help("remove `value`, or write `operator: Equal`");
        report.fix(Applicability::Unsafe, "remove `value`", remove_entry(value));
    }
    let seconds = toleration.entry("tolerationSeconds").filter(|entry| entry.value.as_i64().is_some());
    let Some(seconds) = seconds else { return };
    let message = format!(
        "`tolerationSeconds: {}` needs `effect: NoExecute`: only that evicts pods, {refused}",
        seconds.value.text()
    );
    match effect.map(|entry| (entry, entry.value.as_str())) {
        Some((effect, Some("NoSchedule" | "PreferNoSchedule"))) => {
            let report = cx.report(seconds, message).related(effect.value, "keeps pods away but does not evict them");
            let report = report.help("remove `tolerationSeconds`, or write `effect: NoExecute`");
            report.fix(Applicability::Unsafe, "remove `tolerationSeconds`", remove_entry(seconds));
        }
        None => {
            let report = cx.report(seconds, message).resting_on(toleration.without("effect"));
            let report = report.help("write `effect: NoExecute`");
            let edit = match toleration.entry("effect") {
                Some(empty) => replace_scalar(empty.value, "NoExecute"),
                None => insert_after(seconds, "effect", "NoExecute"),
            };
            report.fix(Applicability::Unsafe, "write `effect: NoExecute`", edit);
        }
        Some(_) => {}
    }
}
