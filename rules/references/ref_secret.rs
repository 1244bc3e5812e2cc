//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::resource::known_str;
use crate::kube::{Kind, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rule, report_missing};
use crate::workspace::{Reference, Resolution};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "ref-secret",
        summary: "A reference to a Secret that does not exist",
        category: Category::Links,
        severity: Severity::Warning,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Reference(&[Kind::Secret], check),
};

fn check<'w>(reference: &Reference<'w>, resolution: &Resolution<'w>, cx: &mut Cx<'w>) {
    // Another rule reports certificates.
    if reference.from.kind == Kind::Ingress {
        return;
    }
    match resolution.target() {
        Some(secret) => credentials(reference, secret, cx),
        None => report_missing(reference, resolution, cx),
    }
}

/// Checks the type: only Secrets of two types are used as image credentials (`pkg/credentialprovider/secrets`).
fn credentials<'w>(reference: &Reference<'w>, secret: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let list = reference.fact.holder.parent().and_then(|list| list.key());
    if list.is_none_or(|key| key.text() != "imagePullSecrets") || !secret.root.is_certain_at(&["type"]) {
        return;
    }
    let written = secret.root.get("type").filter(|node| !node.is_empty());
    let Some(found) = written.map_or(Some("Opaque"), known_str).filter(|found| !TYPES.contains(found)) else { return };
    let message = format!("{} is of type `{found}`, so the kubelet pulls images without it", secret.title());
    let place = written.unwrap_or(secret.head());
    cx.report(reference.node(), message).related(place, "the Secret").help(
        "name a Secret of type `kubernetes.io/dockerconfigjson`: `kubectl create secret docker-registry` creates one",
    );
}

/// The types of Secrets with image credentials.
const TYPES: &[&str] = &["kubernetes.io/dockercfg", "kubernetes.io/dockerconfigjson"];
