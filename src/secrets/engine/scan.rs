//! Finds credentials that their form alone shows: tokens of known formats, private keys, passwords in URLs and
//! connection strings. One pass over the bytes; ordinary text costs one table look-up for each byte.

use std::ops::Range;

use super::format::check::{Check, is_service_account};
use super::format::{AT_A_DISTANCE, Alphabet, FORMATS, INFIXES, Infix, Part, starting_with};
use super::hit::Hit;
use super::name::split;
use super::text::{base64_text, entropy, is_made_up};
use super::userinfo::{assignment, dsn_password, oracle_password, url_password};
use super::{Level, Nature};

/// The byte may be the fixed character of a known form.
const SIGN: u8 = 1;
/// The byte is a part of a word.
const WORD: u8 = 2;
/// The byte is part of base64, as it is of paths, but not of a word.
const BASE64: u8 = 4;

/// The classes of each byte.
const CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let mut i = 0;
    while i < 256 {
        if Alphabet::Url.has(i as u8) {
            classes[i] = WORD;
        }
        i += 1;
    }
    classes[b'+' as usize] = BASE64;
    classes[b'/' as usize] = BASE64;
    let mut signs: &[u8] = b":@=-.Q";
    while let [sign, rest @ ..] = signs {
        classes[*sign as usize] |= SIGN;
        signs = rest;
    }
    classes
};

/// The start of a PuTTY private key.
const PUTTY: &str = "PuTTY-User-Key-File-";

/// The second bytes of the tokens that start with a byte, as a set in which some bytes share a bit. The first two bytes
/// distinguish nearly all words from tokens.
const SECONDS: [u64; 128] = {
    let mut seconds = [0; 128];
    let mut i = 0;
    while i < FORMATS.len() {
        let prefix = FORMATS[i].prefix.as_bytes();
        seconds[prefix[0] as usize] |= 1 << (prefix[1] % 64);
        i += 1;
    }
    seconds[PUTTY.as_bytes()[0] as usize] |= 1 << (PUTTY.as_bytes()[1] % 64);
    seconds
};

/// All hits in `text`, in order. `name` is the name of the text, for formats that need the word of a vendor.
pub(super) fn scan(text: &str, name: &str) -> Vec<Hit> {
    let bytes = text.as_bytes();
    let mut hits = Vec::new();
    let mut is_in_word = false;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let class = CLASSES[usize::from(byte)];
        // Nothing starts inside a word or between words.
        if class == 0 || is_in_word && class == WORD {
            is_in_word = class == WORD;
            at += bytes[at..].iter().take_while(|byte| CLASSES[usize::from(**byte)] == class).count();
            continue;
        }
        let starts_base64 = class & BASE64 != 0 && !is_in_word;
        let starts_word = class & WORD != 0 && !is_in_word;
        let hit = (class & SIGN != 0).then(|| known_by_sign(text, at, name)).flatten();
        let hit = hit.or_else(|| (starts_word && may_be_token(&bytes[at..])).then(|| token(text, at, name)).flatten());
        let hit = hit.or_else(|| (starts_word || starts_base64).then(|| at_a_distance(text, at)).flatten());
        is_in_word = class & WORD != 0;
        at += 1;
        if let Some(hit) = hit {
            at = at.max(hit.span.end);
            is_in_word = CLASSES[usize::from(bytes[at - 1])] & WORD != 0;
            hits.push(hit);
        }
    }
    if text.starts_with('{') {
        hits.extend(json(text));
        hits.sort_by_key(|hit| hit.span.start);
    }
    hits
}

/// The hit that the character here may belong to. The byte after it rules out most other texts.
fn known_by_sign(text: &str, at: usize, name: &str) -> Option<Hit> {
    let bytes = text.as_bytes();
    match (bytes[at], bytes.get(at + 1)?) {
        (b':', b'/') => url_password(text, at).or_else(|| infix(text, at, name)),
        (b'@', b't' | b'u') => dsn_password(text, at).or_else(|| oracle_password(text, at)),
        (b'=', _) => assignment(text, at),
        (b'-', b'-') => private_key(text, at).or_else(|| infix(text, at, name)),
        (b'@', _) => oracle_password(text, at),
        _ => infix(text, at, name),
    }
}

fn may_be_token(rest: &[u8]) -> bool {
    matches!(rest, [first, second, ..] if SECONDS.get(usize::from(*first)).is_some_and(|all| all >> (second % 64) & 1 == 1))
}

/// A token that starts here. Returns `None` if there is none.
fn token(text: &str, at: usize, name: &str) -> Option<Hit> {
    let bytes = text.as_bytes();
    let rest = &bytes[at..];
    if rest.starts_with(PUTTY.as_bytes()) {
        return Some(Hit::new(at..text.len(), Level::High, Nature::PrivateKey, "private key"));
    }
    starting_with(bytes[at]).iter().find_map(|format| {
        if !rest.starts_with(format.prefix.as_bytes()) || !format.vendor.is_empty() && !has_word(name, format.vendor) {
            return None;
        }
        let start = at + format.prefix.len();
        let end = parts(bytes, start, format.body)?;
        let (whole, body) = (&text[at..end], &text[start..end]);
        let verdict = verdict(format.check, whole, body)?;
        let is_account = format.check == Check::Jwt && is_service_account(whole);
        let reason = if is_account { "Kubernetes service account token" } else { format.reason };
        let wrapped = format.check == Check::WrappedPem;
        let end = if wrapped { end_of_lines(bytes, end) } else { end };
        Some(Hit { prefix: Some(format.prefix), ..verdict.hit(at..end, format.level, format.nature(), reason) })
    })
}

/// The end of base64 that may continue on further lines.
fn end_of_lines(bytes: &[u8], mut end: usize) -> usize {
    loop {
        let space = bytes[end..].iter().take_while(|b| b.is_ascii_whitespace()).count();
        let line = bytes[end + space..].iter().take_while(|b| Alphabet::Padded.has(**b)).count();
        if space == 0 || line < 16 {
            return end;
        }
        end += space + line;
    }
}

fn has_word(name: &str, vendor: &[&str]) -> bool {
    split(name).split(' ').any(|word| vendor.contains(&word))
}

/// The end of the parts that start at `at`. Returns `None` unless all parts are present and the last alphabet does not
/// continue.
fn parts(bytes: &[u8], mut at: usize, parts: &[Part]) -> Option<usize> {
    for part in parts {
        at += match part {
            Part::Text(text) => bytes.get(at..)?.starts_with(text.as_bytes()).then_some(text.len())?,
            Part::Run(alphabet, least, most) => {
                let count = bytes.get(at..)?.iter().take(*most).take_while(|b| alphabet.has(**b)).count();
                (count >= *least).then_some(count)?
            }
        };
    }
    let ends = |alphabet: &Alphabet| bytes.get(at).is_none_or(|b| !alphabet.has(*b));
    match parts.last() {
        Some(Part::Run(alphabet, ..)) if !ends(alphabet) => None,
        _ => Some(at),
    }
}

/// Judges a token of the right shape. Returns `None` if it has the shape by chance.
fn verdict(check: Check, whole: &str, body: &str) -> Option<Verdict> {
    match check.holds(whole, body) {
        false if check.tells_apart() => None,
        false => Some(Verdict::WrongChecksum),
        true if !check.is_proof() && is_made_up(body) => Some(Verdict::MadeUp),
        true => Some(Verdict::Token),
    }
}

enum Verdict {
    Token,
    MadeUp,
    WrongChecksum,
}

impl Verdict {
    /// The hit at a place. The given level, nature and reason are for a real token.
    fn hit(self, span: Range<usize>, level: Level, nature: Nature, reason: &'static str) -> Hit {
        match self {
            Self::Token => Hit::new(span, level, nature, reason),
            Self::MadeUp => Hit::new(span, Level::Low, Nature::Secret, "placeholder in the shape of a token"),
            Self::WrongChecksum => Hit::new(span, Level::Low, Nature::Secret, "token shape with a wrong checksum"),
        }
    }
}

/// A token with the fixed text at `at`. Returns `None` if there is none.
fn infix(text: &str, at: usize, name: &str) -> Option<Hit> {
    let sign = text.as_bytes()[at];
    let here = INFIXES.iter().filter(|infix| infix.marker.as_bytes()[0] == sign);
    here.filter_map(|infix| Some((at.checked_sub(infix.before.1)?, infix)))
        .find_map(|(start, infix)| within(text, start, infix, name))
}

/// A token that starts with a word, in a format whose fixed text is at a known distance.
fn at_a_distance(text: &str, at: usize) -> Option<Hit> {
    let rest = &text.as_bytes()[at..];
    // The first bytes of nearly all texts contain a character that a key cannot have.
    if rest.len() < 44 || !rest[..28].iter().all(|b| Alphabet::Url.has(*b) || matches!(b, b'+' | b'/')) {
        return None;
    }
    AT_A_DISTANCE.iter().find_map(|infix| within(text, at, infix, ""))
}

/// A token whose part before the fixed text starts at `start`.
fn within(text: &str, start: usize, infix: &Infix, name: &str) -> Option<Hit> {
    let bytes = text.as_bytes();
    let (alphabet, length) = infix.before;
    let marker = start + length;
    let goes_on = |before: u8| before.is_ascii_alphanumeric() || alphabet.has(before);
    if start.checked_sub(1).is_some_and(|before| goes_on(bytes[before]))
        || !bytes.get(marker..)?.starts_with(infix.marker.as_bytes())
        || !bytes[start..marker].iter().all(|b| alphabet.has(*b))
        || !infix.vendor.is_empty() && !has_word(name, infix.vendor)
    {
        return None;
    }
    let after = marker + infix.marker.len();
    let end = parts(bytes, after, infix.after)?;
    let whole = text.get(start..end)?;
    let body = if length > 16 { whole } else { &text[after..end] };
    Some(verdict(infix.check, whole, body)?.hit(start..end, Level::High, infix.check.nature(), infix.reason))
}

/// A PEM private key whose dashes start here, to its end.
fn private_key(text: &str, at: usize) -> Option<Hit> {
    const BEGIN: &str = "-----BEGIN ";
    let rest = text[at..].strip_prefix(BEGIN)?;
    let (label, after) = rest.split_once("-----")?;
    if label.len() > 40 || !label.contains("PRIVATE KEY") {
        return None;
    }
    let (body, end) = match after.split_once("-----END") {
        Some((body, tail)) => {
            let close = tail.find("-----").map_or(tail.len(), |i| i + 5);
            (body, text.len() - tail.len() + close)
        }
        None => (after, text.len()),
    };
    // In JSON and in quoted shell text, a line ends in the two characters `\n`.
    let body: String =
        body.replace("\\n", "").chars().filter(|c| c.is_ascii_alphanumeric() || "+/=".contains(*c)).collect();
    let real = body.len() >= 64 && entropy(body.as_bytes()) > 4.5;
    Some(if real {
        Hit::new(at..end, Level::High, Nature::PrivateKey, "private key")
    } else {
        Hit::new(at..end, Level::Low, Nature::PrivateKey, "private key without a body")
    })
}

/// Credentials in JSON that only its keys show: registry logins and private JSON web keys.
fn json(text: &str) -> Option<Hit> {
    let field = |key: &str| {
        let after = text.find(key)? + key.len();
        let open = after + text[after..].find(|c: char| c != ' ' && c != ':')?;
        let inner = text[open..].strip_prefix('"')?;
        let close = inner.find('"')?;
        Some(open + 1..open + 1 + close)
    };
    if text.contains("\"auths\"") {
        let span = field("\"auth\"")?;
        let pair = base64_text(&text[span.clone()])?;
        return pair.contains(':').then(|| Hit::new(span, Level::High, Nature::Secret, "registry login"));
    }
    if text.contains("\"kty\"") {
        // A symmetric key is secret as a whole.
        let span = field("\"d\"").or_else(|| text.contains("\"oct\"").then(|| field("\"k\"")).flatten())?;
        return (span.len() >= 32).then(|| Hit::new(span, Level::High, Nature::Secret, "private JSON web key"));
    }
    None
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::checksum::{base62, crc32};
    use super::*;

    /// A body of `length` characters that no scanner reports as leaked: it is made here, from a fixed generator.
    pub(crate) fn body(alphabet: Alphabet, length: usize) -> String {
        let letters: Vec<char> = (b'0'..=b'z').filter(|b| alphabet.has(*b) && *b != b'=').map(char::from).collect();
        let mut state = 0x2545_F491u32;
        let step = |_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            letters[(state >> 16) as usize % letters.len()]
        };
        (0..length).map(step).collect()
    }

    fn only(text: &str) -> Hit {
        let hits = scan(text, "");
        assert_eq!(hits.len(), 1, "{text}");
        hits.into_iter().next().unwrap()
    }

    #[test]
    fn every_shape_in_the_table_is_found() {
        for format in super::super::format::FORMATS.iter().filter(|f| matches!(f.check, Check::Random)) {
            let parts = format.body.iter().map(|part| match part {
                Part::Run(alphabet, least, _) => body(*alphabet, *least),
                Part::Text(text) => (*text).to_owned(),
            });
            let token = [format.prefix.to_owned(), parts.collect()].concat();
            let hits = scan(&format!("x = {token};"), format.vendor.first().unwrap_or(&""));
            assert_eq!(hits.len(), 1, "{}", format.prefix);
            assert_eq!((hits[0].span.clone(), hits[0].prefix), (4..4 + token.len(), Some(format.prefix)));
            assert_eq!((hits[0].level, hits[0].reason), (format.level, format.reason));
            if !format.vendor.is_empty() {
                assert_eq!(scan(&token, "other"), [], "{}", format.prefix);
            }
        }
    }

    #[test]
    fn checksums_right_and_wrong() {
        let whole = |prefix: &str, middle: &str, tail: String| format!("{prefix}{middle}{tail}");
        let b30 = body(Alphabet::Alnum, 30);
        let b40 = body(Alphabet::Alnum, 40);
        let grafana = format!("glsa_{}", body(Alphabet::Alnum, 32));
        let atlassian = format!("ATBB{}", body(Alphabet::Alnum, 24));
        for (good, bad) in [
            (whole("ghp_", &b30, base62(crc32(b30.as_bytes()))), whole("ghp_", &b30, "000000".into())),
            (whole("npm_", &b30, base62(crc32(b30.as_bytes()))), whole("npm_", &b30, "0A0A0A".into())),
            (whole("cfut_", &b40, format!("{:08x}", crc32(b40.as_bytes()))), whole("cfut_", &b40, "00c0ffee".into())),
            (
                format!("{grafana}_{:08x}", crc32(grafana.as_bytes()).swap_bytes()),
                format!("{grafana}_{:08x}", crc32(grafana.as_bytes())),
            ),
            (format!("{atlassian}{:08X}", crc32(atlassian.as_bytes())), format!("{atlassian}00C0FFEE")),
        ] {
            assert_eq!(only(&good).level, Level::High, "{good}");
            assert_eq!(only(&good).nature, Nature::Proven);
            assert!(only(&good).reason.ends_with("checksum valid"));
            assert_eq!(only(&bad).level, Level::Low, "{bad}");
        }
    }

    #[test]
    fn json_web_tokens() {
        let header = "eyJhbGciOiJIUzI1NiJ9";
        let jwt = format!("{header}.eyJzdWIiOiJ4In0.{}", body(Alphabet::Url, 43));
        assert_eq!(only(&jwt).reason, "JSON web token");
        assert_eq!(scan(&format!("eyJub3RoaW5nIjoxfQ.eyJzdWIiOiJ4In0.{}", body(Alphabet::Url, 43)), ""), []);
    }

    #[test]
    fn private_keys() {
        let pem = |label: &str, body: &str| format!("-----BEGIN {label}-----\n{body}\n-----END {label}-----\n");
        let real = pem("RSA PRIVATE KEY", &body(Alphabet::Base64, 256));
        assert_eq!((only(&real).level, only(&real).span), (Level::High, 0..real.len() - 1));
        assert_eq!(only(&real.replace('\n', "\\n")).level, Level::High);
        assert_eq!(only(&pem("OPENSSH PRIVATE KEY", "...")).level, Level::Low);
        assert_eq!(scan(&pem("CERTIFICATE", &body(Alphabet::Base64, 256)), ""), []);
        assert_eq!(scan(&pem("PUBLIC KEY", &body(Alphabet::Base64, 256)), ""), []);
    }

    #[test]
    fn infixes_and_json() {
        let tfc = format!("{}.atlasv1.{}", body(Alphabet::Alnum, 14), body(Alphabet::Url, 64));
        assert_eq!((only(&tfc).reason, only(&tfc).span), ("Terraform Cloud token", 0..tfc.len()));
        let azure = format!("aB38Q~{}", body(Alphabet::Alnum, 34));
        assert_eq!((only(&azure).reason, only(&azure).span), ("Azure client secret", 0..azure.len()));
        let docker = r#"{"auths": {"r.io": {"auth": "b3BzOmtlc3RyZWw5"}}}"#;
        assert_eq!(&docker[only(docker).span], "b3BzOmtlc3RyZWw5");
        let storage = format!("AccountName=a;AccountKey={}==;", body(Alphabet::Alnum, 86));
        assert_eq!(only(&storage).reason, "Azure storage account key");
    }
}
