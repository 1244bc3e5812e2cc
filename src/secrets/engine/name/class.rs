//! The class of a name, by its last word and the words before it.

use super::words::{
    OWNERS, PASSWORDS, PLAIN_KEYS, PLAIN_TOKENS, PROPERTIES, PUBLIC, SECRET_KEYS, SECRET_OBJECTS, SECRET_VALUES,
    SWITCHES, TAILS, VAGUE_KEYS, VERBS,
};
use super::{Class, Head};

/// Whether a word means a password in some language.
pub(in super::super) fn is_password_word(word: &str) -> bool {
    PASSWORDS.has(word)
}

/// The class of the words of a name.
pub(super) fn class(words: &[&str]) -> Class {
    let words = strip_tails(words);
    let Some((&head, before)) = words.split_last() else { return Class::Other };
    if words.iter().any(|w| SWITCHES.has(w)) || VERBS.has(words[0]) {
        return Class::Other;
    }
    let keyed = head.ends_with("key") || head.ends_with("keys") || head == "token";
    if keyed && (words.iter().any(|w| PUBLIC.contains(w)) || head.starts_with("pub") || before.last() == Some(&"site"))
    {
        return Class::Public;
    }
    let class = of_head(before, head);
    if class != Class::Other {
        return class;
    }
    if let Some((stem, suffix)) = unglue(head) {
        return of_head(&[before, &[stem]].concat(), suffix);
    }
    if before.last().is_some_and(|last| PASSWORDS.has(last)) && OWNERS.has(head) {
        return Class::Strong(Head::Password);
    }
    // `TOKEN_GITHUB`: the head is not a property, so the name may still mean a credential.
    let property = PROPERTIES.has(head) || PROPERTIES.has(head.trim_end_matches('s'));
    let inner = (1..words.len()).any(|end| matches!(of_head(&words[..end - 1], words[end - 1]), Class::Strong(_)));
    let known = matches!(head, "key" | "token" | "secret" | "pass" | "pwd");
    if inner && !property && !known && !is_unit(head) { Class::Weak } else { Class::Other }
}

/// Removes numbers, versions and words that say nothing from the end, and the digits of the last word.
pub(super) fn strip_tails<'a>(mut words: &[&'a str]) -> Vec<&'a str> {
    while let Some((last, rest)) = words.split_last() {
        let bare = last.trim_end_matches(|c: char| c.is_ascii_digit());
        if !(bare.is_empty() || bare == "v" || !rest.is_empty() && TAILS.has(bare)) {
            break;
        }
        words = rest;
    }
    let mut words = words.to_vec();
    if let Some(last) = words.last_mut() {
        *last = last.trim_end_matches(|c: char| c.is_ascii_digit());
    }
    words
}

fn is_unit(head: &str) -> bool {
    matches!(head, "tokens" | "ms" | "sec" | "secs" | "min" | "max" | "passwords" | "secrets")
}

/// The class of a head with the words before it.
fn of_head(before: &[&str], head: &str) -> Class {
    let last = before.last().copied().unwrap_or_default();
    let second = before.len().checked_sub(2).and_then(|i| before.get(i)).copied().unwrap_or_default();
    match head {
        // The shell's own variables contain directories.
        "pwd" if before.is_empty() || last == "old" => Class::Other,
        "pass" if matches!(last, "by" | "proxy" | "through" | "single" | "multi") => Class::Other,
        _ if PASSWORDS.has(head) => Class::Strong(Head::Password),
        // A parameter of a StorageClass for GlusterFS.
        "restuserkey" => Class::Strong(Head::Password),
        // `authorization: {type: Bearer, credentials: x}`, as Prometheus has it.
        "credentials" if last == "authorization" => Class::Strong(Head::Token),
        "passe" if last == "de" => Class::Strong(Head::Password),
        "pin" | "pincode" => Class::Strong(Head::Pin),
        "psk" => Class::Strong(Head::Key { vague: false }),
        "mnemonic" | "seed" => Class::Strong(Head::Phrase),
        "phrase" if matches!(last, "seed" | "recovery" | "mnemonic" | "secret") => Class::Strong(Head::Phrase),
        "iv" if before.is_empty() || SECRET_KEYS.has(last) || matches!(last, "aes" | "cipher" | "crypto") => {
            Class::Weak
        }
        "auth" if matches!(last, "redis" | "rediscli") => Class::Strong(Head::Password),
        "secret" if SECRET_OBJECTS.has(last) => Class::Other,
        "secret" => Class::Strong(Head::Secret { value: before.is_empty() || SECRET_VALUES.has(last) }),
        "token" if PLAIN_TOKENS.has(last) || last == "cluster" && second == "initial" => Class::Other,
        "token" => Class::Strong(Head::Token),
        "key" if last == "certificate" && before.len() == 1 => Class::Strong(Head::Certificate),
        "key" => of_key(last, second),
        "base" if last == "key" => Class::Strong(Head::Key { vague: false }),
        "salt" => Class::Strong(Head::Other),
        "cookie" if last == "erlang" => Class::Strong(Head::Other),
        "hash" if matches!(last, "password" | "passwd" | "pass") => Class::Strong(Head::Other),
        // `password_sha256_hex`, as ClickHouse has it.
        "hex" if before.contains(&"password") => Class::Strong(Head::Other),
        "id" if last == "key" && second == "access" => Class::Ident,
        "id" if last == "token" && second == "root" => Class::Strong(Head::Token),
        "id" if last == "secret" && matches!(second, "vault" | "approle" | "role" | "bao" | "openbao") => Class::Weak,
        "dsn" | "connectionstring" | "connstring" | "connstr" => Class::Connection,
        "string" if matches!(last, "connection" | "conn") => Class::Connection,
        "auth" | "basicauth" | "authorization" | "credential" | "credentials" | "creds" | "cred" | "pat" => Class::Weak,
        "secrets" | "keys" | "tokens" if SECRET_KEYS.has(last) || matches!(last, "secret" | "access") => Class::Weak,
        "apikeys" | "secretkeys" | "accesskeys" | "authkeys" => Class::Weak,
        _ => Class::Other,
    }
}

fn of_key(last: &str, second: &str) -> Class {
    let secret = |vague| Class::Strong(Head::Key { vague });
    match last {
        "access" if matches!(second, "secret" | "storage" | "account" | "shared") => secret(false),
        "access" => Class::Ident,
        // The key of an entry in a Secret object.
        "secret" if matches!(second, "password" | "user" | "username" | "token") => Class::Other,
        // WordPress: LOGGED_IN_KEY.
        "in" if second != "logged" => Class::Weak,
        _ if SECRET_KEYS.has(last) => secret(false),
        _ if VAGUE_KEYS.has(last) => secret(true),
        _ if PLAIN_KEYS.has(last) => Class::Other,
        _ => Class::Weak,
    }
}

/// Splits a word that contains two words without a separator, as in `pgpassword` or `vaultapikey`.
fn unglue(word: &str) -> Option<(&str, &str)> {
    const SUFFIXES: &[&str] = &[
        "passwords",
        "password",
        "passwd",
        "passphrase",
        "passcode",
        "passwort",
        "kennwort",
        "wachtwoord",
        "senha",
        "pswd",
        "psw",
        "pwd",
        "pw",
        "psk",
        "secret",
        "token",
        "mnemonic",
        "creds",
        "dsn",
    ];
    if let Some(found) =
        SUFFIXES.iter().find_map(|s| Some((word.strip_suffix(s)?, *s))).filter(|(stem, _)| !stem.is_empty())
    {
        return Some(found);
    }
    if let Some(stem) = word.strip_suffix("pass") {
        let other = ["by", "com", "en", "im", "multi", "over", "proxy", "single", "sur", "through", "tres", "under"];
        return (!stem.is_empty() && !other.contains(&stem)).then_some((stem, "pass"));
    }
    if let Some(stem) = word.strip_suffix("hash").filter(|stem| matches!(*stem, "pass" | "passwd" | "password")) {
        return Some((stem, "hash"));
    }
    if let Some(stem) = word.strip_suffix("salt") {
        return ["auth", "hash", "nonce", "password"].iter().find(|s| stem.ends_with(**s)).map(|s| (*s, "salt"));
    }
    let stem = word.strip_suffix("key")?;
    let known = |s: &&str| s.len() > 2 && stem.ends_with(s);
    let qualifiers = SECRET_KEYS.iter().chain(["access", "master", "session", "shared", "storage"]);
    qualifiers.chain(["loggedin"]).find(known).map(|s| (if s == "loggedin" { "nonce" } else { s }, "key"))
}
