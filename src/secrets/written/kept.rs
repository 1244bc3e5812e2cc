//! Judges whether a value of a Secret is secret, because Secrets also contain settings and public values.

use super::super::engine::{credentials_in, is_credential_name, is_private};
use super::settings::in_settings;
use crate::text::unknown::is_unknown;

/// The endings of the names of files with settings.
const FILES: &[&str] = &["conf", "cfg", "ini", "json", "properties", "sh", "toml", "xml", "yaml", "yml"];

/// Whether a value under a key of a Secret is neither a placeholder nor public.
pub fn is_kept_secret(key: &str, text: &str) -> bool {
    // Settings of a program may contain a secret, but are not a secret as a whole.
    let is_setting =
        text.trim_end_matches('=').contains(|c: char| c.is_whitespace() && c != '\n' || matches!(c, '=' | '{' | '['))
            || text.trim().contains('\n')
            || key.rsplit_once('.').is_some_and(|(_, end)| FILES.contains(&end));
    match is_setting && !is_credential_name(key) {
        _ if is_unknown(text) => false,
        true => !in_settings(key, text).is_empty(),
        false => is_private(key, text),
    }
}

/// Whether a text contains a credential that its form alone shows, such as a token of a published format.
pub fn has_token(text: &str) -> bool {
    credentials_in(text).any(|found| found.is_usable() && !found.is_in_address())
}
