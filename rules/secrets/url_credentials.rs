//! See the card.

use crate::diagnostic::Severity;
use crate::kube::Resource;
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::secrets::spots::Place;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "url-credentials",
        summary: "A password in a URL or a connection string",
        category: Category::Secrets,
        severity: Severity::Warning,
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Written(check),
};

fn check<'w>(resource: &'w Resource<'w>, cx: &mut Cx<'w>) {
    for spot in cx.workspace.secrets(resource).filter(|spot| matches!(spot.place, Place::Text)) {
        let credential = &spot.written.credential;
        if !credential.is_in_address() {
            continue;
        }
        let message = format!(
            "a password is in plain text in this address ({}): anyone who can read the manifest can read it",
            credential.reason
        );
        let report = cx.report_secret(resource, spot, spot.passage(), message);
        report.help("keep the whole address in a Secret, and refer to it");
    }
}
