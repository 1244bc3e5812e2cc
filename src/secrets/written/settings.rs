//! Credentials in the text of a ConfigMap: properties, YAML, JSON, the settings of servers.

use super::super::engine::{Credential, Level, credentials_in, is_password_hash};
use super::super::text::pairs;
use super::command::in_script_line;
use super::{Written, add, is_comment, lines};

/// More pairs on one line are not looked at.
const MAX_PAIRS: usize = 500;

/// Words of a type, which stand for a value in the description of a format.
const TYPES: &[&str] = &[
    "any", "array", "bool", "boolean", "byte", "bytes", "date", "float", "int", "integer", "keyword", "list", "long",
    "map", "number", "object", "str", "string", "text", "varchar",
];

/// The values that others are read from: in these languages a word without quotes is a variable.
const CODE: &[&str] = &[
    "c", "cs", "go", "gotmpl", "groovy", "java", "js", "jsonnet", "kt", "lua", "php", "pl", "py", "rb", "rego", "rs",
    "star", "tf", "tmpl", "tpl", "ts",
];

/// The credentials in the value of a key of a ConfigMap, in order.
pub fn in_settings(key: &str, text: &str) -> Vec<Written> {
    let mut found = Vec::new();
    if let Some(whole) = Written::judged(key, text, 0).filter(|whole| !whole.name.is_empty()) {
        return vec![whole];
    }
    let is_script = text.starts_with("#!") || key.ends_with(".sh") || key.ends_with(".bash");
    let is_code =
        key.rsplit_once('.').is_some_and(|(_, end)| CODE.contains(&end)) || is_script && !text.contains("sh\n");
    let mut name = "";
    for (at, line) in lines(text).filter(|(_, line)| !is_comment(line)) {
        let before = found.len();
        in_line(line, &mut name, is_code, &mut |written| add(&mut found, written.moved(at)));
        if is_script && found.len() == before {
            in_script_line(line, 0, &mut |written| add(&mut found, written.moved(at)));
        }
    }
    for credential in credentials_in(text).filter(Credential::is_usable) {
        let line = text[..credential.secret.start].rsplit('\n').next().unwrap_or_default();
        let is_example = credential.is_in_address() && is_comment(line);
        if !is_example {
            add(&mut found, Written { name: String::new(), credential });
        }
    }
    found.sort_by_key(|written| written.credential.secret.start);
    found
}

/// The pairs of a line. `name` is that of the last item of a list, whose value may be on the next line.
fn in_line<'t>(line: &'t str, name: &mut &'t str, is_code: bool, push: &mut dyn FnMut(Written)) {
    let mut count = 0;
    let last = std::mem::take(name);
    pairs(line, &mut |pair| {
        count += 1;
        let value = pair.value(line);
        let text = &line[value.clone()];
        let is_quoted = line[..value.start].ends_with(['"', '\'']);
        if pair.name == "name" {
            *name = text;
        }
        let named = if pair.name == "value" { last } else { pair.name };
        let is_alone = pair.is_first || pair.is_quoted && is_quoted;
        if count > MAX_PAIRS || !is_alone || is_code && !is_quoted || !is_value(named, text, is_quoted) {
            return None;
        }
        let written = Written::judged(named, text, value.start).filter(|written| !written.name.is_empty())?;
        let end = written.credential.secret.end;
        push(written);
        Some(end)
    });
    directive(line, push);
    statement(line, push);
    hashes(line, push);
}

/// The hashes of passwords, of users of web servers and in statements.
fn hashes(line: &str, push: &mut dyn FnMut(Written)) {
    if !line.contains(['$', '{']) {
        return;
    }
    let words = line.split(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '(' | ')'));
    for word in words.filter(|word| word.contains(['$', '{']) && is_password_hash(word)) {
        let at = word.as_ptr() as usize - line.as_ptr() as usize;
        let secret = at..at + word.len();
        let credential = Credential { level: Level::Medium, reason: "password hash", secret, prefix: None };
        push(Written { name: String::new(), credential });
    }
}

/// Whether a text may be meant as the value of a credential, and not as a part of a program, a type or a label.
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
    // `"password": "Password"` is a label.
    let own = name.rsplit(['.', '_', '-']).next().unwrap_or(name);
    let is_label = text.starts_with(|c: char| c.is_ascii_uppercase())
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && text.to_ascii_lowercase().ends_with(&own.to_ascii_lowercase());
    let lower = text.to_ascii_lowercase();
    let is_type = TYPES.iter().any(|word| lower == *word);
    // `nsswitch.conf` names where accounts are looked up.
    let is_database = name == "passwd" && matches!(text, "compat" | "files" | "db");
    !is_loose && !is_label && !is_type && !is_database && !is_variable(text)
}

/// Whether a shell or a template puts something else in place of a part of the text.
pub(in super::super) fn is_variable(text: &str) -> bool {
    text.match_indices('$').any(|(at, _)| {
        text[at + 1..].starts_with(|c: char| c.is_ascii_uppercase() || matches!(c, '_' | '{' | '(' | '$'))
    }) || text.contains("{{")
}

/// `requirepass X` of Redis.
fn directive(line: &str, push: &mut dyn FnMut(Written)) {
    let mut words = line.split_ascii_whitespace();
    let (Some(name), Some(value), None) = (words.next(), words.next(), words.next()) else { return };
    if matches!(name, "requirepass" | "masterauth") && !is_variable(value) {
        let at = value.as_ptr() as usize - line.as_ptr() as usize;
        Written::judged("password", value, at)
            .into_iter()
            .for_each(|found| push(Written { name: name.to_owned(), ..found }));
    }
}

/// `CREATE USER x IDENTIFIED BY 'y'`, `ALTER ROLE x PASSWORD 'y'`.
fn statement(line: &str, push: &mut dyn FnMut(Written)) {
    if !line.contains('\'') {
        return;
    }
    let upper = line.to_ascii_uppercase();
    let is_account = ["USER ", "ROLE "].iter().any(|word| upper.contains(word));
    for words in ["IDENTIFIED BY ", "PASSWORD "] {
        let Some(start) = upper.find(words).map(|at| at + words.len()).filter(|_| is_account) else { continue };
        let Some(rest) = line[start..].strip_prefix('\'') else { continue };
        let value = rest.split('\'').next().unwrap_or_default();
        if !is_variable(value) {
            Written::judged("password", value, start + 1)
                .into_iter()
                .for_each(|found| push(Written { name: words.trim().to_owned(), ..found }));
        }
    }
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
            ("redis.conf", "port 6379\nrequirepass kestrel9x\n", "requirepass"),
            ("init.sql", "CREATE USER 'app'@'%' IDENTIFIED BY 'kestrel9x';", "IDENTIFIED BY"),
            ("init.sql", "ALTER ROLE app WITH PASSWORD 'kestrel9x';", "PASSWORD"),
            ("url", "amqp://app:kestrel9x@mq", ""),
            ("run.sh", "#!/bin/sh\nmysql -u root -pkestrel9x\n", "-p"),
            ("run.py", "password = \"kestrel9x\"\n", "password"),
        ] {
            assert_eq!(found(key, text), [(name.to_owned(), "kestrel9x".to_owned())], "{text}");
        }
    }

    #[test]
    fn settings_that_hold_none() {
        for (key, text) in [
            ("PASSWORD_FILE", "/run/secrets/db"),
            ("app.yaml", "# password: kestrel9x\n"),
            ("app.yaml", "password: ${DB_PASSWORD}\npassword: {{ password }}\npassword: $__file{/x}\n"),
            ("app.json", "{\"password\": \"Password\", \"token\": \"string\"}"),
            ("run.sh", "#!/bin/sh\nPASSWORD=$(cat /run/x)\nPASSWORD=\"$1\"\nPASSWORD=x${Y}\n"),
            ("run.py", "password = get_password()\npassword = settings.password\nlogin(user, password=password)\n"),
            ("nginx.conf", "proxy_pass http://app;\n"),
            ("nsswitch.conf", "passwd: compat\n"),
            ("app.yaml", "secretName: tls\nclientSecretRef: oidc-client\nsecret: app-tls\n"),
        ] {
            assert_eq!(found(key, text), [], "{text}");
        }
    }
}
