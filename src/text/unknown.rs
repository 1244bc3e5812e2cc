//! Values that something fills in later: nothing may be claimed of them.

/// What fixes write for a person to fill in.
pub const PLACEHOLDER: &str = "REPLACE_ME";

/// True where the text holds a placeholder of a template engine or of a person, or is encrypted.
///
/// `$(X)` is none: Kubernetes expands it itself.
pub fn is_unknown(text: &str) -> bool {
    if !text.bytes().any(|byte| matches!(byte, b'$' | b'{' | b'<' | b'%' | b'_' | b'@' | b'C' | b'[')) {
        return false;
    }
    // Most texts that have one of the signs have no other.
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

/// Whether a text that may hold signs of comparison has something for a template or a person to fill in: `${X}`, `{{ x }}`,
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

/// True for words in capitals such as `DISK_SIZE`: where no name in capitals is taken, a person is to fill them in.
pub fn is_in_capitals(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_uppercase())
        && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || matches!(byte, b'_' | b'-'))
}

/// True where a sign stands that templates use and that no name or label has.
pub fn has_template_sign(text: &str) -> bool {
    text.contains(['$', '{', '}', '<', '>', '[', ']', '%', '#'])
}

/// `$X` and nothing else.
fn lone_variable(text: &str) -> bool {
    let name = text.strip_prefix('$').unwrap_or("");
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

fn between(text: &str, open: &str, close: &str) -> bool {
    let after = text.find(open).map(|at| &text[at + open.len()..]);
    after.and_then(|rest| rest.find(close)).is_some_and(|length| length > 0)
}
