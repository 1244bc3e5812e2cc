//! Patterns in Go's RE2 syntax, matched by an engine with nearly the same syntax.

use std::sync::OnceLock;

use regex::bytes::{Regex, RegexBuilder};
use regex_syntax::ast::ErrorKind;

/// The most bytes of a pattern, and the most memory for its compiled form.
const MAX_TEXT: usize = 10_000;
const MAX_COMPILED: usize = 1 << 20;
/// The most bytes of a text that is checked. Longer texts cost time, and no pattern is meant for them.
const MAX_VALUE: usize = 1 << 20;

/// A pattern, compiled when it is first needed.
#[derive(Debug)]
pub struct Pattern {
    text: String,
    compiled: OnceLock<Option<Regex>>,
}

impl Pattern {
    /// Makes a pattern from a text, which need not be valid.
    pub(in crate::schema) fn new(text: &str) -> Self {
        Self { text: text.to_owned(), compiled: OnceLock::new() }
    }

    /// The pattern as it is written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether a text certainly has no part that matches.
    pub(super) fn refuses(&self, value: &str) -> bool {
        // On ASCII, both engines agree on letters, digits and words.
        let compiled = || self.compiled.get_or_init(|| compile(&self.text)).as_ref();
        value.len() <= MAX_VALUE
            && value.is_ascii()
            && compiled().is_some_and(|regex| !regex.is_match(value.as_bytes()))
    }
}

/// Compiles a pattern. Returns `None` if one of the engines cannot read it, or if they read it differently.
fn compile(text: &str) -> Option<Regex> {
    if text.len() > MAX_TEXT || !reads_alike(text) {
        return None;
    }
    RegexBuilder::new(text).unicode(false).size_limit(MAX_COMPILED).dfa_size_limit(MAX_COMPILED).build().ok()
}

/// Whether both engines read a pattern alike. Go takes some signs literally: `[` and doubled signs in brackets, `\<`,
/// `{,3}`. Some flags exist only in one of the engines.
fn reads_alike(text: &str) -> bool {
    let mut rest = text.chars().peekable();
    let (mut in_brackets, mut before) = (false, ' ');
    while let Some(c) = rest.next() {
        let next = rest.peek().copied().unwrap_or(' ');
        match c {
            '\\' => {
                if matches!(next, '<' | '>' | 'u' | 'U') || next == 'b' && rest.clone().nth(1) == Some('{') {
                    return false;
                }
                rest.next();
                before = ' ';
                continue;
            }
            '[' if in_brackets && next == ':' => {
                // A named class, such as `[:alpha:]`.
                while rest.next_if(|&c| c != ']').is_some() {}
                rest.next();
            }
            '[' if in_brackets => return false,
            '[' => {
                in_brackets = true;
                rest.next_if_eq(&'^');
                // A `]` at the start closes nothing.
                rest.next_if_eq(&']');
            }
            ']' => in_brackets = false,
            '&' | '~' | '-' if in_brackets && before == c => return false,
            '{' if !in_brackets && next == ',' => return false,
            '(' if !in_brackets && next == '?' => {
                let flags: String = rest.clone().skip(1).take_while(|c| c.is_ascii_alphabetic() || *c == '-').collect();
                if flags.contains(['x', 'R', 'u']) {
                    return false;
                }
            }
            _ => {}
        }
        before = c;
    }
    true
}

/// Why Go certainly does not accept a text as a pattern. Both engines agree on these mistakes.
pub(in crate::schema) fn refusal_by_re2(text: &str) -> Option<&'static str> {
    let error = regex_syntax::ast::parse::Parser::new().parse(text).err().filter(|_| text.len() <= MAX_TEXT)?;
    let has_nested_brackets = !reads_alike(text);
    Some(match error.kind() {
        ErrorKind::UnsupportedLookAround => "it uses look-ahead or look-behind, as in `(?=a)`",
        ErrorKind::UnsupportedBackreference => "it refers back to a group, as in `\\1`",
        ErrorKind::GroupUnclosed => "a `(` is not closed",
        ErrorKind::GroupUnopened => "a `)` closes nothing",
        ErrorKind::RepetitionMissing => "there is nothing to repeat before `*`, `+` or `?`",
        ErrorKind::ClassUnclosed if !has_nested_brackets => "a `[` is not closed",
        ErrorKind::ClassRangeInvalid if !has_nested_brackets => "a range in `[…]` ends before it starts",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::Pattern;

    #[test]
    fn patterns_match_as_in_go() {
        // The pattern, a text that matches, a text that does not.
        let cases = [
            ("^[a-z]+$", "abc", "a1"),
            ("b", "abc", "ac"),
            (r"^\d{2,3}$", "123", "1234"),
            ("^[[:alpha:]]+$", "abc", "a-b"),
            (r"^(\+|-)?(([0-9]+(\.[0-9]*)?)|(\.[0-9]+))(([KMGTPE]i)|[numkMGTPE])?$", "500m", "five"),
            (r"^[^\[\]]*$", "a", "a[0]"),
            ("^[]a]+$", "]a]", "b"),
            (r"^\.\/\-\_$", "./-_", "x"),
            ("(?i)^abc$", "ABC", "abd"),
            ("^(a+)+$", "aaa", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab"),
            (r"\Aa.c\z", "abc", "a\nc"),
            ("^$", "", "a"),
        ];
        for (text, good, bad) in cases {
            let pattern = Pattern::new(text);
            assert!(!pattern.refuses(good), "{text} takes {good}");
            assert!(pattern.refuses(bad), "{text} refuses {bad}");
        }
    }

    #[test]
    fn what_is_read_differently_refuses_nothing() {
        let long = "a".repeat(100_000);
        let many = "(?:a{1000}){1000}";
        let deep = "(".repeat(5_000) + &")".repeat(5_000);
        for text in [
            "(",
            "a(?=b)",
            r"(a)\1",
            "[a[b]]",
            "[a&&b]",
            "[+--]",
            "a{,3}b",
            r"\<a",
            "(?x) b",
            r"\p{Greek}",
            &long,
            many,
            &deep,
        ] {
            assert!(!Pattern::new(text).refuses("xyz"), "{}", &text[..text.len().min(20)]);
        }
        assert!(!Pattern::new("^[a-z]+$").refuses("größe"));
    }
}
