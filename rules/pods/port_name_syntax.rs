//! See the card.

use crate::diagnostic::Severity;
use crate::kube::values::names;
use crate::kube::{Resource, resource::known_str};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::schema::{PortForm, PortOwner};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "port-name-syntax",
        summary: "A port name that the API server rejects",
        category: Category::Values,
        severity: Severity::Error,
        fix: None,
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Object(check),
};

fn check<'w>(resource: &'w Resource<'w>, cx: &mut Cx<'w>) {
    for place in &cx.workspace.facts(resource).ports {
        let Some(text) = known_str(place.entry.value) else { continue };
        let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
        // An empty name counts as missing. Another rule reports a quoted number.
        let (form, declares) = (place.role.form, place.role.declares);
        if form == PortForm::Number || text.is_empty() || !declares && is_number {
            continue;
        }
        let of_service = declares && place.role.owner == PortOwner::Service;
        let syntax: fn(&str) -> Result<(), String> = if of_service { names::dns1123_label } else { names::port_name };
        let Err(reason) = syntax(text) else { continue };
        if is_placeholder(text) {
            continue;
        }
        let kind = resource.kind_name;
        let message = format!("`{text}` is not a port name: {reason}, so the API server rejects the {kind}");
        let tidy = text.trim().to_ascii_lowercase().replace(['_', '.', ' '], "-");
        let help = match syntax(&tidy) {
            Ok(()) => format!("write `{tidy}` here and in every reference to the port"),
            Err(_) if form == PortForm::Name && !declares => "refer to the port by `number` instead".to_owned(),
            Err(_) if of_service => "write at most 63 lower-case letters, digits and `-`, such as `http`".to_owned(),
            Err(_) => "write at most 15 lower-case letters, digits and `-`, such as `http`".to_owned(),
        };
        cx.report(place.entry.value, message).help(help);
    }
}

/// Whether a name such as `PORT` or `MY_PORT` is a placeholder for a person to fill in.
fn is_placeholder(text: &str) -> bool {
    text.contains("PORT") && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_')
}
