//! What constraints find in a mapping or a value.

use super::super::fit::is_open;
use super::super::rows::ConstraintRow;
use super::super::{Problem, Spot};
use super::{BrokenConstraint, Condition, Constraint, Flaw, Step};
use crate::kube::values::version_set::VersionSet;
use crate::text::unknown::{is_in_capitals, is_unknown};
use crate::yaml::{Entry, Kind, Node};

/// Adds what is wrong with a value by the constraints of its field, or with a mapping by those of its type. `field` is the one
/// whose value it is.
pub(in crate::schema) fn evaluate<'w>(
    rows: &'static [ConstraintRow],
    node: Node<'w>,
    field: Option<Spot<'w>>,
    versions: VersionSet,
    found: &mut Vec<Problem<'w>>,
) {
    for row in rows {
        let versions = row.in_versions(versions);
        if !versions.is_empty() {
            Row { row, field, versions, found }.walk(node, row.path);
        }
    }
}

struct Row<'r, 'w> {
    row: &'static ConstraintRow,
    field: Option<Spot<'w>>,
    versions: VersionSet,
    found: &'r mut Vec<Problem<'w>>,
}

impl<'w> Row<'_, 'w> {
    fn walk(&mut self, node: Node<'w>, path: &'static [Step]) {
        match path.split_first() {
            None => self.check(node),
            Some((Step::Key(key), rest)) => {
                if let Some(entry) = node.written(key) {
                    self.walk(entry.value, rest);
                }
            }
            Some((Step::Items, rest)) => node.items().for_each(|item| self.walk(item, rest)),
            Some((Step::Keys, rest)) => node.entries().for_each(|entry| self.walk(entry.key, rest)),
        }
    }

    fn check(&mut self, node: Node<'w>) {
        if is_open(node) {
            return;
        }
        let flaw = match self.row.constraint {
            Constraint::Form(form) => {
                // An empty field is as if it were not written; an empty item is one.
                let is_absent = node.as_str() == Some("") && !self.is_inside();
                let reason = (!is_absent && !node.as_str().is_some_and(|text| form.is_placeholder(text)))
                    .then(|| form.check(node, self.versions));
                reason.and_then(Result::err).map(Flaw::Form)
            }
            Constraint::Range { least, most } => {
                node.as_i64().filter(|number| !(least..=most).contains(number)).map(Flaw::Number)
            }
            Constraint::Length { least, most } => {
                let length = node.as_str().filter(|text| !is_unknown(text)).map(str::len);
                length.filter(|&length| length < least as usize || length > most as usize).map(Flaw::Size)
            }
            Constraint::Items(most) => Some(count(node)).filter(|&count| count > most as usize).map(Flaw::Size),
            Constraint::Filled => is_blank(node).then_some(Flaw::Empty),
            Constraint::Unique => None,
            Constraint::Choice { keys, needs, excludes } => choice(node, keys, needs, excludes),
            Constraint::Order { low, high } => order(node, low, high),
            Constraint::Needs { when, keys } => needs(node, when, keys),
            Constraint::TakesNo { when, keys } => takes_no(node, when, keys),
        };
        let Some(flaw) = flaw else { return };
        let (field, row, versions) = (self.field, self.row, self.versions);
        let (constraint, source) = (row.constraint, row.source);
        self.found.push(Problem::Constraint(BrokenConstraint { node, field, constraint, source, flaw, versions }));
    }

    /// Whether the values are those in a list or a mapping, where an empty one counts.
    fn is_inside(&self) -> bool {
        matches!(self.row.path.last(), Some(Step::Items | Step::Keys))
    }
}

fn count(node: Node<'_>) -> usize {
    if node.is_sequence() { node.items().count() } else { node.entries().count() }
}

/// Whether there is nothing in a string, a list or a mapping.
fn is_blank(node: Node<'_>) -> bool {
    match node.kind() {
        Kind::Scalar => node.as_str() == Some("") || node.is_null(),
        Kind::Sequence => node.items().next().is_none(),
        Kind::Mapping => node.raw_entries().next().is_none(),
    }
}

/// Whether a key of a mapping is written with something that is not empty, as far as JSON tells: a mapping counts even if
/// nothing is in it.
fn filled<'w>(mapping: Node<'w>, key: &str) -> Option<Entry<'w>> {
    mapping.written(key).filter(|entry| entry.value.is_mapping() || !is_blank(entry.value))
}

/// Whether a template may write more keys than can be seen.
fn has_template(mapping: Node<'_>) -> bool {
    mapping.raw_entries().any(|entry| {
        let key = entry.key.key_text();
        is_unknown(&key) || key.starts_with('$')
    })
}

fn choice<'w>(mapping: Node<'w>, keys: &'static [&'static str], needs: bool, excludes: bool) -> Option<Flaw<'w>> {
    if !mapping.is_mapping() && !mapping.is_null() {
        return None;
    }
    let mut there = keys.iter().filter_map(|key| filled(mapping, key));
    match (there.next(), there.next()) {
        (None, _) if needs && !has_template(mapping) => Some(Flaw::Lacks(keys.to_vec(), None)),
        (Some(first), Some(second)) if excludes => Some(Flaw::Excludes(second, Some(first))),
        _ => None,
    }
}

fn order<'w>(mapping: Node<'w>, low: &str, high: &str) -> Option<Flaw<'w>> {
    let (low, high) = mapping.written(low).zip(mapping.written(high))?;
    let exceeds = low.value.as_i64()? > high.value.as_i64()?;
    exceeds.then_some(Flaw::Exceeds(low, high))
}

fn needs<'w>(mapping: Node<'w>, when: Condition, keys: &'static [&'static str]) -> Option<Flaw<'w>> {
    let because = when.holds(mapping)?;
    let lacking: Vec<&str> = keys.iter().copied().filter(|key| filled(mapping, key).is_none()).collect();
    (!lacking.is_empty() && !has_template(mapping)).then_some(Flaw::Lacks(lacking, because))
}

fn takes_no<'w>(mapping: Node<'w>, when: Condition, keys: &'static [&'static str]) -> Option<Flaw<'w>> {
    let because = when.holds(mapping)?;
    let entry =
        keys.iter().find_map(|key| filled(mapping, key)).filter(|_| because.is_some() || !has_template(mapping));
    entry.map(|entry| Flaw::Excludes(entry, because))
}

impl Condition {
    /// Whether the condition holds for sure, and by which entry, if it is one that is written.
    fn holds<'w>(self, mapping: Node<'w>) -> Option<Option<Entry<'w>>> {
        if !mapping.is_mapping() {
            return None;
        }
        match self {
            Condition::Has { key, negated } => {
                let entry = filled(mapping, key);
                (entry.is_some() != negated && !(negated && has_template(mapping))).then_some(entry)
            }
            Condition::Is { key, words, negated } => {
                let entry = filled(mapping, key);
                let text = match entry {
                    None if has_template(mapping) => return None,
                    None => "",
                    Some(entry) if is_open(entry.value) || is_in_capitals(entry.value.text()) => return None,
                    Some(entry) if entry.value.kind() == Kind::Scalar => entry.value.text(),
                    Some(_) => return None,
                };
                (words.contains(&text) != negated).then_some(entry)
            }
        }
    }

    /// The key that is looked at.
    pub fn key(self) -> &'static str {
        match self {
            Condition::Has { key, .. } | Condition::Is { key, .. } => key,
        }
    }
}
