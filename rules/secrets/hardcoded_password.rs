//! See the card.

use crate::diagnostic::{Applicability, Edit, Severity};
use crate::kube::Resource;
use crate::kube::resource::known_str;
use crate::rule::{Category, Check, Cx, Draft, Meta, Rule};
use crate::secrets::engine::Level;
use crate::secrets::spots::{Place, Spot};
use crate::yaml::{Content, Entry, Node, Style, replace_entry};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "hardcoded-password",
        summary: "A password, token or key in a variable of a container, or in a custom resource",
        category: Category::Secrets,
        severity: Severity::Warning,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Written(check),
};

fn check<'w>(resource: &'w Resource<'w>, cx: &mut Cx<'w>) {
    for spot in cx.workspace.secrets(resource) {
        match spot.place {
            Place::Variable(name) => variable(resource, spot, name, cx),
            Place::Field => drop(report(resource, spot, &format!("`{}`", spot.written.name), cx)),
            Place::Command(_) | Place::Setting(_) | Place::Text => {}
        }
    }
}

fn variable<'w>(resource: &Resource<'w>, spot: &Spot<'w>, name: Node<'w>, cx: &mut Cx<'w>) {
    let variable = name.parent();
    let container = variable.and_then(container_of).map(|name| format!(" of container `{name}`")).unwrap_or_default();
    let is_whole = spot.written.name == name.text();
    let inner = match spot.written.name.as_str() {
        "" => "a part".to_owned(),
        inner => format!("`{inner}`"),
    };
    let within = if is_whole { String::new() } else { format!("{inner} in ") };
    let report =
        report(resource, spot, &format!("{within}`{}`{container}", name.text()), cx).related(name, "the variable");
    if let Some(value) = variable.and_then(|variable| variable.entry("value")).filter(|value| value.value == spot.node)
    {
        let edit = reference(resource, name.text(), value);
        let (secret, key) = (resource.name.unwrap_or_default(), key_of(name.text()));
        report
            .fix(Applicability::Unsafe, "refer to a key of a Secret, which you must create", edit)
            .needs(format!("create the Secret `{secret}` with the value of `{}` under the key `{key}`", name.text()));
    }
}

fn report<'a, 'w>(resource: &Resource<'w>, spot: &Spot<'w>, what: &str, cx: &'a mut Cx<'w>) -> Draft<'a> {
    let found = &spot.written.credential;
    let readers = if resource.kind.is_of_others() { "the manifest" } else { "the manifest or the pod" };
    let message = format!("{what} is in plain text here ({}): anyone who can read {readers} can read it", found.reason);
    let rotate = match found.level {
        Level::High => "; it stays in the version history, so replace it with a new one",
        Level::Low | Level::Medium => "",
    };
    let help = match what.contains(" of container ") || !resource.kind.is_of_others() {
        true => format!("keep the value in a Secret and refer to it with `valueFrom.secretKeyRef`{rotate}"),
        false => format!("keep the value in a Secret, and refer to it as the kind allows{rotate}"),
    };
    let is_whole = matches!(spot.place, Place::Variable(name) if name.text() == spot.written.name);
    let report = match found.secret.len() < spot.node.text().len() && !is_whole {
        true => cx.report_secret(resource, spot, spot.passage(), message),
        false => cx.report_secret(resource, spot, spot.node, message),
    };
    report.help(help)
}

fn container_of<'w>(variable: Node<'w>) -> Option<&'w str> {
    variable.parent()?.parent()?.get("name").and_then(known_str)
}

/// Turns `value: x` into a reference. The Secret has the name of the workload, and the key comes from the variable.
fn reference(resource: &Resource<'_>, name: &str, value: Entry<'_>) -> Option<Edit> {
    let key = key_of(name);
    let selector = Content::map([("name", resource.name?), ("key", &*key)]);
    // In JSON, the new text would need quotes.
    let is_yaml = value.key.style() == Style::Plain;
    replace_entry(value, "valueFrom", Content::map([("secretKeyRef", selector)])).filter(|_| is_yaml)
}

/// The key of the Secret for a variable's value.
fn key_of(name: &str) -> String {
    name.to_lowercase().replace('_', "-")
}
