//! Classifies a value under a name that may be the name of a credential.

use super::kind::Kind;
use super::placeholder::{is_common, is_template, placeholder};
use super::text::{WordList, entropy, is_random};

/// Classifies a value that is not empty.
pub(super) fn kind(value: &str) -> Kind {
    let value = unquote(value.trim()).trim();
    let lower = value.to_lowercase();
    if is_reference(value, &lower) {
        return Kind::Reference;
    }
    if is_template(value) {
        return Kind::Template;
    }
    if is_public(value) {
        return Kind::Public;
    }
    if is_hashes(value) {
        return Kind::Hash;
    }
    if is_common(value, &lower) {
        // `PASSWORD` in capitals is a request to replace it.
        let shouts = value.len() >= 5 && value.bytes().all(|b| b.is_ascii_uppercase());
        return if shouts { Kind::Deployed } else { Kind::Common };
    }
    if is_flag(&lower) {
        return Kind::Flag;
    }
    if is_number(&lower) {
        return Kind::Number;
    }
    if value.bytes().all(|b| b.is_ascii_digit()) {
        return Kind::Digits;
    }
    if is_place(&lower) {
        return Kind::Place;
    }
    if is_path(value, &lower) {
        return Kind::Path;
    }
    if let Some(kind) = placeholder(value, &lower) {
        return kind;
    }
    let json = [('{', '}'), ('[', ']')].iter().any(|(a, b)| value.starts_with(*a) && value.ends_with(*b));
    if json || !value.contains(char::is_alphanumeric) || value.contains('\n') || value.split_whitespace().count() > 6 {
        return Kind::Structure;
    }
    if is_random(value) {
        return Kind::Random;
    }
    if is_kebab(value) { Kind::Kebab } else { Kind::Literal }
}

fn unquote(value: &str) -> &str {
    ['"', '\''].iter().find_map(|q| value.strip_prefix(*q)?.strip_suffix(*q)).unwrap_or(value)
}

fn is_reference(value: &str, lower: &str) -> bool {
    const SCHEMES: &[&str] = &[
        "vault:",
        "ref+",
        "op://",
        "file:",
        "env:",
        "arn:",
        "ssm:",
        "sm://",
        "gsm:",
        "secret://",
        "secretref:",
        "secrets/",
        "secret/",
        "akv:",
        "azurekeyvault:",
        "keyvault:",
        "bws:",
        "doppler:",
        "infisical:",
        "<path:",
        "k8s:",
        "kubernetes:",
        "awssm:",
        "awsps:",
        "gcpsm:",
        "@microsoft.keyvault(",
        "valuefrom",
    ];
    value.contains("$(")
        || SCHEMES.iter().any(|scheme| lower.starts_with(scheme))
        || lower.starts_with("projects/") && lower.contains("/secrets/")
        || value.len() > 2 && value.starts_with('`') && value.ends_with('`')
}

fn is_public(value: &str) -> bool {
    const STARTS: &[&str] = &[
        // Publishable keys, with which the programs of users write.
        "pk_live_",
        "pk_test_",
        "pk.eyJ",
        "pk-lf-",
        "phc_",
        "pub-c-",
        "sb_publishable_",
        "sub-c-",
        "-----BEGIN CERTIFICATE",
        "-----BEGIN PUBLIC",
        "-----BEGIN RSA PUBLIC",
        "ssh-rsa ",
        "ssh-ed25519 ",
        "ecdsa-sha2-",
        "LS0tLS1CRUdJTiBDRVJU",
        "LS0tLS1CRUdJTiBQVUJ",
        "ENC[",
        "ENC(",
        "{cipher}",
        "AQICAH",
    ];
    // Values that kubeseal encrypted: long base64 that starts with the length of the key.
    STARTS.iter().any(|s| value.starts_with(s)) || value.starts_with("Ag") && value.len() >= 300 && !value.contains(' ')
}

/// Whether a text is a hash, or a list of hashes each after its user, as in htpasswd.
fn is_hashes(text: &str) -> bool {
    let mut parts = text.split([',', ';', '\n', ' ']).map(str::trim).filter(|part| !part.is_empty());
    is_password_hash(text) || text.contains(['$', '{']) && parts.clone().next().is_some() && parts.all(is_password_hash)
}

/// The starts of password hashes, with the minimum length after them: `crypt`, Argon2, scrypt, PBKDF2, LDAP, SCRAM, and
/// the formats of Django, Werkzeug and Spring.
const HASHES: &[(&str, usize)] = &[
    ("$2a$", 50),
    ("$2b$", 50),
    ("$2x$", 50),
    ("$2y$", 50),
    ("$apr1$", 20),
    ("$1$", 20),
    ("$5$", 20),
    ("$6$", 20),
    ("$7$", 20),
    ("$y$", 20),
    ("$gy$", 20),
    ("$md5", 20),
    ("$sha1$", 20),
    ("$argon2", 20),
    ("$scrypt$", 20),
    ("$pbkdf2", 20),
    ("{SSHA", 20),
    ("{SHA", 20),
    ("{SMD5}", 20),
    ("{CRYPT}", 10),
    ("{ARGON2}", 20),
    ("{PBKDF2", 20),
    ("{bcrypt}", 50),
    ("{pbkdf2}", 20),
    ("{scrypt}", 20),
    ("{argon2}", 20),
    ("SCRAM-SHA-256$", 40),
    ("SCRAM-SHA-1$", 40),
    ("pbkdf2_sha256$", 20),
    ("pbkdf2:sha256:", 20),
    ("bcrypt_sha256$", 20),
    ("scrypt:", 40),
    ("argon2$", 20),
];

/// Whether a text is the hash of a password, with or without the name of its user before it.
pub(super) fn is_password_hash(text: &str) -> bool {
    is_hash(text) || text.split_once(':').is_some_and(|(_, hash)| is_hash(hash))
}

fn is_hash(value: &str) -> bool {
    let is_sign = |b: u8| b.is_ascii_alphanumeric() || b"$./+=,-:}_".contains(&b);
    HASHES.iter().any(|(start, least)| {
        value.strip_prefix(start).is_some_and(|rest| rest.len() >= *least && rest.bytes().all(is_sign))
    })
}

fn is_flag(lower: &str) -> bool {
    static WORDS: WordList = WordList::of(
        "true false yes no on off y n t f enable enabled disable disabled none null nil undefined required optional
        always never auto automatic ifnotpresent empty unset unused ignored notset nokey na n/a not-set
        not-used not-needed not-required no-key no-key-required",
    );
    lower.is_empty() || WORDS.has(lower)
}

/// Whether a value names a way to authenticate, or a permission, as in `id-token: write`. Such a word is not a token,
/// secret or key, but may be a careless password.
pub(super) fn is_mechanism(value: &str) -> bool {
    static WORDS: WordList = WordList::of(
        "basic bearer jwt oidc oauth oauth2 saml ldap kerberos plain md5 sha1 sha256 sha512 scram scram-sha-256
        scram-sha-512 bcrypt hmac rs256 hs256 es256 trust cert noop vault kubernetes env file memory database
        github gitlab google azure aws session cookie header query internal external client default native local
        ollama read write",
    );
    let lower = value.trim().to_lowercase();
    WORDS.has(&lower) || ["aes-", "aes1", "aes2", "x-"].iter().any(|start| lower.starts_with(start))
}

fn is_number(lower: &str) -> bool {
    let digits = lower.trim_start_matches(['-', '+', 'v', ':']);
    let number = digits.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '%');
    let unit = &digits[number.len()..];
    let short = number.bytes().filter(u8::is_ascii_digit).count() <= 3;
    let numeric = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b',');
    let dotted = number.matches('.').count();
    static UNITS: WordList =
        WordList::of("ns us ms s sec seconds m min minutes h hours d days w y k ki mi gi mb kb gb b % g");
    numeric && (unit.is_empty() && (short || dotted > 0) || UNITS.has(unit))
        || lower.parse::<std::net::IpAddr>().is_ok()
        || is_timestamp(lower)
        // `1h30m`
        || lower.len() <= 8
            && lower.starts_with(|c: char| c.is_ascii_digit())
            && lower.ends_with(['s', 'm', 'h'])
            && lower.bytes().all(|b| b.is_ascii_digit() || matches!(b, b's' | b'm' | b'h'))
}

/// Whether a text is a time such as `2024-05-01T10:00:00Z`, or only its day.
fn is_timestamp(lower: &str) -> bool {
    let fits = |(i, b): (usize, u8)| if matches!(i, 4 | 7) { b == b'-' } else { b.is_ascii_digit() };
    lower.len() >= 10
        && lower.bytes().take(10).enumerate().all(fits)
        && lower.as_bytes().get(10).is_none_or(|b| matches!(b, b't' | b' '))
}

fn is_path(value: &str, lower: &str) -> bool {
    static EXTENSIONS: WordList = WordList::of(
        "pem key crt cer der jks p12 pfx json yaml yml txt conf cfg ini js ts py sh env properties xml toml pub
        keystore truststore kubeconfig db sqlite3 sock gpg asc csv jwks lua go",
    );
    if value.contains(char::is_whitespace) {
        return false;
    }
    let drive = value.get(1..3).is_some_and(|s| s == ":\\" || s == ":/");
    if drive || ["./", "../", "~/"].iter().any(|p| value.starts_with(p)) {
        return true;
    }
    if value.starts_with('/') || value.split('/').count() > 2 {
        return !is_dense(value);
    }
    let word = lower.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_' | b'/'));
    word && lower.rsplit_once('.').is_some_and(|(stem, ext)| !stem.is_empty() && EXTENSIONS.has(ext))
}

/// Whether a text looks like base64 of random bytes. It may contain slashes, as AWS secret keys do.
fn is_dense(value: &str) -> bool {
    let any = |test: fn(&u8) -> bool| value.bytes().any(|b| test(&b));
    value.len() >= 32
        && value.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'='))
        && any(u8::is_ascii_digit)
        && any(u8::is_ascii_uppercase)
        && any(u8::is_ascii_lowercase)
        && entropy(value.as_bytes()) > 4.2
}

fn is_place(lower: &str) -> bool {
    static TOPS: WordList = WordList::of("local svc com org net io dev internal example test cluster localhost");
    if lower.contains(char::is_whitespace) {
        return false;
    }
    if lower
        .split_once("://")
        .is_some_and(|(scheme, _)| scheme.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b':' | b'-')))
    {
        return true;
    }
    if lower.split_once('@').is_some_and(|(user, host)| {
        user.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_' | b'+'))
            && host.rsplit_once('.').is_some_and(|(h, top)| !h.is_empty() && TOPS.has(top))
    }) {
        return true;
    }
    let (host, port) = lower.split_once(':').unwrap_or((lower, ""));
    let name = host.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'));
    if !name {
        return false;
    }
    let top = host.rsplit_once('.').is_some_and(|(h, top)| !h.is_empty() && TOPS.has(top));
    let ported = (2..=5).contains(&port.len()) && port.bytes().all(|b| b.is_ascii_digit());
    top || ported
        && (host.is_empty()
            || host.contains('.')
            || host == "localhost"
            || port.len() >= 4 && !host.is_empty() && host.contains('-'))
}

/// Whether a text is a DNS-1123 name of two or more words, as Kubernetes objects have.
fn is_kebab(value: &str) -> bool {
    value.contains('-')
        && value.starts_with(|c: char| c.is_ascii_lowercase())
        && !value.ends_with('-')
        && value.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// Whether the last word of a value shows that it is the name of an object, such as `certs`.
pub(super) fn names_object(value: &str) -> bool {
    static ENDS: WordList = WordList::of(
        "ca cert certs certificate certificates config cred credential credentials creds keys secrets ssl tls",
    );
    // Service account tokens have names such as `default-token-x7k2p`.
    let made = value.rsplit_once("-token-").is_some_and(|(_, suffix)| suffix.len() == 5);
    let is_label = |text: &str| {
        !text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    let with_namespace = value.split_once('/').is_some_and(|(namespace, name)| is_label(namespace) && is_label(name));
    made || with_namespace || value.rsplit('-').next().is_some_and(|end| ENDS.has(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_each() {
        for (value, expected) in [
            ("$(DB_PASSWORD)", Kind::Reference),
            ("vault:secret/data/db#password", Kind::Reference),
            ("arn:aws:secretsmanager:eu-west-1:1:secret:x", Kind::Reference),
            ("${DB_PASSWORD}", Kind::Template),
            ("$DB_PASSWORD", Kind::Template),
            ("$oidc.clientSecret", Kind::Template),
            ("{{ .Values.password }}", Kind::Template),
            ("%%PASSWORD%%", Kind::Template),
            ("__TOKEN__", Kind::Template),
            ("@@TOKEN@@", Kind::Template),
            ("{API_KEY}", Kind::Template),
            ("$ecr3tWord9", Kind::Literal),
            ("ssh-rsa AAAAB3Nza me@host", Kind::Public),
            ("{SSHA}kq9VnT3Lx0w8Zr5uYb2HcA7dJm4e", Kind::Hash),
            ("true", Kind::Flag),
            ("never", Kind::Flag),
            ("42", Kind::Number),
            ("3600s", Kind::Number),
            ("1h30m", Kind::Number),
            ("512Mi", Kind::Number),
            ("v1.2.3", Kind::Number),
            ("10.0.0.1", Kind::Number),
            ("/etc/tls/tls.key", Kind::Path),
            ("tls.key", Kind::Path),
            ("C:\\keys\\a", Kind::Path),
            ("http://auth.svc/login", Kind::Place),
            ("redis.cache.svc:6379", Kind::Place),
            ("ops@example.com", Kind::Place),
            ("<your-token>", Kind::Placeholder),
            ("YOUR_API_KEY", Kind::Placeholder),
            ("yourpassword", Kind::Placeholder),
            ("REPLACE_ME", Kind::Placeholder),
            ("xxxxxxxx", Kind::Placeholder),
            ("****", Kind::Placeholder),
            ("sk-...", Kind::Placeholder),
            ("put-your-key-here", Kind::Placeholder),
            ("long-random-hex-string", Kind::Placeholder),
            ("changeme", Kind::Deployed),
            ("Ch4ngeMe123!", Kind::Deployed),
            ("my-secret-pw", Kind::Deployed),
            ("example", Kind::Deployed),
            ("password", Kind::Common),
            ("P@ssw0rd1!", Kind::Common),
            ("admin123", Kind::Common),
            ("123456", Kind::Common),
            ("829134", Kind::Digits),
            ("q8Zr3LmV0tYw2NcH7dKx", Kind::Random),
            ("0b0e4a2c-93d1-4f7e-8a55-2f6c1d9e7b30", Kind::Random),
            ("bluefish-2024", Kind::Kebab),
            ("my_cluster_eu_west_1_prod_22", Kind::Deployed),
            ("prod-eu-west-1-cluster-22", Kind::Kebab),
            ("CorrectHorseBattery42", Kind::Literal),
            ("hunter-Two!", Kind::Literal),
            ("{\"a\": 1}", Kind::Structure),
        ] {
            assert_eq!(kind(value), expected, "{value}");
        }
    }
}
