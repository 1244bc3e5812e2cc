//! Names that say by themselves that what they name is a credential, whatever the value looks like.

use std::ops::Range;

use super::engine::{is_promise, judge};
use crate::text::similar::folded_distance;

/// Names are not longer, in bytes.
const MAX_NAME: usize = 80;

/// Fields of the API, and of usual custom resources, that sound like a credential and contain a switch or a name.
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

/// The rule whose name ends in a credential: directives and settings name it.
const RULE: &str = "hardcoded-password";

/// Keys below a credential's name that contain names of objects and settings, not the credential.
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

/// Keys below a credential's name that contain such settings.
const REFERENCES: &[&str] =
    &["configMapKeyRef", "fieldRef", "fileKeyRef", "resourceFieldRef", "secretKeyRef", "secretRef", "valueFrom"];

/// Whether the value of such a name is hidden without a look at it.
pub(super) fn is_credential(name: &str) -> bool {
    let name = name.trim();
    is_promise(name) && !is_plain(name)
}

/// Whether a name is known to name no credential, whatever it sounds like.
pub(super) fn is_plain(name: &str) -> bool {
    FIELDS.contains(&name) || name.ends_with(RULE)
}

/// The keys of the value of a pair.
pub(super) const VALUES: &[&str] = &["value", "default", "defaultValue", "inlineString", "inline_string"];

/// Whether a key is that of the value of a pair, such as `value`, or what a typing error makes of it.
pub(super) fn is_value(key: &str) -> bool {
    const OTHERS: &[&str] = &["false", "volume"];
    VALUES.contains(&key)
        || (3..9).contains(&key.len()) && !OTHERS.contains(&key) && folded_distance(key, "value", 2).is_some()
}

/// Whether a key is `name`, or what a typing error makes of it.
pub(super) fn is_name(key: &str) -> bool {
    key == "name" || (3..7).contains(&key.len()) && key != "same" && folded_distance(key, "name", 1).is_some()
}

/// Whether a key is the given one in whatever case and with a small typing error.
pub(super) fn is_like(key: &str, wanted: &str) -> bool {
    // Separators aside, a typing error changes the length by little.
    let is_near = key.len().abs_diff(wanted.len()) <= wanted.len() / 4 + 1;
    key == wanted || is_near && folded_distance(key, wanted, wanted.len() / 4).is_some()
}

/// Whether a key below a credential's name refers to the place of the credential.
pub(super) fn is_reference(key: &str) -> bool {
    REFERENCES.contains(&key)
}

/// Whether a key below a credential's name contains the name of an object, or a setting.
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
        // The sign of an empty default.
        Some(name.strip_suffix(['-', '=', '?', '+']).map_or(name, |name| name.strip_suffix(':').unwrap_or(name)))
    };
    inside("$(", ")").or_else(in_braces).is_some_and(|name| {
        name.starts_with(|c: char| c.is_ascii_uppercase())
            && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
    })
}

/// Whether a text may be the name of an object or of a key of one.
pub(super) fn may_be_name(text: &str) -> bool {
    let is_sign = |byte: u8| matches!(byte, b'-' | b'.' | b'_' | b'/');
    let is_object = text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || is_sign(byte));
    is_object || text.bytes().all(|byte| byte.is_ascii_alphabetic() || is_sign(byte))
}

/// Whether a word is a scheme of an `Authorization` header.
pub(super) fn is_scheme(word: &str) -> bool {
    ["apikey", "basic", "bearer", "token"].iter().any(|known| word.eq_ignore_ascii_case(known))
}

/// The bytes of a named value that are to be hidden: all of it if the name says so, whatever it looks like.
pub(super) fn secret_of(name: &str, value: &str) -> Option<Range<usize>> {
    match is_credential(name) {
        true => (may_hold_secret(name, value) && !is_variable(value)).then_some(0..value.len()),
        false => judged(name, value),
    }
}

/// The bytes of a value that are to be hidden for its look, given a name that is not a credential's.
pub(super) fn judged(name: &str, value: &str) -> Option<Range<usize>> {
    may_hold_secret(name, value).then(|| judge(name, value)).flatten().map(|found| found.secret)
}

fn may_hold_secret(name: &str, value: &str) -> bool {
    !value.trim().is_empty() && name.len() < MAX_NAME && !is_plain(name)
}
