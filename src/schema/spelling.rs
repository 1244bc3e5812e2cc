//! Finds the field of a mapping that the author probably meant by a key.

use super::rows::{self, Word};
use super::{Definition, Field, fit};
use crate::kube::values::version_set::VersionSet;
use crate::text::similar::{distance, folded, is_slip, is_sure_typo};
use crate::yaml::{Entry, Node};

/// The number of unknown keys in an object above which missing keys and misplaced keys are no longer explained.
pub(super) const MAX_TYPOS: usize = 100;

/// A field whose name is similar to a key.
#[derive(Debug, Clone, Copy)]
pub struct Slip<'w> {
    /// The field.
    pub field: Field<'w>,
    /// Whether the names differ only in case, `-` and `_`.
    pub is_case: bool,
    /// Whether the key is a usual word for the field (`schema/words.txt`).
    pub is_word: bool,
    /// The number of letters that differ between the names.
    pub distance: usize,
    /// Whether the field is not written in the mapping.
    pub is_free: bool,
    /// Whether the value may be meant for the field.
    pub fits: bool,
    /// Whether only this field can be meant: one letter is wrong, no other field is similar, and the field accepts the
    /// value.
    pub is_sure: bool,
}

/// The most similar field that exists in all the versions that lack the key.
pub(super) fn nearest<'w>(
    parent: Node<'w>,
    definition: Definition<'w>,
    versions: VersionSet,
    entry: Entry<'w>,
) -> Option<Slip<'w>> {
    let key = entry.key.key_text();
    let there = definition.fields().filter(|field| versions.without(field.versions()).is_empty());
    let word = rows::word(definition.name(), &key);
    let near: Vec<Slip<'w>> = there
        .filter_map(|field| {
            let is_case = folded(field.name()) == folded(&key);
            let is_word = matches!(word, Some(Word::Field(name)) if name == field.name());
            (is_case || is_word || is_slip(&key, field.name())).then(|| Slip {
                field,
                is_case,
                is_word,
                distance: distance(&key, field.name(), 9).unwrap_or(9),
                is_free: parent.get(field.name()).is_none(),
                fits: entry.value.is_null() || fit::seems(entry.value, field.shape()),
                is_sure: false,
            })
        })
        .collect();
    let is_alone = near.len() == 1 && definition.is_built_in() && !entry.value.is_null();
    let best = near.into_iter().min_by_key(|slip| (!slip.is_case, !slip.is_word, slip.distance, !slip.fits))?;
    let is_sure = is_alone && best.is_free && best.fits && is_sure(&key, best.field.name());
    Some(Slip { is_sure, ..best })
}

/// Whether a key is surely a typo of a name, or has two of its letters swapped.
fn is_sure(key: &str, name: &str) -> bool {
    let letters = |text: &str| {
        let mut letters: Vec<char> = text.chars().collect();
        letters.sort_unstable();
        letters
    };
    is_sure_typo(key, name) || letters(key) == letters(name) && distance(key, name, 1) == Some(1)
}

/// The advice for a key that no single field replaces.
pub(super) fn told(definition: Definition<'_>, key: &str) -> Option<&'static str> {
    match rows::word(definition.name(), key) {
        Some(Word::Told(help) | Word::Nowhere(help)) => Some(help),
        _ => None,
    }
}

/// Whether a key has no place at all, even if other mappings of the object have such a field.
pub(super) fn is_nowhere(definition: Definition<'_>, key: &str) -> bool {
    matches!(rows::word(definition.name(), key), Some(Word::Nowhere(_)))
}
