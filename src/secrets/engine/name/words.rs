//! The words that names are made of.

use super::super::text::WordList;

/// Last words that suggest a credential but that no rule reports: abbreviations, and names for several things.
pub(super) static PROMISES: WordList =
    WordList::of("credential credentials cred creds passkey pincode privatekey secretkey secrets");

/// Words that suggest a credential in any position, unless the last word is a property.
pub(super) static STEMS: WordList = WordList::of("pass passphrase passwd password pwd secret token");

/// Words that make a name a switch or a limit in any position.
pub(super) static SWITCHES: WordList =
    WordList::of("allow allowed disable disabled enable enabled force ignore random require required rotate skip");

/// Words that make a name a switch or a limit if they come first.
pub(super) static VERBS: WordList = WordList::of(
    "auto check create generate has hide i18n is label labels max messages min msg must no num placeholder print reset
    save should show strict tooltip use with without",
);

/// Words at the end that say nothing about the kind of value.
pub(super) static TAILS: WordList = WordList::of(
    "b64 base64 current default dev development local new old plain plaintext prev previous primary prod production
    raw secondary stage staging test val value",
);

/// Last words that name a property of a credential, never the credential.
pub(super) static PROPERTIES: WordList = WordList::of(
    "account action address algorithm alias api arn attribute audience authority backend bits bucket bytes cache
    callback case cert certificate check cipher claim claims class client column command config count cron days
    dir directory domain driver email enabled encoder encoding encryption endpoint engine env expiration expires
    expiry field file filename filter folder format function generator grant group handler hasher header headers
    hint host hours id identity image index interval issuer job keys label labels leeway length level lifespan lifetime
    limit list location manager map method minutes mode model mount mtime name names namespace nonce operator owner
    parallelism path pattern period plugin policy port prefix profile project prompt protocol provider proxy realm
    ref refresh regex region registry resource retention role roles rotation rounds rule scheme scope scopes
    seconds selector separator server service size source status storage store strategy strength subject suffix
    template tenant time timeout tokenizer ttl type uri url urls user username validator validity vault version
    volume window year",
);

/// More last words that name something public next to a credential in a Secret.
pub(super) static DESCRIPTIONS: WordList = WordList::of("crt database db hash pbkdf pub");

/// Words for a password, in the languages of people who write settings.
pub(super) static PASSWORDS: WordList = WordList::of(
    "pass passcode passphrase passphrases passw password passwords passwd pswd psw pw pwd pword
    passwort kennwort zugangspasswort motdepasse mdp contraseña contrasena clave senha wachtwoord hasło haslo lösenord losenord
    passord adgangskode salasana heslo jelszó jelszo parola şifre sifre lozinka пароль 密码 密碼 パスワード 비밀번호",
);

/// Words after the word for a password that name its owner: `PASSWORD_ROOT`, `PASSWD_MYSQL`.
pub(super) static OWNERS: WordList = WordList::of(
    "admin administrator app bd database db grafana ldap mail mariadb mongo mongodb mysql oracle pg postgres postgresql
    rabbitmq readonly redis replica replication root smtp superuser",
);

/// Words before `secret` that show that the value is a secret, and not the name of a Secret object.
pub(super) static SECRET_VALUES: WordList = WordList::of(
    "access admin api app application auth client consumer cookie crypto csrf encoder encryption hash hmac http jwt key
    link
    nextauth oauth rpc session shared signing sso turn user",
);

/// Words before `secret` that show that the value is the name of a Secret object.
pub(super) static SECRET_OBJECTS: WordList =
    WordList::of("ca cabundle cert certificate credentials existing image keystore password pull ssl tls truststore");

/// Words before `key` that make it a secret.
pub(super) static SECRET_KEYS: WordList =
    WordList::of("api auth consumer encryption fernet hmac in jwt nonce preshared priv private sas secret signing");

/// Words before `key` that often make it a secret, but also have other common meanings.
pub(super) static VAGUE_KEYS: WordList = WordList::of(
    "account admin app application client cookie db license master root session shared storage vault webhook",
);

/// Words before `key` that give it another meaning: the public half of a pair, a name, a place in a table.
pub(super) static PLAIN_KEYS: WordList = WordList::of(
    "annotation bucket ca cache cert certificate column config data dedup env field foreign gpg group hash header
    host hot idempotency index instrumentation kms label lock lookup map metadata object order partition passwd
    password registry routing rsa search server shard sort ssl state tag tls token topic translation user username",
);

/// Words before `token` that make it a unit of text or a marker.
pub(super) static PLAIN_TOKENS: WordList =
    WordList::of("bos continuation end eos max min mask next pad page per sep special start stop unk");

/// Words that make a key or token public.
pub(super) const PUBLIC: &[&str] = &["anon", "anonymous", "pub", "public", "publishable"];
