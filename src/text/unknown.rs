//! Values that are filled in later, so that nothing may be claimed about them.

/// The placeholder that fixes write for a person to replace.
pub const PLACEHOLDER: &str = "REPLACE_ME";

/// The bytes of which every placeholder contains at least one.
const SIGNS: [bool; 256] = {
    let mut signs = [false; 256];
    let mut rest: &[u8] = b"${<%_@C[";
    while let [sign, after @ ..] = rest {
        signs[*sign as usize] = true;
        rest = after;
    }
    signs
};

/// Whether the text contains a placeholder of a template engine or of a person, or is encrypted.
///
/// `$(X)` is not a placeholder: Kubernetes expands it itself.
pub fn is_unknown(text: &str) -> bool {
    if !text.bytes().any(|byte| SIGNS[usize::from(byte)]) {
        return false;
    }
    // Most texts that have one of the signs do not have another.
    let has = |sign: u8| memchr::memchr(sign, text.as_bytes()).is_some();
    has(b'{') && ["${", "{{", "{%"].iter().any(|sign| text.contains(sign))
        || has(b'$') && lone_variable(text)
        || has(b'<') && between(text, "<", ">")
        || has(b'%') && between(text, "%%", "%%")
        || has(b'_') && between(text, "__", "__")
        || has(b'@') && (between(text, "@@", "@@") || between(text, "@", "@"))
        // A value that SOPS or eyaml encrypted.
        || has(b'[') && text.contains("ENC[")
        || has(b'C') && has_word(text)
}

fn has_word(text: &str) -> bool {
    [PLACEHOLDER, "REPLACEME", "CHANGEME", "CHANGE_ME"].iter().any(|word| text.contains(word))
}

/// Whether a text that may contain comparison signs has a placeholder for a template or a person: `${X}`, `{{ x }}`,
/// `<name>`, `REPLACE_ME`.
pub fn has_placeholder(text: &str) -> bool {
    let is_name = |name: &str| {
        name.starts_with(|first: char| first.is_ascii_alphabetic())
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
    };
    let mut parts = text.split('<').skip(1).filter_map(|rest| rest.split_once('>'));
    parts.any(|(name, _)| is_name(name))
        || ["${", "$(", "{{", "{%", "%%", "@@", "ENC["].iter().any(|sign| text.contains(sign))
        || has_word(text)
}

/// Whether a person must fill in a value, or a part of it: `<name>`, `https://<your-domain>/`, `YOUR_NAME`,
/// `REPLACE-ME`.
///
/// Placeholders of templates do not count, and neither does prose, in which such signs have another meaning.
pub fn is_left_to_a_person(text: &str) -> bool {
    // Each of the words has one of these letters.
    if memchr::memchr3(b'<', b'E', b'R', text.as_bytes()).is_none() {
        return false;
    }
    let text = text.trim();
    let is_template = || ["${", "$(", "{{", "{%", "ENC["].iter().any(|sign| text.contains(sign));
    if text.len() > 200 || text.contains('\n') {
        return false;
    }
    let is_word = |word: &str| {
        word.starts_with(|first: char| first.is_ascii_alphabetic())
            && word.len() <= 60
            && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b' '))
    };
    let in_brackets = |text: &str| text.strip_prefix('<')?.strip_suffix('>').map(is_word);
    let is_left = in_brackets(text) == Some(true)
        || !text.contains(char::is_whitespace)
            && (has_part_in_brackets(text, is_word) || text.split(is_no_part_of_a_word).any(is_call_to_a_person));
    is_left && !is_template()
}

/// Whether some words are in angle brackets, and the text does not look like a tag or a named group of a pattern.
fn has_part_in_brackets(text: &str, is_word: impl Fn(&str) -> bool) -> bool {
    let mut parts = text.split('<');
    let before = parts.next().unwrap_or_default();
    let is_other = || text.contains("</") || text.contains("/>") || text.contains("(?") || before.ends_with('\\');
    parts.any(|part| part.split_once('>').is_some_and(|(word, _)| is_word(word))) && !is_other()
}

fn is_no_part_of_a_word(c: char) -> bool {
    !c.is_ascii_alphanumeric() && !matches!(c, '_' | '-')
}

/// Whether a word in capitals asks a person to do something.
fn is_call_to_a_person(word: &str) -> bool {
    const WHOLE: &[&str] = &["REPLACEME", "CHANGEME", "FIXME"];
    if !is_in_capitals(word) {
        return false;
    }
    let parts: Vec<&str> = word.split(['_', '-']).collect();
    // `INSERT_BEFORE` and similar words belong to some APIs.
    match parts[..] {
        ["YOUR", _, ..] | ["REPLACE" | "CHANGE" | "INSERT", _, _, ..] => true,
        ["REPLACE" | "CHANGE", object] => matches!(object, "ME" | "THIS" | "IT"),
        _ => WHOLE.contains(&word),
    }
}

/// Whether a text is a word in capitals such as `DISK_SIZE`. If such a name is not valid, a person must replace it.
pub fn is_in_capitals(text: &str) -> bool {
    text.len() > 1
        && text.starts_with(|first: char| first.is_ascii_uppercase())
        && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || matches!(byte, b'_' | b'-'))
}

/// Whether the text has a sign of templates that no name or label contains. A `%` at the end belongs to a percentage.
pub fn has_template_sign(text: &str) -> bool {
    text.strip_suffix('%').unwrap_or(text).contains(['$', '{', '}', '<', '>', '[', ']', '%', '#'])
}

/// Whether a text is only `$X`.
fn lone_variable(text: &str) -> bool {
    let name = text.strip_prefix('$').unwrap_or("");
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

fn between(text: &str, open: &str, close: &str) -> bool {
    let after = text.find(open).map(|at| &text[at + open.len()..]);
    after.and_then(|rest| rest.find(close)).is_some_and(|length| length > 0)
}
