//! What a name promises: `MYSQL_ROOT_PASSWORD` a credential, `PASSWORD_FILE` a path.
//!
//! The last word of a name is its head and decides; the words before it only qualify it.

use super::text::WordList;
use crate::text::similar::distance;

/// What the value of a name should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// A credential of this kind.
    Strong(Head),
    /// Perhaps a credential: only a random value or `user:password` tells.
    Weak,
    /// The public half of a pair (an access key): only a random value is worth a word.
    Ident,
    /// A connection string, which may hold a password.
    Connection,
    /// Public by its meaning, even when it looks like a token.
    Public,
    /// Nothing secret, or a property of something secret.
    Other,
}

/// The kind of a credential, as far as its values differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Head {
    /// Any text may be a password.
    Password,
    /// A secret; the name may also mean a Secret object unless a word before it rules that out.
    Secret {
        /// Whether the words before it say that it is a value, as in `client secret`.
        value: bool,
    },
    /// A token.
    Token,
    /// A key.
    Key {
        /// Whether `x key` also has common meanings other than a secret, as in `session key`.
        vague: bool,
    },
    /// A number that a person types.
    Pin,
    /// Words from which a key is made, or what they make.
    Phrase,
    /// A salt, a cookie, a hash.
    Other,
}

/// A name split into lower-case words, with its class.
pub(super) struct Name {
    /// The words with single spaces between them.
    pub(super) words: String,
    pub(super) class: Class,
    /// Whether it is written in capitals, as variables of the environment are.
    pub(super) screams: bool,
}

/// Last words that promise a credential and that no rule speaks of: abbreviations, and names of several things at once.
static PROMISES: WordList =
    WordList::of("credential credentials cred creds passkey pincode privatekey secretkey secrets");

/// Words that promise one wherever they stand, unless the last word is a property.
static STEMS: WordList = WordList::of("pass passphrase passwd password pwd secret token");

impl Name {
    /// A name that is not worth a look.
    const OTHER: Self = Self { words: String::new(), class: Class::Other, screams: false };

    pub(super) fn of(name: &str) -> Self {
        if may_matter(name) { Self::read(name) } else { Self::OTHER }
    }

    /// Of a name that may have an abbreviation or a typing error instead of a usual word.
    pub(super) fn of_any(name: &str) -> Self {
        // A typing error leaves one of these.
        const PARTS: &[&[u8]] = &[b"pas", b"pss", b"ssw", b"sword", b"pincode"];
        const PAIRS: Pairs = pairs(PARTS);
        if may_matter(name) || has_any(name, PARTS, &PAIRS) { Self::read(name) } else { Self::OTHER }
    }

    fn read(name: &str) -> Self {
        let words = split(name);
        let class = class(&words.split(' ').collect::<Vec<_>>());
        let screams = !name.contains(|c: char| c.is_lowercase()) && name.contains(|c: char| c.is_uppercase());
        Self { words, class, screams }
    }

    /// Whether a name is that of a property, such as `username` and `DB_HOST`.
    pub(super) fn is_property(name: &str) -> bool {
        let words = split(name);
        // `username_in` of iSCSI is that of the other side.
        let mut heads =
            strip_tails(&words.split(' ').collect::<Vec<_>>()).into_iter().rev().filter(|word| *word != "in");
        heads.next().is_some_and(|head| PROPERTIES.has(head) || DESCRIPTIONS.has(head) || head.ends_with("name"))
    }

    /// Whether a name is that of the name of a user, such as `DB_USER`.
    pub(super) fn is_user(name: &str) -> bool {
        matches!(split(name).rsplit(' ').next(), Some("user" | "username" | "login"))
    }

    /// Whether a name that no class tells of promises a credential all the same.
    pub(super) fn promises(&self) -> bool {
        if self.words.is_empty() {
            return false;
        }
        let words = strip_tails(&self.words.split(' ').collect::<Vec<_>>());
        let Some((&head, before)) = words.split_last() else { return false };
        if words.iter().any(|w| SWITCHES.has(w)) || VERBS.has(words[0]) || PROPERTIES.has(head) {
            return false;
        }
        let is_slip = |word: &str| word.len() > 5 && word != "password" && distance(word, "password", 2).is_some();
        // `credentials: {...}` is a place for settings; a variable of the environment holds the thing itself.
        let plural = matches!(head, "credentials" | "creds" | "credential" | "secrets");
        PROMISES.has(head) && (!plural || self.screams)
            || is_slip(head)
            || self.class == Class::Weak
                && !head.ends_with("key")
                && before.iter().any(|word| STEMS.has(word) && (self.screams || *word != "secret"))
    }
}

/// A quick look that spares most names the split.
fn may_matter(name: &str) -> bool {
    const STEMS: &[&[u8]] = &[
        b"pass",
        b"pw",
        b"psw",
        b"secret",
        b"token",
        b"key",
        b"cred",
        b"auth",
        b"salt",
        b"pat",
        b"dsn",
        b"conn",
        b"cookie",
        b"wort",
        b"contra",
        b"senha",
        b"psk",
        b"seed",
        b"mnemo",
        b"phrase",
        b"pin",
        b"iv",
        b"sharedkey",
        b"mdp",
        b"woord",
        b"hasl",
        b"has\xc5\x82",
        b"senord",
        b"adgangs",
        b"passord",
        b"salasana",
        b"heslo",
        b"jelsz",
        b"parol",
        b"ifre",
        b"lozinka",
        b"clave",
        b"\xd0\xbf\xd0\xb0\xd1\x80\xd0\xbe",
        b"\xe5\xaf\x86\xe7",
    ];
    const PAIRS: Pairs = pairs(STEMS);
    has_any(name, STEMS, &PAIRS)
}

/// The second letters of some parts by their first ones, as sets. Of a byte the low five bits count: they are those of a
/// letter in either case, and of a few signs.
type Pairs = [u32; 32];

const fn pairs(parts: &[&[u8]]) -> Pairs {
    let mut pairs = [0; 32];
    let mut i = 0;
    while i < parts.len() {
        pairs[parts[i][0] as usize % 32] |= 1 << (parts[i][1] % 32);
        i += 1;
    }
    pairs
}

/// Whether a text has one of some parts, in whatever case.
fn has_any(text: &str, parts: &[&[u8]], pairs: &Pairs) -> bool {
    let is_at = |rest: &[u8], part: &[u8]| rest.get(..part.len()).is_some_and(|s| s.eq_ignore_ascii_case(part));
    let text = text.as_bytes();
    text.windows(2).enumerate().any(|(i, two)| {
        pairs[usize::from(two[0] % 32)] >> (two[1] % 32) & 1 == 1 && parts.iter().any(|part| is_at(&text[i..], part))
    })
}

/// Splits at signs and at changes of case: `OAuthJWTSecret` is `o auth jwt secret`.
pub(super) fn split(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 8);
    let chars: Vec<char> = name.chars().collect();
    for (i, &c) in chars.iter().enumerate() {
        if !c.is_alphanumeric() {
            if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
            continue;
        }
        let before = i.checked_sub(1).and_then(|i| chars.get(i));
        let after = chars.get(i + 1);
        let starts = c.is_uppercase()
            && before
                .is_some_and(|b| b.is_lowercase() || b.is_alphanumeric() && after.is_some_and(|a| a.is_lowercase()));
        if starts && !out.ends_with(' ') {
            out.push(' ');
        }
        out.extend(c.to_lowercase());
    }
    out.truncate(out.trim_end().len());
    out
}

/// Words that make a name a switch or a limit wherever they stand.
static SWITCHES: WordList =
    WordList::of("allow allowed disable disabled enable enabled force ignore random require required rotate skip");

/// Words that make a name a switch or a limit when they stand first.
static VERBS: WordList = WordList::of(
    "auto check create generate has hide is max min must no num print reset save should show strict use with
    without",
);

/// Words at the end that say nothing about the kind.
static TAILS: WordList = WordList::of(
    "b64 base64 current default dev development local new old plain plaintext prev previous primary prod production
    raw secondary stage staging test val value",
);

/// Heads that name a property of a credential, never the credential.
static PROPERTIES: WordList = WordList::of(
    "account action address algorithm alias api arn attribute audience authority backend bits bucket bytes cache
    callback case cert certificate check cipher claim claims class client column command config count cron days
    dir directory domain driver email enabled encoder encoding encryption endpoint engine env expiration expires
    expiry field file filename filter folder format function generator grant group handler hasher header headers
    hint host hours id identity image index interval issuer job keys label labels leeway length level lifespan lifetime
    limit list location manager map method minutes mode mount mtime name names namespace nonce operator owner
    parallelism path pattern period plugin policy port prefix profile project prompt protocol provider proxy realm
    ref refresh regex region registry resource retention role roles rotation rounds rule scheme scope scopes
    seconds selector separator server service size source status storage store strategy strength subject suffix
    template tenant time timeout tokenizer ttl type uri url urls user username validator validity vault version
    volume window year",
);

/// Further heads that name something public next to a credential in a Secret.
static DESCRIPTIONS: WordList = WordList::of("crt database db hash pbkdf pub");

/// Words for a password, in the languages that people write settings in.
static PASSWORDS: WordList = WordList::of(
    "pass passcode passphrase passphrases passw password passwords passwd pswd psw pw pwd pword
    passwort kennwort zugangspasswort motdepasse mdp contraseña contrasena clave senha wachtwoord hasło haslo lösenord losenord
    passord adgangskode salasana heslo jelszó jelszo parola şifre sifre lozinka пароль 密码 密碼 パスワード 비밀번호",
);

/// Whose a password is, if it follows the word: `PASSWORD_ROOT`, `PASSWD_MYSQL`.
static OWNERS: WordList = WordList::of(
    "admin administrator app database db grafana ldap mail mariadb mongo mongodb mysql oracle pg postgres postgresql
    rabbitmq readonly redis replica replication root smtp superuser",
);

/// Words before `secret` that say: a value, not the name of a Secret object.
static SECRET_VALUES: WordList = WordList::of(
    "access admin api app application auth client consumer cookie crypto csrf encryption hash hmac http jwt key
    nextauth oauth rpc session shared signing sso turn user",
);

/// Words before `secret` that say: the name of a Secret object.
static SECRET_OBJECTS: WordList =
    WordList::of("ca cabundle cert certificate credentials existing image keystore password pull ssl tls truststore");

/// Words before `key` that make it a secret.
static SECRET_KEYS: WordList =
    WordList::of("api auth consumer encryption fernet hmac in jwt nonce preshared priv private sas secret signing");

/// As `SECRET_KEYS`, but with other common meanings.
static VAGUE_KEYS: WordList = WordList::of(
    "account admin app application client cookie db license master root session shared storage vault webhook",
);

/// Words before `key` that make it something else: a part of a pair that is public, a name, a place in a table.
static PLAIN_KEYS: WordList = WordList::of(
    "annotation bucket ca cache cert certificate column config data dedup env field foreign gpg group hash header
    host hot idempotency index instrumentation kms label lock lookup map metadata object order partition passwd
    password registry routing rsa search server shard sort ssl state tag tls token topic translation user username",
);

/// Words before `token` that make it a unit of text or a marker.
static PLAIN_TOKENS: WordList =
    WordList::of("bos continuation end eos max min mask next pad page per sep special start stop unk");

/// Words that make a key or token public.
const PUBLIC: &[&str] = &["anon", "anonymous", "pub", "public", "publishable"];

fn class(words: &[&str]) -> Class {
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
    // `TOKEN_GITHUB`: the head is no property, so the name may still mean a credential.
    let property = PROPERTIES.has(head) || PROPERTIES.has(head.trim_end_matches('s'));
    let inner = (1..words.len()).any(|end| matches!(of_head(&words[..end - 1], words[end - 1]), Class::Strong(_)));
    let known = matches!(head, "key" | "token" | "secret" | "pass" | "pwd");
    if inner && !property && !known && !is_unit(head) { Class::Weak } else { Class::Other }
}

/// Drops numbers and empty words from the end, and the digits of the last word.
fn strip_tails<'a>(mut words: &[&'a str]) -> Vec<&'a str> {
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
        // The shell's own variables hold directories.
        "pwd" if before.is_empty() || last == "old" => Class::Other,
        "pass" if matches!(last, "by" | "proxy" | "through" | "single" | "multi") => Class::Other,
        _ if PASSWORDS.has(head) => Class::Strong(Head::Password),
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
        "key" => of_key(last, second),
        "base" if last == "key" => Class::Strong(Head::Key { vague: false }),
        "salt" => Class::Strong(Head::Other),
        "cookie" if last == "erlang" => Class::Strong(Head::Other),
        "hash" if matches!(last, "password" | "passwd" | "pass") => Class::Strong(Head::Other),
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
        // The key of an entry inside a Secret object.
        "secret" if matches!(second, "password" | "user" | "username" | "token") => Class::Other,
        // WordPress: LOGGED_IN_KEY.
        "in" if second != "logged" => Class::Weak,
        _ if SECRET_KEYS.has(last) => secret(false),
        _ if VAGUE_KEYS.has(last) => secret(true),
        _ if PLAIN_KEYS.has(last) => Class::Other,
        _ => Class::Weak,
    }
}

/// Splits a word whose parts are glued together, as in `pgpassword` or `vaultapikey`.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_signs_and_case() {
        assert_eq!(split("MYSQL_ROOT_PASSWORD"), "mysql root password");
        assert_eq!(split("OAuthJWTSecret"), "o auth jwt secret");
        assert_eq!(split("NEO4J_s3Key"), "neo4j s3 key");
        assert_eq!(split("spring.datasource-password__2"), "spring datasource password 2");
        assert_eq!(split("AIRFLOW__CORE__FERNET_KEY"), "airflow core fernet key");
    }

    #[test]
    fn strong_names() {
        let names = "
            PASSWORD DB_PASS PGPASSWORD MYSQL_PWD redisPassword ROOTPASSWD POSTGRES_PASSWORD_2 API_KEY
            OPENAI_APIKEY VAULTAPIKEY JWT_SECRET clientSecret AUTH_TOKEN GITHUBTOKEN SECRET_KEY_BASE
            AWS_SECRET_ACCESS_KEY MINIO_SECRET_KEY RABBITMQ_ERLANG_COOKIE AUTH_SALT WORDPRESS_LOGGED_IN_KEY
            loggedinkey secureauthsalt DB_PASSWORD_PROD KEY_PASSPHRASE PASSWORD_HASH AIRFLOW__CORE__FERNET_KEY
            VAULT_DEV_ROOT_TOKEN_ID REDIS_AUTH API_KEY_V2 TLS_KEY_PASSWORD LDAP_BIND_PW BINDPW pw dbPw ADMIN_PSW
            TLS_PRIVKEY";
        for name in names.split_whitespace() {
            assert!(matches!(Name::of(name).class, Class::Strong(_)), "{name}");
        }
    }

    #[test]
    fn properties_and_switches() {
        let names = "
            PASSWORD_FILE SECRET_NAME TLS_SECRET EXISTING_SECRET IMAGE_PULL_SECRET TOKEN_TTL TOKEN_EXPIRY_SECONDS TOKEN_URL
            MAX_TOKENS MAX_INPUT_TOKENS TOKENIZERS_PARALLELISM TOKENIZER ALLOW_EMPTY_PASSWORD COMPASS BYPASS
            MYSQL_ALLOW_EMPTY_PASSWORD MYSQL_RANDOM_ROOT_PASSWORD PASSIVE_MODE PWD OLDPWD KEYSPACE KEYBOARD
            PASSWORD_POLICY STRICT_PASSWORD_POLICY USE_TOKEN ENABLE_AUTH_TOKEN CACHE_KEY PARTITION_KEY TLS_KEY
            USER_KEY PASSWORD_KEY SECRET_ID CLIENT_ID GF_AUTH_ANONYMOUS_ENABLED PROXY_PASS EOS_TOKEN
            SECRETS_PATH TOKEN_AUDIENCES PASSWORD_MIN_LENGTH HOTKEY MONKEY PATH IMAGE ETCD_INITIAL_CLUSTER_TOKEN
            MAX_TOKENS_PER_MINUTE PASSFILE SECRETNAME JWT_KEY_ID";
        for name in names.split_whitespace() {
            assert_eq!(Name::of(name).class, Class::Other, "{name}");
        }
    }

    #[test]
    fn between() {
        for (name, class) in [
            ("MINIO_ACCESS_KEY", Class::Ident),
            ("AWS_ACCESS_KEY_ID", Class::Ident),
            ("PUBLIC_KEY", Class::Public),
            ("VAPID_PUBKEY", Class::Public),
            ("SUPABASE_ANON_KEY", Class::Public),
            ("SENTRY_DSN", Class::Connection),
            ("DB_CONNECTION_STRING", Class::Connection),
            ("BASIC_AUTH", Class::Weak),
            ("AWS_CREDENTIALS", Class::Weak),
            ("TOKEN_GITHUB", Class::Weak),
            ("GITHUB_PAT", Class::Weak),
            ("VAULT_SECRET_ID", Class::Weak),
        ] {
            assert_eq!(Name::of(name).class, class, "{name}");
        }
    }
}
