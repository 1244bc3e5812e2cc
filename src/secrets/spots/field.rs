//! Judges whether a field of unknown purpose contains a credential.

use super::super::engine::{Level, is_password_name};
use super::super::names::{is_scheme, may_be_name};
use super::super::written::{Written, has_variable};

/// The credential in a field: a password, which may be any text, a generated value, or a value that cannot be a name.
/// `has_user` says whether a user name is next to it.
pub(super) fn in_field(name: &str, value: &str, has_user: bool) -> Option<Written> {
    if let Some(header) = in_header(name, value) {
        return Some(header);
    }
    Written::judged(name, value, 0).filter(|found| {
        !found.name.is_empty()
            && !found.credential.is_identifier()
            && !has_variable(value)
            && is_sure(name, value, has_user, found)
    })
}

/// Whether a value under this name is certainly more than the name of an object, of a key, or of a method.
fn is_sure(name: &str, value: &str, has_user: bool, found: &Written) -> bool {
    // `pass: coffee` of a proxy is the name of the target of its requests.
    is_password_name(name) && (name != "pass" || has_user)
        || found.credential.level == Level::High
        || is_variable_name(name)
        || is_header_name(name)
        || !may_be_name(value)
}

/// Whether a name is in capitals with underscores, like an environment variable, which contains a value.
fn is_variable_name(name: &str) -> bool {
    name.contains('_') && !name.contains(|c: char| c.is_lowercase())
}

/// Whether a name is that of a custom header, such as `X-Api-Key`, which contains a value.
fn is_header_name(name: &str) -> bool {
    name.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("x-"))
}

/// The credential in `Authorization: Bearer x`, given as the name of the header and its value.
fn in_header(name: &str, value: &str) -> Option<Written> {
    let is_header = ["authorization", "proxy-authorization"].iter().any(|header| name.eq_ignore_ascii_case(header));
    let (scheme, rest) = value.split_once(' ').filter(|_| is_header)?;
    let found =
        Written::judged("token", rest, scheme.len() + 1).filter(|_| is_scheme(scheme) && !has_variable(rest))?;
    Some(Written { name: name.to_owned(), ..found })
}

/// The name of an annotation, without the domain that owns it.
pub(super) fn tail(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

/// Whether a text has parts with their own names: several lines, JSON, options, an SQL statement.
pub(super) fn is_composite(text: &str) -> bool {
    let is_block = text.ends_with('\n') && text.contains([':', '=', '"']);
    let text = text.trim();
    is_block
        || text.contains('\n')
        || text.starts_with(['{', '['])
        || text.split_once('=').is_some_and(|(name, _)| !name.contains(char::is_whitespace))
        || text.contains('\'') && text.contains(' ')
        || text.contains(": ") && text.starts_with("Authorization")
}
