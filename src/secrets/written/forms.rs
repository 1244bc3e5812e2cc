//! Credentials in lines that are not `name = value`: directives, headers, statements, calls, and files of their own form.

use super::super::engine::{Credential, Level, is_password_hash};
use super::Written;
use super::is_variable;

/// Directives, word by word: `_` is any word, `*` the credential, `_:*` a user with it. More words may follow.
const DIRECTIVES: &[&str] = &[
    "auth_pass *",
    "bindpw *",
    "default login _ password *",
    "login _ password *",
    "machine _ login _ password *",
    "machine _ password *",
    "masterauth *",
    "masteruser _ masterauth *",
    "requirepass *",
    "rootpw *",
    "sentinel auth-pass _ *",
    "stats auth _:*",
    "user _ insecure-password *",
    "user _ password *",
    "username _ password *",
];

/// A directive has no more words.
const MAX_WORDS: usize = 12;

/// What follows `Authorization`.
const SCHEMES: &[&str] = &["apikey", "basic", "bearer", "token"];

/// The signs between `Authorization` and what authorizes.
const HEADER_SIGNS: [char; 9] = ['"', '\'', ':', '=', ' ', ',', '\\', '\t', ']'];

/// The words before a password in SQL.
const PASSWORDS: &[&str] =
    &["IDENTIFIED BY '", " BY '", "PASSWORD '", "PASSWORD('", "PASSWORD = '", "PASSWORD='", "PASSWORD=N'"];

/// The words of a statement about an account.
const ACCOUNTS: &[&str] = &["USER ", "ROLE ", "LOGIN ", "GRANT ", "IDENTIFIED ", "PASSWORD FOR "];

/// All that a line of the value of a key holds.
pub(super) fn in_line(key: &str, line: &str, push: &mut dyn FnMut(Written)) {
    directive(line, push);
    header(line, push);
    statement(line, push);
    call(line, push);
    hashes(line, push);
    of_file(key, line, push);
}

/// Where a part of a line is.
fn offset(line: &str, part: &str) -> usize {
    part.as_ptr() as usize - line.as_ptr() as usize
}

/// A value that is a password for where it is, reported under another name.
fn judged(shown: &str, name: &str, line: &str, value: &str, push: &mut dyn FnMut(Written)) {
    let bare = value.trim_end_matches([';', ',']);
    let bare = bare.trim_start_matches(['"', '\'']).trim_end_matches(['"', '\'']);
    let found = Written::judged(name, bare, offset(line, bare)).filter(|_| !is_variable(bare));
    found.into_iter().for_each(|found| push(Written { name: shown.to_owned(), ..found }));
}

/// `requirepass X` of Redis, and others of its form.
fn directive(line: &str, push: &mut dyn FnMut(Written)) {
    let words: Vec<&str> = line.split_ascii_whitespace().take(MAX_WORDS + 1).collect();
    let (Some(first), Some(last), false) = (words.first(), words.last(), words.len() > MAX_WORDS) else { return };
    for directive in DIRECTIVES.iter().filter(|directive| directive.starts_with(first)) {
        let mut pairs = directive.split(' ').zip(&words);
        let fits = |(pattern, word): (&str, &&str)| match pattern {
            "_" | "*" => true,
            "_:*" => word.contains(':'),
            text => text == *word,
        };
        let (length, value) = (directive.split(' ').count(), pairs.clone().last());
        let Some((pattern, value)) = value.filter(|_| words.len() >= length && pairs.all(fits)) else { continue };
        let value = if pattern == "_:*" { value.split_once(':').map_or("", |(_, value)| value) } else { value };
        return judged(words[length - 2], "password", line, value, push);
    }
    match words.as_slice() {
        // Prose has such lines as well, and words of other directives.
        ["password" | "passwd" | "pass", value] if !value.bytes().all(|byte| byte.is_ascii_lowercase()) => {
            judged(first, "password", line, last, push);
        }
        // A list of access rules of Redis.
        ["user", _, rest @ ..] => {
            let passwords = rest.iter().filter_map(|word| word.strip_prefix('>'));
            passwords.for_each(|value| judged("user", "password", line, value, push));
        }
        _ => {}
    }
}

/// `Authorization "Basic X"`, in whatever way a server, a program or a command writes headers.
fn header(line: &str, push: &mut dyn FnMut(Written)) {
    const NAME: &[u8] = b"authorization";
    let at = line.as_bytes().windows(NAME.len()).position(|part| part.eq_ignore_ascii_case(NAME));
    let Some(rest) = at.and_then(|at| line.get(at + NAME.len()..)) else { return };
    let Some((scheme, rest)) = rest.trim_start_matches(HEADER_SIGNS).split_once(' ') else { return };
    if SCHEMES.iter().any(|known| scheme.eq_ignore_ascii_case(known)) {
        let ends = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '\\' | ';' | ',' | '`');
        let value = rest.split(ends).next().unwrap_or_default();
        judged("Authorization", "token", line, value, push);
    }
}

/// `CREATE USER x IDENTIFIED BY 'y'`, `ALTER ROLE x PASSWORD 'y'`.
fn statement(line: &str, push: &mut dyn FnMut(Written)) {
    if !line.contains('\'') {
        return;
    }
    let upper = line.to_ascii_uppercase();
    if !ACCOUNTS.iter().any(|word| upper.contains(word)) {
        return;
    }
    for words in PASSWORDS {
        for (at, _) in upper.match_indices(words) {
            let value = line[at + words.len()..].split('\'').next().unwrap_or_default();
            let shown = words.trim_matches(|c: char| !c.is_ascii_alphabetic()).trim_end_matches("=N");
            judged(shown, "password", line, value, push);
        }
    }
}

/// `define('DB_PASSWORD', 'x')`: a name and a value in quotes that a function takes.
fn call(line: &str, push: &mut dyn FnMut(Written)) {
    for (at, _) in line.match_indices('(') {
        let Some((name, rest)) = quoted(line[at + 1..].trim_start()) else { continue };
        let Some((value, _)) = rest.trim_start().strip_prefix(',').and_then(|rest| quoted(rest.trim_start())) else {
            continue;
        };
        // A word may be the name of something else.
        if !value.bytes().all(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'_' | b'-' | b'.' | b'/' | b' ')) {
            judged(name, name, line, value, push);
        }
    }
}

/// The text in the quotes at the start of another, and what follows them.
fn quoted(text: &str) -> Option<(&str, &str)> {
    ['"', '\''].iter().find_map(|quote| text.strip_prefix(*quote)?.split_once(*quote))
}

/// The hashes of passwords, of users of web servers and in statements.
fn hashes(line: &str, push: &mut dyn FnMut(Written)) {
    if !line.contains(['$', '{']) {
        return;
    }
    let words = line.split(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '(' | ')'));
    for word in words.filter(|word| word.contains(['$', '{']) && is_password_hash(word)) {
        let secret = offset(line, word)..offset(line, word) + word.len();
        let credential = Credential { level: Level::Medium, reason: "password hash", secret, prefix: None };
        push(Written { name: String::new(), credential });
    }
}

/// Lines of files that have nothing but users and passwords in them.
fn of_file(key: &str, line: &str, push: &mut dyn FnMut(Written)) {
    if key.ends_with("pgpass") {
        let fields: Vec<&str> = line.splitn(5, ':').collect();
        if let [_, _, _, _, value] = fields.as_slice() {
            judged("pgpass", "password", line, value, push);
        }
    } else if key.ends_with("userlist.txt")
        && let Some((value, "")) = quoted(line.trim()).and_then(|(_, rest)| quoted(rest.trim_start()))
    {
        judged(key, "password", line, value, push);
    }
}
