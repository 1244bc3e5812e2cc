//! Finds credentials in lines that are not `name = value`: directives, headers, statements, calls, and files with a
//! format of their own.

use std::ops::Range;

use super::super::engine::is_password_name;
use super::super::names::is_scheme;
use super::super::parts::offset;

/// Directives, word by word: `_` is any word, `*` is the credential, `_:*` is a user with the credential. More words
/// may follow.
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

/// The most words of a directive.
const MAX_WORDS: usize = 12;

/// The characters between `Authorization` and its scheme.
const HEADER_SIGNS: [char; 9] = ['"', '\'', ':', '=', ' ', ',', '\\', '\t', ']'];

/// The words before a password in SQL.
const PASSWORDS: &[&str] =
    &["IDENTIFIED BY '", " BY '", "PASSWORD '", "PASSWORD('", "PASSWORD = '", "PASSWORD='", "PASSWORD=N'"];

/// The words of a statement about an account.
const ACCOUNTS: &[&str] = &["USER ", "ROLE ", "LOGIN ", "GRANT ", "IDENTIFIED ", "PASSWORD FOR "];

/// Finds the credentials in a line of the value of a key.
pub(in super::super) fn in_line(key: &str, line: &str, push: &mut dyn FnMut(Part<'_>)) {
    let is_of_server = ["cfg", "cnf", "conf"].iter().any(|end| key.ends_with(end));
    for statement in statements(line) {
        directive(line, statement, push);
        if is_of_server {
            setting(line, statement, push);
        }
    }
    header(line, push);
    statement(line, push);
    call(line, push);
    of_file(key, line, push);
}

/// A value that is a credential because of its position in a line.
pub(in super::super) struct Part<'t> {
    /// The name of the credential, as it is written.
    pub(in super::super) shown: &'t str,
    /// The name by which it is judged.
    pub(in super::super) name: &'t str,
    /// The range of the value in the line.
    pub(in super::super) value: Range<usize>,
    /// Whether such lines with a word as the value are also usual in prose and programs.
    pub(in super::super) is_loose: bool,
}

/// A value without the quotes and separators around it.
fn part<'t>(shown: &'t str, name: &'t str, line: &str, value: &str) -> Part<'t> {
    let value = value.trim_end_matches([';', ',']);
    let value = value.trim_start_matches(['"', '\'']).trim_end_matches(['"', '\'']);
    let start = offset(line, value);
    Part { shown, name, value: start..start + value.len(), is_loose: false }
}

/// The statements of a line: `key "x" { secret "y"; };` has two.
fn statements(line: &str) -> impl Iterator<Item = &str> {
    let signs: &[char] = if line.contains('{') && line.contains(';') { &['{', '}', ';'] } else { &[] };
    line.split(signs)
}

/// Finds `requirepass X` of Redis, and other directives of this form.
fn directive(line: &str, statement: &str, push: &mut dyn FnMut(Part<'_>)) {
    let words: Vec<&str> = statement.split_ascii_whitespace().take(MAX_WORDS + 1).collect();
    let Some(first) = words.first().filter(|_| words.len() <= MAX_WORDS) else { return };
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
        return push(part(words[length - 2], "password", line, value));
    }
    match words.as_slice() {
        ["password" | "passwd" | "pass", value] => {
            push(Part { is_loose: true, ..part(first, "password", line, value) });
        }
        // The access rules of a Redis user.
        ["user", _, rest @ ..] => {
            let passwords = rest.iter().filter_map(|word| word.strip_prefix('>'));
            passwords.for_each(|value| push(part("user", "password", line, value)));
        }
        _ => {}
    }
}

/// Finds a name and a value with a blank between them, in files of servers.
fn setting(line: &str, statement: &str, push: &mut dyn FnMut(Part<'_>)) {
    let words: Vec<&str> = statement.split_ascii_whitespace().take(4).collect();
    let (name, value) = match words.as_slice() {
        // For name servers.
        ["secret", value] if value.starts_with('"') => ("secret", value),
        // `shared_key x` for Fluentd, `HTTP_Passwd x` for Fluent Bit.
        [name, value] if name.contains('_') && name.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'_') => {
            (*name, value)
        }
        // `set $api_key x;` for nginx.
        ["set", variable, value] if variable.starts_with('$') => (&variable[1..], value),
        _ => return,
    };
    push(Part { is_loose: !is_password_name(name), ..part(name, name, line, value) });
}

/// Finds `Authorization "Basic X"`, however a server, a program or a command writes headers.
fn header(line: &str, push: &mut dyn FnMut(Part<'_>)) {
    const NAME: &[u8] = b"authorization";
    let at = line.as_bytes().windows(NAME.len()).position(|part| part.eq_ignore_ascii_case(NAME));
    let Some(rest) = at.and_then(|at| line.get(at + NAME.len()..)) else { return };
    let Some((scheme, rest)) = rest.trim_start_matches(HEADER_SIGNS).split_once(' ') else { return };
    if is_scheme(scheme) {
        let ends = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '\\' | ';' | ',' | '`');
        let value = rest.split(ends).next().unwrap_or_default();
        push(part("Authorization", "token", line, value));
    }
}

/// Finds `CREATE USER x IDENTIFIED BY 'y'` and `ALTER ROLE x PASSWORD 'y'`.
fn statement(line: &str, push: &mut dyn FnMut(Part<'_>)) {
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
            push(part(shown, "password", line, value));
        }
    }
}

/// Finds `define('DB_PASSWORD', 'x')`: a function call with a name and a value in quotes.
fn call(line: &str, push: &mut dyn FnMut(Part<'_>)) {
    for (at, _) in line.match_indices('(') {
        let Some((name, rest)) = quoted(line[at + 1..].trim_start()) else { continue };
        let Some((value, _)) = rest.trim_start().strip_prefix(',').and_then(|rest| quoted(rest.trim_start())) else {
            continue;
        };
        // The value may be the name of something else.
        push(Part { is_loose: true, ..part(name, name, line, value) });
    }
}

/// The text in the quotes at the start of another text, and the text after them.
fn quoted(text: &str) -> Option<(&str, &str)> {
    ['"', '\''].iter().find_map(|quote| text.strip_prefix(*quote)?.split_once(*quote))
}

/// Finds credentials in files that contain only users and passwords.
fn of_file(key: &str, line: &str, push: &mut dyn FnMut(Part<'_>)) {
    if key.ends_with("pgpass") {
        let fields: Vec<&str> = line.splitn(5, ':').collect();
        if let [_, _, _, _, value] = fields.as_slice() {
            push(part("pgpass", "password", line, value));
        }
    } else if key.ends_with("userlist.txt")
        && let Some((value, "")) = quoted(line.trim()).and_then(|(_, rest)| quoted(rest.trim_start()))
    {
        push(part(key, "password", line, value));
    } else if key.ends_with(".csv") && key.contains("token") {
        // A token file of the API server: token, user, id, groups.
        push(part(key, "token", line, line.split(',').next().unwrap_or_default()));
    }
}
