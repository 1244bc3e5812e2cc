//! What the API server requires of a field beyond its type: the rows of `schema/constraints.txt`.
//!
//! The schema walk evaluates the constraints of each mapping and of each field. What it finds is a problem like any
//! other, and the rules of a few families report it.

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

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Constraint {
    /// The value has a form.
    Form(Form),
    /// An integer is not below the first and not above the second.
    Range {
        /// The smallest that is taken.
        least: i64,
        /// The greatest that is taken.
        most: i64,
    },
    /// A string has so many bytes.
    Length {
        /// The fewest.
        least: u32,
        /// The most.
        most: u32,
    },
    /// A list or a mapping has at most so many items.
    Items(u32),
    /// A string is one of these.
    Word(&'static [&'static str]),
    /// A list has one of these strings.
    Contains(&'static [&'static str]),
    /// What is written is not empty.
    Filled,
    /// No two items of the list are the same; the schema says what tells them apart.
    Unique,
    /// Of some keys, one is written.
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
    /// A list does not have all of these strings.
    Apart(&'static [&'static str]),
    /// No amount in a list is below the one before it.
    Sorted,
    /// None of the amounts in these keys is above a later one. If the keys have mappings, amounts of one name are
    /// compared.
    Ascending(&'static [&'static str]),
    /// Under a condition, keys must be written.
    Needs {
        /// The condition.
        when: Condition,
        /// The keys.
        keys: &'static [&'static str],
    },
    /// Others may not apply under a condition.
    TakesNo {
        /// The condition.
        when: Condition,
        /// The others, each of a key that is written.
        others: &'static [Condition],
    },
}

/// What the API server asks beyond types, at the end of a path from the value or the mapping that has the row.
#[derive(Debug)]
pub(super) struct ConstraintRow {
    pub(super) path: &'static [Step],
    /// What must be in the mapping with the last key of the path, or with the field.
    pub(super) condition: Option<Condition>,
    /// Whether the condition is instead about the mapping that has the row.
    pub(super) is_of_type: bool,
    pub(super) constraint: Constraint,
    pub(super) versions: VersionSet,
    pub(super) source: &'static str,
}

/// What is written in a mapping.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Condition {
    /// It always applies.
    Always,
    /// A key is written, or is not.
    Has {
        /// The key.
        key: &'static str,
        /// Whether it is not written.
        negated: bool,
    },
    /// A key has one of some values, or has none of them. The empty one is that of a key that is not written.
    Is {
        /// The key.
        key: &'static str,
        /// The values.
        words: &'static [&'static str],
        /// Whether it has none of them.
        negated: bool,
    },
}

/// A step from a mapping to what is in it.
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

/// Something that is not as a constraint asks.
#[derive(Debug, Clone)]
pub struct BrokenConstraint<'w> {
    /// The value, or the mapping that has or lacks the keys.
    pub node: Node<'w>,
    /// The innermost field that the node belongs to. `None` for the object itself.
    pub field: Option<Spot<'w>>,
    /// What is asked.
    pub constraint: Constraint,
    /// The function of Kubernetes that asks it.
    pub source: &'static str,
    /// What is found.
    pub flaw: Flaw<'w>,
    /// The requested versions that have the constraint.
    pub versions: VersionSet,
}

/// In what something is not as a constraint asks.
#[derive(Debug, Clone)]
pub enum Flaw<'w> {
    /// The value does not have the form, for a reason that goes on from a colon.
    Form(String),
    /// The string, or all strings of the list, are not among the allowed ones.
    Word,
    /// The number is out of its range.
    Number(i64),
    /// The value has so many bytes or items.
    Size(usize),
    /// The value is empty.
    Empty,
    /// Required keys are missing; the entry that requires them, if one does.
    Lacks(Vec<&'static str>, Option<Entry<'w>>),
    /// The first entry may not be there, because of the second one.
    Excludes(Entry<'w>, Option<Entry<'w>>),
    /// The first amount, with its key, is above the second one.
    Exceeds([(&'static str, Entry<'w>); 2]),
    /// The first item of a list may not be next to the second one.
    Accompanied(Node<'w>, Node<'w>),
    /// The first item of a list is below the second one, which comes before it.
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

    /// Whether a part of an object tells as well: values are judged alone, and what is missing may be elsewhere.
    pub(super) fn is_of_value(&self) -> bool {
        matches!(self.flaw, Flaw::Form(_) | Flaw::Number(_) | Flaw::Size(_) | Flaw::Word)
    }
}

impl ConstraintRow {
    /// Those of some versions that ask it.
    fn in_versions(&self, versions: VersionSet) -> VersionSet {
        self.versions.and(versions)
    }
}
