//! The hash of an object's content, which is added to its name (`api/hasher`).

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::resource::Resource;
use crate::render::Value;
use crate::yaml::{Cause, Scalar};

/// The number of characters of the hash in the name.
const LENGTH: usize = 10;

/// Adds the hash to the names of the objects that need it.
pub(super) fn add(resources: &mut [Resource<'_>]) {
    for resource in resources.iter_mut().filter(|resource| resource.needs_hash) {
        let Some(hash) = hash(resource) else { continue };
        resource.remember();
        let span = resource.value.at().span();
        let span = resource.value.causes().first().map_or(span, |cause| cause.span);
        let cause = Cause { span, what: "generator adds a hash to the name".to_owned(), is_made: true };
        if let Some(name) = resource.value.find_mut(&["metadata", "name"]) {
            let text = format!("{}-{hash}", name.text());
            name.rewrite(text, cause);
        }
    }
}

/// The hash of a ConfigMap or a Secret. Returns `None` for other kinds, whose hash depends on how Go stores them in
/// memory.
fn hash(resource: &Resource<'_>) -> Option<String> {
    let kind = resource.text(&["kind"]);
    let mut fields = BTreeMap::from([("kind", Scalar::Str(&kind).json()), ("name", "\"\"".to_owned())]);
    let json_of = |key| resource.value.get(key).map(|value| json(&value));
    fields.insert("data", json_of("data").unwrap_or_else(|| "\"\"".to_owned()));
    match kind.as_str() {
        "ConfigMap" => fields.extend(json_of("binaryData").map(|json| ("binaryData", json))),
        "Secret" => {
            fields.insert("type", Scalar::Str(&resource.text(&["type"])).json());
            fields.extend(json_of("stringData").map(|json| ("stringData", json)));
        }
        _ => return None,
    }
    let fields: Vec<String> = fields.iter().map(|(key, json)| format!("\"{key}\":{json}")).collect();
    Some(spelled(&Sha256::digest(format!("{{{}}}", fields.join(",")))))
}

/// A map of scalars as Go writes it: with sorted keys.
fn json(value: &Value<'_>) -> String {
    let pairs = value.pairs();
    let sorted: BTreeMap<&str, String> =
        pairs.iter().map(|pair| (pair.key.text(), pair.value.scalar().json())).collect();
    let entries: Vec<String> = sorted.iter().map(|(key, json)| format!("{}:{json}", Scalar::Str(key).json())).collect();
    format!("{{{}}}", entries.join(","))
}

/// Hexadecimal digits without those that could form words (`hasher.encode`).
fn spelled(digest: &[u8]) -> String {
    let digits = digest.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    let spell = |digit: u8| match digit {
        0 => 'g',
        1 => 'h',
        3 => 'k',
        10 => 'm',
        14 => 't',
        other => char::from_digit(u32::from(other), 16).unwrap_or('g'),
    };
    digits.take(LENGTH).map(spell).collect()
}
