//! See the card.

use crate::diagnostic::{Applicability, Edit, Severity};
use crate::kube::resource::known_str;
use crate::kube::{Kind, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::secrets::engine::{Level, judge};
use crate::workspace::Workspace;
use crate::yaml::{Content, Entry, Node, Style, replace_entry};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "hardcoded-password",
        summary: "A password, token or key in a container's environment",
        category: Category::Secrets,
        severity: Severity::Warning,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        card: include_str!("hardcoded_password.md"),
        ..Meta::DEFAULT
    },
    check: Check::Object(check),
};

fn check<'w>(resource: &'w Resource<'w>, cx: &mut Cx<'w>) {
    // A controller may make pods of a custom resource.
    if !Kind::POD_HOLDERS.contains(&resource.kind) && !resource.kind.is_of_others() {
        return;
    }
    let lists = resource
        .root
        .descendants()
        .filter(|node| node.is_sequence() && !node.is_alias() && node.key().is_some_and(|key| key.text() == "env"));
    for variable in lists.flat_map(|list| list.items()) {
        let Some((name, value)) = variable.get("name").zip(variable.entry("value")) else { continue };
        let Some(text) = name.as_str() else { continue };
        // A number that is no string is refused by the server, and as readable as any other.
        let literal = value.value.text();
        let Some(found) = judge(text, literal).filter(|found| found.level >= Level::Medium) else { continue };
        if names_a_secret(cx.workspace, text, literal) {
            continue;
        }
        let container = container_of(variable).map(|name| format!(" of container `{name}`")).unwrap_or_default();
        let reason = found.reason;
        let prefix = found.prefix.map(|prefix| format!(", `{prefix}…`")).unwrap_or_default();
        let message = format!(
            "`{text}`{container} is written out here ({reason}{prefix}): anyone who can read the manifest or the pod \
             can read it"
        );
        let rotate = match found.level {
            Level::High => "; it stays in the version history, so replace it by a new one",
            Level::Low | Level::Medium => "",
        };
        let help = format!("keep the value in a Secret and refer to it with `valueFrom.secretKeyRef`{rotate}");
        let is_demo = found.level == Level::Medium && reason == "common password" && cx.workspace.is_example(resource);
        let severity = if is_demo { Severity::Info } else { Severity::Warning };
        let report = cx.report(value.value, message).severity(severity).related(name, "the variable").help(help);
        let edit = reference(resource, text, value);
        report.fix(Applicability::Unsafe, "refer to a key of a Secret, which has to be made", edit);
    }
}

/// The name of an object that holds secrets is none.
fn names_a_secret(workspace: &Workspace<'_>, name: &str, value: &str) -> bool {
    let lower = name.to_lowercase();
    let is_password = ["pass", "pwd"].iter().any(|word| lower.contains(word));
    !is_password && workspace.named(Kind::Secret, value).next().is_some()
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
