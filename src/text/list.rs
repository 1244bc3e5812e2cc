//! Lists in a sentence.

/// `` `a`, `b` and `c` ``, with the word before the last one. Returns an empty text for no names.
pub fn list<T: AsRef<str>>(names: impl IntoIterator<Item = T>, word: &str) -> String {
    join(names.into_iter().map(|name| format!("`{}`", name.as_ref())), word)
}

/// Phrases in a row, with the word before the last one.
pub fn join(phrases: impl IntoIterator<Item = String>, word: &str) -> String {
    let mut phrases: Vec<String> = phrases.into_iter().collect();
    match phrases.pop() {
        Some(last) if !phrases.is_empty() => format!("{} {word} {last}", phrases.join(", ")),
        last => last.unwrap_or_default(),
    }
}
