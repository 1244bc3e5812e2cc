use super::format::Alphabet;
use super::scan::tests::body;
use super::*;

fn reason(name: &str, value: &str) -> Option<(Level, &'static str)> {
    judge(name, value).map(|found| (found.level, found.reason))
}

#[test]
fn literals_under_the_names_of_credentials() {
    for (name, value, expected) in [
        ("MYSQL_ROOT_PASSWORD", "password", "common password"),
        ("POSTGRES_PASSWORD", "postgres", "common password"),
        ("KC_BOOTSTRAP_ADMIN_PASSWORD", "admin", "common password"),
        ("MYSQL_ROOT_PASSWORD", "root", "common password"),
        ("DB_PASSWORD", "P@ssw0rd", "common password"),
        ("RABBITMQ_DEFAULT_PASS", "guest", "common password"),
        ("MINIO_SECRET_KEY", "minio123", "common password"),
        ("MY_SECRET", "123456", "common password"),
        ("WORDPRESS_DB_PASSWORD", "changeme", "placeholder that will be deployed"),
        ("WORDPRESS_DB_PASSWORD", "CHANGE-ME", "placeholder that will be deployed"),
        ("MYSQL_ROOT_PASSWORD", "ChangeMe123!", "placeholder that will be deployed"),
        ("MYSQL_ROOT_PASSWORD", "PASSWORD", "placeholder that will be deployed"),
        ("MYSQL_ROOT_PASSWORD", "my-secret-pw", "placeholder that will be deployed"),
        ("KEYSTORE_PASSWORD", "changeit", "placeholder that will be deployed"),
        ("ADMIN_PASSWORD", "harbour-Nine", "literal password"),
        ("DB_PASSWORD", "db-password-1", "literal password"),
        ("PGPASSWORD", "kestrel", "literal password"),
        ("SMTP_PASS", "kestrel", "literal password"),
        ("MYSQL_PASSWORD", "40417", "literal password"),
        ("REDIS_AUTH", "kestrel", "literal password"),
        ("KEY_PASSPHRASE", "five herons on a wall", "literal password"),
        ("JWT_SECRET", "keyboardcat", "literal secret"),
        ("CLIENT_SECRET", "orders-client-1", "literal secret"),
        ("VAULT_TOKEN", "rootly", "literal token"),
        ("RABBITMQ_ERLANG_COOKIE", "heron", "literal value"),
        ("API_KEY", "f1t2d3", "literal key"),
        ("NEO4J_AUTH", "neo4j/kestrel", "user name and password"),
        ("BASIC_AUTH", "ops:kestrel9", "user name and password"),
        ("BASIC_AUTH", "b3BzOmtlc3RyZWw5", "user name and password"),
        ("DB_DSN", "ops:kestrel9@db/orders", "password in connection string"),
    ] {
        assert_eq!(reason(name, value), Some((Level::Medium, expected)), "{name} {value}");
    }
}

#[test]
fn names_of_other_languages_and_orders() {
    for name in [
        "PASSWD_ROOT",
        "PASSWORD_POSTGRES",
        "DB_PASSWORDS",
        "userPassword2",
        "MOT_DE_PASSE",
        "dbMotdepasse",
        "DB_MDP",
        "baza_haslo",
        "hasło",
        "lösenord",
        "databasLosenord",
        "passord",
        "adgangskode",
        "salasana",
        "heslo",
        "jelszó",
        "DB_PAROLA",
        "şifre",
        "lozinka",
        "wachtwoord",
        "dbwachtwoord",
        "clave",
        "пароль",
        "密码",
        "KENNWORT",
        "DB_SENHA",
        "WIFI_PW",
    ] {
        assert_eq!(reason(name, "kestrel-Nine"), Some((Level::Medium, "literal password")), "{name}");
    }
    for (name, value, expected) in [
        ("WIFI_PSK", "kestrel9Nine", "literal key"),
        ("ADMIN_PIN", "4711", "literal PIN"),
        ("ADMIN_PIN", "1234", "literal PIN"),
        ("DB_PASSWORD", "THE_HERON_FISHES_AT_NINE", "literal password"),
    ] {
        assert_eq!(reason(name, value), Some((Level::Medium, expected)), "{name} {value}");
    }
    let phrase = "heron kestrel river stone amber north candle velvet orbit maple harbor seven";
    assert_eq!(reason("WALLET_MNEMONIC", phrase), Some((Level::High, "recovery phrase")));
    for (name, value) in [
        ("SEED", "42"),
        ("RANDOM_SEED", "20240131"),
        ("seed", "default"),
        ("GPIO_PIN", "17"),
        ("pin", "true"),
        ("DIV", "q8Zr3LmV0tYw2NcH7dKx"),
        ("PASSWORD_RESET", "kestrel"),
        ("PASSWORD_HASHER", "argon2"),
        ("PSK_IDENTITY", "sensor-7"),
        ("TOKENS", "kestrel"),
        ("mapping", "4711"),
    ] {
        assert_eq!(reason(name, value), None, "{name} {value}");
    }
    assert_eq!(reason("DB_PASSWORD", "POSTGRES_ROOT_USER_PASSWORD").map(|found| found.0), Some(Level::Low));
}

#[test]
fn values_under_names_that_only_hint() {
    for value in ["kXbQzPwRtYvLmNcHdJsG", "qzvkxwpjthbgmfdnrs", "9f86d081884c7d659a2feaa0c55ad015"] {
        for name in ["STATSIG_KEY", "TOKEN_GITHUB", "ENCRYPTION_IV", "API_TOKENS"] {
            assert_eq!(reason(name, value), Some((Level::Medium, "random value")), "{name} {value}");
        }
    }
    for value in [
        "prod-eu-west-1-cluster-22",
        "correcthorsebatterystaple",
        "MyCompanyServiceAccount",
        "app2-internal-worker3-eu",
    ] {
        for name in ["STATSIG_KEY", "TOKEN_GITHUB", "ENCRYPTION_IV", "API_TOKENS"] {
            assert_eq!(reason(name, value), None, "{name} {value}");
        }
    }
}

#[test]
fn words_for_ways_to_authenticate() {
    for value in ["session", "jwt", "basic", "oidc"] {
        assert_eq!(reason("AUTH_TOKEN", value), None, "{value}");
        assert_eq!(reason("API_SECRET", value), None, "{value}");
        assert_eq!(reason("DB_PASSWORD", value), Some((Level::Medium, "literal password")), "{value}");
    }
}

#[test]
fn hashes_of_passwords() {
    let tail = body(Alphabet::Alnum, 53);
    for hash in [
        format!("$2b$12${tail}"),
        format!("ops:$2y$05${tail}"),
        format!("ops:$2y$05${tail},dev:$apr1$x1${}", body(Alphabet::Alnum, 22)),
        format!("ops:$2y$05${tail}\ndev:$2y$05${tail}\n"),
        format!("$argon2id$v=19$m=65536,t=3,p=4$c2FsdA${}", body(Alphabet::Alnum, 43)),
        format!("$scrypt$ln=16,r=8,p=1$c2FsdA${}", body(Alphabet::Alnum, 43)),
        format!("scrypt:32768:8:1$x1${}", body(Alphabet::Hex, 128)),
        format!("{{bcrypt}}$2a$10${tail}"),
        format!("{{SSHA}}{}", body(Alphabet::Base64, 40)),
        format!("pbkdf2_sha256$600000$x1${}=", body(Alphabet::Base64, 43)),
    ] {
        for name in ["ADMIN_PASSWORD", "BASIC_AUTH_USERS", "HTPASSWD", "users"] {
            assert_eq!(reason(name, &hash), Some((Level::Medium, "password hash")), "{name} {hash}");
        }
    }
    for other in ["$2b", "{SSHA}", "a:$b", "argon2$", "{SHA} of the file"] {
        assert_eq!(reason("users", other), None, "{other}");
    }
}

#[test]
fn generated_values() {
    let random = body(Alphabet::Alnum, 32);
    for name in ["API_TOKEN", "SECRET_KEY_BASE", "DD_API_KEY", "DB_PASSWORD", "AUTH_SALT"] {
        assert_eq!(reason(name, &random), Some((Level::High, "random value")), "{name}");
    }
    for name in ["AWS_ACCESS_KEY_ID", "ACCESS_KEY"] {
        assert_eq!(reason(name, &random), Some((Level::Medium, "access key id")), "{name}");
    }
    for name in ["STATSIG_KEY", "TOKEN_GITHUB", "VAULT_SECRET_ID"] {
        assert_eq!(reason(name, &random), Some((Level::Medium, "random value")), "{name}");
    }
    let hash = format!("$2a$10${}", body(Alphabet::Alnum, 53));
    assert_eq!(reason("ADMIN_HASH_VALUE", &hash), Some((Level::Medium, "password hash")));
    for name in ["GIT_COMMIT", "IMAGE_DIGEST", "CACHE_KEY", "PUBLIC_KEY", "NEXT_PUBLIC_API_KEY", "TOKEN_ISSUER"] {
        assert_eq!(reason(name, &random), None, "{name}");
    }
}

#[test]
fn not_credentials() {
    for (name, value) in [
        ("DB_PASSWORD", ""),
        ("DB_PASSWORD", "  "),
        ("DB_PASSWORD", "$(POSTGRES_PASSWORD)"),
        ("DATABASE_URL", "postgres://$(USER):$(PASSWORD)@db/app"),
        ("DB_PASSWORD", "vault:secret/data/db#password"),
        ("API_KEY", "arn:aws:secretsmanager:eu-west-1:1:secret:key"),
        ("POSTGRES_PASSWORD_FILE", "/run/secrets/postgres"),
        ("GITHUB_PRIVATE_KEY", "/mnt/certs/github.pem"),
        ("TLS_KEY", "tls.key"),
        ("ALLOW_EMPTY_PASSWORD", "yes"),
        ("MYSQL_RANDOM_ROOT_PASSWORD", "yes"),
        ("TOKEN_TTL", "3600"),
        ("ACCESS_TOKEN_LIFETIME", "15m"),
        ("MAX_TOKENS", "2048"),
        ("MAX_TOTAL_TOKENS", "4096"),
        ("TOKENIZERS_PARALLELISM", "true"),
        ("TOKENIZER", "bert-base-uncased"),
        ("PASSWORD_ENCRYPTION", "scram-sha-256"),
        ("DEFAULT_AUTHENTICATION_PLUGIN", "mysql_native_password"),
        ("AUTH_TYPE", "basic"),
        ("SECRET_MANAGER", "noop"),
        ("SECRET_NAME", "orders-db"),
        ("WEBHOOK_SECRET", "orders-webhook-cert"),
        ("JIRA_API_TOKEN_SECRET", "jira-credentials"),
        ("SCRIPT_SECRET_KEY", "script.js"),
        ("SECRET_KEY", "service-account-token"),
        ("SECRET_KEY", "admin-password"),
        ("id-token", "write"),
        ("SECRET_VERSION", "latest"),
        ("KEYCLOAK_ADMIN", "admin"),
        ("MINIO_ACCESS_KEY", "minio"),
        ("ROUTING_KEY", "sensor.data"),
        ("REDIS_KEY_PREFIX", "orders:"),
        ("SESSION_KEY", "sessionid"),
        ("TOKEN_URL", "https://login.example.com/token"),
        ("TOKEN_ENDPOINT", "http://auth:8080/token"),
        ("JWT_PUBLIC_KEY", "-----BEGIN PUBLIC KEY-----\nMFkw\n-----END PUBLIC KEY-----"),
        ("AIRFLOW__SECRETS__BACKEND", "airflow.providers.hashicorp.secrets.vault.VaultBackend"),
        ("ETCD_INITIAL_CLUSTER_TOKEN", "etcd-cluster-1"),
        ("PASSIVE_MODE", "on"),
        ("COMPASS", "north"),
        ("PWD", "/app"),
        ("ENABLE_AUTH_TOKEN", "true"),
        ("SAVE_PASSWORDS", "never"),
        ("AUTH", "required"),
        ("AZURE_AUTH", "connection_string"),
        ("SENTRY_DSN", "http://sentry:9000/1"),
        ("DB_CONNECTION_STRING", "Server=db;Database=orders"),
        ("JAVA_OPTS", "-Djavax.net.ssl.trustStorePassword=$(TRUST) -Xmx1g"),
        ("VAULT_AUTH", "kubernetes"),
        ("FLEET_SERVER_CLIENT_AUTH", "required"),
        ("IMAGE", "registry:5000/app@sha256:0f343b0931126a20f133d67c2b018a3b"),
        ("MESSAGE", "password"),
        ("MESSAGE", "the password is in the vault, ask ops@example.com: they know"),
    ] {
        assert_eq!(reason(name, value), None, "{name} {value}");
    }
}

#[test]
fn placeholders_are_low() {
    for (name, value) in [
        ("HF_TOKEN", "<your-token>"),
        ("DB_PASSWORD", "${DB_PASSWORD}"),
        ("DB_PASSWORD", "$DB_PASSWORD"),
        ("DB_PASSWORD", "{{ .Values.password }}"),
        ("DB_PASSWORD", "%%PASSWORD%%"),
        ("DB_PASSWORD", "__PASSWORD__"),
        ("DB_PASSWORD", "@@PASSWORD@@"),
        ("DB_PASSWORD", "REPLACE_ME"),
        ("DB_PASSWORD", "yourpassword"),
        ("API_KEY", "your-api-key"),
        ("API_KEY", "YOUR_API_KEY_HERE"),
        ("API_KEY", "xxxxxxxx"),
        ("API_KEY", "********"),
        ("API_KEY", "API_KEY"),
        ("GOOGLE_API_KEY", "GOOGLE_API_KEY_VAL"),
        ("CF_API_KEY", "CODEFRESH_API_KEY"),
        ("NGC_API_KEY", "nvapi-NVKEY"),
        ("AUTH_TOKEN", "INSERT_TOKEN"),
        ("SECRET_KEY_BASE", "long-and-random-string"),
        ("AUTH_TOKEN", "my-token"),
        ("DATABASE_URL", "mysql://user:secret@host:port/db"),
    ] {
        assert_eq!(reason(name, value).map(|(level, _)| level), Some(Level::Low), "{name} {value}");
    }
}

#[test]
fn values_that_need_no_name() {
    let found = judge("DATABASE_URL", "postgres://app:kestrel9x@db/app").unwrap();
    assert_eq!((found.level, found.reason, found.secret), (Level::High, "password in URL", 15..24));
    let found = judge("BROKERS", "amqp://a:kestrel9x@b1,amqp://a:heron7y@b2").unwrap();
    assert_eq!(found.secret, 9..38);
    let token = format!("xoxb-914073528166-{}", body(Alphabet::Alnum, 24));
    let found = judge("NOTE", &format!("Bearer {token}")).unwrap();
    assert_eq!((found.level, found.prefix, found.secret), (Level::High, Some("xoxb-"), 7..7 + token.len()));
    let key_id = format!("AKIA{}", body(Alphabet::Base32, 16));
    assert_eq!(reason("SOMETHING", &key_id), Some((Level::Medium, "AWS access key id")));
    let pem = format!("-----BEGIN EC PRIVATE KEY-----\n{}\n-----END EC PRIVATE KEY-----", body(Alphabet::Base64, 160));
    assert_eq!(reason("CA", &pem), Some((Level::High, "private key")));
    assert_eq!(reason("PUBLIC_KEY", &pem), Some((Level::High, "private key")));
    assert_eq!(reason("KEY", &pem.replace("EC PRIVATE", "PUBLIC")), None);
}

#[test]
fn secrets_in_text() {
    let token = format!("glpat-{}", body(Alphabet::Url, 20));
    let text = format!("curl -H 'PRIVATE-TOKEN: {token}' https://u:kestrel9x@git.example.com/a");
    let shown: Vec<&str> = secret_in_text(&text).into_iter().map(|range| &text[range]).collect();
    assert_eq!(shown, [token.as_str(), "kestrel9x"]);
    assert!(secret_in_text("replicas: 3 # ask ops@example.com, see https://example.com:8080/a?b=c").is_empty());
    assert!(secret_in_text("value: $(PASSWORD)").is_empty());
}

#[test]
fn names_for_masks() {
    assert!(is_credential_name("MYSQL_ROOT_PASSWORD"));
    assert!(is_credential_name("spring.datasource.password"));
    assert!(!is_credential_name("MYSQL_ROOT_PASSWORD_FILE"));
    assert!(!is_credential_name("AWS_ACCESS_KEY_ID"));
    assert!(!is_credential_name(""));
}

/// Odd texts must neither panic nor give ranges outside the value or inside a character.
#[test]
fn odd_texts_are_safe() {
    const PIECES: [&str; 34] = [
        "://",
        "@",
        ":",
        "é",
        "=",
        "password",
        "\"",
        "-----BEGIN ",
        "PRIVATE KEY-----",
        "-----END",
        "$",
        "{",
        "}",
        "ß",
        "ghp_",
        "eyJ",
        ".",
        "Q~",
        "aB38",
        "sig",
        "?",
        "\\",
        "\n",
        "@tcp(",
        "Pwd",
        ";",
        "LS0tLS1CRUdJTi",
        "<",
        ">",
        "%%",
        "日本",
        "x",
        "0",
        " ",
    ];
    let mut state = 7u32;
    for round in 0..4_000 {
        let mut text = String::new();
        for _ in 0..round % 14 {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            text += PIECES[(state >> 16) as usize % PIECES.len()];
        }
        for name in ["DB_PASSWORD", "URL", "AUTH", "DB_DSN", &text] {
            if let Some(found) = judge(name, &text) {
                assert!(text.get(found.secret.clone()).is_some_and(|s| !s.is_empty()), "{text:?} {found:?}");
            }
        }
        assert!(secret_in_text(&text).into_iter().all(|range| text.get(range).is_some()), "{text:?}");
    }
}
