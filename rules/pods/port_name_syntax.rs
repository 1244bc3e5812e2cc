//! See the card.

use crate::diagnostic::Severity;
use crate::kube::port_places::{self, Form};
use crate::kube::values::names;
use crate::kube::{Resource, resource::known_str};
use crate::rule::{Category, Check, Cx, Meta, Rule};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "port-name-syntax",
        summary: "A port name that the API server rejects",
        category: Category::Values,
        severity: Severity::Error,
        fix: None,
        since: "0.1.0",
        card: include_str!("port_name_syntax.md"),
        ..Meta::DEFAULT
    },
    check: Check::Resource(port_places::KINDS, check),
};

fn check<'w>(resource: &'w Resource<'w>, cx: &mut Cx<'w>) {
    for place in cx.workspace.port_places(resource) {
        let Some(text) = known_str(place.entry.value) else { continue };
        let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
        // An empty one is as if it were not written. A quoted number is reported by a rule of its own.
        let syntax: fn(&str) -> Result<(), String> = match place.form {
            Form::Number => continue,
            _ if text.is_empty() => continue,
            Form::NumberOrName | Form::Reference if is_number => continue,
            Form::ServiceName => names::dns1123_label,
            Form::ContainerName | Form::NumberOrName | Form::Reference => names::port_name,
        };
        let Err(reason) = syntax(text) else { continue };
        if is_placeholder(text) {
            continue;
        }
        let kind = resource.kind_name;
        let message = format!("`{text}` is no port name: {reason}, so the API server refuses the {kind}");
        let tidy = text.trim().to_ascii_lowercase().replace(['_', '.', ' '], "-");
        let help = match syntax(&tidy) {
            Ok(()) => format!("write `{tidy}`, and the same wherever the port is named"),
            Err(_) if place.form == Form::Reference => "refer to the port by `number` instead".to_owned(),
            Err(_) if place.form == Form::ServiceName => {
                "write at most 63 lower-case letters, digits and `-`, such as `http`".to_owned()
            }
            Err(_) => "write at most 15 lower-case letters, digits and `-`, such as `http`".to_owned(),
        };
        cx.report(place.entry.value, message).help(help);
    }
}

/// `PORT`, `MY_PORT`: a person is asked to fill it in.
fn is_placeholder(text: &str) -> bool {
    text.contains("PORT") && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_')
}
