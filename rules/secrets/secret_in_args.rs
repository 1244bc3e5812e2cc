//! See the card.

use crate::diagnostic::Severity;
use crate::kube::Resource;
use crate::kube::resource::known_str;
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::secrets::spots::{Place, Spot};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "secret-in-args",
        summary: "A password, token or key in a container's command",
        category: Category::Secrets,
        severity: Severity::Warning,
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Written(check),
};

fn check<'w>(resource: &'w Resource<'w>, cx: &mut Cx<'w>) {
    for spot in cx.workspace.secrets(resource) {
        if let Place::Command(owner) = spot.place {
            report(resource, owner.get("name").and_then(known_str), spot, cx);
        }
    }
}

fn report<'w>(resource: &Resource<'w>, container: Option<&str>, spot: &Spot<'w>, cx: &mut Cx<'w>) {
    let credential = &spot.written.credential;
    let of = container.map(|name| format!(" of container `{name}`")).unwrap_or_default();
    let what = match spot.written.name.as_str() {
        "" => format!("the command{of} contains a credential ({})", credential.reason),
        name => format!("the value of `{name}` in the command{of} is in plain text here ({})", credential.reason),
    };
    let message = format!("{what}: anyone who can read the manifest, the pod or the list of processes can read it");
    let help =
        "keep the value in a Secret, make it a variable with `valueFrom.secretKeyRef`, and write `$(VARIABLE)` here";
    cx.report_secret(resource, spot, spot.passage(), message).help(help);
}
