//! Credentials among the words of one line: `--password X`, `mysql -pX`, `curl -u name:X`, `PGPASSWORD=X`.

use super::super::names::is_scheme;
use super::super::parts::{offset, unquoted};
use super::super::words::{MAX_DEPTH, is_program, words_of};
use super::stdin::in_pipe;
use super::{Written, has_variable};

/// Programs with a flag for a password, from their manuals. The name is the start of the program's name.
const PROGRAMS: &[Program] = &[
    Program::glued("7z", "-p"),
    Program::glued("mariadb", "-p"),
    Program::glued("mysql", "-p"),
    Program::of("add-user", "-p"),
    Program::of("bcp", "-P"),
    Program::of("cbq", "-p"),
    Program::of("couchbase-cli", "-p"),
    Program::of("cqlsh", "-p"),
    Program::of("ipmitool", "-P"),
    Program::of("isql", "-P"),
    Program::of("kadmin", "-w"),
    Program::of("keydb-cli", "-a"),
    Program::of("ldap", "-w"),
    Program::of("mongo", "-p"),
    Program::of("mosquitto_", "-P"),
    Program::of("rabbitmqadmin", "-p"),
    Program::of("redis-benchmark", "-a"),
    Program::of("redis-cli", "-a"),
    Program::of("slappasswd", "-s"),
    Program::of("sqlcmd", "-P"),
    Program::of("sshpass", "-p"),
    Program::of("unzip", "-P"),
    Program::of("useradd", "-p"),
    Program::of("usermod", "-p"),
    Program::of("valkey-cli", "-a"),
    // In the commands for registries and clusters. Elsewhere the flag is for ports.
    Program::of("az", "-p").after("login"),
    Program::of("buildah", "-p").after("login"),
    Program::of("crane", "-p").after("login"),
    Program::of("docker", "-p").after("login"),
    Program::of("helm", "-p").after("login"),
    Program::of("nerdctl", "-p").after("login"),
    Program::of("oc", "-p").after("login"),
    Program::of("oras", "-p").after("login"),
    Program::of("podman", "-p").after("login"),
    Program::of("skopeo", "-p").after("login"),
];

/// A program whose flag takes a password.
struct Program {
    start: &'static str,
    flag: &'static str,
    /// Whether the password may be the next word; otherwise it follows the flag directly.
    is_apart: bool,
    /// The word of the program after which the flag is for a password. Empty if it always is.
    after: &'static str,
}

impl Program {
    const fn of(start: &'static str, flag: &'static str) -> Self {
        Self { start, flag, is_apart: true, after: "" }
    }

    const fn glued(start: &'static str, flag: &'static str) -> Self {
        Self { start, flag, is_apart: false, after: "" }
    }

    const fn after(mut self, word: &'static str) -> Self {
        self.after = word;
        self
    }
}

/// Programs whose flag takes a name and a password in one word, with the character between them.
const CLIENTS: &[(&str, char)] = &[
    ("ab", ':'),
    ("curl", ':'),
    ("etcdctl", ':'),
    ("http", ':'),
    ("https", ':'),
    ("rpcclient", '%'),
    ("smbclient", '%'),
    ("smbget", '%'),
    ("wget", ':'),
];

/// The flags of [`CLIENTS`].
const USER_FLAGS: &[&str] = &["-A", "-U", "-a", "-u", "--auth", "--proxy-user", "--user"];

/// The most words between a program and its password.
const MAX_POSITION: usize = 8;

/// The prefix of a password in OpenSSL.
const OPENSSL: &str = "pass:";

/// Commands with a password at a fixed position, by program. After the program, `_` is any word, `*` is the password,
/// and `-x` is a flag that must be present.
const POSITIONS: &[(&str, &[&str])] = &[
    ("htpasswd", &["-b -n _ *", "-b _ _ *"]),
    ("mc", &["admin user add _ _ *", "alias set _ _ _ *", "config host add _ _ _ *"]),
    ("openssl", &["passwd *"]),
    ("rabbitmqctl", &["add_user _ *", "authenticate_user _ *", "change_password _ *"]),
    ("vault", &["login *"]),
];

/// What the words so far say about the next word.
#[derive(Default)]
pub(super) struct Command<'t> {
    /// The last program of [`POSITIONS`], until a password is found.
    positions: Option<&'static (&'static str, &'static [&'static str])>,
    /// The words since that program, without flags.
    words: Vec<&'t str>,
    /// The short flags since then.
    flags: String,
    program: Option<&'static Program>,
    /// A program whose flag is for a password only after a further word.
    waiting: Option<&'static Program>,
    /// The character between a name and a password, if the program is one of [`CLIENTS`].
    sign: Option<char>,
    before: &'t str,
    /// Whether the second-last word is `set`, as in `aws configure set NAME VALUE`.
    is_set: bool,
    /// Whether the value of an `Authorization` header is next.
    is_header: bool,
}

/// Finds the credentials in a line of a script, also inside quotes.
pub(in super::super) fn in_script_line(line: &str, depth: usize, push: &mut dyn FnMut(Written)) {
    let mut command = Command::default();
    for (at, word) in words_of(line) {
        let bare = word.trim_start_matches(['(', '`']).trim_end_matches(['`', ';']);
        let inner = unquoted(bare);
        let text = inner.unwrap_or(bare);
        let start = at + offset(word, text);
        let is_script = inner.is_some() && text.contains(char::is_whitespace) && depth < MAX_DEPTH;
        match command.next(text, start) {
            Some(written) if !has_variable(&line[written.credential.secret.clone()]) => push(written),
            _ if is_script => in_script_line(text, depth + 1, &mut |written| push(written.moved(start))),
            _ => {}
        }
    }
    in_pipe(line).and_then(|fed| fed.judged()).into_iter().for_each(push);
}

impl<'t> Command<'t> {
    /// The credential in the next word. `at` is the offset of the word in the text.
    pub(super) fn next(&mut self, word: &'t str, at: usize) -> Option<Written> {
        let before = std::mem::replace(&mut self.before, word);
        let is_set = std::mem::replace(&mut self.is_set, before == "set");
        let is_header = std::mem::take(&mut self.is_header);
        if word.is_empty() || has_variable(word) && !word.contains(char::is_whitespace) {
            return None;
        }
        if is_header && is_scheme(word) {
            self.is_header = true;
            return None;
        }
        if is_header {
            return judged("Authorization", "token", word, at);
        }
        if let Some(written) = self.at_position(word, at) {
            return Some(written);
        }
        let name = word.trim_start_matches('-').trim_start_matches("header=");
        if name.eq_ignore_ascii_case("authorization:") {
            self.is_header = true;
            return None;
        }
        self.read_program(word);
        let flagged = before.starts_with('-') && before.chars().all(is_of_name) && !word.starts_with('-');
        header(before, word, at)
            .or_else(|| self.after_flag(before, word, at))
            .or_else(|| assigned(word, at))
            .or_else(|| flagged.then(|| Written::judged(before, word, at)).flatten())
            .or_else(|| (is_set && before.contains(['_', '-'])).then(|| Written::judged(before, word, at)).flatten())
            .filter(|written| !is_expression(&word[written.credential.secret.start - at..]))
    }

    /// The password at a fixed position of its command.
    fn at_position(&mut self, word: &'t str, at: usize) -> Option<Written> {
        let name = word.rsplit('/').next().unwrap_or_default();
        if let Some(program) = POSITIONS.iter().find(|(program, _)| *program == name) {
            self.positions = Some(program).filter(|_| !word.starts_with('-'));
            self.words.clear();
            self.flags.clear();
            return None;
        }
        let (program, commands) = *self.positions?;
        if let Some(flags) = word.strip_prefix('-') {
            self.flags.push_str(if flags.starts_with('-') { "" } else { flags });
            return None;
        }
        if self.words.len() >= MAX_POSITION {
            return None;
        }
        self.words.push(word);
        let command = commands.iter().find(|command| self.fits(command))?;
        self.positions = None;
        let shown = command.split(' ').find(|word| !matches!(word.as_bytes(), [b'-' | b'_' | b'*', ..]));
        judged(shown.unwrap_or(program), "password", word, at).filter(|_| !word.contains('='))
    }

    /// Whether the words after the program are a whole command with a password at its end.
    fn fits(&self, command: &str) -> bool {
        let (flags, patterns): (Vec<&str>, Vec<&str>) = command.split(' ').partition(|word| word.starts_with('-'));
        patterns.len() == self.words.len()
            && flags.iter().all(|flag| self.flags.contains(&flag[1..]))
            && patterns
                .iter()
                .zip(&self.words)
                .all(|(pattern, word)| matches!(*pattern, "_" | "*") || word.rsplit('/').next() == Some(pattern))
    }

    fn read_program(&mut self, word: &str) {
        if let Some(program) = self.waiting.filter(|program| program.after == word) {
            self.program = Some(program);
        }
        let name = word.rsplit('/').next().unwrap_or_default();
        if name.is_empty() || name.len() > 24 || word.starts_with('-') || name.contains(['=', ':', '.']) {
            return;
        }
        match PROGRAMS.iter().find(|program| is_program(name, program.start)) {
            Some(program) if program.after.is_empty() => self.program = Some(program),
            Some(program) => self.waiting = Some(program),
            None => {}
        }
        self.sign = CLIENTS.iter().find(|(client, _)| *client == name).map(|(_, sign)| *sign).or(self.sign);
    }

    /// The password after a flag that takes one, directly or as the next word.
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
        if matches!(before, "-passin" | "-passout" | "-pass") {
            let password = word.strip_prefix(OPENSSL)?;
            return judged(before, "password", password, at + OPENSSL.len());
        }
        let sign = self.sign?;
        let (flag, user) = match USER_FLAGS.contains(&before) {
            true => (before, word),
            false => ["-u", "-U", "--user="].iter().find_map(|flag| Some((*flag, word.strip_prefix(flag)?)))?,
        };
        let (_, password) = user.split_once(sign)?;
        judged(flag.trim_end_matches('='), "password", password, at + word.len() - password.len())
    }
}

/// `-H 'X-Api-Key: x'`: a header whose name shows that its value is a credential.
fn header(before: &str, word: &str, at: usize) -> Option<Written> {
    let text = match before {
        "-H" | "--header" => word,
        _ => word.strip_prefix("--header=")?.trim_matches(['"', '\'']),
    };
    let (name, value) = text.split_once(':')?;
    let value = value.trim();
    judged(name, name, value, at + offset(word, value))
}

/// Judges a value by one name. The credential is reported under another name.
pub(super) fn judged(shown: &str, name: &str, value: &str, at: usize) -> Option<Written> {
    let bare = value.trim_matches(['"', '\'']);
    let found = Written::judged(name, bare, at + offset(value, bare))?;
    Some(Written { name: shown.to_owned(), ..found })
}

/// `--name=value`, `-Dname=value`, `NAME=value`, `--set name=value`.
fn assigned(word: &str, at: usize) -> Option<Written> {
    let (name, value) = word.split_once('=')?;
    if name.is_empty() || !name.chars().all(is_of_name) {
        return None;
    }
    let bare = value.trim_matches(['"', '\'']);
    let start = at + offset(word, bare);
    assigned(bare, start).or_else(|| Written::judged(name.strip_prefix("-D").unwrap_or(name), bare, start))
}

/// Whether a character may be in the name of a flag or a variable.
fn is_of_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/')
}

/// Whether a text is a piece of program code: `login(user, password=password)`.
fn is_expression(text: &str) -> bool {
    text.contains(['(', '[']) || text.ends_with([')', ',']) && text.starts_with(|c: char| c.is_ascii_alphabetic())
}
