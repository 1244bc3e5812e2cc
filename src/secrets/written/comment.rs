//! Finds credentials in comments. Comments are prose, so only a value that is certain counts.

use super::super::engine::{credentials_in, is_password_name};
use super::super::names::may_be_name;
use super::super::parts::{offset, pairs};
use super::has_variable;
use super::{Written, add};

/// Characters that may follow a value in prose.
const CLOSING: [char; 5] = [')', ',', ';', ']', '}'];

/// The credentials in a comment: `# password: x`, and credentials that need no name. Addresses in comments are
/// examples, so they do not count.
pub fn in_comment(text: &str) -> Vec<Written> {
    let mut found = Vec::new();
    for credential in credentials_in(text).filter(|found| found.is_usable() && !found.is_in_address()) {
        add(&mut found, Written::unnamed(credential));
    }
    pairs(text, &mut |pair| {
        let rest = text[pair.sign.end..].trim_start_matches([' ', '\t']);
        let word = rest.split(|c: char| c.is_whitespace() || CLOSING.contains(&c)).next().unwrap_or_default();
        let after = rest[word.len()..].trim_start();
        let value = word.trim_matches(['"', '\'', '`']);
        // Other text after the word means that a sentence continues.
        let is_whole = after.is_empty() || after.starts_with(CLOSING) || after.starts_with('#');
        let is_name = value.bytes().all(|byte| byte.is_ascii_alphabetic()) || has_variable(value);
        let at = offset(text, value);
        let written = Written::judged(pair.name, value, at).filter(|_| is_whole && !is_name)?;
        let is_told = written.credential.is_common() || written.credential.is_placeholder();
        let is_password = is_password_name(pair.name);
        if !is_told && (is_password || !may_be_name(value)) {
            add(&mut found, written);
        }
        None
    });
    found
}
