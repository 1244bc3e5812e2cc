//! See the card.

use std::ops::Range;
use std::sync::Arc;

use crate::diagnostic::{Confidence, Severity};
use crate::kube::resource::items;
use crate::render::kustomize::{Form, Input, Made};
use crate::rule::{Category, Check, Cx, Draft, Meta, Rule};
use crate::secrets::inputs::{credentials, variables};
use crate::secrets::spots::{Spot, in_operations, spots};
use crate::secrets::{Written, has_token, in_settings, is_kept_secret};
use crate::text::list::join;
use crate::yaml::{InText, Node, Parsed, Place, parse_embedded_stream};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "secret-in-generator",
        summary: "A secret in plain text in a kustomization",
        category: Category::Secrets,
        severity: Severity::Warning,
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Kustomization(check),
};

/// The most keys that a message lists.
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
    for patch in PATCHES.iter().flat_map(|key| items(Some(root), key)) {
        of_patch(patch, cx);
    }
    let file = root.source().id();
    let inputs = cx.workspace.inputs.map_or(&[][..], |inputs| inputs.of(file));
    for input in inputs.iter().filter(|input| input.is_first) {
        of_input(input, cx);
    }
}

/// Checks the values that a patch in the kustomization writes into an object.
fn of_patch(patch: Node<'_>, cx: &mut Cx<'_>) {
    let trees = patch.get("patch").and_then(parse_embedded_stream).unwrap_or_default();
    let mut operations = trees.iter().filter_map(|tree| tree.root()).filter(|root| root.is_sequence()).peekable();
    match operations.peek() {
        Some(_) => operations.flat_map(in_operations).for_each(|spot| in_patch(&spot, None, cx)),
        None => spots(patch).iter().for_each(|spot| in_patch(spot, None, cx)),
    }
}

/// Reports a credential in a patch. `at` is the reference to the file of the patch, if it has one.
fn in_patch(spot: &Spot<'_>, at: Option<Node<'_>>, cx: &mut Cx<'_>) {
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
    let report = report.help("keep the value in a Secret and refer to it in the patch");
    at.into_iter().fold(report, |report, at| report.related(at, "a kustomization applies the patch"));
}

/// Checks a file that the kustomization reads.
fn of_input<'w>(input: &Input<'w>, cx: &mut Cx<'w>) {
    let is_manifest = |file: &Arc<Parsed>| file.file() == input.source.id();
    match input.form {
        Form::Operations(root) => in_operations(root).iter().for_each(|spot| in_patch(spot, Some(input.at), cx)),
        // Other rules check the file as a manifest.
        _ if cx.workspace.files.iter().any(is_manifest) => {}
        Form::Variables(Made::Secret) => {
            let all = variables(&input.source.text);
            let kept = all.filter(|(key, value)| is_kept_secret(key, &input.source.text[value.clone()]));
            in_secret_file(input, kept, cx);
        }
        Form::Value(Made::Secret, key) => {
            let text = &input.source.text;
            let kept = (is_kept_secret(key, text) || has_token(text)).then_some((key, 0..text.trim_end().len()));
            in_secret_file(input, kept.into_iter(), cx);
        }
        Form::Variables(Made::ConfigMap) => {
            for (key, value) in variables(&input.source.text) {
                in_config_file(input, key, value, cx);
            }
        }
        Form::Value(Made::ConfigMap, key) => in_config_file(input, key, 0..input.source.text.len(), cx),
    }
}

/// Checks the values of a file that becomes a Secret, with their keys.
fn in_secret_file<'w>(input: &Input<'w>, kept: impl Iterator<Item = (&'w str, Range<usize>)>, cx: &mut Cx<'w>) {
    let own = &cx.workspace.project.own;
    let real: Vec<(&str, Range<usize>)> = kept.filter(|(key, _)| !own.allows(key)).collect();
    let Some((name, value)) = real.first() else { return };
    let place = InText { source: input.source, part: value.clone(), name };
    let all: Vec<(&str, &str)> = real.iter().map(|(key, value)| (*key, &input.source.text[value.clone()])).collect();
    let advice = "let Git ignore the file and create it before the build";
    let report = in_secret(place, &all, "this file", advice, cx);
    report.related(input.at, "a kustomization creates a Secret from the file");
}

/// Reports keys and values that become a Secret, at the place of the first. `container` is the text that contains them,
/// and `advice` says how to keep them out of it.
fn in_secret<'c>(
    place: impl Place,
    all: &[(&str, &str)],
    container: &str,
    advice: &str,
    cx: &'c mut Cx<'_>,
) -> Draft<'c> {
    let (subject, them) = subject(all.iter().map(|(key, _)| *key));
    let (severity, confidence) = match all.iter().any(|(_, value)| has_token(value)) {
        true => (Severity::Warning, Confidence::High),
        false => (Severity::Info, Confidence::Medium),
    };
    let message = format!("{subject} in {container}: anyone who can read the file can read {them}");
    cx.report(place, message).severity(severity).confidence(confidence).help(format!(
        "keep {them} out of version control: {advice}, or use an ExternalSecret or a SealedSecret instead"
    ))
}

/// Checks for credentials in a file that becomes the value of a ConfigMap key.
fn in_config_file<'w>(input: &Input<'w>, key: &str, value: Range<usize>, cx: &mut Cx<'w>) {
    let text = &input.source.text;
    for written in credentials(text, value, key) {
        let name = written.name_or(key);
        let place = InText { source: input.source, part: written.credential.secret.clone(), name };
        if let Some(report) = in_config_map(place, name, &written, text, cx) {
            report.related(input.at, "a kustomization creates a ConfigMap from the file");
        }
    }
}

/// Reports a credential in a text that becomes part of a ConfigMap. Returns `None` if it is harmless.
fn in_config_map<'c>(
    place: impl Place,
    name: &str,
    written: &Written,
    text: &str,
    cx: &'c mut Cx<'_>,
) -> Option<Draft<'c>> {
    let credential = &written.credential;
    let secret = text.get(credential.secret.clone()).unwrap_or_default();
    if is_harmless(name, secret, cx) {
        return None;
    }
    let message = format!(
        "the value of `{name}` goes into a ConfigMap ({}): anyone who can read ConfigMaps or the file can read it",
        credential.reason
    );
    let report = cx.report(place, message).credential(credential, secret);
    Some(report.help("keep the value in a Secret, which a container can read in the same ways as a ConfigMap"))
}

/// The keys whose values are readable, as the start of a sentence, and the pronoun for the values.
fn subject<'k>(keys: impl ExactSizeIterator<Item = &'k str>) -> (String, &'static str) {
    let count = keys.len();
    let others = Some(count.saturating_sub(MAX_KEYS)).filter(|others| *others > 0);
    let keys = keys.take(MAX_KEYS).map(|key| format!("`{key}`"));
    let keys = join(keys.chain(others.map(|others| format!("{others} more"))), "and");
    match count {
        1 => (format!("the value of {keys} is"), "it"),
        _ => (format!("the values of {keys} are"), "them"),
    }
}

/// Whether the project allows the name of a value, or the value is the name of a Secret.
fn is_harmless(name: &str, value: &str, cx: &Cx<'_>) -> bool {
    cx.workspace.project.own.allows(name) || cx.workspace.names_a_secret(name, value)
}

/// The literals of a generator. kustomize removes the quotes around a value (`ParseKeyValuePair`, `removeQuotes`).
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
    let all: Vec<(&str, &str)> = real.iter().map(|one| (one.key, one.value)).collect();
    let advice = "name an untracked file under `envs` or `files`";
    in_secret(first.node, &all, "the kustomization", advice, cx);
}

fn of_config_map<'w>(literal: &Literal<'w>, cx: &mut Cx<'w>) {
    let Literal { node, key, value } = literal;
    for written in in_settings(key, value) {
        if in_config_map(*node, written.name_or(key), &written, value, cx).is_some() {
            return;
        }
    }
}
