//! Recognizes values in the place of others: template variables, words that ask the reader to replace them, and
//! common passwords.

use super::format;
use super::kind::Kind;
use super::text::{WordList, longest_run};

/// Whether a text is in capitals, like the names of environment variables.
pub(super) fn is_in_capitals(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
}

/// Whether a template tool replaces the value.
pub(super) fn is_template(value: &str) -> bool {
    let between = |open: &str, close: &str| {
        value.strip_prefix(open).and_then(|v| v.strip_suffix(close)).is_some_and(|name| {
            !name.is_empty()
                && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.' | b' '))
        })
    };
    let dollar = value.strip_prefix('$').is_some_and(|name| {
        let plain = |b: u8| b.is_ascii_alphabetic() || matches!(b, b'_' | b'-' | b'.' | b':');
        is_in_capitals(name) || !name.is_empty() && name.bytes().all(plain)
    });
    dollar
        || value.contains("${")
        || value.contains("{{")
        || value.contains("<%")
        || matches!(value, "%s" | "%v" | "%d" | "%q")
        || [("%%", "%%"), ("__", "__"), ("@@", "@@"), ("#{", "}"), ("((", "))"), ("{", "}")]
            .iter()
            .any(|(a, b)| between(a, b))
        || [("%", "%"), ("@", "@"), ("_", "_")]
            .iter()
            .any(|(a, b)| value.strip_prefix(a).and_then(|v| v.strip_suffix(b)).is_some_and(is_in_capitals))
}

/// Replaces the usual digits and punctuation with the letters that they mean: `P@ssw0rd!` becomes `password`.
fn folded(lower: &str) -> String {
    lower
        .chars()
        .filter_map(|c| match c {
            '0' => Some('o'),
            '1' | '!' => Some('i'),
            '3' => Some('e'),
            '4' | '@' => Some('a'),
            '5' | '$' => Some('s'),
            '7' => Some('t'),
            c if c.is_alphabetic() => Some(c),
            _ => None,
        })
        .collect()
}

/// Common passwords, as [`folded`] spells them.
static COMMON: WordList = WordList::of(
    "abc admin administrator adminadmin adminpassword bar cassandra couchdb demo demopassword elastic foo foobar
    gitea gitlab grafana guest hunter influxdb keycloak kibana letmein mariadb master minio minioadmin miniosecret
    mongo mongodb mypassword mysecret mysecretpassword mysql nacos neo4j openldap oracle pass passwd password
    passwort postgres postgresql pw pwd qwerty rabbitmq redis root rootpass rootpassword rootroot sa secret
    secretkey secretpassword secrettoken shhh supersecret supersecretpassword system test testing testpassword
    tiger toor topsecret user userpassword verysecret wordpress zabbix token apikey",
);

/// Whether the value is one of [`COMMON`], also with the usual digits and punctuation in place of letters.
pub(super) fn is_common(value: &str, lower: &str) -> bool {
    // Hyphens join the words of object names. The other characters surround placeholders.
    if value.len() > 32 || value.contains(['-', '<', '[', '{', '(', '/', ':', ' ', '#']) {
        return false;
    }
    let bare = lower.trim_end_matches(|c: char| !c.is_alphabetic());
    let known = |text: &str| COMMON.has(&folded(text));
    // Words in capitals with `_` between them ask the reader to replace them.
    let screams = value.bytes().any(|b| b == b'_') && value == value.to_uppercase();
    static DIGITS: WordList =
        WordList::of("123 1234 12345 123456 1234567 12345678 123456789 1234567890 123123 0000 000000 1111 111111");
    DIGITS.has(lower) || !screams && (known(bare) || known(lower))
}

/// Words that ask the reader to write something else. Each is an instruction, so nobody means it as a password.
static INSTRUCTIONS: WordList = WordList::of(
    "deine dein fixme fillme hidden insert masked openssl redacted removed replace replaced replaceme tbd todo
    votre your yours",
);

/// Whether a word asks the reader to write something else, or marks an example.
pub(super) fn is_instruction(word: &str) -> bool {
    static OTHERS: WordList = WordList::of(
        "add change changeme dummy enter example fake fill here my paste placeholder please provide put sample set some use",
    );
    INSTRUCTIONS.has(word) || OTHERS.has(word)
}

/// Words that describe a value.
static DESCRIPTIONS: WordList = WordList::of(
    "alpha alphanumeric base64 bytes characters chars encoded generated hex long numeric random string value bit",
);

/// The kind of a placeholder, which shows whether it works if it is deployed. Returns `None` for other values.
pub(super) fn placeholder(value: &str, lower: &str) -> Option<Kind> {
    let signs = value.bytes().all(|b| matches!(b, b'x' | b'X' | b'*' | b'.' | b'-' | b'_' | b'#' | b'?' | b'0'));
    let wrapped = |open: char, close: char| value.starts_with(open) && value.ends_with(close);
    let angle = value.split_once('<').is_some_and(|(_, rest)| {
        rest.split_once('>').is_some_and(|(inside, _)| {
            inside.len() >= 3
                && inside.chars().all(|c| c.is_alphanumeric() && !c.is_ascii_digit() || " _-./'".contains(c))
        })
    });
    if signs
        || angle
        || wrapped('<', '>')
        || wrapped('[', ']') && !value.contains('"')
        || wrapped('{', '}') && !value.contains('"')
        || value.starts_with('#')
        || value.contains("...")
        || value.contains('…')
        || value.contains("***")
        || lower.contains("xxxx")
        || value.contains("EXAMPLE") && value != "EXAMPLE"
        || longest_run(value) >= 8
        || is_stub_of_token(value)
    {
        return Some(Kind::Placeholder);
    }
    let letters = folded(lower);
    let change = "changeme changethis changeit changepass changesecret pleasechange tobechanged";
    if change.split_ascii_whitespace().any(|word| letters.contains(word)) || letters == "change" {
        return Some(Kind::Deployed);
    }
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let first = words.first().copied().unwrap_or_default();
    let last = words.last().copied().unwrap_or_default();
    let several = words.len() > 1;
    let screams = several
        && value.contains('_')
        && is_in_capitals(value)
        && value.bytes().filter(u8::is_ascii_digit).count() <= 2;
    let verb = matches!(first, "put" | "add" | "enter" | "fill" | "set" | "paste" | "use" | "provide" | "specify");
    let told = words.iter().any(|w| INSTRUCTIONS.has(w))
        || several && (last == "here" || verb && words.len() > 2)
        || letters.starts_with("your")
        || letters.len() > 8 && (letters.starts_with("insert") || letters.starts_with("replace"))
        || words.len() >= 3 && words.iter().filter(|w| DESCRIPTIONS.has(w)).count() >= 2;
    if screams || told {
        return Some(Kind::Placeholder);
    }
    let stands_in = |w: &str| matches!(w, "example" | "dummy" | "sample" | "placeholder" | "fake" | "bogus");
    if words.iter().any(|w| stands_in(w)) || first == "my" && several || stands_in(letters.as_str()) {
        return Some(Kind::Deployed);
    }
    None
}

/// Whether a value is the prefix of a known token with a word after it, as in `nvapi-KEY`.
fn is_stub_of_token(value: &str) -> bool {
    let Some(&first) = value.as_bytes().first() else { return false };
    format::starting_with(first).iter().any(|format| {
        format.vendor.is_empty()
            && format.prefix.len() >= 3
            && format.prefix.ends_with(['-', '_', '.'])
            && value
                .strip_prefix(format.prefix)
                .is_some_and(|rest| rest.len() < 16 && !rest.bytes().any(|b| b.is_ascii_digit()))
    })
}
