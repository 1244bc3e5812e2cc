//! Finds secrets in the text of a scalar or a comment: by their form, by the names before them, by the commands around
//! them.

use std::ops::Range;
use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::engine::{is_password_word, shape_in_text};
use super::names::{is_credential, judged, secret_of};
use super::parts::{Pair, floor, lines, offset, pairs, value_at};
use super::words;
use super::written::{forms, in_settings, is_password_of_shell, stdin};

/// How many bytes of a line are read for a value whose name does not make it a secret.
const MAX_VALUE: usize = 256;

/// The most names in one line that are read. After that, only names that are credentials by themselves count.
const MAX_PAIRS: usize = 500;

/// The minimum length of a token of a published format, in bytes.
const SHORTEST_TOKEN: usize = 16;

/// How many bytes of a URL are read.
const MAX_URL: usize = 2048;

/// The bytes of a text that are secret, in any order; they may overlap.
pub(super) fn in_text(text: &str) -> Vec<Range<usize>> {
    in_text_of("", text)
}

/// Whether a text is too short for a secret.
pub(super) fn is_too_short(text: &str) -> bool {
    let is_parted = || text.contains(|c: char| c.is_whitespace() || matches!(c, ':' | '=' | '-' | '_' | '<' | '.'));
    text.len() < 4 || text.len() < SHORTEST_TOKEN && !is_parted()
}

/// The secret bytes in the text of a key. The key may be the name of a file.
pub(super) fn in_text_of(key: &str, text: &str) -> Vec<Range<usize>> {
    if is_too_short(text) {
        return Vec::new();
    }
    let mut found = by_look(text);
    let mut item = Item::default();
    for (base, line) in lines(text) {
        let mut push = |range: Range<usize>| found.push(base + range.start..base + range.end);
        in_line(line, &mut push);
        words::in_command(line, &mut push);
        forms::in_line(key, line, &mut |part| {
            if is_credential(part.name) && !part.value.is_empty() {
                push(part.value);
            }
        });
        found.extend(item.read(line, base));
    }
    found.extend(private_keys(text));
    stdin::in_documents(text, &mut |fed| found.push(fed.span()));
    // The secrets that rules report.
    found.extend(in_settings(key, text).into_iter().map(|written| written.credential.secret));
    found
}

/// An item of a list in a text, such as a variable of a container in a patch: `name: X` and `value: y`.
#[derive(Default)]
struct Item<'t> {
    name: &'t str,
    value: Option<Range<usize>>,
}

impl<'t> Item<'t> {
    /// Reads a line, which is at an offset of the text. Returns the value of an item whose name is a credential's.
    fn read(&mut self, line: &'t str, at: usize) -> Option<Range<usize>> {
        if line.trim_start().starts_with("- ") {
            *self = Self::default();
        }
        if !["name", "value", "type"].iter().any(|key| line.contains(key)) {
            return None;
        }
        let mut found = None;
        pairs(line, &mut |pair| {
            let value = pair.value(line);
            match pair.name {
                "name" => self.name = &line[value],
                "type" if is_password_word(&line[value.clone()]) => self.name = &line[value],
                "value" if !value.is_empty() => self.value = Some(at + value.start..at + value.end),
                _ => {}
            }
            if self.value.is_some() && is_credential(self.name) {
                found = self.value.take();
            }
            None
        });
        found
    }
}

/// The parts of a text that are credentials by their form, whatever is around them.
pub fn by_look(text: &str) -> Vec<Range<usize>> {
    let mut found = shape_in_text(text);
    found.extend(odd_urls(text));
    found
}

/// Passwords in malformed URLs: with a `/` in the password, or with one slash after the scheme.
fn odd_urls(text: &str) -> impl Iterator<Item = Range<usize>> {
    text.match_indices(":/").filter_map(|(at, sign)| {
        let start = at + sign.len() + usize::from(text[at + sign.len()..].starts_with('/'));
        let rest = &text[start..floor(text, start + MAX_URL)];
        let url =
            &rest[..rest.find(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`')).unwrap_or(rest.len())];
        let authority = url.split('/').next().unwrap_or(url);
        let (_, password) = authority.split_once(':')?;
        let is_port = !password.is_empty() && password.bytes().all(|byte| byte.is_ascii_digit());
        let from = authority.len() - password.len();
        // An `@` before the colon ends a user without a password, as in `ssh://git@host:path`.
        let end = url.rfind('@').filter(|&end| !is_port && end > from)?;
        Some(start + from..start + end)
    })
}

/// The end of a shell's `${NAME:-}` that has no default, or only another variable as default.
fn without_default(line: &str, pair: &Pair<'_>) -> Option<usize> {
    let before = &line[..offset(line, pair.name)];
    let rest = &line[pair.sign.start..];
    let default = rest.strip_prefix(':').unwrap_or(rest).strip_prefix(['-', '=', '?', '+'])?;
    let start = offset(line, default);
    // Any other text may be a password.
    let end = match default.strip_prefix('$') {
        Some(name) => start + 1 + name.find(|c: char| !(c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_'))?,
        None => start,
    };
    (before.ends_with("${") && line[end..].starts_with('}')).then_some(end)
}

/// Finds the secrets in each `name: value` and `name = value` of a line.
fn in_line(line: &str, push: &mut dyn FnMut(Range<usize>)) {
    let mut count = 0;
    pairs(line, &mut |pair| {
        count += 1;
        if let Some(end) = without_default(line, &pair) {
            return Some(end);
        }
        let name = if is_password_of_shell(line, &pair) { "password" } else { pair.name };
        let is_credential = is_credential(name);
        if count > MAX_PAIRS && !is_credential {
            return None;
        }
        let end = if is_credential { line.len() } else { floor(line, pair.sign.end + MAX_VALUE) };
        let value = pair.value(&line[..end]);
        let text = &line[value.clone()];
        let secret = if is_credential { secret_of(name, text) } else { judged(name, text) };
        if let Some(secret) = secret {
            push(value.start + secret.start..value.start + secret.end);
            return Some(value.start + secret.end);
        }
        if matches!(pair.name.to_ascii_lowercase().as_str(), "authorization" | "proxy-authorization") {
            let value = value_at(line, pair.sign.end, ":", true);
            let scheme = line[value.clone()].find(' ').map_or(0, |space| space + 1);
            push(value.start + scheme..value.end);
        }
        None
    });
}

/// Finds private keys with only one end: base64 after a first line, or before a last line.
pub(super) fn private_keys(text: &str) -> Vec<Range<usize>> {
    const MARK: &str = "PRIVATE KEY";
    static FINDER: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new(MARK));
    let mut found = Vec::new();
    let (mut line, mut rest) = (0..0, 0);
    let mut is_done = [false; 2];
    let mut is_end = false;
    for mark in FINDER.find_iter(text.as_bytes()) {
        if mark >= line.end {
            let start = text[line.end..mark].rfind('\n').map_or(line.end, |newline| line.end + newline + 1);
            line = start..text[mark..].find('\n').map_or(text.len(), |newline| mark + newline + 1);
            (rest, is_done, is_end) = (start, [false; 2], false);
        }
        is_end |= text[rest..mark].contains("END");
        rest = mark;
        // A second mark of the same kind adds nothing.
        if std::mem::replace(&mut is_done[usize::from(is_end)], true) {
            continue;
        }
        if is_end {
            let before = line.start - body_length(text[..line.start].lines().rev());
            found.push(before.min(line.start)..line.start);
        } else {
            found.push(line.end..(line.end + body_length(text[line.end..].lines())).min(text.len()));
        }
    }
    found.retain(|range| {
        range.start < range.end && text.is_char_boundary(range.start) && text.is_char_boundary(range.end)
    });
    found
}

/// The number of bytes of the first lines that may be base64 or the headers of a key.
fn body_length<'a>(lines: impl Iterator<Item = &'a str>) -> usize {
    let is_base64 = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=' | '"' | '\'' | ',' | '\\');
    let is_body = |line: &&str| {
        let line = line.trim().trim_start_matches("- ");
        line.is_empty() || line.starts_with("Proc-Type") || line.starts_with("DEK-Info") || line.chars().all(is_base64)
    };
    lines.take_while(is_body).map(|line| line.len() + 1).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hidden(text: &str) -> Vec<&str> {
        in_text_of("run.sh", text).into_iter().map(|part| &text[part]).collect()
    }

    #[test]
    fn a_variable_without_a_default_is_no_secret() {
        for text in [
            "REPLICATION=false\nif [ \"${AUTH:-}\" ]; then\n",
            "echo \"${TOKEN:-}\"\n",
            "echo ${TOKEN:=} ${PASSWORD:?} ${PASSWORD:+}\n",
            "echo ${TOKEN=} ${PASSWORD:-$OTHER}\n",
            "TOKEN=${TOKEN:-}\n",
            "TOKEN=\"${TOKEN-}\"\n",
        ] {
            assert_eq!(hidden(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn a_default_is_a_secret() {
        for text in [
            "echo ${TOKEN:-kestrel9x}\n",
            "echo ${TOKEN:-$kestrel9x}\n",
            "TOKEN=${TOKEN:-kestrel9x}\n",
            "PASSWORD=${PASSWORD:=kestrel9x}\n",
            "X=${AUTH:-} TOKEN=kestrel9x\n",
        ] {
            assert!(hidden(text).iter().any(|part| part.contains("kestrel9x")), "{text}");
        }
    }
}
