//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::resource::known_str;
use crate::kube::{Kind, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rule, report_missing};
use crate::workspace::{Reference, Relation, Resolution};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "ingress-tls-secret",
        summary: "A certificate Secret of an Ingress that does not exist or has no certificate",
        category: Category::Links,
        severity: Severity::Warning,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Reference(&[Kind::Secret], check),
};

fn check<'w>(reference: &Reference<'w>, resolution: &Resolution<'w>, cx: &mut Cx<'w>) {
    if reference.from.kind != Kind::Ingress {
        return;
    }
    match resolution {
        Resolution::Found(found) => {
            if let &[(secret, Relation::Same)] = found.as_slice() {
                keys(reference, secret, cx);
            }
        }
        _ => report_missing(reference, resolution, cx),
    }
}

/// Checks the keys of the Secret. A Secret of another type also works if it has both keys.
fn keys<'w>(reference: &Reference<'w>, secret: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some(keys) = cx.workspace.all_keys(secret) else { return };
    let lacks = |wanted: &str| !keys.iter().any(|key| key.text() == wanted);
    let is_tls = secret.root.get("type").and_then(known_str) == Some("kubernetes.io/tls");
    let Some(missing) = ["tls.crt", "tls.key"].into_iter().find(|key| lacks(key)).filter(|_| !is_tls) else { return };
    let title = secret.title();
    let message = format!("{title} has no key `{missing}`, so the controller has no certificate for these hosts");
    cx.report(reference.node(), message)
        .related(secret.head(), "the Secret")
        .help("name a Secret of the type `kubernetes.io/tls`, with `tls.crt` and `tls.key`");
}
