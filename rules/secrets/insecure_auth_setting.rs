//! See the card.

use crate::diagnostic::Severity;
use crate::kube::Resource;
use crate::kube::resource::known_str;
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::workspace::secrets::may_run;
use crate::yaml::Node;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "insecure-auth-setting",
        summary: "A variable that lets anyone into a database without a password",
        category: Category::Secrets,
        severity: Severity::Warning,
        since: "0.1.0",
        card: include_str!("insecure_auth_setting.md"),
        ..Meta::DEFAULT
    },
    check: Check::Written(check),
};

/// Variables of the images of MySQL, MariaDB, PostgreSQL and Bitnami (from their documentation), with the values that
/// turn passwords off. An empty list means any value.
const VARIABLES: &[(&str, &[&str])] = &[
    ("MYSQL_ALLOW_EMPTY_PASSWORD", &[]),
    ("MARIADB_ALLOW_EMPTY_ROOT_PASSWORD", &[]),
    ("ALLOW_EMPTY_PASSWORD", &["yes", "true", "1"]),
    (TRUST, &["trust"]),
];

/// The variable that applies even if there is a password.
const TRUST: &str = "POSTGRES_HOST_AUTH_METHOD";

fn check<'w>(resource: &'w Resource<'w>, cx: &mut Cx<'w>) {
    if !may_run(resource) {
        return;
    }
    let lists = resource.root.descendants().filter(|node| node.key().is_some_and(|key| key.text() == "env"));
    for (list, variable) in lists.flat_map(|list| list.items().map(move |variable| (list, variable))) {
        let Some((name, value)) = variable.get("name").zip(variable.get("value")) else { continue };
        let Some((known, off)) = VARIABLES.iter().find(|(known, _)| known_str(name) == Some(known)) else { continue };
        let Some(text) = known_str(value).filter(|text| !text.is_empty()) else { continue };
        let is_off = off.is_empty() || off.contains(&&*text.to_ascii_lowercase());
        if !is_off || *known != TRUST && has_password(list) {
            continue;
        }
        let is_example = cx.workspace.is_example(resource);
        let severity = if is_example { Severity::Info } else { Severity::Warning };
        let message = format!("`{known}: {text}` lets anyone who can reach the pod log in without a password");
        let help = "set a password from a Secret with `valueFrom.secretKeyRef`";
        cx.report(value, message).severity(severity).related(name, "the variable").help(help);
    }
}

/// Whether a list of variables sets a password, or some variables come from elsewhere.
fn has_password(list: Node<'_>) -> bool {
    let sets = |variable: Node<'_>| {
        let name = variable.get("name").map(|name| name.text()).unwrap_or_default();
        name.contains("PASSWORD") && !name.contains("ALLOW_EMPTY")
    };
    list.items().any(sets) || list.parent().is_some_and(|container| container.get("envFrom").is_some())
}
