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
    for list in lists {
        variables(resource, list, cx);
    }
    for entry in nodes().filter(|node| node.is_mapping()).flat_map(Node::raw_entries) {
        if let Some(found) = custom_field(resource, entry) {
            report(resource, &found.name, &found.credential, entry.value, &format!("`{}`", found.name), cx);
        }
    }
}

/// A variable whose value is a credential.
struct Variable<'w> {
    name: Node<'w>,
    value: Entry<'w>,
    found: Credential,
    container: Option<&'w str>,
}

impl<'w> Variable<'w> {
    fn read(variable: Node<'w>) -> Option<Self> {
        let (name, value) = variable.get("name").zip(variable.entry("value"))?;
        // A number that is not a string is rejected by the API server, and as readable as any other.
        let found = judge(name.as_str()?, value.value.text()).filter(|found| found.level >= Level::Medium)?;
        Some(Self { name, value, found, container: container_of(variable) })
    }

    /// Whether it may be the secret to which an identifier next to it belongs.
    fn may_have_id(&self) -> bool {
        !self.found.is_identifier() && self.name.text().to_ascii_lowercase().contains("secret")
    }
}

fn variables<'w>(resource: &'w Resource<'w>, list: Node<'w>, cx: &mut Cx<'w>) {
    let all: Vec<Variable<'w>> = list.items().filter_map(Variable::read).collect();
    let mut ids: Vec<&Variable<'w>> = all.iter().filter(|variable| variable.found.is_identifier()).collect();
    let has_secret = all.iter().any(Variable::may_have_id);
    for variable in all.iter().filter(|variable| !(has_secret && variable.found.is_identifier())) {
        let name = variable.name.text();
        let container = variable.container.map(|name| format!(" of container `{name}`")).unwrap_or_default();
        let what = format!("`{name}`{container}");
        let Some(mut report) = report(resource, name, &variable.found, variable.value.value, &what, cx) else {
            continue;
        };
        report = report.related(variable.name, "the variable");
        if variable.may_have_id() {
            report = ids.drain(..).fold(report, |report, id| report.mention(id.value.value, "its id"));
        }
        let edit = reference(resource, name, variable.value);
        report.fix(Applicability::Unsafe, "refer to a key of a Secret, which has to be made", edit);
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
    let severity = cx.workspace.severity_of(resource, found);
    let secret = value.text().get(found.secret.clone()).unwrap_or_default();
    Some(cx.report(value, message).severity(severity).credential(found, secret).help(help))
}

fn container_of<'w>(variable: Node<'w>) -> Option<&'w str> {
    variable.parent()?.parent()?.get("name").and_then(known_str)
}

/// `value: x` as a reference. The name of the Secret is the workload's, the key the variable's.
fn reference(resource: &Resource<'_>, name: &str, value: Entry<'_>) -> Option<Edit> {
    let key = name.to_lowercase().replace('_', "-");
    let selector = Content::map([("name", resource.name?), ("key", &*key)]);
    // JSON needs quotes that YAML does not.
    let is_yaml = value.key.style() == Style::Plain;
    replace_entry(value, "valueFrom", Content::map([("secretKeyRef", selector)])).filter(|_| is_yaml)
}
