//! See the card.

use crate::diagnostic::{Applicability, Edit, Severity};
use crate::kube::Resource;
use crate::kube::resource::known_str;
use crate::rule::{Category, Check, Cx, Draft, Meta, Rule};
use crate::secrets::engine::{Credential, Level, judge};
use crate::workspace::secrets::{custom_field, may_run};
use crate::yaml::{Content, Entry, Node, Style, replace_entry};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "hardcoded-password",
        summary: "A password, token or key in a variable of a container, or in a custom resource",
        category: Category::Secrets,
        severity: Severity::Warning,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        card: include_str!("hardcoded_password.md"),
        ..Meta::DEFAULT
    },
    check: Check::Written(check),
};

fn check<'w>(resource: &'w Resource<'w>, cx: &mut Cx<'w>) {
    // A controller may make pods of a custom resource.
    if !may_run(resource) {
        return;
    }
    let nodes = || resource.root.descendants().filter(|node| !node.is_alias());
    let lists = nodes().filter(|node| node.is_sequence() && node.key().is_some_and(|key| is_environment(key.text())));
    for variable in lists.flat_map(|list| list.items()) {
        let Some((name, value)) = variable.get("name").zip(variable.entry("value")) else { continue };
        let Some(text) = name.as_str() else { continue };
        // A number that is not a string is rejected by the API server, and as readable as any other.
        let Some(found) = judge(text, value.value.text()).filter(|found| found.level >= Level::Medium) else {
            continue;
        };
        let container = container_of(variable).map(|name| format!(" of container `{name}`")).unwrap_or_default();
        let what = format!("`{text}`{container}");
        if let Some(report) = report(resource, text, &found, value.value, &what, cx) {
            let edit = reference(resource, text, value);
            let (secret, key) = (resource.name.unwrap_or_default(), key_of(text));
            report
                .related(name, "the variable")
                .fix(Applicability::Unsafe, "refer to a key of a Secret, which has to be made", edit)
                .needs(format!("make the Secret `{secret}` with the value of `{text}` at the key `{key}`"));
        }
    }
    for entry in nodes().filter(|node| node.is_mapping()).flat_map(Node::raw_entries) {
        if let Some(found) = custom_field(resource, entry) {
            report(resource, &found.name, &found.credential, entry.value, &format!("`{}`", found.name), cx);
        }
    }
}

/// Whether a list holds variables: `env`, and in custom resources names such as `extraEnv`.
fn is_environment(key: &str) -> bool {
    key == "env" || key.ends_with("Env") || key.ends_with("EnvVars") || key == "envVars"
}

/// Reports a value, unless it is the name of an object that holds secrets.
fn report<'a, 'w>(
    resource: &Resource<'w>,
    name: &str,
    found: &Credential,
    value: Node<'w>,
    what: &str,
    cx: &'a mut Cx<'w>,
) -> Option<Draft<'a>> {
    if cx.workspace.names_a_secret(name, value.text()) {
        return None;
    }
    let readers = if resource.kind.is_of_others() { "the manifest" } else { "the manifest or the pod" };
    let message = format!("{what} is written out here ({}): anyone who can read {readers} can read it", found.reason);
    let rotate = match found.level {
        Level::High => "; it stays in the version history, so replace it by a new one",
        Level::Low | Level::Medium => "",
    };
    let help = match what.contains(" of container ") || !resource.kind.is_of_others() {
        true => format!("keep the value in a Secret and refer to it with `valueFrom.secretKeyRef`{rotate}"),
        false => format!("keep the value in a Secret, and refer to it as the kind allows{rotate}"),
    };
    let severity = if cx.workspace.is_demo(resource, found) { Severity::Info } else { Severity::Warning };
    Some(cx.report(value, message).severity(severity).help(help))
}

fn container_of<'w>(variable: Node<'w>) -> Option<&'w str> {
    variable.parent()?.parent()?.get("name").and_then(known_str)
}

/// `value: x` as a reference. The name of the Secret is the workload's, the key the variable's.
fn reference(resource: &Resource<'_>, name: &str, value: Entry<'_>) -> Option<Edit> {
    let key = key_of(name);
    let selector = Content::map([("name", resource.name?), ("key", &*key)]);
    // JSON needs quotes that YAML does not.
    let is_yaml = value.key.style() == Style::Plain;
    replace_entry(value, "valueFrom", Content::map([("secretKeyRef", selector)])).filter(|_| is_yaml)
}

/// The key of a Secret for the value of a variable.
fn key_of(name: &str) -> String {
    name.to_lowercase().replace('_', "-")
}
