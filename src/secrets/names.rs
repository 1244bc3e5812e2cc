//! Names that show by themselves that their value is a credential, whatever the value looks like.

use std::ops::Range;

use super::engine::{is_promise, judge};
use crate::text::similar::folded_distance;

/// The maximum length of a name in bytes.
const MAX_NAME: usize = 80;

/// Fields of the API, and of common custom resources, that sound like a credential and contain a switch or a name.
const FIELDS: &[&str] = &[
    "automountServiceAccountToken",
    "passCredentials",
    "passwordKey",
    "secretKey",
    "serviceAccountToken",
    "tokenKey",
    "tokenRequests",
    "useToken",
];

/// The rule whose name looks like the name of a credential. Directives and settings contain it.
const RULE: &str = "hardcoded-password";

/// Keys below the name of a credential that contain names of objects and settings, not the credential.
const SETTINGS: &[&str] = &[
    "algorithm",
    "apiVersion",
    "configMapRef",
    "containerName",
    "defaultMode",
    "description",
    "divisor",
    "encoding",
    "existingSecret",
    "fieldPath",
    "format",
    "from",
    "group",
    "items",
    "key",
    "keyName",
    "kind",
    "length",
    "mode",
    "name",
    "namespace",
    "optional",
    "path",
    "property",
    "provider",
    "ref",
    "resource",
    "rotationPolicy",
    "secretKey",
    "secretName",
    "secretRef",
    "size",
    "store",
    "type",
    "version",
    "volumeName",
];

/// Keys below the name of a credential that contain references to its place.
const REFERENCES: &[&str] =
    &["configMapKeyRef", "fieldRef", "fileKeyRef", "resourceFieldRef", "secretKeyRef", "secretRef", "valueFrom"];

/// Whether the name alone is enough to hide its value.
pub(super) fn is_credential(name: &str) -> bool {
    let name = name.trim();
    is_promise(name) && !is_plain(name)
}

/// Whether a name is known to be harmless, although it sounds like a credential.
pub(super) fn is_plain(name: &str) -> bool {
    FIELDS.contains(&name) || name.ends_with(RULE)
}

/// The keys for the value of a pair.
pub(super) const VALUES: &[&str] = &["value", "default", "defaultValue", "inlineString", "inline_string"];

/// Whether a key is one for the value of a pair, such as `value`, or such a key with a typo.
pub(super) fn is_value(key: &str) -> bool {
    const OTHERS: &[&str] = &["false", "volume"];
    VALUES.contains(&key)
        || (3..9).contains(&key.len()) && !OTHERS.contains(&key) && folded_distance(key, "value", 2).is_some()
}

/// Whether a key is `name`, or `name` with a typo.
pub(super) fn is_name(key: &str) -> bool {
    key == "name" || (3..7).contains(&key.len()) && key != "same" && folded_distance(key, "name", 1).is_some()
}

/// Whether a key equals the wanted one, in any case and with a small typo.
pub(super) fn is_like(key: &str, wanted: &str) -> bool {
    // Separators aside, a typo changes the length only a little.
    let is_near = key.len().abs_diff(wanted.len()) <= wanted.len() / 4 + 1;
    key == wanted || is_near && folded_distance(key, wanted, wanted.len() / 4).is_some()
}

/// Whether a key below the name of a credential refers to the place of the credential.
pub(super) fn is_reference(key: &str) -> bool {
    REFERENCES.contains(&key)
}

/// Whether a key below the name of a credential contains the name of an object, or a setting.
pub(super) fn is_setting(key: &str) -> bool {
    SETTINGS.contains(&key)
}

/// Whether a value is only the reference to a variable, such as `$(DB_PASSWORD)` or `${DB_PASSWORD:-}`.
pub(super) fn is_variable(value: &str) -> bool {
    if !value.contains('$') {
        return false;
    }
    let inside = |open: &str, close: &str| value.trim().strip_prefix(open)?.strip_suffix(close);
    let in_braces = || {
        let name = inside("${", "}")?;
        // The operator of an empty default.
        Some(name.strip_suffix(['-', '=', '?', '+']).map_or(name, |name| name.strip_suffix(':').unwrap_or(name)))
    };
    inside("$(", ")").or_else(in_braces).is_some_and(|name| {
        name.starts_with(|c: char| c.is_ascii_uppercase())
            && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
    })
}

/// Whether a text may be the name of an object, or of a key in one.
pub(super) fn may_be_name(text: &str) -> bool {
    let is_sign = |byte: u8| matches!(byte, b'-' | b'.' | b'_' | b'/');
    let is_object = text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || is_sign(byte));
    is_object || text.bytes().all(|byte| byte.is_ascii_alphabetic() || is_sign(byte))
}

/// Whether a word is a scheme of an `Authorization` header.
pub(super) fn is_scheme(word: &str) -> bool {
    ["apikey", "basic", "bearer", "token"].iter().any(|known| word.eq_ignore_ascii_case(known))
}

/// The bytes of a named value to hide: the whole value if the name is enough, otherwise the part that looks like a
/// credential.
pub(super) fn secret_of(name: &str, value: &str) -> Option<Range<usize>> {
    match is_credential(name) {
        true => (may_hold_secret(name, value) && !is_variable(value)).then_some(0..value.len()),
        false => judged(name, value),
    }
}

/// The bytes of a value to hide because of its form. The name is not the name of a credential.
pub(super) fn judged(name: &str, value: &str) -> Option<Range<usize>> {
    may_hold_secret(name, value).then(|| judge(name, value)).flatten().map(|found| found.secret)
}

fn may_hold_secret(name: &str, value: &str) -> bool {
    !value.trim().is_empty() && name.len() < MAX_NAME && !is_plain(name)
}
