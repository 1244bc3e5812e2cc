//! The texts of the secrets of one file, to find them again if a message repeats them.
//!
//! A message quotes the file in many ways: escaped, decoded, cut, in lower case. So the search is for any run of a few
//! characters. Text that the open part of the same file shows may also appear in a message.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::OnceLock;

use memchr::memmem;
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use super::encoded::{base64_forms, from_base64};
use crate::source::Span;

/// The length of a run of characters that reveals a secret.
const RUN: usize = 6;

/// The size in bytes from which a secret is hidden only in its own place. A copy is hidden only if its own name marks
/// it as secret.
const LONGEST: usize = 4096;

/// The minimum length of a text to search for. Shorter texts are in too many words.
const SHORTEST: usize = 4;

/// Words that messages and fixes contain, even if a password contains them.
const COMMON: &str = "\
    access account admin administrator apikey bearer change changeme changeit cluster config container credential
    credentials database default demo develop development docker enabled example false foobar guest kubernetes letmein
    local localhost login master mongodb mysql namespace nginx none null number object password passwd passphrase
    postgres postgresql private production rabbitmq redis redacted replace required root sample secret secrets server
    service string system test testing token true user username value values welcome your";

/// Words of messages that do not look like words.
const OWN: [&str; 1] = ["base64"];

/// The texts of the secrets of one file.
#[derive(Debug, Clone, Default)]
pub(super) struct Texts {
    /// Hashes of the runs of characters, in lower case, sorted.
    runs: Vec<u64>,
    /// Whole secrets, in lower case.
    whole: HashSet<String>,
    /// Whole secrets that are long enough and do not look like words, as they are.
    distinct: HashSet<String>,
    /// The members of `distinct` that are too short for a run.
    short: HashSet<String>,
    /// The file with its secrets cut out.
    open: String,
    /// `open` in lower case, made when it is first needed.
    open_lower: OnceLock<String>,
}

impl Texts {
    /// Adds a secret, and its encoded and decoded forms.
    pub(super) fn add(&mut self, text: &str) {
        let text = text.trim();
        let bare = text.trim_matches(['"', '\'']);
        self.add_form(text);
        if bare != text {
            self.add_form(bare);
        }
        if bare.len() < SHORTEST {
            return;
        }
        base64_forms(bare).iter().for_each(|form| self.add_form(form));
        if let Some(decoded) = from_base64(bare) {
            self.add_form(decoded.trim());
        }
        if bare.contains('%')
            && let Ok(decoded) = percent_decode_str(bare).decode_utf8()
        {
            self.add_form(&decoded);
        }
        if bare.contains(|c: char| !c.is_ascii_alphanumeric()) {
            self.add_form(&utf8_percent_encode(bare, NON_ALPHANUMERIC).to_string());
            self.add_form(&bare.escape_default().to_string());
        }
    }

    fn add_form(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        let lower: Vec<char> = text.chars().map(lower).collect();
        self.runs.extend(lower.windows(RUN).map(hash));
        let is_long = lower.len() >= RUN;
        if (SHORTEST..LONGEST).contains(&text.len()) && !is_plain(text) && (is_long || is_mixed(text)) {
            self.distinct.insert(text.to_owned());
            self.short.extend((!is_long).then(|| text.to_owned()));
        }
        self.whole.insert(lower.into_iter().collect());
    }

    /// The secrets that must also be found in the open part of the file.
    pub(super) fn distinct(&self) -> impl Iterator<Item = &str> {
        self.distinct.iter().map(String::as_str)
    }

    /// Completes the texts after the last secret. The open part of the file is `text` without the hidden places, which
    /// are sorted and disjoint.
    pub(super) fn finish(&mut self, text: &str, hidden: &[Span]) {
        self.runs.sort_unstable();
        self.runs.dedup();
        self.runs.shrink_to_fit();
        let mut at = 0;
        for span in hidden {
            self.open.push_str(text.get(at..span.start as usize).unwrap_or_default());
            self.open.push('\0');
            at = span.end as usize;
        }
        self.open.push_str(text.get(at..).unwrap_or_default());
    }

    /// The bytes of a text that reveal a secret. `is_quoted` says for each byte whether it is in a quotation.
    pub(super) fn hidden(&self, text: &str, is_quoted: &dyn Fn(usize) -> bool) -> Vec<Range<usize>> {
        if self.whole.is_empty() {
            return Vec::new();
        }
        let characters: Vec<(usize, char)> = text.char_indices().map(|(at, c)| (at, lower(c))).collect();
        let folded: Vec<char> = characters.iter().map(|&(_, c)| c).collect();
        let byte = |index: usize| characters.get(index).map_or(text.len(), |&(at, _)| at);
        let mut found: Vec<Range<usize>> = Vec::new();
        for (index, run) in folded.windows(RUN).enumerate() {
            if self.runs.binary_search(&hash(run)).is_ok() {
                let range = byte(index)..byte(index + RUN);
                match found.last_mut() {
                    Some(last) if range.start <= last.end => last.end = range.end,
                    _ => found.push(range),
                }
            }
        }
        found.retain(|range| {
            let part = &text[range.clone()];
            !(self.may_be_shown(part, is_quoted(range.start)) || self.shows_word_of(text, range))
        });
        // Secrets that are too short for a run are found as whole words.
        for start in characters.iter().map(|&(at, _)| at).filter(|_| !self.short.is_empty()) {
            let ends = text[start..].char_indices().skip(1).map(|(at, _)| start + at).chain([text.len()]).take(RUN);
            let parts = ends.map(|end| start..end);
            found.extend(parts.filter(|part| self.short.contains(&text[part.clone()]) && is_word_at(text, part)));
        }
        found
    }

    /// Whether a part of a message is harmless: a word of the message, or of the open part of the file.
    fn may_be_shown(&self, part: &str, is_quoted: bool) -> bool {
        let bare = part.trim_matches(|c: char| !c.is_alphanumeric());
        let lower: String = part.chars().map(lower).collect();
        let is_whole = self.whole.contains(&lower) || self.whole.contains(&bare.to_lowercase());
        if is_plain(bare) {
            let words = bare.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() >= SHORTEST);
            return !is_whole && !is_quoted || words.into_iter().all(|word| self.is_common(word));
        }
        let is_own = !is_quoted && OWN.iter().any(|word| bare.eq_ignore_ascii_case(word));
        !is_whole && (is_own || self.shows(bare))
    }

    /// Whether a part of a text is only in a longer word that the open part of the file has, such as `Version` in
    /// `resourceVersion`.
    fn shows_word_of(&self, text: &str, part: &Range<usize>) -> bool {
        let is_letter = |c: &char| c.is_alphanumeric();
        let before: usize = text[..part.start].chars().rev().take_while(is_letter).map(char::len_utf8).sum();
        let after: usize = text[part.end..].chars().take_while(is_letter).map(char::len_utf8).sum();
        let word = &text[part.start - before..part.end + after];
        before + after > 0 && !self.is_whole(word) && has_word(self.open_lower(), &word.to_lowercase())
    }

    fn is_common(&self, word: &str) -> bool {
        let word = word.to_lowercase();
        COMMON.split_ascii_whitespace().any(|common| common == word || common.strip_suffix('s') == Some(&word))
            || has_word(self.open_lower(), &word)
    }

    /// Whether the open part of the file contains a text, in any case.
    fn shows(&self, text: &str) -> bool {
        memmem::find(self.open_lower().as_bytes(), text.to_lowercase().as_bytes()).is_some()
    }

    /// Whether a text is a whole secret.
    pub(super) fn is_whole(&self, text: &str) -> bool {
        self.whole.contains(&text.trim().trim_matches(['"', '\'']).to_lowercase())
    }

    /// Whether the open part of the file contains a text as a word.
    pub(super) fn has_word(&self, text: &str) -> bool {
        has_word(&self.open, text)
    }

    fn open_lower(&self) -> &str {
        self.open_lower.get_or_init(|| self.open.to_lowercase())
    }
}

/// Whether a text contains another one as a whole word.
fn has_word(text: &str, word: &str) -> bool {
    let mut places = memmem::find_iter(text.as_bytes(), word.as_bytes()).map(|at| at..at + word.len());
    word.is_empty() || places.any(|place| is_word_at(text, &place))
}

/// Whether a part of a text is a whole word.
pub(super) fn is_word_at(text: &str, part: &Range<usize>) -> bool {
    let is_letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let (before, word, after) = (&text[..part.start], &text[part.clone()], &text[part.end..]);
    let goes_on = |left: &str, right: &str| is_letter(left.chars().next_back()) && is_letter(right.chars().next());
    !(goes_on(before, word) || goes_on(word, after))
}

/// Whether a text may be one or several words: letters in one case or with an initial capital, with punctuation between
/// them.
pub(super) fn is_plain(text: &str) -> bool {
    let is_word = |word: &str| {
        word.chars().all(char::is_alphabetic)
            && (!word.chars().skip(1).any(char::is_uppercase) || !word.chars().any(char::is_lowercase))
    };
    text.split(['-', '_', '.', '/', ' ', ':', ',']).all(is_word)
}

/// Whether a short text is not a word, because it mixes letters, digits or punctuation.
fn is_mixed(text: &str) -> bool {
    let kinds = [char::is_alphabetic as fn(char) -> bool, char::is_numeric, |c: char| !c.is_alphanumeric()];
    kinds.iter().filter(|kind| text.contains(**kind)).count() > 1
}

fn lower(c: char) -> char {
    c.to_lowercase().next().unwrap_or(c)
}

/// The FNV-1a hash of the characters.
fn hash(run: &[char]) -> u64 {
    let step = |hash: u64, &c: &char| (hash ^ u64::from(c)).wrapping_mul(0x0100_0000_01b3);
    run.iter().fold(0xcbf2_9ce4_8422_2325, step)
}
