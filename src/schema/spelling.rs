//! The field of a mapping that a key was probably meant to be.

use super::{Definition, Field, fit};
use crate::kube::values::version_set::VersionSet;
use crate::text::similar::{distance, folded, is_slip};
use crate::yaml::{Entry, Node};

/// How many unknown keys an object may have before what is missing is left alone, and where keys belong.
pub(super) const MAX_TYPOS: usize = 100;

/// A field with a name that is nearly the key's.
#[derive(Debug, Clone, Copy)]
pub struct Slip<'w> {
    /// The field.
    pub field: Field<'w>,
    /// True where the two names differ in their case, `-` and `_` alone.
    pub is_case: bool,
    /// How many letters lie between the names.
    pub distance: usize,
    /// True where the field is not written in the mapping.
    pub is_free: bool,
    /// True where the value may be one of the field.
    pub fits: bool,
}

/// The nearest field that all the versions have which lack the key.
pub(super) fn nearest<'w>(
    parent: Node<'w>,
    definition: Definition<'w>,
    versions: VersionSet,
    entry: Entry<'w>,
) -> Option<Slip<'w>> {
    let key = entry.key.key_text();
    let there = definition.fields().filter(|field| versions.without(field.versions()).is_empty());
    let near = there.filter_map(|field| {
        let is_case = folded(field.name()) == folded(&key);
        (is_case || is_slip(&key, field.name())).then(|| Slip {
            field,
            is_case,
            distance: distance(&key, field.name(), 9).unwrap_or(9),
            is_free: parent.get(field.name()).is_none(),
            fits: entry.value.is_null() || fit::seems(entry.value, field.shape()),
        })
    });
    near.min_by_key(|slip| (!slip.is_case, slip.distance, !slip.fits))
}
