//! Patterns in the syntax of RE2, which Go reads, by an engine that reads nearly the same one.

use std::sync::OnceLock;

use regex::bytes::{Regex, RegexBuilder};
use regex_syntax::ast::ErrorKind;

/// How long a pattern may be, in bytes, and how much memory it may take when it is compiled.
const MAX_TEXT: usize = 10_000;
const MAX_COMPILED: usize = 1 << 20;
/// How long a text may be, in bytes: more costs time, and no pattern is about it.
const MAX_VALUE: usize = 1 << 20;

/// A pattern, compiled when it is first needed.
#[derive(Debug)]
pub struct Pattern {
    text: String,
    compiled: OnceLock<Option<Regex>>,
}

impl Pattern {
    /// A pattern that may not be one.
    pub(in crate::schema) fn new(text: &str) -> Self {
        Self { text: text.to_owned(), compiled: OnceLock::new() }
    }

    /// As it is written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether a text certainly has no part that matches.
    pub(super) fn refuses(&self, value: &str) -> bool {
        // On ASCII the two agree on what a letter, a digit and a word are.
        let compiled = || self.compiled.get_or_init(|| compile(&self.text)).as_ref();
        value.len() <= MAX_VALUE
            && value.is_ascii()
            && compiled().is_some_and(|regex| !regex.is_match(value.as_bytes()))
    }
}

/// Returns `None` if either of the two cannot read it, or if they read it differently.
fn compile(text: &str) -> Option<Regex> {
    if text.len() > MAX_TEXT || !reads_alike(text) {
        return None;
    }
    RegexBuilder::new(text).unicode(false).size_limit(MAX_COMPILED).dfa_size_limit(MAX_COMPILED).build().ok()
}

/// False for what Go takes literally (`[` and doubled signs in brackets, `\<`, `{,3}`) and this engine does not, and for
/// the flags that only one of them has.
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
                // A class by name, as `[:alpha:]`.
                while rest.next_if(|&c| c != ']').is_some() {}
                rest.next();
            }
            '[' if in_brackets => return false,
            '[' => {
                in_brackets = true;
                rest.next_if_eq(&'^');
                // The first one closes nothing.
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

/// Why Go does not read a text as a pattern, as far as that is certain. Both engines agree on these mistakes.
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
        // Pattern, what matches, what does not.
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
