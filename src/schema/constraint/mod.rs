//! The requirements of the API server on a field beyond its type: the rows of `schema/constraints.txt`.
//!
//! The schema walk evaluates the constraints of each mapping and of each field. A broken constraint is a problem like
//! any other, and the rules of a few families report it.

mod evaluate;
mod fields;
mod form;
mod hosts;
mod list;
mod words;

use super::Spot;
use crate::kube::values::version_set::VersionSet;
use crate::yaml::{Entry, Node};

pub(super) use evaluate::evaluate;
pub use form::{Family, Form};
pub use list::{Listed, listed};

/// A requirement on a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Constraint {
    /// The value has a form.
    Form(Form),
    /// An integer is not below `least` and not above `most`.
    Range {
        /// The smallest allowed value.
        least: i64,
        /// The greatest allowed value.
        most: i64,
    },
    /// The number of bytes of a string is in a range.
    Length {
        /// The fewest.
        least: u32,
        /// The most.
        most: u32,
    },
    /// A list or a mapping has at most this number of items.
    Items(u32),
    /// A string is one of these.
    Word(&'static [&'static str]),
    /// A list has one of these strings.
    Contains(&'static [&'static str]),
    /// The value is not empty.
    Filled,
    /// No two items of the list are the same; the schema says which values of items must differ.
    Unique,
    /// One of some keys is written.
    Choice {
        /// The keys.
        keys: &'static [&'static str],
        /// Whether one must be written.
        needs: bool,
        /// Whether no two may be written.
        excludes: bool,
    },
    /// A string of a list, such as `*` for all, has no other item next to it.
    Alone(&'static str),
    /// A list has at most one of these strings.
    Apart(&'static [&'static str]),
    /// No amount in a list is below the one before it.
    Sorted,
    /// No amount at one of these keys is above the amount at a later key. If the keys contain mappings, amounts of the
    /// same name are compared.
    Ascending(&'static [&'static str]),
    /// Some keys must be written if a condition is true.
    Needs {
        /// The condition.
        when: Condition,
        /// The keys.
        keys: &'static [&'static str],
    },
    /// Other conditions must not be true if a condition is true.
    TakesNo {
        /// The condition.
        when: Condition,
        /// The other conditions, each about a key that is written.
        others: &'static [Condition],
    },
}

/// A constraint at the end of a path, which starts at the value or the mapping that has the row.
#[derive(Debug)]
pub(super) struct ConstraintRow {
    pub(super) path: &'static [Step],
    /// The condition on the mapping that contains the last key of the path, or the field.
    pub(super) condition: Option<Condition>,
    /// Whether the condition is instead about the mapping that has the row.
    pub(super) is_of_type: bool,
    pub(super) constraint: Constraint,
    pub(super) versions: VersionSet,
    pub(super) source: &'static str,
}

/// A condition on the keys of a mapping.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Condition {
    /// The condition is always true.
    Always,
    /// A key is written, or is not.
    Has {
        /// The key.
        key: &'static str,
        /// Whether it is not written.
        negated: bool,
    },
    /// A key has one of some values, or none of them. A key that is not written has the empty value.
    Is {
        /// The key.
        key: &'static str,
        /// The values.
        words: &'static [&'static str],
        /// Whether the key has none of the values.
        negated: bool,
    },
}

/// A step from a mapping to its contents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The value of a key.
    Key(&'static str),
    /// Each item of a list.
    Items,
    /// Each key of a mapping.
    Keys,
    /// The value of each key of a mapping.
    Values,
}

/// A value that breaks a constraint.
#[derive(Debug, Clone)]
pub struct BrokenConstraint<'w> {
    /// The value, or the mapping that has or lacks the keys.
    pub node: Node<'w>,
    /// The innermost field that the node belongs to. `None` for the object itself.
    pub field: Option<Spot<'w>>,
    /// The constraint.
    pub constraint: Constraint,
    /// The function of Kubernetes that checks the constraint.
    pub source: &'static str,
    /// The mistake.
    pub flaw: Flaw<'w>,
    /// The requested versions that have the constraint.
    pub versions: VersionSet,
}

/// The way in which a value breaks a constraint.
#[derive(Debug, Clone)]
pub enum Flaw<'w> {
    /// The value does not have the form, for a reason that follows a colon in the message.
    Form(String),
    /// The string, or all strings of the list, are not among the allowed ones.
    Word,
    /// The number is out of its range.
    Number(i64),
    /// The value has this number of bytes or items.
    Size(usize),
    /// The value is empty.
    Empty,
    /// Required keys are missing; with the entry that requires them, if there is one.
    Lacks(Vec<&'static str>, Option<Entry<'w>>),
    /// The first entry is not allowed, because of the second one.
    Excludes(Entry<'w>, Option<Entry<'w>>),
    /// The first amount, with its key, is above the second one.
    Exceeds([(&'static str, Entry<'w>); 2]),
    /// The first item of a list may not be next to the second one.
    Accompanied(Node<'w>, Node<'w>),
    /// The first item of a list is smaller than the second one, which comes before it.
    Descends(Node<'w>, Node<'w>),
}

impl BrokenConstraint<'_> {
    /// A number for the sort of the flaw.
    pub(super) fn sort(&self) -> u8 {
        match self.flaw {
            Flaw::Form(_) => 0,
            Flaw::Number(_) => 1,
            Flaw::Size(_) => 2,
            Flaw::Empty => 3,
            Flaw::Lacks(..) => 4,
            Flaw::Excludes(..) => 5,
            Flaw::Exceeds(..) => 6,
            Flaw::Word => 7,
            Flaw::Accompanied(..) => 8,
            Flaw::Descends(..) => 9,
        }
    }

    /// Whether a part of an object is enough to judge: values are judged alone, but a missing key may be elsewhere.
    pub(super) fn is_of_value(&self) -> bool {
        matches!(self.flaw, Flaw::Form(_) | Flaw::Number(_) | Flaw::Size(_) | Flaw::Word)
    }
}

impl ConstraintRow {
    /// The given versions that have the constraint.
    fn in_versions(&self, versions: VersionSet) -> VersionSet {
        self.versions.and(versions)
    }
}
