//! See the card.

use crate::diagnostic::Severity;
use crate::kube::{Kind, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::secrets::engine::credentials_in;
use crate::secrets::spots::Place;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "known-token-shape",
        summary: "A token or private key that its own look gives away",
        category: Category::Secrets,
        severity: Severity::Warning,
        since: "0.1.0",
        card: include_str!("known_token_shape.md"),
        ..Meta::DEFAULT
    },
    check: Check::Written(check),
};

fn check<'w>(resource: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let plain = resource.root.get("stringData").filter(|_| resource.kind == Kind::Secret);
    let plain = plain.into_iter().flat_map(|data| data.raw_entries()).map(|entry| entry.value);
    let in_plain = plain
        .filter(|value| !value.is_alias())
        .flat_map(|node| credentials_in(node.text()).map(move |credential| (node, credential)));
    let written = cx.workspace.secrets(resource).filter(|spot| matches!(spot.place, Place::Text));
    let written = written.map(|spot| (spot.node, spot.written.credential.clone()));
    for (node, credential) in written.chain(in_plain) {
        if !credential.is_usable() || credential.is_in_address() {
            continue;
        }
        let message = format!(
            "a credential is written out here ({}): anyone who can read the manifest can use it",
            credential.reason
        );
        let help = "keep it in a Secret that is not in version control; this one stays in the history, so replace it by a \
                    new one";
        cx.report(node.text_part(credential.secret.clone()), message).help(help);
    }
}
