//! The manifest around a labelled place.

use std::fmt::Write;
use std::ops::RangeInclusive;

use serde_json::{Map, Value, json};

use super::row::{Label, Row};

/// The groups and versions of kinds that Kubernetes serves outside its core group.
const GROUPS: &[(&str, &str)] = &[
    ("ClusterRole", "rbac.authorization.k8s.io/v1"),
    ("ClusterRoleBinding", "rbac.authorization.k8s.io/v1"),
    ("CronJob", "batch/v1"),
    ("DaemonSet", "apps/v1"),
    ("Deployment", "apps/v1"),
    ("Ingress", "networking.k8s.io/v1"),
    ("Job", "batch/v1"),
    ("Kustomization", "kustomize.config.k8s.io/v1beta1"),
    ("MutatingWebhookConfiguration", "admissionregistration.k8s.io/v1"),
    ("PodPreset", "settings.k8s.io/v1alpha1"),
    ("ReplicaSet", "apps/v1"),
    ("Role", "rbac.authorization.k8s.io/v1"),
    ("RoleBinding", "rbac.authorization.k8s.io/v1"),
    ("StatefulSet", "apps/v1"),
    ("StorageClass", "storage.k8s.io/v1"),
    ("Template", "template.openshift.io/v1"),
    ("ValidatingWebhookConfiguration", "admissionregistration.k8s.io/v1"),
];

/// The name and the text of a file with the place of a row.
pub fn of(row: &Row) -> (&'static str, String) {
    if row.object.is_empty() {
        return ("row.yaml", format!("{}\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: row\n", row.value));
    }
    let is_other = row.is_of_others();
    let version = GROUPS.iter().find(|(kind, _)| *kind == row.object).map(|(_, version)| *version);
    let version = version.unwrap_or(if is_other { "example.com/v1" } else { "v1" });
    let mut object = json!({"apiVersion": version, "kind": row.object, "metadata": {"name": "row"}});
    let leaf = leaf(row);
    if let Value::Object(map) = &mut object {
        put(map, &steps(row), leaf);
    }
    let mut text = String::new();
    write_node(&object, 0, &mut text);
    (if row.object == "Kustomization" { "kustomization.yaml" } else { "row.yaml" }, text)
}

/// The keys from the root to the place. `true` tells that a key holds a list.
fn steps(row: &Row) -> Vec<(String, bool)> {
    let field = row.field.as_str();
    // The last key may have dots in it.
    let whole = ["data.", "stringData.", "binaryData."].iter().find(|start| field.starts_with(**start));
    let key = match row.form.split('-').next().unwrap_or_default() {
        "cm" | "secret.data" | "secret.string" => whole.map(|start| start.len()),
        "annotation" => field.find("annotations.").map(|at| at + 12),
        "label" => field.find("abels.").map(|at| at + 6),
        "field" if field.ends_with(&format!(".{}", row.name)) => Some(field.len() - row.name.len()),
        _ => None,
    };
    let (before, last) = field.split_at(key.unwrap_or(field.len()));
    let step = |step: &str| match step.strip_suffix("[]") {
        Some(key) => (key.to_owned(), true),
        None => (step.to_owned(), false),
    };
    let mut steps: Vec<(String, bool)> = before.split('.').filter(|part| !part.is_empty()).map(step).collect();
    steps.extend((!last.is_empty()).then(|| (last.to_owned(), false)));
    steps
}

/// Puts a value at the end of a path; in a list, an array becomes several items.
fn put(map: &mut Map<String, Value>, steps: &[(String, bool)], leaf: Value) {
    let Some(((key, is_list), rest)) = steps.split_first() else { return };
    if rest.is_empty() {
        let leaf = match (is_list, leaf) {
            (true, leaf @ Value::Array(_)) | (false, leaf) => leaf,
            (true, leaf) => json!([leaf]),
        };
        map.insert(key.clone(), leaf);
        return;
    }
    let below = map.entry(key.clone()).or_insert_with(|| json!({}));
    let mut inner = match below.take() {
        Value::Object(inner) => inner,
        _ => Map::new(),
    };
    put(&mut inner, rest, leaf);
    *below = if *is_list { json!([inner]) } else { Value::Object(inner) };
}

/// What is at the place.
fn leaf(row: &Row) -> Value {
    let value = whole(row);
    match row.form.as_str() {
        "env" | "pair" => match value.strip_prefix("<valueFrom.").and_then(|rest| rest.strip_suffix('>')) {
            Some(source) => json!({"name": row.name, "valueFrom": {source: {"name": "row", "key": "key"}}}),
            None => json!({"name": row.name, "value": value}),
        },
        "arg" if row.name.starts_with('-') && !value.starts_with(&row.name) => json!([row.name, value]),
        form if form.ends_with("-line") => json!(line(row, &value)),
        _ => json!(value),
    }
}

/// The line of a text, with the sign that the form of the text asks for.
fn line(row: &Row, value: &str) -> String {
    let (name, key) = (&row.name, row.field.to_lowercase());
    let ends = |ends: &[&str]| ends.iter().any(|end| key.ends_with(end));
    let is_yaml = ends(&["yaml", "yml", "ldif", "config", "userdata", "objects"]);
    if name.is_empty() || value.starts_with(&format!("{name}=")) {
        format!("{value}\n")
    } else if ends(&["json"]) {
        format!("{{\n  \"{name}\": {value}\n}}\n")
    } else if value.starts_with("> ") {
        format!("{name} ={value}\n")
    } else if value.starts_with(':') {
        format!("{name}:{value}\n")
    } else if is_yaml {
        format!("{name}: {value}\n")
    } else if name.starts_with('-') {
        format!("{name} {value}\n")
    } else {
        format!("{name}={value}\n")
    }
}

/// The value with what was cut out of it.
fn whole(row: &Row) -> String {
    let value = row.value.trim_end_matches('…');
    let is_cut = value.len() < row.value.len();
    if let Some(at) = value.find("***").or(is_cut.then(|| value.find('*')).flatten()).filter(|_| row.reason != "stub") {
        let (before, after) = (&value[..at], value[at..].trim_start_matches('*'));
        let fill = match before {
            _ if before.contains("$2") => made(46, &[b'.'..=b'9', b'A'..=b'Z', b'a'..=b'z']),
            _ if before.contains("\\x") => made(110, &[b'0'..=b'9', b'a'..=b'f']),
            _ if before.starts_with("LS0t") => encoded(&made(1_599, &[b'/'..=b'9', b'A'..=b'Z', b'a'..=b'z'])),
            _ => made(1_600, &[b'/'..=b'9', b'A'..=b'Z', b'a'..=b'z']),
        };
        let after = if is_cut { "');" } else { after };
        let lines = |text: &str| text.replace("----- ", "-----\n").replace(" -----", "\n-----");
        return format!("{}{fill}{}", lines(before), lines(after));
    }
    match (row.label, is_cut) {
        (label, true) if value.contains("LoginModule ") => {
            let password = if label == Label::Secret { "kestrel9x" } else { "<password>" };
            format!("{value}\" password=\"{password}\";")
        }
        (_, true) if row.form == "secret.data" => value[..value.len() / 4 * 4].to_owned(),
        _ => value.to_owned(),
    }
}

/// A text of some letters in no order, the same each time.
fn made(length: usize, letters: &[RangeInclusive<u8>]) -> String {
    let letters: Vec<u8> = letters.iter().cloned().flatten().collect();
    let mut state = 0x2545_F491_u32;
    let next = |_| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        char::from(letters[(state >> 16) as usize % letters.len()])
    };
    (0..length).map(next).collect()
}

/// The base64 of a text whose length is a multiple of three.
fn encoded(text: &str) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let group = |group: &[u8]| {
        let bits = group.iter().fold(0, |bits, byte| bits << 8 | usize::from(*byte));
        [18, 12, 6, 0].map(|shift| char::from(LETTERS[bits >> shift & 63]))
    };
    text.as_bytes().chunks_exact(3).flat_map(group).collect()
}

/// Writes a block of YAML. Its texts are in quotes, or blocks.
fn write_node(node: &Value, depth: usize, out: &mut String) {
    let indent = "  ".repeat(depth);
    match node {
        Value::Object(map) => {
            for (key, value) in map {
                let _ = write!(out, "{indent}{}:", Value::from(key.as_str()));
                write_value(value, depth + 1, out);
            }
        }
        Value::Array(items) => {
            for item in items {
                let _ = write!(out, "{indent}-");
                write_value(item, depth + 1, out);
            }
        }
        _ => {}
    }
}

fn write_value(value: &Value, depth: usize, out: &mut String) {
    match value {
        Value::Object(_) | Value::Array(_) => {
            out.push('\n');
            write_node(value, depth, out);
        }
        Value::String(text) if text.ends_with('\n') && !text.starts_with([' ', '\n']) => {
            out.push_str(" |\n");
            text.lines().for_each(|line| out.push_str(&format!("{}{line}\n", "  ".repeat(depth))));
        }
        scalar => out.push_str(&format!(" {scalar}\n")),
    }
}
