//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::values::names;
use crate::kube::{Kind, Resource, resource::known_str};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::text::similar::is_slip;
use crate::text::unknown::is_unknown;
use crate::yaml::{self, Entry, Node, decode_base64, replace_scalar};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "secret-type-keys",
        summary: "A Secret without the keys of its type, a key that is not allowed, or too much data",
        category: Category::Values,
        severity: Severity::Error,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(&[Kind::Secret, Kind::ConfigMap], check),
};

/// The keys that a type requires (core validation, `ValidateSecret`).
const KEYS: &[(&str, &[&str])] = &[
    ("kubernetes.io/tls", &["tls.crt", "tls.key"]),
    ("kubernetes.io/dockerconfigjson", &[DOCKER_JSON]),
    ("kubernetes.io/dockercfg", &[DOCKER_CFG]),
    ("kubernetes.io/ssh-auth", &[SSH_KEY]),
];
const DOCKER_JSON: &str = ".dockerconfigjson";
const DOCKER_CFG: &str = ".dockercfg";
const SSH_KEY: &str = "ssh-privatekey";
const BASIC_AUTH: &str = "kubernetes.io/basic-auth";
const TOKEN: &str = "kubernetes.io/service-account-token";
const ACCOUNT: &str = "kubernetes.io/service-account.name";

/// The limit of all values of a Secret or a ConfigMap together, in bytes (core `MaxSecretSize`).
const MOST: usize = 1024 * 1024;

fn check<'w>(resource: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let fields = if resource.kind == Kind::Secret { ["data", "stringData"] } else { ["data", "binaryData"] };
    // SOPS encrypts any value.
    if resource.root.entry("sops").is_some() || fields.iter().any(|field| !resource.root.is_certain_at(&[field])) {
        return;
    }
    let bags: Vec<Entry<'w>> = fields.iter().filter_map(|field| resource.root.entry(field)).collect();
    key_syntax(resource, &bags, cx);
    size(resource, &bags, cx);
    if resource.kind == Kind::Secret {
        secret(resource, &bags, cx);
    } else if let [data, binary] = bags[..] {
        for entry in binary.value.entries() {
            let Some(other) = data.value.entry(entry.key.text()) else { continue };
            let message = format!(
                "the key `{}` is in both `data` and `binaryData`, so the API server rejects the ConfigMap",
                entry.key.text()
            );
            cx.report(entry, message).related(other, "the other one").help("remove one of the two");
        }
    }
}

fn key_syntax<'w>(resource: &Resource<'w>, bags: &[Entry<'w>], cx: &mut Cx<'w>) {
    for entry in bags.iter().flat_map(|bag| bag.value.entries()) {
        let key = entry.key.key_text();
        // The rules on YAML report keys that are not strings, or look like another one.
        let told = entry.key.is_null() || entry.key.kind() != yaml::Kind::Scalar;
        let disguised = key.chars().any(|c| !c.is_ascii() && !c.is_alphanumeric());
        let Err(reason) = names::data_key(&key) else { continue };
        if !told && !disguised && !is_unknown(&key) {
            let kind = resource.kind_name;
            let message =
                format!("the key `{key}` is not a valid file name: {reason}, so the API server rejects the {kind}");
            cx.report(entry, message).help("a key is a file name without folders: write it with `-`, `_` or `.`");
        }
    }
}

/// Reports values that are too large together, at the largest of them.
fn size<'w>(resource: &Resource<'w>, bags: &[Entry<'w>], cx: &mut Cx<'w>) {
    let encoded = if resource.kind == Kind::Secret { "data" } else { "binaryData" };
    let (mut sum, mut largest) = (0, None);
    for (index, bag) in bags.iter().enumerate() {
        let is_encoded = bag.key.text() == encoded;
        for entry in bag.value.entries() {
            // The API server puts `stringData` in the place of `data`.
            let is_replaced = || resource.kind == Kind::Secret && index == 0 && bags.len() > 1;
            let size = entry.value.as_str().map_or(0, |text| decoded_size(text, is_encoded));
            if size == 0 || is_replaced() && bags[1].value.get(entry.key.text()).is_some() {
                continue;
            }
            sum += size;
            if largest.is_none_or(|(most, _)| size > most) {
                largest = Some((size, entry));
            }
        }
    }
    let Some((most, entry)) = largest.filter(|_| sum > MOST) else { return };
    if bags.iter().flat_map(|bag| bag.value.entries()).any(|entry| entry.value.as_str().is_some_and(is_unknown)) {
        return;
    }
    let (kind, key) = (resource.kind_name, entry.key.text());
    let subject = match most == sum {
        true => format!("`{key}` has {sum} bytes"),
        false => format!("the values have {sum} bytes together, `{key}` alone {most}"),
    };
    let message = format!("{subject}, but a {kind} may have at most {MOST}, so the API server rejects the {kind}");
    cx.report(entry.key, message)
        .help("keep large files in the image or in a volume, or divide them among several objects");
}

/// The number of bytes of a value, decoded from base64 if it is encoded.
fn decoded_size(text: &str, is_encoded: bool) -> usize {
    match is_encoded {
        true => text.bytes().filter(|byte| !matches!(byte, b'\r' | b'\n' | b'=')).count() * 3 / 4,
        false => text.len(),
    }
}

fn secret<'w>(resource: &Resource<'w>, bags: &[Entry<'w>], cx: &mut Cx<'w>) {
    let Some(kind) = resource.root.get("type").filter(|kind| kind.is_certain()) else { return };
    let Some(name) = known_str(kind) else { return };
    let clear = |bag: &Entry<'_>| {
        let known = |entry: Entry<'_>| !is_unknown(&entry.key.key_text());
        bag.value.is_null() || bag.value.is_mapping() && bag.value.raw_entries().all(known)
    };
    if name == TOKEN {
        return service_account(resource, kind, cx);
    }
    if !bags.iter().all(clear) {
        return;
    }
    let find = |key: &str| bags.iter().rev().find_map(|bag| bag.value.entry(key).map(|entry| (*bag, entry)));
    if name == BASIC_AUTH && find("username").is_none() && find("password").is_none() {
        missing(kind, name, bags, &["username", "password"], "or", cx);
    }
    let Some((_, keys)) = KEYS.iter().find(|(known, _)| *known == name) else { return };
    let lacking: Vec<&str> = keys.iter().copied().filter(|key| find(key).is_none()).collect();
    if !lacking.is_empty() {
        return missing(kind, name, bags, &lacking, "and", cx);
    }
    let Some((bag, entry)) = keys.first().and_then(|key| find(key)) else { return };
    let (key, encoded) = (entry.key.text(), bag.key.text() == "data");
    if key == SSH_KEY && entry.value.is_empty() {
        let message = format!("`{SSH_KEY}` is empty, but a Secret of type `{name}` needs it, {REFUSED}");
        cx.report(entry, message).related(kind, "the type").help("write the private key");
    }
    if matches!(key, DOCKER_JSON | DOCKER_CFG) && holds_no_object(entry.value, encoded) {
        let message = format!("`{key}` is not a JSON object, but a Secret of type `{name}` needs one, {REFUSED}");
        let help = "`kubectl create secret docker-registry --dry-run=client -o yaml` writes one";
        cx.report(entry, message).related(kind, "the type").help(help);
    }
}

const REFUSED: &str = "so the API server rejects the Secret";

/// Whether the API server certainly finds no JSON object. Other rules check invalid base64, and placeholders are
/// unknown.
fn holds_no_object(value: Node<'_>, encoded: bool) -> bool {
    let Some(text) = (if value.is_null() { Some("") } else { value.as_str() }) else { return false };
    let json = match encoded {
        true => decode_base64(text).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()),
        false => Some(text.to_owned()),
    };
    let is_object = |json: &str| {
        serde_json::from_str::<serde_json::Value>(json).is_ok_and(|value| value.is_object() || value.is_null())
    };
    !is_unknown(text) && json.is_some_and(|json| !is_unknown(&json) && !is_object(&json))
}

fn missing<'w>(kind: Node<'w>, name: &str, bags: &[Entry<'w>], keys: &[&str], word: &str, cx: &mut Cx<'w>) {
    let listed = keys.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(&format!(" {word} "));
    let message = format!("a Secret of type `{name}` needs {listed}, {REFUSED}");
    let near = |entry: &Entry<'_>| keys.iter().find(|key| is_slip(entry.key.text(), key)).copied();
    let typo = bags.iter().flat_map(|bag| bag.value.entries()).find_map(|entry| near(&entry).map(|key| (entry, key)));
    match typo {
        Some((entry, key)) => {
            let report = cx.report(entry, message).related(kind, "the type").help(format!("write `{key}`"));
            report.fix(Applicability::Unsafe, format!("write `{key}`"), replace_scalar(entry.key, key));
        }
        None => {
            let help = match name {
                "kubernetes.io/tls" => "write what is missing (it may be empty), or another `type`",
                _ => "write what is missing, or another `type`",
            };
            cx.report(kind, message).help(help);
        }
    }
}

fn service_account<'w>(resource: &Resource<'w>, kind: Node<'w>, cx: &mut Cx<'w>) {
    let annotations = resource.root.find(&["metadata", "annotations"]);
    let named = annotations.and_then(|list| list.get(ACCOUNT)).is_some_and(|name| !name.is_empty());
    let clear = annotations.is_none_or(|list| {
        list.is_null() || list.raw_entries().all(|entry| !is_unknown(&entry.key.key_text())) && list.is_mapping()
    });
    if !named && clear && resource.root.is_certain_at(&["metadata", "annotations"]) {
        let message = format!("a Secret of type `{TOKEN}` needs the annotation `{ACCOUNT}`, {REFUSED}");
        cx.report(kind, message).help(format!("write the name of the ServiceAccount as the annotation `{ACCOUNT}`"));
    }
}
