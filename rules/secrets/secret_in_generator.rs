//! See the card.

use crate::diagnostic::{Confidence, Severity};
use crate::kube::resource::items;
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::secrets::spots::{Spot, spots};
use crate::secrets::{has_token, in_settings, is_kept_secret};
use crate::text::list::join;
use crate::yaml::Node;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "secret-in-generator",
        summary: "A secret in plain text in a kustomization",
        category: Category::Secrets,
        severity: Severity::Warning,
        since: "0.1.0",
        card: include_str!("secret_in_generator.md"),
        ..Meta::DEFAULT
    },
    check: Check::Kustomization(check),
};

/// The largest number of listed keys.
const MAX_KEYS: usize = 3;

/// The fields of a kustomization that contain patches.
const PATCHES: &[&str] = &["patches", "patchesJson6902", "patchesStrategicMerge"];

/// A `key=value` pair, as a generator reads it.
struct Literal<'w> {
    node: Node<'w>,
    key: &'w str,
    value: &'w str,
}

fn check<'w>(root: Node<'w>, cx: &mut Cx<'w>) {
    for generator in items(Some(root), "secretGenerator") {
        of_secret(generator, cx);
    }
    for generator in items(Some(root), "configMapGenerator") {
        literals(generator).for_each(|literal| of_config_map(&literal, cx));
    }
    for patches in PATCHES.iter().filter_map(|key| root.get(key)) {
        spots(patches).iter().for_each(|spot| of_patch(spot, cx));
    }
}

/// Reports values that a patch writes into an object.
fn of_patch<'w>(spot: &Spot<'w>, cx: &mut Cx<'w>) {
    let written = &spot.written;
    if is_harmless(&written.name, spot.secret(), cx) {
        return;
    }
    let reason = written.credential.reason;
    let what = match written.name.as_str() {
        "" => format!("a credential is in plain text in this patch ({reason})"),
        name => format!("the value of `{name}` is in plain text in this patch ({reason})"),
    };
    let message = format!("{what}: anyone who can read the file or the object can read it");
    let report = cx.report(spot.passage(), message).credential(&written.credential, spot.secret());
    report.help("keep the value in a Secret and refer to it in the patch");
}

/// Whether the project allows the name of a value, or the value is the name of a Secret.
fn is_harmless(name: &str, value: &str, cx: &Cx<'_>) -> bool {
    cx.workspace.project.own.allows(name) || cx.workspace.names_a_secret(name, value)
}

/// kustomize removes the quotes around a value (`ParseKeyValuePair`, `removeQuotes`).
fn literals<'w>(generator: Node<'w>) -> impl Iterator<Item = Literal<'w>> {
    items(Some(generator), "literals").filter(|node| !node.is_alias()).filter_map(|node| {
        let (key, value) = node.as_str()?.split_once('=')?;
        let inner = ['"', '\''].iter().find_map(|quote| value.strip_prefix(*quote)?.strip_suffix(*quote));
        Some(Literal { node, key, value: inner.unwrap_or(value) })
    })
}

fn of_secret<'w>(generator: Node<'w>, cx: &mut Cx<'w>) {
    let own = &cx.workspace.project.own;
    let real: Vec<Literal<'w>> =
        literals(generator).filter(|one| !own.allows(one.key) && is_kept_secret(one.key, one.value)).collect();
    let Some(first) = real.first() else { return };
    let keys = real.iter().take(MAX_KEYS).map(|one| format!("`{}`", one.key));
    let others = Some(real.len().saturating_sub(MAX_KEYS)).filter(|others| *others > 0);
    let keys = join(keys.chain(others.map(|others| format!("{others} more"))), "and");
    let (subject, them) = match real.len() {
        1 => (format!("the value of {keys} is"), "it"),
        _ => (format!("the values of {keys} are"), "them"),
    };
    let message = format!("{subject} in the kustomization: anyone who can read the file can read {them}");
    let is_token = real.iter().any(|one| has_token(one.value));
    let severity = if is_token { Severity::Warning } else { Severity::Info };
    let help = format!(
        "keep {them} out of version control: write a file that is not in it under `envs` or `files`, or make an \
         ExternalSecret or a SealedSecret instead"
    );
    let confidence = if is_token { Confidence::High } else { Confidence::Medium };
    cx.report(first.node, message).severity(severity).confidence(confidence).help(help);
}

fn of_config_map<'w>(literal: &Literal<'w>, cx: &mut Cx<'w>) {
    let Literal { node, key, value } = literal;
    for written in in_settings(key, value) {
        let credential = &written.credential;
        let name = if written.name.is_empty() { key } else { &*written.name };
        let secret = value.get(credential.secret.clone()).unwrap_or_default();
        if is_harmless(name, secret, cx) {
            continue;
        }
        let message = format!(
            "the value of `{name}` goes into a ConfigMap ({}): anyone who can read ConfigMaps or the file can read it",
            credential.reason
        );
        cx.report(*node, message)
            .credential(credential, secret)
            .help("keep the value in a Secret, which a container reads in the same ways as a ConfigMap");
        return;
    }
}
