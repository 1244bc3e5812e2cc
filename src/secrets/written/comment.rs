//! Credentials in comments, which are prose: only what is surely a value counts.

use super::super::engine::{credentials_in, is_password_name};
use super::super::spots::may_be_name;
use super::super::text::pairs;
use super::is_variable;
use super::{Written, add};

/// Signs that may follow a value in prose.
const CLOSING: [char; 5] = [')', ',', ';', ']', '}'];

/// The credentials in a comment: `# password: x`, and what only its own look tells.
pub fn in_comment(text: &str) -> Vec<Written> {
    let mut found = Vec::new();
    for credential in credentials_in(text).filter(|found| found.is_usable() && !found.is_common()) {
        add(&mut found, Written { name: String::new(), credential });
    }
    pairs(text, &mut |pair| {
        let rest = text[pair.sign.end..].trim_start_matches([' ', '\t']);
        let word = rest.split(|c: char| c.is_whitespace() || CLOSING.contains(&c)).next().unwrap_or_default();
        let after = rest[word.len()..].trim_start();
        let value = word.trim_matches(['"', '\'', '`']);
        // A sentence goes on.
        let is_whole = after.is_empty() || after.starts_with(CLOSING) || after.starts_with('#');
        let is_name = value.bytes().all(|byte| byte.is_ascii_alphabetic()) || is_variable(value);
        let at = value.as_ptr() as usize - text.as_ptr() as usize;
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
