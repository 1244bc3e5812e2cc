//! Finds credentials in the text of a ConfigMap: properties, YAML, JSON, the settings of servers.

use std::ops::Range;

use super::super::engine::{Credential, Level, Nature, credentials_in, is_password_hash, is_password_word};
use super::super::parts::{Pair, lines, offset, pairs};
use super::line::in_script_line;
use super::{MAX_FOUND, Written, add, forms, has_variable, is_comment};
use crate::yaml::decode_base64_text;

/// The most pairs that are read on one line.
const MAX_PAIRS: usize = 500;

/// Words for a type, which describe the value in the description of a format.
const TYPES: &[&str] = &[
    "any", "array", "bool", "boolean", "byte", "bytes", "date", "float", "int", "integer", "keyword", "list", "long",
    "map", "number", "object", "str", "string", "text", "varchar",
];

/// Endings of files with program code, in which a word without quotes is a variable.
const CODE: &[&str] = &[
    "c", "cs", "go", "gotmpl", "groovy", "java", "js", "jsonnet", "kt", "lua", "php", "pl", "py", "rb", "rego", "rs",
    "star", "tf", "tmpl", "tpl", "ts",
];

/// The credentials in the value of a key of a ConfigMap, in order.
pub fn in_settings(key: &str, text: &str) -> Vec<Written> {
    let mut found = Vec::new();
    let is_line = !text.trim().contains('\n');
    let whole = is_line.then(|| Written::judged(key, text, 0)).flatten();
    if let Some(whole) = whole.filter(|whole| !whole.name.is_empty()) {
        return vec![whole];
    }
    let is_script = text.starts_with("#!") || key.ends_with(".sh") || key.ends_with(".bash");
    let is_code =
        key.rsplit_once('.').is_some_and(|(_, end)| CODE.contains(&end)) || is_script && !text.contains("sh\n");
    let mut lines_of = Lines { key, is_code, name: "", authorization: None, block: None };
    for (at, line) in lines(text).filter(|(_, line)| !is_comment(line)) {
        let before = found.len();
        if before >= MAX_FOUND {
            break;
        }
        lines_of.read(line, &mut |written| add(&mut found, written.moved(at)));
        if is_script && found.len() == before {
            in_script_line(line, 0, &mut |written| add(&mut found, written.moved(at)));
        }
    }
    for credential in credentials_in(text).filter(Credential::is_usable).take(MAX_FOUND) {
        let line = text[..credential.secret.start].rsplit('\n').next().unwrap_or_default();
        let is_example = credential.is_in_address() && is_comment(line);
        if !is_example {
            add(&mut found, Written::unnamed(credential));
        }
    }
    found.sort_by_key(|written| written.credential.secret.start);
    found
}

/// What the lines so far say about the next line.
struct Lines<'t> {
    /// The key of the whole text.
    key: &'t str,
    /// Whether a word without quotes is a variable.
    is_code: bool,
    /// The name of a list item whose value has not come yet.
    name: &'t str,
    /// The column of the key `authorization`, if the lines are below it.
    authorization: Option<usize>,
    /// The name and the column of a key whose value is on the next lines.
    block: Option<(&'t str, usize)>,
}

impl<'t> Lines<'t> {
    fn read(&mut self, line: &'t str, push: &mut dyn FnMut(Written)) {
        self.block(line, push);
        let column = line.len() - line.trim_start_matches([' ', '-']).len();
        self.authorization = match line.trim() {
            "authorization:" => Some(column),
            _ => self.authorization.filter(|outer| column > *outer),
        };
        let last = std::mem::take(&mut self.name);
        let mut count = 0;
        pairs(line, &mut |pair| {
            count += 1;
            let value = self.unquoted(line, pair.value(line));
            let text = &line[value.clone()];
            let is_quoted = line[..value.start].ends_with(['"', '\'', '`']);
            match pair.name {
                "name" => self.name = text,
                // `{"type": "password", "value": "x"}`, as Keycloak has it for users.
                "type" if is_password_word(text) => self.name = text,
                name if pair.is_first && matches!(text, "|" | "|-" | ">" | ">-") => {
                    self.block = Some((name, line.len() - line.trim_start().len()));
                }
                _ => {}
            }
            let named = match pair.name {
                "value" if self.name.is_empty() => last,
                "value" => self.name,
                "pwd" | "PWD" if is_password_of_shell(line, &pair) => "password",
                "credentials" if self.authorization.is_some() => "authorization.credentials",
                name => name,
            };
            let is_yaml = self.key.ends_with(".yaml") || self.key.ends_with(".yml");
            let is_alone = is_alone(line, &pair, is_quoted, is_yaml || has_digit(text)) && (is_quoted || !self.is_code);
            if count > MAX_PAIRS || !is_alone || !is_value(named, text, is_quoted) {
                return None;
            }
            let is_encoded = &line[pair.sign.clone()] == "::";
            let found =
                if is_encoded { encoded(named, text, value.start) } else { Written::judged(named, text, value.start) };
            let written = found.filter(|written| !written.name.is_empty())?;
            let end = written.credential.secret.end;
            push(written);
            Some(end)
        });
        forms::in_line(self.key, line, &mut |part| {
            let value = &line[part.value.clone()];
            let is_word = value.bytes().all(|byte| byte.is_ascii_alphabetic() || b"_-./ ".contains(&byte));
            let found = Written::judged(part.name, value, part.value.start);
            let found = found.filter(|_| !(has_variable(value) || part.is_loose && is_word));
            found.into_iter().for_each(|found| push(Written { name: part.shown.to_owned(), ..found }));
        });
        hashes(line, push);
    }

    /// A value without its backticks, which files of Gitea may have.
    fn unquoted(&self, line: &str, value: Range<usize>) -> Range<usize> {
        let text = &line[value.clone()];
        let is_quoted = text.len() > 2 && text.starts_with('`') && text.ends_with('`') && self.key.ends_with(".ini");
        if is_quoted { value.start + 1..value.end - 1 } else { value }
    }

    /// Reads the value of `key: |`, if it is one line.
    fn block(&mut self, line: &'t str, push: &mut dyn FnMut(Written)) {
        let Some((name, column)) = self.block.take() else { return };
        let text = line.trim_start();
        let at = line.len() - text.len();
        if at > column && !text.contains([' ', ':', '=']) {
            Written::judged(name, text.trim_end(), at).into_iter().for_each(push);
        }
    }
}

/// Finds the hashes of passwords, for users of web servers and in statements.
fn hashes(line: &str, push: &mut dyn FnMut(Written)) {
    if !line.contains(['$', '{']) {
        return;
    }
    let words = line.split(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '(' | ')'));
    for word in words.filter(|word| word.contains(['$', '{']) && is_password_hash(word)) {
        let start = offset(line, word);
        let secret = start..start + word.len();
        let (level, nature) = (Level::Medium, Nature::Secret);
        let credential = Credential { level, nature, reason: "password hash", secret, prefix: None };
        push(Written::unnamed(credential));
    }
}

/// Whether a pair is its whole line, or a part of it with clear ends. Only some texts without quotes may be in braces.
fn is_alone(line: &str, pair: &Pair<'_>, is_quoted: bool, may_be_braced: bool) -> bool {
    let start = offset(line, pair.name);
    let before = line[..start].trim_end_matches(['"', '\'', '\\', ' ', '\t']);
    // `"$PASSWORD" = "x"` in a shell is a comparison.
    if before.ends_with('$') && pair.is_quoted {
        return false;
    }
    let opens = before.is_empty() || before.ends_with(['{', ',', '(', '[', '$', '<']);
    // `private static final String PASSWORD = "x"`
    let is_declared = || {
        let is_word = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '\t' | '_' | '$' | '.' | '<' | '>');
        before.chars().all(is_word) && before.split_ascii_whitespace().count() < 5
    };
    // `${secret:name}` is a reference to a secret.
    let is_reference = before.ends_with("${");
    let is_in_braces =
        || !is_reference && before.contains('{') && before.ends_with(['{', ',']) && &line[pair.sign.clone()] == ":";
    match is_quoted {
        _ if pair.is_first => true,
        true => pair.is_quoted || opens || is_declared() || &line[pair.sign.clone()] == "=>",
        false => {
            !pair.is_quoted && may_be_braced && is_in_braces()
                || &line[pair.sign.clone()] == ">" && before.ends_with('<')
        }
    }
}

/// Whether a name that the shell uses for its folder means a password here, judged by the value.
pub(in super::super) fn is_password_of_shell(line: &str, pair: &Pair<'_>) -> bool {
    let value = || line[pair.sign.end..].trim_start();
    matches!(pair.name, "pwd" | "PWD")
        && (value().starts_with(['"', '\'']) || has_digit(value()) && !value().contains(['/', '$']))
}

/// Whether a text consists of words with blanks between them.
fn is_prose(text: &str) -> bool {
    text.contains(' ')
        && text.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '\'' | '’' | ',' | '.' | '?' | '!'))
}

fn has_digit(text: &str) -> bool {
    text.contains(|c: char| c.is_ascii_digit())
}

/// Reads `userPassword:: x` of LDIF, which is base64.
fn encoded(name: &str, text: &str, at: usize) -> Option<Written> {
    let plain = decode_base64_text(text)?;
    let found = Written::judged(name, plain.trim_end(), 0)?;
    let credential = Credential { secret: at..at + text.len(), prefix: None, ..found.credential };
    Some(Written { name: name.to_owned(), credential })
}

/// Whether a text may be the value of a credential, and not a part of a program, a type or a label.
fn is_value(name: &str, text: &str, is_quoted: bool) -> bool {
    let is_name = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    // `settings.password`
    let is_member = text.contains('.') && text.split('.').all(is_name) && !text.contains(|c: char| c.is_ascii_digit());
    let is_expression =
        text.contains(['(', '[', '{', '`']) || text.contains(" + ") || text.ends_with([')', ']', '}', ';']);
    let is_loose = !is_quoted && (is_member || is_expression || text.contains([' ', '\t', '"', '\'', '<']));
    // `"password": "Password"` and `"password": "Mot de passe"` are labels.
    let own = name.rsplit(['.', '_', '-']).next().unwrap_or(name);
    let is_label = text.starts_with(|c: char| c.is_ascii_uppercase())
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && (text.to_ascii_lowercase().ends_with(&own.to_ascii_lowercase())
            || is_password_word(&text.to_lowercase())
            || is_prose(text));
    let lower = text.to_ascii_lowercase();
    let is_type = TYPES.iter().any(|word| lower == *word);
    // `nsswitch.conf` says where to look up accounts.
    let is_database = name == "passwd" && matches!(text, "compat" | "files" | "db");
    !is_loose && !is_label && !is_type && !is_database && !has_variable(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(key: &str, text: &str) -> Vec<(String, String)> {
        let found = in_settings(key, text).into_iter();
        found.map(|found| (found.name, text[found.credential.secret].to_owned())).collect()
    }

    #[test]
    fn settings_that_hold_a_credential() {
        for (key, text, name) in [
            ("DB_PASSWORD", "kestrel9x", "DB_PASSWORD"),
            (".env", "A=b\nexport DB_PASSWORD=kestrel9x\n", "DB_PASSWORD"),
            ("app.properties", "spring.datasource.password = kestrel9x\n", "spring.datasource.password"),
            ("app.yaml", "db:\n  password: \"kestrel9x\" # old\n", "password"),
            ("app.yaml", "env:\n- name: DB_PASSWORD\n  value: kestrel9x\n", "DB_PASSWORD"),
            ("app.json", "{\"user\": \"app\", \"password\": \"kestrel9x\"}", "password"),
            ("p.yml", "authorization:\n  type: Bearer\n  credentials: kestrel9x\n", "authorization.credentials"),
            ("redis.conf", "port 6379\nrequirepass kestrel9x\n", "requirepass"),
            ("init.sql", "CREATE USER 'app'@'%' IDENTIFIED BY 'kestrel9x';", "IDENTIFIED BY"),
            ("init.sql", "ALTER ROLE app WITH PASSWORD 'kestrel9x';", "PASSWORD"),
            ("url", "amqp://app:kestrel9x@mq", ""),
            ("run.sh", "#!/bin/sh\nmysql -u root -pkestrel9x\n", "-p"),
            ("run.py", "password = \"kestrel9x\"\n", "password"),
            ("app.ini", "[database]\nPASSWD = `kestrel9x`\n", "PASSWD"),
            ("users.yaml", "- {name: app, password: kestrel9x}\n", "password"),
            ("tokens.csv", "kestrel9x,admin,1,\"system:masters\"\n", "tokens.csv"),
            ("named.conf", "key \"ddns\" { algorithm hmac-sha256; secret \"kestrel9x\"; };\n", "secret"),
            ("nginx.conf", "set $api_key \"kestrel9x\";\n", "api_key"),
            ("fluent-bit.conf", "    HTTP_Passwd kestrel9x\n", "HTTP_Passwd"),
            ("odbc.ini", "[shop]\nUID=sa\nPWD=kestrel9x\n", "password"),
            ("realm.json", "{\"type\": \"password\", \"value\": \"kestrel9x\"}", "password"),
            ("fluent.conf", "<security>\n  shared_key kestrel9x\n</security>\n", "shared_key"),
        ] {
            assert_eq!(found(key, text), [(name.to_owned(), "kestrel9x".to_owned())], "{text}");
        }
    }

    #[test]
    fn settings_that_hold_none() {
        for (key, text) in [
            ("PASSWORD_FILE", "/run/secrets/db"),
            ("JWT_SECRET", "${secret:jwt-9x@v=3}"),
            ("app.yaml", "# password: kestrel9x\n"),
            ("app.yaml", "password: ${DB_PASSWORD}\npassword: {{ password }}\npassword: $__file{/x}\n"),
            ("app.json", "{\"password\": \"Password\", \"token\": \"string\"}"),
            ("run.sh", "#!/bin/sh\nPASSWORD=$(cat /run/x)\nPASSWORD=\"$1\"\nPASSWORD=x${Y}\n"),
            ("run.py", "password = get_password()\npassword = settings.password\nlogin(user, password=password)\n"),
            ("nginx.conf", "proxy_pass http://app;\n"),
            ("messages_de.properties", "login.password = Passwort\nlabel.token = Zugang9\n"),
            ("run.sh", "#!/bin/sh\nget_token kestrel9x\n"),
            ("fr.json", "{\"password\": \"Mot de passe\", \"token\": \"Jeton d'accès\"}"),
            ("messages.properties", "user=User\nlogin.password=Enter your password\nlabel.password=Passwort\n"),
            ("p.yml", "authorization:\n  type: Bearer\ncredentials: kestrel9x\n"),
            ("nsswitch.conf", "passwd: compat\n"),
            ("run.sh", "#!/bin/sh\nPWD=/app\n[ \"$PASSWORD\" = \"kestrel9x\" ] && exit 1\n"),
            ("fluent.conf", "<record>\n  auth_key log_key\n  token_key _token\n</record>\n"),
            ("app.yaml", "secretName: tls\nclientSecretRef: oidc-client\nsecret: app-tls\n"),
        ] {
            assert_eq!(found(key, text), [], "{text}");
        }
    }
}
