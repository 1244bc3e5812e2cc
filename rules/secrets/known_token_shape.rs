//! See the card.

use crate::diagnostic::Severity;
use crate::kube::{Kind, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::secrets::engine::{Credential, credentials_in};
use crate::secrets::spots;
use crate::yaml::{Entry, Place, decode_base64_text};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "known-token-shape",
        summary: "A token or private key that is recognizable by its format",
        category: Category::Secrets,
        severity: Severity::Warning,
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Written(check),
};

fn check<'w>(resource: &'w Resource<'w>, cx: &mut Cx<'w>) {
    for spot in cx.workspace.secrets(resource).filter(|spot| matches!(spot.place, spots::Place::Text)) {
        report(spot.passage(), &spot.written.credential, spot.secret(), cx);
    }
    if resource.kind != Kind::Secret {
        return;
    }
    for entry in entries(resource, "stringData") {
        for credential in credentials_in(entry.value.text()) {
            let secret = entry.value.text().get(credential.secret.clone()).unwrap_or_default();
            report(entry.value.text_part(credential.secret.clone()), &credential, secret, cx);
        }
    }
    for entry in entries(resource, "data") {
        let Some(text) = decode_base64_text(entry.value.text().trim()) else { continue };
        // A part of decoded text has no place of its own in the file.
        if let Some(credential) = credentials_in(&text).find(is_token) {
            report(entry.value, &credential, &text[credential.secret.clone()], cx);
        }
    }
}

fn entries<'w>(secret: &Resource<'w>, field: &str) -> impl Iterator<Item = Entry<'w>> {
    let data = secret.root.get(field).into_iter().flat_map(|data| data.raw_entries());
    data.filter(|entry| !entry.value.is_alias())
}

fn is_token(credential: &Credential) -> bool {
    credential.is_usable() && !credential.is_in_address()
}

fn report(place: impl Place, credential: &Credential, secret: &str, cx: &mut Cx<'_>) {
    if !is_token(credential) {
        return;
    }
    let message = format!(
        "a credential is in plain text here ({}): anyone who can read the manifest can use it",
        credential.reason
    );
    let severity = if credential.is_proven() { Severity::Error } else { Severity::Warning };
    let help = "keep it in a Secret that is not in version control; this one stays in the history, so replace it with a new one";
    cx.report(place, message).severity(severity).credential(credential, secret).help(help);
}
