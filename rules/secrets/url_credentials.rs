//! See the card.

use crate::diagnostic::Severity;
use crate::kube::Resource;
use crate::rule::{Category, Check, Cx, Meta, Rule};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "url-credentials",
        summary: "A password in a URL or a connection string",
        category: Category::Secrets,
        severity: Severity::Warning,
        since: "0.1.0",
        card: include_str!("url_credentials.md"),
        ..Meta::DEFAULT
    },
    check: Check::Written(check),
};

fn check<'w>(resource: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let found = cx.workspace.credentials_by_look(resource);
    for (node, credential) in found.iter().filter(|(_, found)| found.is_in_address()) {
        let severity = cx.workspace.severity_of(resource, credential);
        let secret = node.text().get(credential.secret.clone()).unwrap_or_default();
        let message = format!(
            "a password is written out in this address ({}): anyone who can read the manifest can read it",
            credential.reason
        );
        let report = cx.report(node.text_part(credential.secret.clone()), message).severity(severity);
        report.credential(credential, secret).help("keep the whole address in a Secret, and refer to it");
    }
}
