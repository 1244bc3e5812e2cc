//! Finds secrets among the words of a command: `--password X`, `mysql -pX`, `curl -u name:X`, `Bearer X`.

use std::ops::Range;

use super::names::{is_credential, is_variable, secret_of};
use super::parts::unquoted;
use super::written::{in_script_line, stdin::in_pipe};

/// Flags whose value is a password, by program. The name is the start of the program's name.
const FLAGS: &[(&str, &[&str])] = &[
    ("mysql", &["-p"]),
    ("mariadb", &["-p"]),
    ("sshpass", &["-p"]),
    ("docker", &["-p"]),
    ("podman", &["-p"]),
    ("skopeo", &["-p"]),
    ("buildah", &["-p"]),
    ("helm", &["-p"]),
    ("oc", &["-p"]),
    ("az", &["-p"]),
    ("mongo", &["-p"]),
    ("unzip", &["-P"]),
    ("sqlcmd", &["-P"]),
    ("redis", &["-a"]),
    ("valkey", &["-a"]),
    ("keydb", &["-a"]),
    ("ldap", &["-w"]),
    ("kinit", &["-w"]),
    ("smbclient", &["-U"]),
];

/// Flags with `name:password`, for any program.
const USERS: &[&str] = &["-u", "-U", "--user", "--proxy-user", "--basic-auth", "--auth"];

/// Words before a password or a token.
const BEFORE: &[&str] = &["bearer", "requirepass", "masterauth"];

/// Words before a password in quotes.
const BEFORE_QUOTES: &[&str] = &["by", "password"];

/// What the words so far say about the next word.
#[derive(Default)]
pub(super) struct Words<'t> {
    /// The flags of the last known program that take a password.
    flags: &'static [&'static str],
    /// The previous word, unchanged.
    before: &'t str,
    /// Whether the word before the previous one is `set`, as in `aws configure set NAME VALUE`.
    is_set: bool,
}

/// Characters that may come directly before a word.
const OPENING: [char; 6] = ['"', '\'', '\\', '(', '`', '['];

/// How many levels of scripts in quotes are read.
pub(super) const MAX_DEPTH: usize = 4;

/// Finds the secrets of a line, also inside quotes.
pub(super) fn in_command(line: &str, push: &mut dyn FnMut(Range<usize>)) {
    // Most texts are a single word, which contains a secret only after a flag or a colon.
    let is_one_word = line.bytes().all(|byte| byte.is_ascii_graphic() && byte != b',');
    let is_flag = || line.trim_start_matches(OPENING).starts_with('-');
    if !is_one_word || line.contains(':') || is_flag() {
        in_script(line, 0, push);
        in_pipe(line).into_iter().for_each(|fed| push(fed.span()));
        // The secrets that rules report.
        in_script_line(line, 0, &mut |written| push(written.credential.secret));
    }
}

fn in_script(line: &str, depth: usize, push: &mut dyn FnMut(Range<usize>)) {
    let mut words = Words::default();
    for (at, word) in words_of(line) {
        if let Some(secret) = words.next(word) {
            push(at + secret.start..at + secret.end);
        }
        // A script in quotes.
        if let Some(inner) = unquoted(word).filter(|inner| depth < MAX_DEPTH && inner.contains(' ')) {
            in_script(inner, depth + 1, &mut |part: Range<usize>| push(at + 1 + part.start..at + 1 + part.end));
        }
    }
}

/// The words of a line, each with its start.
pub(super) fn words_of(line: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = line[at..].trim_start();
        let start = line.len() - rest.len();
        let word = &rest[..word_length(rest)];
        at = start + word.len();
        (!word.is_empty()).then_some((start, word))
    })
}

/// The length of the word at the start of a text. A word ends at white space outside of its quotes; a quote without an
/// end is a part of its word.
fn word_length(rest: &str) -> usize {
    let mut quote = None;
    for (index, c) in rest.char_indices() {
        match quote {
            Some(open) if c == open => quote = None,
            Some(_) => {}
            None if c.is_whitespace() => return index,
            None if c == ',' && rest[index + 1..].starts_with(['"', '\'']) => return index + 1,
            None if matches!(c, '"' | '\'') && rest[index + 1..].contains(c) => quote = Some(c),
            None => {}
        }
    }
    rest.len()
}

impl<'t> Words<'t> {
    /// The secret bytes of the next word.
    pub(super) fn next(&mut self, word: &'t str) -> Option<Range<usize>> {
        let bare = word.trim_start_matches(OPENING);
        let start = word.len() - bare.len();
        let bare = bare.trim_end_matches(['"', '\'', '\\', ')', '`', ';', ',', ']']);
        let before = std::mem::replace(&mut self.before, bare);
        let is_set = std::mem::replace(&mut self.is_set, before == "set");
        self.program(bare);
        let all = start..start + bare.len();
        let tail = |from: usize| Some(start + from..start + bare.len()).filter(|range| !range.is_empty());
        if bare.is_empty() || is_variable(bare) {
            return None;
        }
        if let Some(name) = before.strip_prefix('-').filter(|name| !name.contains('=')) {
            let is_user = USERS.contains(&before);
            if is_user && let Some(colon) = user_end(bare) {
                return tail(colon);
            }
            let may_be = !bare.starts_with('-') || !bare.contains(char::is_alphabetic);
            if self.flags.contains(&before) && !is_user && may_be {
                return Some(all);
            }
            if let Some(secret) = secret_of(name.trim_start_matches('-'), bare) {
                return Some(start + secret.start..start + secret.end);
            }
        }
        let is_before = |words: &[&str]| words.iter().any(|word| before.eq_ignore_ascii_case(word));
        let is_told = bare.len() > 3 && is_before(BEFORE);
        let is_quoted = start > 0 && is_before(BEFORE_QUOTES);
        let is_basic = before.eq_ignore_ascii_case("basic")
            && bare.len() > 7
            && bare.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/=_-".contains(&byte));
        if is_told || is_quoted || is_basic || is_set && is_credential(before) {
            return Some(all);
        }
        let mut marks = ["pass:", "Bearer:", "bearer:"].iter().filter(|_| bare.contains(':'));
        if let Some(rest) = marks.find_map(|mark| bare.strip_prefix(mark)) {
            return tail(bare.len() - rest.len());
        }
        let glued = self.flags.iter().find(|flag| bare.len() > flag.len() && bare.starts_with(**flag));
        if let Some(flag) = glued {
            return tail(flag.len());
        }
        let user = USERS.iter().filter(|_| bare.starts_with('-')).find_map(|flag| bare.strip_prefix(flag))?;
        let user = user.strip_prefix('=').unwrap_or(user);
        tail(bare.len() - user.len() + user_end(user)?)
    }

    fn program(&mut self, word: &str) {
        let name = &word[memchr::memrchr(b'/', word.as_bytes()).map_or(0, |slash| slash + 1)..];
        if name.len() < 24
            && let Some((_, flags)) = FLAGS.iter().find(|(program, _)| is_program(name, program))
        {
            self.flags = flags;
        }
    }
}

/// Whether a word is a program, or a related one such as `mysqldump` for `mysql`.
pub(super) fn is_program(word: &str, program: &str) -> bool {
    // The first letter distinguishes nearly all words.
    word.bytes().next() == program.bytes().next() && (word == program || program.len() > 3 && word.starts_with(program))
}

/// The start of the password in `name:password`. Numbers are ids of users and groups, so they do not count.
fn user_end(text: &str) -> Option<usize> {
    let (name, password) = text.split_once(':')?;
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_account = is_number(name) && is_number(password);
    (!(password.is_empty() || is_account || is_variable(password))).then_some(name.len() + 1)
}
