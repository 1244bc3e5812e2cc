//! The changes of a strategic merge to values that only one side has: nulls and repeated items are removed.

use super::directive::{DIRECTIVE, Directive, directive};
use super::known::{Known, List};
use crate::render::Value;
use crate::yaml::Kind;

/// The value of an object that the patch does not name. Nulls without text are removed, as in `key:`.
pub(super) fn untouched(value: Value<'_>, known: Option<Known>) -> Option<Value<'_>> {
    settle(value, known, Side::Object)
}

/// The value that only the patch has. All nulls are removed, and values that the patch deletes.
pub(super) fn added(value: Value<'_>, known: Option<Known>) -> Option<Value<'_>> {
    settle(value, known, Side::Patch)
}

#[derive(Clone, Copy, PartialEq)]
enum Side {
    Object,
    Patch,
}

fn settle(mut value: Value<'_>, known: Option<Known>, side: Side) -> Option<Value<'_>> {
    if is_settled(&value, known, side) {
        return Some(value);
    }
    let known = known.or_else(|| Known::of(&value));
    match value.kind() {
        Kind::Scalar if value.is_null() => (side == Side::Object && !value.text().is_empty()).then_some(value),
        Kind::Scalar => Some(value),
        Kind::Mapping => {
            if side == Side::Patch && matches!(directive(&mut value), Ok(Directive::Delete)) {
                return None;
            }
            settle_entries(&mut value, known, side);
            Some(value)
        }
        Kind::Sequence => {
            settle_items(&mut value, known, side);
            Some(value)
        }
    }
}

fn settle_entries(value: &mut Value<'_>, known: Option<Known>, side: Side) {
    let of = |key: &str| known.and_then(|known| known.field(key));
    let unsettled: Vec<String> = {
        let pairs = value.pairs();
        let open = pairs.iter().filter(|pair| !is_settled(&pair.value, of(pair.key.text()), side));
        open.map(|pair| pair.key.text().to_owned()).collect()
    };
    for key in unsettled {
        let Some(old) = value.get(&key) else { continue };
        match settle(old, of(&key), side) {
            Some(new) => {
                if let Some(place) = value.get_mut(&key) {
                    *place = new;
                }
            }
            None => _ = value.remove(&key),
        }
    }
}

fn settle_items(value: &mut Value<'_>, known: Option<Known>, side: Side) {
    let how = known.map_or(List::Replaced, |known| known.list);
    let (List::Key(_) | List::Keys(_)) = how else { return };
    let item = known.and_then(Known::item);
    let mut items = Vec::new();
    for old in std::mem::take(value.items_mut()) {
        let Some(new) = settle(old, item, side).filter(|new| !(new.is_mapping() && new.is_empty())) else { continue };
        let key = |value: &Value<'_>| match how {
            List::Key(key) => value.get(key).map(|value| value.text().to_owned()),
            _ => None,
        };
        // If an item is repeated, the last one counts, at the place of the first.
        match key(&new).and_then(|text| items.iter().position(|other| key(other).as_ref() == Some(&text))) {
            Some(index) => items[index] = new,
            None => items.push(new),
        }
    }
    *value.items_mut() = items;
}

/// Whether a value stays as it is, as far as a cheap test can tell.
fn is_settled(value: &Value<'_>, known: Option<Known>, side: Side) -> bool {
    match value.as_written() {
        Some(node) if node.kind() == Kind::Scalar => !node.is_null(),
        Some(node) => {
            let is_null = |node: crate::yaml::Node<'_>| node.kind() == Kind::Scalar && node.is_null();
            let is_open =
                node.descendants().any(|node| is_null(node) || side == Side::Patch && node.text() == DIRECTIVE);
            !is_open && !has_doubles(value, known)
        }
        None => false,
    }
}

/// Whether a list that is merged by a key has two items with the same key.
fn has_doubles(value: &Value<'_>, known: Option<Known>) -> bool {
    let Some(known) = known else { return false };
    match (value.kind(), known.list) {
        (Kind::Mapping, _) => value.pairs().iter().any(|pair| has_doubles(&pair.value, known.field(pair.key.text()))),
        (Kind::Sequence, list) => {
            let items = value.items();
            let mut seen = std::collections::HashSet::new();
            let is_double = |item: &Value<'_>| match list {
                List::Key(key) => item.get(key).is_some_and(|value| !seen.insert(value.text().to_owned())),
                _ => false,
            };
            items.iter().any(is_double) || items.iter().any(|item| has_doubles(item, known.item()))
        }
        _ => false,
    }
}
