//! Whether a field whose purpose is unknown has a credential.

use super::super::engine::{Level, is_password_name};
use super::super::names::{is_scheme, may_be_name};
use super::super::written::{Written, has_variable};

/// The credential in a field: a password, which may be any text, what a generator made, or what cannot be a name. A user may
/// be next to it.
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

/// Whether a value under such a name is more than the name of an object, of a key, or of a way to do something.
fn is_sure(name: &str, value: &str, has_user: bool, found: &Written) -> bool {
    // `pass: coffee` of a proxy names what it passes requests to.
    is_password_name(name) && (name != "pass" || has_user)
        || found.credential.level == Level::High
        || is_variable_name(name)
        || is_header_name(name)
        || !may_be_name(value)
}

/// Whether a name is in capitals with underscores, as the names of variables of the environment are, which have values.
fn is_variable_name(name: &str) -> bool {
    name.contains('_') && !name.contains(|c: char| c.is_lowercase())
}

/// Whether a name is that of a header of a program's own, such as `X-Api-Key`, which has a value.
fn is_header_name(name: &str) -> bool {
    name.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("x-"))
}

/// `Authorization: Bearer x`, by the name of the header and its value.
fn in_header(name: &str, value: &str) -> Option<Written> {
    let is_header = ["authorization", "proxy-authorization"].iter().any(|header| name.eq_ignore_ascii_case(header));
    let (scheme, rest) = value.split_once(' ').filter(|_| is_header)?;
    let found =
        Written::judged("token", rest, scheme.len() + 1).filter(|_| is_scheme(scheme) && !has_variable(rest))?;
    Some(Written { name: name.to_owned(), ..found })
}

/// What an annotation is called within the domain that owns it.
pub(super) fn tail(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

/// Whether a text has parts with names of their own: several lines, JSON, options, a statement of SQL.
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
