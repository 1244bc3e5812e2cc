//! Turns `schema/words.txt` into rows of the type `WordRow` in `src/schema/rows.rs`: words that people write in place
//! of a field.

use std::collections::BTreeMap;

use crate::Outcome;
use crate::facts::{Facts, lines};
use crate::roles::matches;

/// The intended field, by the name of the definition and the key that is written.
pub type Words = BTreeMap<(String, String), String>;

/// Finds the definitions of each word.
pub fn read(facts: &mut Facts, text: &str) -> Outcome<()> {
    let mut patterns: Vec<&str> = Vec::new();
    for (number, line) in lines(text) {
        let wrong = |problem: String| format!("line {number}: {problem}");
        let Some(rest) = line.strip_prefix("  ") else {
            patterns = line.split(' ').collect();
            continue;
        };
        let (key, meant) = rest.split_once(' ').ok_or_else(|| wrong(format!("nothing is meant by {rest}")))?;
        for pattern in &patterns {
            let is_told = meant.contains(' ');
            let definitions = facts.definitions.iter().filter(|(name, _)| matches(pattern, name));
            let fitting = definitions.filter(|(_, known)| !known.has(key) && (is_told || known.has(meant)));
            let rows: Vec<_> = fitting.map(|(name, _)| ((name.clone(), key.to_owned()), meant.to_owned())).collect();
            if rows.is_empty() {
                return Err(wrong(format!("no {pattern} lacks the field {key} and has {meant}")).into());
            }
            facts.words.extend(rows);
        }
    }
    Ok(())
}

/// The rows as Rust code, in the order of definitions and keys.
pub fn write(words: &Words) -> Vec<String> {
    let rows = words.iter().map(|((definition, key), meant)| {
        let meant = match (meant.strip_prefix("! "), meant.contains(' ')) {
            (Some(help), _) => format!("Nowhere({help:?})"),
            (None, true) => format!("Told({meant:?})"),
            (None, false) => format!("Field({meant:?})"),
        };
        format!("WordRow {{ definition: {definition:?}, key: {key:?}, meant: Word::{meant} }}")
    });
    rows.collect()
}
