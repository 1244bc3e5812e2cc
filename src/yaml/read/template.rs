//! Finds signs of templates in a text that becomes YAML only when a program fills it in.

/// Whether a text starts with an action that is not empty.
pub fn is_action(text: &str) -> bool {
    text.strip_prefix("{{").is_some_and(|rest| !rest.trim_start_matches(['-', ' ']).starts_with("}}"))
}

/// The starts of code of Jinja (`{% if x %}`, `{# comment #}`) and of ERB (`<%= x %>`).
const CODE: [&str; 3] = ["{%", "{#", "<%"];

/// Finds the reason why a text is not YAML: a sign of Go, Jinja or ERB where no text has one, or a placeholder in place
/// of lines or a value. Returns its offset.
pub fn sign(text: &str) -> Option<usize> {
    let find = |sign: fn(&str) -> Option<usize>| lines(text).find_map(|(at, line)| Some(at + sign(line)?));
    let has_code = text.contains("{{") || CODE.iter().any(|sign| text.contains(sign));
    has_code.then(|| find(go_or_jinja)).flatten().or_else(|| find(placeholder))
}

/// The offset of a placeholder that is a whole line, such as `__VOLUMES__` or `${LABELS}`, or a value that is not YAML,
/// such as `@ENV@`.
fn placeholder(line: &str) -> Option<usize> {
    const PAIRS: [(&str, &str); 4] = [("__", "__"), ("${", "}"), ("@", "@"), ("%", "%")];
    let is_word = |name: &str| {
        let mut bytes = name.bytes();
        bytes.all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
            && name.contains(|c: char| c.is_ascii_uppercase())
    };
    let is_placeholder = |text: &str| {
        let within = |&(open, close): &(&str, &str)| text.strip_prefix(open)?.strip_suffix(close);
        // `@@ENV@@` is also one.
        let name = |text: &str| is_word(text.trim_matches(['@', '%']));
        text.strip_prefix('$').is_some_and(is_word) || PAIRS.iter().filter_map(within).any(name)
    };
    let content = line.trim();
    let value = content.rsplit_once(": ").map_or(content, |(_, value)| value);
    let value = value.strip_prefix("- ").unwrap_or(value).trim_start();
    let is_refused = value.starts_with(['@', '%']);
    (is_placeholder(content) || is_refused && is_placeholder(value)).then(|| line.trim_end().len() - value.len())
}

/// The offset of a sign of Go, Jinja or ERB outside of quotes and of plain text.
fn go_or_jinja(line: &str) -> Option<usize> {
    let mut quote = None;
    let mut before = ' ';
    let (mut starts_value, mut in_brackets) = (true, false);
    for (at, c) in line.char_indices() {
        let rest = &line[at..];
        match quote {
            Some(open) if c == open => quote = None,
            Some(_) => {}
            None if c == '#' && before == ' ' => return None,
            None if starts_value && (is_action(rest) || CODE.iter().any(|sign| rest.starts_with(sign))) => {
                return Some(at);
            }
            None if starts_value && matches!(c, '"' | '\'') => quote = Some(c),
            None => {}
        }
        in_brackets |= starts_value && quote.is_none() && matches!(c, '[' | '{');
        // A value begins after one of these characters and only blanks.
        starts_value = match c {
            ' ' | '\t' => starts_value || matches!(before, ':' | '-'),
            '[' | '{' | ',' => in_brackets,
            '-' | '?' => starts_value,
            _ => false,
        };
        before = c;
    }
    None
}

/// The lines that are not in a block of text, each with its offset.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut block: Option<usize> = None;
    let mut at = 0;
    text.split_inclusive('\n').filter_map(move |line| {
        let start = at;
        at += line.len();
        let content = line.trim();
        let indent = line.len() - line.trim_start().len();
        if block.is_some_and(|column| content.is_empty() || indent > column) {
            return None;
        }
        let header = content.split(" #").next().unwrap_or(content).trim_end();
        let opens_block = header.rsplit([' ', '\t']).next().is_some_and(|word| {
            word.strip_prefix(['|', '>']).is_some_and(|rest| rest.chars().all(|c| matches!(c, '-' | '+' | '0'..='9')))
        });
        block = opens_block.then_some(indent);
        Some((start, line))
    })
}

/// The offset of ytt code: on a comment line, or after a value.
pub fn ytt(text: &str) -> Option<usize> {
    // `load` alone only provides functions, and changes nothing.
    const WORDS: &[&str] = &["if", "elif", "else", "end", "for", "while", "def", "data/values", "overlay/"];
    if !text.contains("#@") && !text.contains("(@=") {
        return None;
    }
    lines(text).find_map(|(start, line)| {
        let at = line.find("#@").or_else(|| line.find("(@=").filter(|at| line[*at..].contains("@)")))?;
        let code = line[at + 2..].trim_start();
        let is_code = WORDS.iter().any(|word| {
            let rest = code.strip_prefix(word);
            rest.is_some_and(|rest| word.ends_with('/') || !rest.starts_with(|c: char| c.is_alphanumeric()))
        });
        let is_value = line[..at].trim_end().ends_with(':') && line[at + 2..].starts_with(' ');
        (is_code || is_value || line[at..].starts_with("(@=")).then_some(start + at)
    })
}
