//! Evaluates constraints on a mapping or a value.

use super::super::fit::is_open;
use super::super::{Problem, Shape, Spot};
use super::form::nanos;
use super::{BrokenConstraint, Condition, Constraint, ConstraintRow, Flaw, Step};
use crate::kube::values::version_set::VersionSet;
use crate::text::unknown::{is_in_capitals, is_unknown};
use crate::yaml::{Entry, Kind, Node};

/// Adds the problems of a value by the constraints of its field, or of a mapping by those of its type. `holder` is the
/// mapping with the field, or the mapping itself. `field` is the field of the value.
pub(in crate::schema) fn evaluate<'w>(
    rows: &'static [ConstraintRow],
    holder: Node<'w>,
    node: Node<'w>,
    field: Option<Spot<'w>>,
    versions: VersionSet,
    found: &mut Vec<Problem<'w>>,
) {
    for row in rows {
        let versions = row.in_versions(versions);
        if !versions.is_empty() {
            Row { row, root: holder, field, versions, found }.walk(holder, node, row.path);
        }
    }
}

struct Row<'r, 'w> {
    row: &'static ConstraintRow,
    /// The mapping that has the row.
    root: Node<'w>,
    field: Option<Spot<'w>>,
    versions: VersionSet,
    found: &'r mut Vec<Problem<'w>>,
}

impl<'w> Row<'_, 'w> {
    fn walk(&mut self, holder: Node<'w>, node: Node<'w>, path: &'static [Step]) {
        match path.split_first() {
            None if self.applies(holder) => self.check(node),
            None => {}
            Some((Step::Key(key), rest)) => {
                if let Some(entry) = node.written(key) {
                    self.walk(node, entry.value, rest);
                }
            }
            Some((Step::Items, rest)) => node.items().for_each(|item| self.walk(holder, item, rest)),
            Some((Step::Keys, rest)) => node.entries().for_each(|entry| self.walk(holder, entry.key, rest)),
            Some((Step::Values, rest)) => node.entries().for_each(|entry| self.walk(holder, entry.value, rest)),
        }
    }

    fn applies(&self, holder: Node<'w>) -> bool {
        let holder = if self.row.is_of_type { self.root } else { holder };
        self.row.condition.is_none_or(|condition| condition.holds(holder).is_some())
    }

    fn check(&mut self, node: Node<'w>) {
        if is_open(node) {
            return;
        }
        let flaw = match self.row.constraint {
            Constraint::Word(words) => {
                let in_capitals = words.iter().any(|word| is_in_capitals(word));
                let is_word = |text: &&str| !is_in_capitals(text) || in_capitals && !text.contains(['_', '-']);
                let text = text(node).filter(|text| !text.is_empty()).filter(is_word);
                text.filter(|text| !words.contains(text)).map(|_| Flaw::Word)
            }
            Constraint::Contains(words) => {
                let is_other = |item: Node<'w>| !is_open(item) && text(item).is_some_and(|text| !words.contains(&text));
                let is_other = node.items().next().is_some() && node.items().all(is_other) && !node.may_grow();
                is_other.then_some(Flaw::Word)
            }
            Constraint::Form(form) => {
                // An empty field counts as absent, but an empty item counts as an item.
                let is_absent = text(node) == Some("") && !self.is_inside() && !form.is_of_numbers();
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
            // In Go, an empty mapping with known keys is still a value.
            Constraint::Filled => {
                let is_record = self.field.is_some_and(|spot| matches!(spot.field.shape(), Shape::Record(_)));
                (is_blank(node) && !(is_record && node.is_mapping())).then_some(Flaw::Empty)
            }
            Constraint::Unique => None,
            Constraint::Choice { keys, needs, excludes } => choice(node, keys, needs, excludes),
            Constraint::Alone(word) => accompanied(node, word),
            Constraint::Apart(words) => together(node, words),
            Constraint::Sorted => descent(node),
            Constraint::Ascending(keys) => {
                let broken = ascending(node, keys);
                broken.into_iter().for_each(|pair| self.push(node, Flaw::Exceeds(pair)));
                None
            }
            Constraint::Needs { when, keys } => needs(node, when, keys),
            Constraint::TakesNo { when, others } => takes_no(node, when, others),
        };
        flaw.into_iter().for_each(|flaw| self.push(node, flaw));
    }

    fn push(&mut self, node: Node<'w>, flaw: Flaw<'w>) {
        let (field, row, versions) = (self.field, self.row, self.versions);
        let (constraint, source) = (row.constraint, row.source);
        self.found.push(Problem::Constraint(BrokenConstraint { node, field, constraint, source, flaw, versions }));
    }

    /// Whether the values are in a list or a mapping, in which an empty value counts.
    fn is_inside(&self) -> bool {
        matches!(self.row.path.last(), Some(Step::Items | Step::Keys | Step::Values))
    }
}

/// The string in a scalar. Null is the empty string.
fn text(node: Node<'_>) -> Option<&str> {
    if node.is_null() { Some("") } else { node.as_str() }
}

fn count(node: Node<'_>) -> usize {
    if node.is_sequence() { node.items().count() } else { node.entries().count() }
}

/// Whether a string, a list or a mapping is empty.
fn is_blank(node: Node<'_>) -> bool {
    match node.kind() {
        Kind::Scalar => node.as_str() == Some("") || node.is_null(),
        Kind::Sequence => node.items().next().is_none(),
        Kind::Mapping => node.raw_entries().next().is_none(),
    }
}

/// The entry of a key whose value is not empty. A mapping counts even if it is empty, as it does in Go. The key may be
/// a path, such as `os.name`.
fn filled<'w>(mapping: Node<'w>, key: &str) -> Option<Entry<'w>> {
    if let Some((first, rest)) = key.split_once('.') {
        return filled(mapping.written(first)?.value, rest);
    }
    mapping.written(key).filter(|entry| entry.value.is_mapping() || !is_blank(entry.value))
}

/// Whether a template may write more keys than the file shows.
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

/// The item of a list that is a word, and another item.
fn accompanied<'w>(list: Node<'w>, word: &str) -> Option<Flaw<'w>> {
    let first = list.items().find(|item| item.as_str() == Some(word))?;
    let other = list.items().find(|item| item.id() != first.id() && !is_open(*item))?;
    Some(Flaw::Accompanied(first, other))
}

/// Two items of a list that are different words of a given set.
fn together<'w>(list: Node<'w>, words: &[&str]) -> Option<Flaw<'w>> {
    let of_word = |word: &&str| list.items().find(|item| item.as_str() == Some(word));
    let mut items = words.iter().filter_map(of_word);
    items.next().zip(items.next()).map(|(first, other)| Flaw::Accompanied(first, other))
}

/// The first item of a list that is smaller than the item before it.
fn descent(list: Node<'_>) -> Option<Flaw<'_>> {
    let pairs = list.items().zip(list.items().skip(1));
    let is_below = |(before, after): &(Node<'_>, Node<'_>)| {
        nanos(*before).zip(nanos(*after)).is_some_and(|(before, after)| after < before)
    };
    let (before, after) = pairs.filter(|(before, after)| !before.is_null() && !after.is_null()).find(is_below)?;
    Some(Flaw::Descends(after, before))
}

/// The amounts that are above the amount at a later key: the first pair for each name.
fn ascending<'w>(mapping: Node<'w>, keys: &'static [&'static str]) -> Vec<[(&'static str, Entry<'w>); 2]> {
    let written: Vec<_> = keys.iter().filter_map(|key| Some((*key, mapping.written(key)?))).collect();
    if written.iter().all(|(_, entry)| !entry.value.is_mapping()) {
        return first_descent(&written).into_iter().collect();
    }
    let mut names: Vec<_> = Vec::new();
    for entry in written.iter().flat_map(|(_, map)| map.value.entries()) {
        let name = entry.key.key_text();
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let of_name = |name: &str| -> Vec<_> {
        written.iter().filter_map(|(key, map)| Some((*key, map.value.entry(name)?))).collect()
    };
    names.iter().filter_map(|name| first_descent(&of_name(name))).collect()
}

fn first_descent<'w>(amounts: &[(&'static str, Entry<'w>)]) -> Option<[(&'static str, Entry<'w>); 2]> {
    let is_above =
        |low: &Entry<'w>, high: &Entry<'w>| nanos(low.value).zip(nanos(high.value)).is_some_and(|(a, b)| a > b);
    amounts.windows(2).find_map(|pair| match pair {
        [low, high] if is_above(&low.1, &high.1) => Some([*low, *high]),
        _ => None,
    })
}

fn needs<'w>(mapping: Node<'w>, when: Condition, keys: &'static [&'static str]) -> Option<Flaw<'w>> {
    let because = when.holds(mapping)?;
    let lacking: Vec<&str> = keys.iter().copied().filter(|key| filled(mapping, key).is_none()).collect();
    (!lacking.is_empty() && !has_template(mapping)).then_some(Flaw::Lacks(lacking, because))
}

fn takes_no<'w>(mapping: Node<'w>, when: Condition, others: &'static [Condition]) -> Option<Flaw<'w>> {
    let because = when.holds(mapping)?;
    let entry = others.iter().find_map(|other| other.holds(mapping)?);
    let entry = entry.filter(|_| because.is_some() || !has_template(mapping))?;
    Some(Flaw::Excludes(entry, because))
}

impl Condition {
    /// Whether the condition is certainly met. The result contains the entry that meets it, if a written one does.
    fn holds<'w>(self, mapping: Node<'w>) -> Option<Option<Entry<'w>>> {
        if !mapping.is_mapping() {
            return None;
        }
        match self {
            Condition::Always => Some(None),
            Condition::Has { key, negated } => {
                let entry = filled(mapping, key);
                (entry.is_some() != negated && !(negated && has_template(mapping))).then_some(entry)
            }
            Condition::Is { key, words, negated } => {
                let entry = filled(mapping, key);
                let text = match entry {
                    None if has_template(mapping) => return None,
                    None => "",
                    Some(entry) if is_open(entry.value) => return None,
                    Some(entry) if entry.value.kind() == Kind::Scalar => entry.value.text(),
                    Some(_) => return None,
                };
                // A word in capitals is a placeholder, unless it is a known word.
                let is_known = words.contains(&text) || !is_in_capitals(text);
                (is_known && words.contains(&text) != negated).then_some(entry)
            }
        }
    }

    /// The key that the condition is about.
    pub fn key(self) -> Option<&'static str> {
        match self {
            Condition::Has { key, .. } | Condition::Is { key, .. } => Some(key),
            Condition::Always => None,
        }
    }
}
