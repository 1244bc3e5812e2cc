//! Finds passwords in URLs, connection strings and options: `scheme://user:password@host`, `password=…;`.

use std::ops::Range;

use super::hit::Hit;
use super::kind::Kind;
use super::text::{base64_text, is_made_up};
use super::value;
use super::{Level, Nature};

/// The reasons for a literal, a common and a placeholder password in a URL.
const IN_URL: [&str; 3] = ["password in URL", "common password in URL", "placeholder password in URL"];

/// The reasons for a literal, a common and a placeholder password in a connection string.
const IN_STRING: [&str; 3] = [
    "password in connection string",
    "common password in connection string",
    "placeholder password in connection string",
];

/// The password of `scheme://user:password@host`, if `at` is the colon after the scheme.
pub(super) fn url_password(text: &str, at: usize) -> Option<Hit> {
    let rest = text[at..].strip_prefix("://")?;
    let scheme =
        text[..at].bytes().rev().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.')).count();
    if scheme == 0 {
        return None;
    }
    let authority = &rest
        [..rest.find(|c: char| c.is_whitespace() || matches!(c, '/' | '"' | '\'' | '`' | '\\')).unwrap_or(rest.len())];
    let (userinfo, host) = authority.rsplit_once('@')?;
    let (user, password) = userinfo.split_once(':')?;
    if user.contains(['?', '=', '&', '#', ',']) || host.is_empty() {
        return None;
    }
    let start = at + 3 + user.len() + 1;
    let port = host.rsplit_once(':').map_or("", |(_, port)| port);
    let stub = matches!(
        host.split(':').next().unwrap_or_default().to_lowercase().as_str(),
        "host" | "hostname" | "server" | "ip"
    ) || port.starts_with(|c: char| c.is_ascii_alphabetic());
    password_hit(password, start, stub, IN_URL)
}

/// The password of `jdbc:oracle:thin:user/password@host`, if `at` is the first `@`. As in a URL, the last `@` ends the
/// password.
pub(super) fn oracle_password(text: &str, at: usize) -> Option<Hit> {
    // The search stops at the previous `@`, so it stays linear in texts with many.
    let word = text[..at].rfind(|c: char| c.is_whitespace() || c == '@').map_or(0, |before| before + 1);
    let (_, userinfo) = text.get(word..at)?.rsplit_once("jdbc:oracle:")?;
    let (_, password) = userinfo.rsplit(':').next().and_then(|pair| pair.split_once('/'))?;
    let start = at - password.len();
    let rest = text[at..].split([' ', '\t', '\r', '\n', '"', '\'']).next()?;
    let end = at + rest.rfind('@')?;
    password_hit(&text[start..end], start, false, IN_URL)
}

/// The password of `user:password@tcp(host)`, as in MySQL's driver for Go, if `at` is the `@`.
pub(super) fn dsn_password(text: &str, at: usize) -> Option<Hit> {
    if !["@tcp(", "@unix(", "@tcp4(", "@tcp6("].iter().any(|s| text[at..].starts_with(s)) {
        return None;
    }
    let before = before(text, at);
    let from = before.rfind(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '=' | '/')).map_or(0, |i| i + 1);
    let (_, password) = before.get(from..)?.split_once(':')?;
    password_hit(password, at - password.len(), false, IN_STRING)
}

/// The value after `password=` and similar names, if `at` is the equals sign.
pub(super) fn assignment(text: &str, at: usize) -> Option<Hit> {
    // The last letters of the names below rule out most other names.
    if !text[..at].ends_with(['d', 'D', 'g', 'G', 'y', 'Y']) {
        return None;
    }
    let key_start = text[..at]
        .rfind(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-' || c == '.'))
        .map_or(0, |i| i + text[i..].chars().next().map_or(1, char::len_utf8));
    let key = text[key_start..at].to_ascii_lowercase();
    let parted = |signs: &str| key_start.checked_sub(1).is_some_and(|i| signs.as_bytes().contains(&text.as_bytes()[i]));
    let reason = match key.as_str() {
        "accountkey" => "Azure storage account key",
        "sharedaccesskey" => "Azure shared access key",
        "sig" if parted("?&") => "Azure shared access signature",
        "pwd" if parted(";") || key_start == 0 && text[at..].contains(';') => IN_STRING[0],
        _ if !(key.ends_with("password") || key.ends_with("passwd")) || is_property(text, key_start, at) => {
            return None;
        }
        _ => IN_STRING[0],
    };
    let after = &text[at + 1..];
    let (quote, body) = match after.trim_start_matches('\\').chars().next() {
        Some(q @ ('"' | '\'')) => (Some(q), &after[after.find(q)? + 1..]),
        _ => (None, after),
    };
    let end = match quote {
        Some(q) => body.find(q)?,
        None => body
            .find(|c: char| c.is_whitespace() || matches!(c, ';' | '&' | ',' | '"' | '\'' | ')' | '|' | '`'))
            .unwrap_or(body.len()),
    };
    let found = body[..end].trim_end_matches('\\');
    let start = text.len() - body.len();
    if reason.starts_with("Azure") {
        let real =
            found.len() >= 40 && !is_made_up(found) && matches!(value::kind(found), Kind::Random | Kind::Literal);
        return real.then(|| Hit::new(start..start + found.len(), Level::High, Nature::Secret, reason));
    }
    // Any text may follow `password=` in scripts and prose, so only a value that looks intended counts.
    let meant = matches!(
        value::kind(found),
        Kind::Literal | Kind::Kebab | Kind::Random | Kind::Common | Kind::Digits | Kind::Deployed | Kind::Placeholder
    );
    let code = found.starts_with(['=', '%', '$']) || found.contains(['(', '[']) || body[end..].starts_with(')');
    let loose = quote.is_none() && key == "password" && parted(" \t") && !has_user(around(text, at));
    if !meant || code || loose {
        return None;
    }
    let mut hit = password_hit(found, start, false, IN_STRING)?;
    if around(text, at).trim_end().contains('\n') {
        hit.level = hit.level.min(Level::Medium);
    }
    Some(hit)
}

/// Whether `name=` starts a line of a settings file. The reader of such files knows where values end and which text is
/// prose.
fn is_property(text: &str, start: usize, at: usize) -> bool {
    let near = around(text, at);
    let base = near.as_ptr() as usize - text.as_ptr() as usize;
    let indent = near[..start.max(base) - base].rsplit('\n').next().unwrap_or_default();
    let after = near[at - base..].split('\n').next().unwrap_or_default();
    near.contains('\n') && indent.trim().is_empty() && !after.contains([';', '&'])
}

/// How many bytes of a text are searched around a place. The whole text would be too much for each place.
const NEAR: usize = 1000;

/// The text near a place.
fn around(text: &str, at: usize) -> &str {
    let end = (at + NEAR..text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
    &text[at - before(text, at).len()..end]
}

/// The text shortly before a place.
fn before(text: &str, at: usize) -> &str {
    let start = (0..=at.saturating_sub(NEAR)).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    &text[start..at]
}

/// Whether a text has other parts of a connection string, so that a bare `password=` in it belongs to one.
fn has_user(text: &str) -> bool {
    ["user=", "username=", "user id=", "uid=", "host=", "dbname="].iter().any(|key| text.contains(key))
}

/// Judges the password of a URL or a connection string. `reasons` are for a literal, a common and a placeholder
/// password.
fn password_hit(password: &str, start: usize, stub: bool, reasons: [&'static str; 3]) -> Option<Hit> {
    let span = start..start + password.len();
    let [literal, common, placeholder] = reasons;
    if password.is_empty() {
        return None;
    }
    Some(match value::kind(password) {
        Kind::Reference | Kind::Template => return None,
        Kind::Placeholder => Hit::new(span, Level::Low, Nature::InAddress, placeholder),
        _ if stub => Hit::new(span, Level::Low, Nature::InAddress, placeholder),
        Kind::Common | Kind::Deployed => Hit::new(span, Level::Medium, Nature::CommonInAddress, common),
        _ => Hit::new(span, Level::High, Nature::InAddress, literal),
    })
}

/// The bytes of the password in `user:password`, plain or in base64, as in a basic-authentication setting.
pub(super) fn user_password(text: &str) -> Option<Range<usize>> {
    let pair = |text: &str| {
        let (user, password) = text.split_once(':')?;
        let plain = !user.is_empty()
            && !value::is_mechanism(user)
            && user.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_' | b'@'));
        let real = !password.is_empty()
            && !password.contains(char::is_whitespace)
            && !password.starts_with('/')
            && matches!(
                value::kind(password),
                Kind::Common | Kind::Deployed | Kind::Digits | Kind::Literal | Kind::Kebab | Kind::Random | Kind::Hash
            );
        let port = password.len() <= 5 && password.bytes().all(|b| b.is_ascii_digit());
        (plain && real && !port).then_some(user.len() + 1)
    };
    if let Some(start) = pair(text) {
        return Some(start..text.len());
    }
    let decoded = (text.len() >= 8).then(|| base64_text(text)).flatten()?;
    pair(decoded.trim_end()).map(|_| 0..text.len())
}

#[cfg(test)]
mod tests {
    use super::super::scan::scan;
    use super::*;

    #[test]
    fn passwords_in_urls() {
        let level = |text: &str| scan(text, "").first().map(|hit| (hit.level, text[hit.span.clone()].to_owned()));
        let found = |level: Level, secret: &str| Some((level, secret.to_owned()));
        assert_eq!(level("postgres://app:kestrel9x@db:5432/app"), found(Level::High, "kestrel9x"));
        assert_eq!(level("redis://:kestrel9x@cache"), found(Level::High, "kestrel9x"));
        assert_eq!(level("amqp://guest:guest@mq:5672"), found(Level::Medium, "guest"));
        assert_eq!(level("mysql://user:secret@host:port/db"), found(Level::Low, "secret"));
        assert_eq!(level("https://<user>:<password>@git.example.com"), found(Level::Low, "<password>"));
        assert_eq!(level("app:kestrel9x@tcp(mysql:3306)/app"), found(Level::High, "kestrel9x"));
        assert_eq!(level("jdbc:oracle:thin:app/kestrel9x@db:1521:x"), found(Level::High, "kestrel9x"));
        assert_eq!(level("jdbc:oracle:thin:app/@kes@trel9x@db:1521:x"), found(Level::High, "@kes@trel9x"));
        assert_eq!(level("Server=db;Uid=sa;Pwd=kestrel9x;"), found(Level::High, "kestrel9x"));
        assert_eq!(level("-Djavax.net.ssl.trustStorePassword=kestrel9x -Xmx1g"), found(Level::High, "kestrel9x"));
        assert_eq!(level("Plain required username=\"a\" password=\"kestrel9x\";"), found(Level::High, "kestrel9x"));
        for nothing in [
            "postgres://$(USER):$(PASSWORD)@db/app",
            "postgres://${USER}:${PASSWORD}@db/app",
            "https://git@github.com/a/b",
            "https://host/path@v1:2",
            "registry:5000/app@sha256:0",
            "http://localhost:8080/?x=a:b@c",
            "user:$(P)@tcp(db)/x",
            "password=$PASSWORD",
            "reset_password=true",
            "MAX=1 PASSWORD=",
            "a == b",
            "echo password=missing",
            "connect(user=user, password=password)",
            "label.user=Name\nlogin.password=Enter your password\n",
        ] {
            assert_eq!(scan(nothing, ""), [], "{nothing}");
        }
    }

    #[test]
    fn basic_pairs() {
        assert_eq!(user_password("ops:kestrel9"), Some(4..12));
        assert_eq!(user_password("redis:6379"), None);
        assert_eq!(user_password("ops:$(PASSWORD)"), None);
        assert_eq!(user_password("b3BzOmtlc3RyZWw5"), Some(0..16));
    }
}
