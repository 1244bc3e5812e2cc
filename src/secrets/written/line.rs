//! Credentials among the words of one line: `--password X`, `mysql -pX`, `curl -u name:X`, `PGPASSWORD=X`.

use super::super::words::words_of;
use super::{Written, is_variable};

/// How deep scripts in quotes are looked into.
const MAX_DEPTH: usize = 4;

/// Programs with a flag for a password, by the start of their names.
const PROGRAMS: &[Program] = &[
    Program { start: "mysql", flag: "-p", is_apart: false },
    Program { start: "mariadb", flag: "-p", is_apart: false },
    Program { start: "sshpass", flag: "-p", is_apart: true },
    Program { start: "mongo", flag: "-p", is_apart: true },
    Program { start: "redis-cli", flag: "-a", is_apart: true },
    Program { start: "redis-benchmark", flag: "-a", is_apart: true },
    Program { start: "valkey-cli", flag: "-a", is_apart: true },
    Program { start: "keydb-cli", flag: "-a", is_apart: true },
    Program { start: "sqlcmd", flag: "-P", is_apart: true },
    Program { start: "ldap", flag: "-w", is_apart: true },
];

/// A program whose flag takes a password.
struct Program {
    start: &'static str,
    flag: &'static str,
    /// Whether the password may be the next word; otherwise it follows the flag directly.
    is_apart: bool,
}

/// No password is further from its program, in words.
const MAX_POSITION: usize = 8;

/// What is before a password of OpenSSL.
const OPENSSL: &str = "pass:";

/// Words between `Authorization:` and what authorizes.
const SCHEMES: &[&str] = &["apikey", "basic", "bearer", "token"];

/// Commands with a password at a fixed place, word by word without flags: `_` is any word, `*` the password.
const POSITIONS: &[&str] = &[
    "mc alias set _ _ _ *",
    "mc config host add _ _ _ *",
    "rabbitmqctl add_user _ *",
    "rabbitmqctl change_password _ *",
];

/// What the words before say of the next one.
#[derive(Default)]
pub(super) struct Command<'t> {
    /// The words since a program, without flags.
    words: Vec<&'t str>,
    program: Option<&'static Program>,
    /// Whether the program is one that takes `-u name:password`.
    is_client: bool,
    before: &'t str,
    /// The name of a header whose value is next.
    header: &'t str,
}

/// The credentials in a line of a script, whose quotes are seen through.
pub(super) fn in_script_line(line: &str, depth: usize, push: &mut dyn FnMut(Written)) {
    let mut command = Command::default();
    for (at, word) in words_of(line) {
        let bare = word.trim_start_matches(['(', '`']).trim_end_matches(['`', ';']);
        let inner = ['"', '\''].iter().find_map(|quote| bare.strip_prefix(*quote)?.strip_suffix(*quote));
        let text = inner.unwrap_or(bare);
        let start = at + (text.as_ptr() as usize - word.as_ptr() as usize);
        let is_script = inner.is_some() && text.contains(char::is_whitespace) && depth < MAX_DEPTH;
        match command.next(text, start) {
            Some(written) if !is_variable(&line[written.credential.secret.clone()]) => push(written),
            _ if is_script => in_script_line(text, depth + 1, &mut |written| push(written.moved(start))),
            _ => {}
        }
    }
}

impl<'t> Command<'t> {
    /// The credential in the next word, which is at an offset of the text.
    pub(super) fn next(&mut self, word: &'t str, at: usize) -> Option<Written> {
        let before = std::mem::replace(&mut self.before, word);
        let header = std::mem::take(&mut self.header);
        if word.is_empty() || is_variable(word) && !word.contains(char::is_whitespace) {
            return None;
        }
        if header == "authorization" && SCHEMES.contains(&&*word.to_ascii_lowercase()) {
            self.header = "authorization";
            return None;
        }
        if header == "authorization" {
            return judged("Authorization", "token", word, at);
        }
        if let Some(written) = self.at_position(word, at) {
            return Some(written);
        }
        let name = word.trim_start_matches('-').trim_start_matches("header=");
        if name.eq_ignore_ascii_case("authorization:") {
            self.header = "authorization";
            return None;
        }
        self.read_program(word);
        let flagged = before.starts_with('-') && before.chars().all(is_of_name) && !word.starts_with('-');
        self.after_flag(before, word, at)
            .or_else(|| assigned(word, at))
            .or_else(|| flagged.then(|| Written::judged(before, word, at)).flatten())
            .filter(|written| !is_expression(&word[written.credential.secret.start - at..]))
    }

    /// The password that is at a fixed place of its command.
    fn at_position(&mut self, word: &'t str, at: usize) -> Option<Written> {
        let program = word.rsplit('/').next().unwrap_or_default();
        if POSITIONS.iter().any(|command| command.split(' ').next() == Some(program)) {
            self.words.clear();
        }
        if word.starts_with('-') || self.words.len() > MAX_POSITION {
            return None;
        }
        self.words.push(word);
        let fits = |command: &&&str| {
            let mut patterns = command.split(' ').zip(&self.words);
            command.split(' ').count() == self.words.len()
                && patterns
                    .all(|(pattern, word)| matches!(pattern, "_" | "*") || word.rsplit('/').next() == Some(pattern))
        };
        let command = POSITIONS.iter().find(fits)?;
        judged(command.split(' ').nth(1).unwrap_or_default(), "password", word, at)
    }

    fn read_program(&mut self, word: &str) {
        let name = word.rsplit('/').next().unwrap_or_default();
        if name.is_empty() || name.len() > 24 || word.starts_with('-') {
            return;
        }
        let is_it =
            |program: &&Program| name == program.start || program.start.len() > 3 && name.starts_with(program.start);
        if let Some(program) = PROGRAMS.iter().find(is_it).filter(|_| !name.contains(['=', ':', '.'])) {
            self.program = Some(program);
        }
        self.is_client |= matches!(name, "curl" | "wget");
    }

    /// What follows a flag that takes a password, directly or as the next word.
    fn after_flag(&self, before: &str, word: &str, at: usize) -> Option<Written> {
        if let Some(program) = self.program {
            if let Some(password) =
                word.strip_prefix(program.flag).filter(|rest| !rest.is_empty() && !rest.starts_with('='))
            {
                return judged(program.flag, "password", password, at + program.flag.len());
            }
            if program.is_apart && before == program.flag {
                return judged(program.flag, "password", word, at);
            }
        }
        if matches!(before, "-passin" | "-passout") {
            let password = word.strip_prefix(OPENSSL)?;
            return judged(before, "password", password, at + OPENSSL.len());
        }
        let is_user = self.is_client && matches!(before, "-u" | "--user" | "--proxy-user");
        let glued = ["-u", "--user="].iter().find_map(|flag| word.strip_prefix(flag)).filter(|_| self.is_client);
        let user = if is_user { word } else { glued? };
        let (_, password) = user.split_once(':')?;
        judged("-u", "password", password, at + word.len() - password.len())
    }
}

/// A value under a name that tells what it is, reported under another.
fn judged(shown: &str, name: &str, value: &str, at: usize) -> Option<Written> {
    let bare = value.trim_start_matches(['"', '\'']);
    let quotes = value.len() - bare.len();
    let found = Written::judged(name, bare.trim_end_matches(['"', '\'']), at + quotes)?;
    Some(Written { name: shown.to_owned(), ..found })
}

/// `--name=value`, `-Dname=value`, `NAME=value`, `--set name=value`.
fn assigned(word: &str, at: usize) -> Option<Written> {
    let (name, value) = word.split_once('=')?;
    let start = at + name.len() + 1;
    if name.is_empty() || !name.chars().all(is_of_name) {
        return None;
    }
    let bare = value.trim_start_matches(['"', '\'']);
    let quotes = value.len() - bare.len();
    let bare = bare.trim_end_matches(['"', '\'']);
    assigned(bare, start + quotes)
        .or_else(|| Written::judged(name.strip_prefix("-D").unwrap_or(name), bare, start + quotes))
}

/// Whether the names of flags and variables have a character.
fn is_of_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/')
}

/// Whether a text is a part of a program: `login(user, password=password)`.
fn is_expression(text: &str) -> bool {
    text.contains(['(', '[']) || text.ends_with([')', ',']) && text.starts_with(|c: char| c.is_ascii_alphabetic())
}
