//! Constraints and broken constraints in the words of messages.

use super::{BrokenConstraint, Condition, Constraint};
use crate::text::list::{join, list};
use crate::yaml::Node;

/// The length of the longest value that is shown.
const MAX_SHOWN: usize = 80;

impl<'w> BrokenConstraint<'w> {
    /// The value with its field: `` `hostname: Web` ``, `` `Web` in `namespaces` ``. A long value is not shown.
    pub fn subject(&self) -> String {
        let field = self.field.map_or("", |spot| spot.field.name());
        let key = if self.node.is_key() { None } else { self.node.key() };
        let text = self.node.source_text();
        let is_shown = text.len() <= MAX_SHOWN && !text.contains('\n') && self.shows_value();
        match (key, is_shown) {
            (Some(key), true) => format!("`{}: {text}`", key.key_text()),
            (Some(key), false) => format!("the value of `{}`", key.key_text()),
            (None, true) => format!("`{text}` in `{field}`"),
            (None, false) => format!("an item of `{field}`"),
        }
    }

    /// The name of the field, or of the list or map that contains the value.
    pub fn name(&self) -> String {
        let key = if self.node.is_key() { None } else { self.node.key() };
        key.map_or_else(
            || self.field.map_or("", |spot| spot.field.name()).to_owned(),
            |key| key.key_text().into_owned(),
        )
    }

    fn shows_value(&self) -> bool {
        match self.constraint {
            Constraint::Form(form) => form.is_shown(),
            Constraint::Word(_) => self.node.text().len() < 40,
            Constraint::Range { .. } => true,
            _ => false,
        }
    }

    /// The mapping that contains the value, or the mapping itself.
    pub fn holder(&self) -> Node<'w> {
        if self.node.is_mapping() { self.node } else { self.node.parent().unwrap_or(self.node) }
    }
}

impl Condition {
    /// The condition under which a key is required or refused, in words that follow `with`: `` `type: A` or `B` ``.
    /// `true` if it applies when those words are not met.
    pub fn words(self) -> (String, bool) {
        match self {
            Condition::Always => ("anything".to_owned(), false),
            Condition::Has { key, negated } => (format!("`{key}`"), negated),
            Condition::Is { key, words, negated } => {
                let mut words = words.iter().copied().filter(|word| !word.is_empty());
                match words.next() {
                    Some(first) => {
                        let rest: Vec<&str> = words.collect();
                        let first = format!("`{key}: {first}`");
                        let rest = if rest.is_empty() { String::new() } else { format!(" or {}", list(rest, "or")) };
                        (format!("{first}{rest}"), negated)
                    }
                    None => (format!("`{key}`"), !negated),
                }
            }
        }
    }
}

impl Constraint {
    /// Whether the constraint is about one value, not about several keys of a mapping.
    pub(in crate::schema) fn is_of_value(self) -> bool {
        !matches!(
            self,
            Constraint::Choice { .. }
                | Constraint::Ascending(_)
                | Constraint::Needs { .. }
                | Constraint::TakesNo { .. }
        )
    }

    /// The requirement on a value, in words that follow "is".
    pub fn wants(self) -> String {
        let numbers = |least: i64, most: i64| match (least, most) {
            (least, i64::MAX) => format!("at least {least}"),
            (i64::MIN, most) => format!("at most {most}"),
            (least, most) => format!("from {least} to {most}"),
        };
        match self {
            Constraint::Form(form) => form.noun().to_owned(),
            Constraint::Range { least, most } => numbers(least, most),
            Constraint::Length { least: 0, most } => format!("of at most {most} characters"),
            Constraint::Length { least, most } => {
                format!("of {} characters", numbers(i64::from(least), i64::from(most)))
            }
            Constraint::Items(most) => format!("of at most {most} items"),
            Constraint::Word(words) => list(words.iter().copied(), "or"),
            Constraint::Contains(words) => format!("a list with {}", list(words.iter().copied(), "or")),
            Constraint::Filled => "not empty".to_owned(),
            Constraint::Unique => "a list without doubles".to_owned(),
            Constraint::Choice { keys, needs, excludes } => {
                let count = match (needs, excludes) {
                    (true, true) => "exactly one",
                    (true, false) => "at least one",
                    _ => "at most one",
                };
                format!("{count} of {}", list(keys.iter().copied(), "and"))
            }
            Constraint::Alone(word) => format!("`{word}` alone, or without it"),
            Constraint::Apart(words) => format!("without {} together", list(words.iter().copied(), "and")),
            Constraint::Sorted => "in ascending order".to_owned(),
            Constraint::Ascending(keys) => format!("none of {} above a later one", list(keys.iter().copied(), "and")),
            Constraint::Needs { when, keys } => {
                let (words, negated) = when.words();
                format!("{} {} {words}", list(keys.iter().copied(), "and"), if negated { "unless" } else { "with" })
            }
            Constraint::TakesNo { when, others } => {
                let others: Vec<String> = others.iter().map(|other| other.words().0).collect();
                let others = join(others, "and");
                match (when, when.words()) {
                    (Condition::Always, _) => format!("without {others}"),
                    (_, (words, negated)) => {
                        format!("{others} only {} {words}", if negated { "with" } else { "without" })
                    }
                }
            }
        }
    }
}
