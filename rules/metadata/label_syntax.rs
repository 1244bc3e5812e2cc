//! See the card.

use std::collections::HashSet;

use crate::diagnostic::{Applicability, Severity};
use crate::kube::resource::known_str;
use crate::kube::values::names;
use crate::kube::{Resource, metadata};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::schema::{Constraint, Family, Flaw, Problem, SelectorFact};
use crate::text::unknown::{has_template_sign, is_unknown};
use crate::yaml::{self, Entry, replace_part, replace_scalar};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "label-syntax",
        summary: "A label that the API server rejects",
        category: Category::Values,
        severity: Severity::Error,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        constraints: Some(asks),
        ..Meta::DEFAULT
    },
    check: Check::Object(check),
};

fn asks(constraint: Constraint) -> bool {
    matches!(constraint, Constraint::Form(form) if form.family() == Family::Label)
}

fn check<'w>(resource: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let template = cx.workspace.template(resource);
    let mut maps = metadata::maps(resource, template, "labels");
    let selectors = cx.workspace.facts(resource).selectors.iter();
    maps.extend(selectors.filter_map(SelectorFact::labels));
    // A selector that repeats a wrong label must not cause a second finding.
    let mut seen = HashSet::new();
    for map in maps {
        for entry in map.value.entries() {
            if seen.insert((entry.key.key_text(), entry.value.text())) {
                label(entry, cx);
            }
        }
    }
    for problem in &cx.workspace.facts(resource).problems {
        if let Problem::Constraint(broken) = problem
            && let (Constraint::Form(form), Flaw::Form(reason)) = (broken.constraint, &broken.flaw)
            && asks(broken.constraint)
        {
            let (subject, refusal, where_) = (broken.subject(), cx.refusal(), cx.in_versions(broken.versions));
            let message = format!("{subject} is not {}: {reason}, so {refusal}{where_}", form.noun());
            cx.report(broken.node, message).help(form.help());
        }
    }
}

fn label<'w>(entry: Entry<'w>, cx: &mut Cx<'w>) {
    let key = entry.key.key_text();
    let refused = format!("so {}", cx.refusal());
    // The rules on YAML report values that are not strings.
    if entry.key.kind() != yaml::Kind::Scalar || is_unknown(&key) || has_template_sign(&key) {
        return;
    }
    if let Some((name, value)) = key.split_once(':').filter(|_| entry.value.is_null())
        && names::label_key(name).is_ok()
        && names::label_value(value).is_ok()
    {
        let title = "write a space after the colon";
        let one = format!("so this is one key without a value, and {}", cx.refusal());
        cx.report(entry, format!("a space is missing after `{name}:`, {one}")).help(title).fix(
            Applicability::Unsafe,
            title,
            replace_part(entry.key.text_part(name.len()..name.len() + 1), ": "),
        );
        return;
    }
    if let Err(reason) = names::label_key(&key) {
        let tidy = key.trim().replace(' ', "-");
        let help = match names::label_key(&tidy) {
            Ok(()) => format!("write `{tidy}`"),
            Err(_) => "write `name` or `domain.example/name`".to_owned(),
        };
        cx.report(entry, format!("`{key}` is not a label key: {reason}, {refused}")).help(help);
    }
    let Some(value) = known_str(entry.value).filter(|value| !has_template_sign(value)) else { return };
    let Err(reason) = names::label_value(value) else { return };
    let shown = entry.value.source_text();
    // A long value, or one of several lines, does not fit in a message.
    let shown = if shown.contains('\n') || shown.len() > 100 {
        format!("the value of `{key}`")
    } else {
        format!("`{key}: {shown}`")
    };
    let report = cx.report(entry.value, format!("{shown} is not a label value: {reason}, {refused}"));
    let tidy = tidy(value);
    // Letters of other alphabets have no ASCII counterpart.
    if value.is_ascii() && names::label_value(&tidy).is_ok() && !tidy.is_empty() {
        let report = report.help(format!("write `{tidy}`, or make it an annotation, which accepts any text"));
        report.fix(Applicability::Unsafe, format!("write `{tidy}`"), replace_scalar(entry.value, &tidy));
    } else {
        report.help("make it an annotation, which accepts any text");
    }
}

/// Turns `1.0+build 5` into `1.0-build-5`.
fn tidy(value: &str) -> String {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let text: String = value.trim().chars().map(|c| if fits(c) { c } else { '-' }).collect();
    text.trim_matches(['-', '_', '.']).to_owned()
}
