//! Classifies a name by the value that it promises: `MYSQL_ROOT_PASSWORD` a credential, `PASSWORD_FILE` a path.
//!
//! The last word of a name is its head and decides the class. The words before it only qualify it.

mod class;
mod quick;
mod words;

use crate::text::similar::distance;
use class::{class, strip_tails};
use quick::{may_be_mistyped, may_matter};
use words::{DESCRIPTIONS, PROMISES, PROPERTIES, STEMS, SWITCHES, VERBS};

pub(super) use class::is_password_word;

/// The kind of value that a name promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// A credential of this kind.
    Strong(Head),
    /// Perhaps a credential: only a random value or `user:password` shows it.
    Weak,
    /// The public half of a pair (an access key): only a random value is worth reporting.
    Ident,
    /// A connection string, which may contain a password.
    Connection,
    /// Public by its meaning, even when it looks like a token.
    Public,
    /// A name of a public value, or of a property of a credential.
    Other,
}

/// The kind of a credential, as far as the values of credentials differ.
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
    /// Words from which a key is made, or the key itself.
    Phrase,
    /// The certificate key of kubeadm, which is 32 bytes in hexadecimal.
    Certificate,
    /// A salt, a cookie, a hash.
    Other,
}

/// A name split into lower-case words, with its class.
pub(super) struct Name {
    /// The words with single spaces between them.
    pub(super) words: String,
    pub(super) class: Class,
    /// Whether the name is in capitals, as environment variables are.
    pub(super) screams: bool,
}

impl Name {
    /// A name that needs no look.
    const OTHER: Self = Self { words: String::new(), class: Class::Other, screams: false };

    pub(super) fn of(name: &str) -> Self {
        if may_matter(name) { Self::read(name) } else { Self::OTHER }
    }

    /// Reads a name that may contain an abbreviation or a typo in place of a usual word.
    pub(super) fn of_any(name: &str) -> Self {
        if may_matter(name) || may_be_mistyped(name) { Self::read(name) } else { Self::OTHER }
    }

    fn read(name: &str) -> Self {
        let words = split(name);
        let class = class(&words.split(' ').collect::<Vec<_>>());
        let screams = !name.contains(|c: char| c.is_lowercase()) && name.contains(|c: char| c.is_uppercase());
        Self { words, class, screams }
    }

    /// Whether a name means a property, such as `username` and `DB_HOST`.
    pub(super) fn is_property(name: &str) -> bool {
        let words = split(name);
        // `username_in` of iSCSI is the user name of the other side.
        let mut heads =
            strip_tails(&words.split(' ').collect::<Vec<_>>()).into_iter().rev().filter(|word| *word != "in");
        heads.next().is_some_and(|head| PROPERTIES.has(head) || DESCRIPTIONS.has(head) || head.ends_with("name"))
    }

    /// Whether a name means the name of a user, such as `DB_USER`.
    pub(super) fn is_user(name: &str) -> bool {
        matches!(split(name).rsplit(' ').next(), Some("user" | "username" | "login"))
    }

    /// Whether a name without a class of credentials promises a credential nevertheless.
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
        // `credentials: {...}` contains settings; an environment variable contains the value itself.
        let plural = matches!(head, "credentials" | "creds" | "credential" | "secrets");
        PROMISES.has(head) && (!plural || self.screams)
            || is_slip(head)
            || self.class == Class::Weak
                && !head.ends_with("key")
                && before.iter().any(|word| STEMS.has(word) && (self.screams || *word != "secret"))
    }
}

/// Splits a name at punctuation and at changes of case: `OAuthJWTSecret` becomes `o auth jwt secret`.
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
