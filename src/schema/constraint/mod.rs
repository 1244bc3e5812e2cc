//! What the API server asks of a field beyond its type: the rows of `schema/constraints.txt`.
//!
//! The schema walk asks for the constraints of each mapping and of each field; what a constraint finds is a problem like any
//! other, and the rules of a few families put it into words.

mod evaluate;
mod form;
mod hosts;
mod list;
mod words;

use super::Spot;
use super::rows::ConstraintRow;
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
    /// One number is not above another.
    Order {
        /// The key of the lower number.
        low: &'static str,
        /// The key of the higher one.
        high: &'static str,
    },
    /// Under a condition, keys must be written.
    Needs {
        /// The condition.
        when: Condition,
        /// The keys.
        keys: &'static [&'static str],
    },
    /// Under a condition, keys may not be written.
    TakesNo {
        /// The condition.
        when: Condition,
        /// The keys.
        keys: &'static [&'static str],
    },
}

/// What is written in a mapping.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Condition {
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
    /// The versions that ask it, of those asked for.
    pub versions: VersionSet,
}

/// In what something is not as a constraint asks.
#[derive(Debug, Clone)]
pub enum Flaw<'w> {
    /// The value does not have the form, for a reason that goes on from a colon.
    Form(String),
    /// The number is out of its range.
    Number(i64),
    /// The value has so many bytes or items.
    Size(usize),
    /// The value is empty.
    Empty,
    /// Keys are missing: those asked for that are not written, and the entry that asks for them, if one does.
    Lacks(Vec<&'static str>, Option<Entry<'w>>),
    /// The first entry may not be there, because of the second one.
    Excludes(Entry<'w>, Option<Entry<'w>>),
    /// The first number is above the second one.
    Exceeds(Entry<'w>, Entry<'w>),
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
        }
    }

    /// Whether a part of an object tells as well: values are judged alone, and what is missing may be elsewhere.
    pub(super) fn is_of_value(&self) -> bool {
        matches!(self.flaw, Flaw::Form(_) | Flaw::Number(_) | Flaw::Size(_))
    }
}

impl ConstraintRow {
    /// Those of some versions that ask it.
    fn in_versions(&self, versions: VersionSet) -> VersionSet {
        self.versions.and(versions)
    }
}
