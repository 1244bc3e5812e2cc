//! Judges whether a literal under a name is a hard-coded credential.
//!
//! The name is read first: its last word says whether the value should be a secret. The value is read next: a
//! reference, a path or a switch is not a secret. High entropy alone is never a finding. Some values need no name:
//! tokens of published formats, private keys, passwords in URLs.

mod checksum;
mod format;
mod hit;
mod kind;
mod name;
mod nature;
mod pairs;
mod placeholder;
mod scan;
mod text;
mod userinfo;
mod value;

use std::ops::Range;

use crate::diagnostic::Confidence;
use hit::Hit;
use kind::Kind;
use name::{Class, Head, Name};

pub use nature::Nature;

/// How sure a judgement on a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// A placeholder or a template: reported only on request.
    Low,
    /// A literal that works as a credential once it is deployed, however weak it is.
    Medium,
    /// A token of a published format, a private key, a password in a URL, a generated value under a credential's name.
    High,
}

impl From<Level> for Confidence {
    fn from(level: Level) -> Self {
        match level {
            Level::Low => Confidence::Low,
            Level::Medium => Confidence::Medium,
            Level::High => Confidence::High,
        }
    }
}

/// A credential that a manifest contains. It has no part of the value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credential {
    /// How sure the judgement is.
    pub level: Level,
    /// The kind of credential, as far as rules distinguish kinds.
    pub nature: Nature,
    /// The kind of credential in words, such as `common password` or `private key`.
    pub reason: &'static str,
    /// The bytes of the value that must never be shown.
    pub secret: Range<usize>,
    /// The fixed public prefix of a token's format, such as `ghp_`; it may be shown.
    pub prefix: Option<&'static str>,
}

impl Credential {
    /// Whether the value is a common password, which attackers try first.
    pub fn is_common(&self) -> bool {
        matches!(self.nature, Nature::Common | Nature::CommonInAddress)
    }

    /// Whether a checksum proves that a vendor's generator made the token.
    pub fn is_proven(&self) -> bool {
        self.level == Level::High && self.nature == Nature::Proven
    }

    /// Whether the value only names a credential. An example is the id of an access key, which is useless without its
    /// secret.
    pub fn is_identifier(&self) -> bool {
        self.nature == Nature::Identifier
    }

    /// Whether the value reads like a placeholder that nobody replaced.
    pub fn is_placeholder(&self) -> bool {
        self.nature == Nature::Deployed
    }

    /// Whether the value gives access by itself: it is not the public half of a pair.
    pub fn is_usable(&self) -> bool {
        self.level > Level::Low && !self.is_identifier() || self.is_in_address()
    }

    /// Whether the value contains a password in an address or a connection string.
    pub fn is_in_address(&self) -> bool {
        matches!(self.nature, Nature::InAddress | Nature::CommonInAddress)
    }
}

impl From<Hit> for Credential {
    fn from(Hit { span, level, nature, reason, prefix }: Hit) -> Self {
        Self { level, nature, reason, secret: span, prefix }
    }
}

/// Judges the literal `value` of an environment variable called `name`.
pub fn judge(name: &str, value: &str) -> Option<Credential> {
    if value.trim().is_empty() {
        return None;
    }
    let (written, name) = (name, Name::of(name));
    let by_itself = itself(written, &name, value);
    if by_itself.as_ref().is_some_and(|found| found.level > Level::Low) {
        return by_itself;
    }
    by_name(&name, value).filter(|found| by_itself.is_none() || found.level > Level::Low).or(by_itself)
}

/// Whether the name alone says that its value is a credential, as `MYSQL_ROOT_PASSWORD` does.
pub fn is_credential_name(name: &str) -> bool {
    matches!(Name::of(name).class, Class::Strong(_))
}

/// Whether the name says that its value is a password, which may be any text.
pub fn is_password_name(name: &str) -> bool {
    Name::of(name).class == Class::Strong(Head::Password)
}

/// Whether a word means a password in some language, so that it labels a field.
pub fn is_password_word(word: &str) -> bool {
    name::is_password_word(word)
}

/// Whether the name says that its value is a short text for logging in: a password, a token, the name of a user.
pub fn is_login_name(name: &str) -> bool {
    Name::is_user(name) || matches!(Name::of(name).class, Class::Strong(Head::Password | Head::Token))
}

/// Whether a value is base64 that a person made from text. Tokens and keys that programs make may be base64 themselves.
pub fn is_encoded_text(name: &str, value: &str) -> bool {
    let is_made = !matches!(Name::of(name).class, Class::Strong(Head::Password) | Class::Other);
    let is_base64 = value.len() >= 12 && value.len().is_multiple_of(4) && !value.contains(['-', '_']);
    let is_hexadecimal = || value.bytes().all(|byte| byte.is_ascii_hexdigit());
    let text = || text::base64_text(value).filter(|text| !text.starts_with('{'));
    is_base64 && !is_made && !is_hexadecimal() && shape_in_text(value).is_empty() && text().is_some()
}

/// The credentials in a text that their form alone shows, in order: tokens of published formats, private keys,
/// passwords in URLs and connection strings. Placeholders are left out.
pub fn credentials_in(text: &str) -> impl Iterator<Item = Credential> {
    scan::scan(text, "").into_iter().filter(|hit| hit.level > Level::Low).map(Credential::from)
}

/// Whether a word is the hash of a password, with or without the name of its user before it.
pub fn is_password_hash(word: &str) -> bool {
    value::is_password_hash(word)
}

/// Whether the value of a key of a Secret is one line of text that may be private. It is neither very short nor a
/// placeholder, and neither name nor value shows that it is public, such as a user name or an address.
pub fn is_private(name: &str, value: &str) -> bool {
    let is_told = || Name::is_property(name) || Name::of(name).class == Class::Public;
    let is_plain = || {
        let kind = value::kind(value);
        matches!(kind, Kind::Placeholder | Kind::Deployed) || kind.is_plain() || value::is_mechanism(value)
    };
    judge(name, value).is_some_and(|found| found.level > Level::Low && !found.is_placeholder())
        || value.trim().len() > 3 && !is_told() && !is_plain()
}

/// Whether reports hide the values of a name because of the name alone. These are more names than rules report: to hide
/// a harmless value costs less than to show a secret.
pub fn is_promise(name: &str) -> bool {
    let name = Name::of_any(name);
    match name.class {
        // `tls-secret` and `passwordSecret` name objects; environment variables contain values.
        Class::Strong(Head::Secret { value: false }) => name.screams,
        // Boards have pins and programs have seeds, so only the value shows whether it is a secret.
        Class::Strong(Head::Pin | Head::Certificate) => false,
        Class::Strong(Head::Phrase) => !name.words.ends_with("seed"),
        Class::Strong(_) => true,
        Class::Public => false,
        _ => name.promises(),
    }
}

/// The bytes of a text that are credentials by their form alone, in order: tokens of published formats, private keys,
/// passwords in URLs and connection strings.
pub fn secret_in_text(text: &str) -> Vec<Range<usize>> {
    credentials_in(text).map(|found| found.secret).collect()
}

/// The ranges of [`secret_in_text`], and parts that only have the form of a credential: a token with a wrong checksum,
/// an incomplete private key, a placeholder for a password in a URL.
pub fn shape_in_text(text: &str) -> Vec<Range<usize>> {
    scan::scan(text, "").into_iter().map(|hit| hit.span).collect()
}

/// Judges a value without its name, except that a name may say that the value is public.
fn itself(written: &str, name: &Name, value: &str) -> Option<Credential> {
    let hits = scan::scan(value, written);
    let (index, best) = hits.iter().enumerate().rev().max_by_key(|(_, hit)| hit.level)?;
    if name.class == Class::Public && best.nature != Nature::PrivateKey {
        return None;
    }
    // One range for all hits on its line, so that the text between them is not shown by mistake.
    let join = |all: Range<usize>, hit: &Hit| {
        let gap = all.end.min(hit.span.end)..all.start.max(hit.span.start);
        let is_near = value.get(gap).is_none_or(|between| !between.contains('\n'));
        if is_near { all.start.min(hit.span.start)..all.end.max(hit.span.end) } else { all }
    };
    let counts = |hit: &&Hit| hit.level == best.level || hit.level > Level::Low;
    let secret = hits[..index].iter().rev().filter(counts).fold(best.span.clone(), join);
    let secret = hits[index + 1..].iter().filter(counts).fold(secret, join);
    Some(Credential { secret, ..best.clone().into() })
}

/// The judgement on a name with its value.
type Judged = (Level, Nature, &'static str);

const PLACEHOLDER: Judged = (Level::Low, Nature::Secret, "placeholder");
const HASH: Judged = (Level::Medium, Nature::Secret, "password hash");
const RANDOM: Judged = (Level::High, Nature::Secret, "random value");

/// The judgement on a value that is neither random nor in any list, with this reason.
const fn literal(reason: &'static str) -> Judged {
    (Level::Medium, Nature::Secret, reason)
}

/// Judges a value by its name.
fn by_name(name: &Name, value: &str) -> Option<Credential> {
    let found = |(level, nature, reason): Judged| {
        Some(Credential { level, nature, reason, secret: 0..value.len(), prefix: None })
    };
    let text = value.trim();
    let start = value.len() - value.trim_start().len();
    let partly = |secret: Range<usize>, nature, reason| {
        let secret = start + secret.start..start + secret.end;
        Some(Credential { level: Level::Medium, nature, reason, secret, prefix: None })
    };
    let kind = match name.class {
        Class::Public | Class::Other if !text.contains(['$', '{']) => return None,
        _ => value::kind(text),
    };
    match (name.class, kind) {
        (Class::Public, _) => None,
        (_, Kind::Hash) => found(HASH),
        (Class::Other, _) => None,
        (Class::Strong(head), kind) => strong(head, kind, name, text).and_then(found),
        (Class::Weak | Class::Connection, Kind::Placeholder) => found(PLACEHOLDER),
        (Class::Weak, kind) => {
            // Only NEO4J_AUTH separates user and password with a slash.
            let pair = text.strip_prefix("neo4j/").filter(|_| name.words.contains("neo4j")).map(|_| 6..text.len());
            let may_pair = name.words.contains("auth") || name.words.contains("cred");
            match pair.or_else(|| may_pair.then(|| userinfo::user_password(text)).flatten()) {
                Some(password) => partly(password, Nature::Secret, "user name and password"),
                // Only credentials have such characters; names do not.
                None if name.words.contains("cred") && kind == Kind::Literal && text::is_typed(text) => {
                    found(literal("literal value"))
                }
                None if kind == Kind::Random && text::is_opaque(text) => {
                    found((Level::Medium, Nature::Hint, "random value"))
                }
                None => None,
            }
        }
        (Class::Ident, Kind::Random) => found((Level::Medium, Nature::Identifier, "access key id")),
        (Class::Connection, _) => {
            let (userinfo, _) = text.rsplit_once('@')?;
            partly(userinfo::user_password(userinfo)?, Nature::InAddress, "password in connection string")
        }
        (Class::Ident, _) => None,
    }
}

/// Judges a value of this kind whose name is the name of a credential.
fn strong(head: Head, kind: Kind, name: &Name, text: &str) -> Option<Judged> {
    let password = head == Head::Password;
    let literal = literal(match head {
        Head::Password => "literal password",
        Head::Secret { .. } => "literal secret",
        Head::Token => "literal token",
        Head::Key { .. } => "literal key",
        Head::Pin => "literal PIN",
        Head::Phrase => "recovery phrase",
        Head::Certificate => "certificate key",
        Head::Other => "literal value",
    });
    if is_own_name(name, text) && !(password && text.bytes().any(|b| b.is_ascii_lowercase())) && kind != Kind::Common {
        return Some(PLACEHOLDER);
    }
    match head {
        // Boards have pins and generators have seeds, so only a value that cannot be one of these counts.
        Head::Pin => {
            let is_number = text.bytes().all(|byte| byte.is_ascii_digit()) && (4..=8).contains(&text.len());
            return is_number.then_some(literal);
        }
        Head::Certificate => {
            let is_key = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
            return is_key.then_some(RANDOM);
        }
        Head::Phrase if is_phrase(text) => return Some((Level::High, Nature::Secret, literal.2)),
        Head::Phrase if kind == Kind::Random => return Some(RANDOM),
        Head::Phrase => return (kind == Kind::Placeholder).then_some(PLACEHOLDER),
        Head::Password if kind == Kind::Placeholder && is_sentence(text) => return Some(literal),
        _ => {}
    }
    match kind {
        Kind::Template => Some((Level::Low, Nature::Secret, "template variable")),
        kind if kind.is_plain() => None,
        Kind::Placeholder => Some(PLACEHOLDER),
        // `my-token` as a token is more likely an instruction, or the name of an object.
        Kind::Deployed if !password && text.starts_with("my") => Some(PLACEHOLDER),
        // Vendors check tokens and keys, so `dummy` gives access to nothing.
        Kind::Deployed if matches!(head, Head::Token | Head::Key { .. }) && !text.to_lowercase().contains("chang") => {
            Some(PLACEHOLDER)
        }
        Kind::Deployed => Some((Level::Medium, Nature::Deployed, "placeholder that will be deployed")),
        Kind::Common => Some((Level::Medium, Nature::Common, "common password")),
        Kind::Hash => Some(HASH),
        Kind::Random => Some(RANDOM),
        Kind::Digits => (password || text.len() >= 8 || matches!(head, Head::Secret { .. })).then_some(literal),
        Kind::Kebab | Kind::Literal if !password && value::is_mechanism(text) => None,
        Kind::Kebab | Kind::Literal if is_object_name(head, text, kind) => None,
        Kind::Kebab | Kind::Literal
            if head == (Head::Key { vague: true }) && !text.bytes().any(|b| b.is_ascii_digit()) =>
        {
            None
        }
        // Prose may be the value of a setting, but not of an environment variable.
        Kind::Literal if !password && text.contains(' ') && !name.screams => None,
        _ => Some(literal),
    }
}

/// Whether a text looks like the words of a wallet (BIP-39): twelve to twenty-four words of three to eight letters.
fn is_phrase(text: &str) -> bool {
    let words = text.split(' ').collect::<Vec<_>>();
    let is_word = |word: &&str| (3..=8).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_lowercase());
    (12..=24).contains(&words.len()) && words.len().is_multiple_of(3) && words.iter().all(is_word)
}

/// Whether a text is a password of words in capitals, such as `THE_HERON_FISHES_AT_NINE`, and not the name of a
/// variable.
fn is_sentence(text: &str) -> bool {
    let words: Vec<&str> = text.split('_').filter(|word| !word.is_empty()).collect();
    let is_name = words.iter().any(|word| matches!(Name::of(word).class, Class::Strong(_)));
    let is_told = words.iter().any(|word| placeholder::is_instruction(&word.to_lowercase()));
    words.len() >= 4 && placeholder::is_in_capitals(text) && !is_name && !is_told
}

/// Whether the value only repeats its name: `API_KEY: API_KEY`, `API_KEY: API_KEY_VALUE`.
fn is_own_name(name: &Name, text: &str) -> bool {
    let plain =
        |text: &str| -> String { text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect() };
    let (name, text) = (plain(&name.words), plain(text));
    text.strip_prefix(&name).is_some_and(|rest| matches!(rest, "" | "val" | "value" | "here"))
}

/// Whether the value is probably the name of a Secret object, or of a key in one, and not a secret.
fn is_object_name(head: Head, text: &str, kind: Kind) -> bool {
    match head {
        Head::Secret { value: false } if kind == Kind::Kebab => true,
        Head::Secret { .. } | Head::Token => value::names_object(text),
        // `SECRET_KEY` is also what scripts call the key of a Secret, such as `access-token`.
        Head::Key { .. } if kind == Kind::Kebab => {
            text.rsplit('-').next().is_some_and(|last| last == "token" || is_password_word(last))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests;
