//! The syntax of names (apimachinery `util/validation`). Each check returns the exact mistake.

/// `Ok`, or the mistake in words that follow a colon.
pub type Outcome = Result<(), String>;

/// RFC 1123 label: at most 63 of `[a-z0-9-]`, alphanumeric at both ends.
pub fn dns1123_label(text: &str) -> Result<(), String> {
    length(text, 63)?;
    characters(
        text,
        |c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-',
        "lower-case letters, digits and `-`",
    )?;
    edges(text)
}

/// RFC 1035 label: an RFC 1123 label that starts with a letter.
pub fn dns1035_label(text: &str) -> Result<(), String> {
    dns1123_label(text)?;
    if text.starts_with(|first: char| first.is_ascii_digit()) { Err("it starts with a digit".into()) } else { Ok(()) }
}

/// A part of the path of a URL: anything but `.`, `..` and texts with `/` or `%`.
pub fn path_segment(text: &str) -> Result<(), String> {
    match text.chars().find(|c| matches!(c, '/' | '%')) {
        Some(c) => Err(format!("it contains `{c}`")),
        None if matches!(text, "." | "..") => Err("it is a step of a path".into()),
        None => Ok(()),
    }
}

/// RFC 1123 subdomain: at most 253 characters, labels with dots between them.
pub fn dns1123_subdomain(text: &str) -> Result<(), String> {
    length(text, 253)?;
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '.');
    characters(text, allowed, "lower-case letters, digits, `-` and `.`")?;
    text.split('.')
        .try_for_each(|label| if label.is_empty() { Err("it has two dots in a row".into()) } else { edges(label) })
}

/// A port name as containers declare it and targets refer to it: IANA service name, at most 15 of `[a-z0-9-]`.
pub fn port_name(text: &str) -> Result<(), String> {
    length(text, 15)?;
    characters(
        text,
        |c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-',
        "lower-case letters, digits and `-`",
    )?;
    if !text.bytes().any(|byte| byte.is_ascii_lowercase()) {
        return Err("it needs at least one letter".into());
    }
    if text.contains("--") {
        return Err("it must not contain `--`".into());
    }
    edges(text)
}

/// A label key: `prefix/name`, the prefix an optional subdomain, the name at most 63.
pub fn label_key(text: &str) -> Result<(), String> {
    let name = match text.split_once('/') {
        Some((_, name)) if name.contains('/') => return Err("it has more than one `/`".into()),
        Some((prefix, name)) => {
            dns1123_subdomain(prefix).map_err(|reason| format!("its prefix: {reason}"))?;
            name
        }
        None => text,
    };
    qualified(name)
}

/// A label value: empty, or at most 63 of letters, digits, `-`, `_`, `.`, alphanumeric at both ends.
pub fn label_value(text: &str) -> Result<(), String> {
    if text.is_empty() { Ok(()) } else { qualified(text) }
}

/// A key of a ConfigMap or Secret, which is the name of a file: at most 253 of letters, digits, `-`, `_`, `.`.
pub fn data_key(text: &str) -> Result<(), String> {
    length(text, 253)?;
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    characters(text, allowed, "letters, digits, `-`, `_` and `.`")?;
    match text {
        "." | ".." => Err("a file cannot have this name".into()),
        _ if text.starts_with("..") => Err("it must not start with `..`".into()),
        _ => Ok(()),
    }
}

fn qualified(text: &str) -> Result<(), String> {
    length(text, 63)?;
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    characters(text, allowed, "letters, digits, `-`, `_` and `.`")?;
    edges(text)
}

fn length(text: &str, limit: usize) -> Result<(), String> {
    match text.len() {
        0 => Err("it is empty".into()),
        // Other texts have wrong characters, which are reported first, and have fewer characters than bytes.
        length if length > limit && text.is_ascii() => {
            Err(format!("it has {length} characters, but at most {limit} are allowed"))
        }
        _ => Ok(()),
    }
}

fn characters(text: &str, allowed: impl Fn(char) -> bool, words: &str) -> Result<(), String> {
    match text.chars().find(|&c| !allowed(c)) {
        Some(' ') => Err(format!("it contains a space, but only {words} are allowed")),
        Some(c) if !c.is_ascii() => Err(format!("it contains `{c}`, which is not ASCII")),
        Some(c) => Err(format!("it contains `{c}`, but only {words} are allowed")),
        None => Ok(()),
    }
}

fn edges(text: &str) -> Result<(), String> {
    let fits = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    if fits(text.chars().next()) && fits(text.chars().last()) {
        Ok(())
    } else {
        Err("it must start and end with a letter or digit".into())
    }
}

/// Words in the names of ports that a program opens next to its main one.
const SIDE_PORTS: &[&str] = &[
    "admin",
    "debug",
    "health",
    "healthz",
    "management",
    "metrics",
    "monitor",
    "monitoring",
    "pprof",
    "probe",
    "probes",
    "profiling",
    "prom",
    "prometheus",
    "stats",
];

/// Whether a name, such as that of a port or of a variable, is that of a port for operators, not for clients.
pub fn names_side_port(name: &str) -> bool {
    name.split(['-', '_']).any(|part| SIDE_PORTS.contains(&part) || part.starts_with("metrics"))
}
