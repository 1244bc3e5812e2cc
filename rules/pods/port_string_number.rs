//! See the card.

use crate::diagnostic::{Applicability, Edits, Severity};
use crate::kube::{Resource, resource::known_str};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::schema::{PortFact, PortForm};
use crate::yaml::replace_raw;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "port-string-number",
        summary: "A port number in quotes, which makes it a port name",
        category: Category::Values,
        severity: Severity::Error,
        fix: Some(Applicability::Safe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Object(check),
};

fn check<'w>(resource: &'w Resource<'w>, cx: &mut Cx<'w>) {
    for place in &cx.workspace.facts(resource).ports {
        let Some(text) = known_str(place.entry.value) else { continue };
        if place.role.declares || place.role.form == PortForm::Number || !is_number(text) {
            continue;
        }
        let (key, kind) = (place.entry.key.text(), resource.kind_name);
        let message = format!(
            "`{key}: {}` is a string, so it is a port name, but `{text}` has no letter, so the API server \
             rejects the {kind}",
            place.entry.value.source_text()
        );
        let number = text.parse::<u16>().ok().filter(|&number| number > 0);
        let key = if place.role.form == PortForm::Name { "number" } else { key };
        let fix = number.map(|number| edits(place, number));
        let mut report = cx.report(place.entry.value, message);
        if let Some(number) = number {
            report = report.help(format!("write `{key}: {number}`"));
        }
        // With a leading zero, another value may have been meant.
        let is_same = number.is_some_and(|number| number.to_string() == text);
        let applicability = if is_same { Applicability::Safe } else { Applicability::Unsafe };
        report.fix(applicability, "write a number", fix);
    }
}

/// Whether a string was meant to be a number, because it cannot be a name.
fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn edits(place: &PortFact<'_>, number: u16) -> Edits {
    let value = replace_raw(place.entry.value, &number.to_string());
    if place.role.form != PortForm::Name {
        return value.into();
    }
    // An Ingress has a separate field for each; the API server rejects both together.
    let only = place.entry.value.parent().is_some_and(|port| port.raw_entries().count() == 1);
    let key = place.entry.key.source_text().replace("name", "number");
    Edits::both(replace_raw(place.entry.key, &key).filter(|_| only), value)
}
