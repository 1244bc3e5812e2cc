//! Lists whose items are distinguished by keys (`kyaml/yaml/walk/associative_sequence.go`).

use std::collections::HashMap;

use super::directive::{DIRECTIVE, Merged, Refusal};
use crate::render::{Key, Value};

/// The largest number of comparisons for the exact order in which kustomize puts items without keys.
const MAX_STEPS: usize = 10_000_000;

/// The merge of an item of an object with an item of a patch. Either may be missing.
type Merge<'m, 'a> = &'m dyn Fn(Option<Value<'a>>, Option<Value<'a>>) -> Merged<'a>;

/// Merges the items of a patch into those of an object: first the items of the patch in their order, then the others.
pub(super) fn merge<'a>(
    base: Vec<Value<'a>>,
    patch: Vec<Value<'a>>,
    keys: &[&str],
    merge: Merge<'_, 'a>,
) -> Result<Vec<Value<'a>>, Refusal<'a>> {
    match keys {
        [key] if is_keyed(&base, key) && is_keyed(&patch, key) => by_one_key(base, patch, key, merge),
        _ => by_any_keys(base, patch, keys, merge),
    }
}

/// The text of a key; empty if the key is missing.
fn text<'v>(item: &Value<'v>, key: &str) -> String {
    item.get(key).filter(|value| !value.is_empty()).map_or_else(String::new, |value| value.text().to_owned())
}

/// Whether all items have the key, no two of them with the same value.
fn is_keyed(items: &[Value<'_>], key: &str) -> bool {
    let mut seen = std::collections::HashSet::new();
    items.iter().map(|item| text(item, key)).all(|text| !text.is_empty() && seen.insert(text))
}

fn by_one_key<'a>(
    base: Vec<Value<'a>>,
    patch: Vec<Value<'a>>,
    key: &str,
    merge: Merge<'_, 'a>,
) -> Result<Vec<Value<'a>>, Refusal<'a>> {
    let mut left: Vec<Option<Value<'a>>> = base.into_iter().map(Some).collect();
    let places: HashMap<String, usize> =
        left.iter().enumerate().filter_map(|(index, item)| Some((text(item.as_ref()?, key), index))).collect();
    let mut merged = Vec::new();
    for item in patch {
        let place = places.get(&text(&item, key));
        let old = place.and_then(|&index| left[index].take());
        // A replacement of a whole item has no effect: kustomize restores the old item.
        let is_replaced = item.get(DIRECTIVE).is_some_and(|value| value.text() == "replace");
        let new = match old {
            Some(old) if is_replaced => Some(old),
            old => merge(old, Some(item))?,
        };
        merged.extend(new.filter(is_something));
    }
    for item in left.into_iter().flatten() {
        merged.extend(merge(Some(item), None)?.filter(is_something));
    }
    Ok(merged)
}

fn is_something(value: &Value<'_>) -> bool {
    !(value.is_null() || value.is_mapping() && value.is_empty())
}

/// Follows each step of kustomize. With several keys, or with items that lack one, the result can be surprising.
fn by_any_keys<'a>(
    mut base: Vec<Value<'a>>,
    mut patch: Vec<Value<'a>>,
    keys: &[&str],
    merge: Merge<'_, 'a>,
) -> Result<Vec<Value<'a>>, Refusal<'a>> {
    let steps = (base.len() + patch.len()).pow(2);
    if let Some(first) = patch.first().filter(|_| steps > MAX_STEPS) {
        return Err((first.at(), "the list has more items than can be merged".to_owned()));
    }
    let all = values_of(&patch, &base, keys);
    let used: Vec<usize> = (0..keys.len()).filter(|&at| all.iter().any(|values| !values[at].is_empty())).collect();
    let used: Vec<usize> = if used.is_empty() { (0..keys.len()).collect() } else { used };
    let names: Vec<&str> = used.iter().map(|&at| keys[at]).collect();
    let mut items: Vec<Value<'a>> = Vec::new();
    for values in &all {
        let values: Vec<&str> = used.iter().map(|&at| values[at].as_str()).collect();
        let wanted: Vec<(&str, &str)> =
            names.iter().copied().zip(values.iter().copied()).filter(|(_, value)| !value.is_empty()).collect();
        let has = |item: &Value<'_>| !wanted.is_empty() && wanted.iter().all(|(key, value)| text(item, key) == *value);
        let (old, new) = (base.iter().position(has), patch.iter().position(has));
        let merged = match (old, new) {
            (None, None) => None,
            (old, new) => merge(old.map(|at| base[at].clone()), new.map(|at| patch[at].clone()))?,
        };
        match merged.filter(is_something) {
            None => {
                set(&mut base, None, &names, &values);
                set(&mut patch, None, &names, &values);
            }
            Some(mut item) => {
                for (key, value) in &wanted {
                    if item.get(key).is_none() {
                        item = with(item, key, value);
                    }
                }
                if let Some(at) = old {
                    base[at] = item.clone();
                }
                set(&mut items, Some(item), &names, &values);
            }
        }
    }
    for item in base {
        let mut values: Vec<String> = Vec::new();
        for key in &names {
            match item.get(key) {
                Some(value) => values.push(value.text().to_owned()),
                None => items.push(item.clone()),
            }
        }
        let values: Vec<&str> = values.iter().map(String::as_str).collect();
        if names.len() > 1 {
            set(&mut items, None, &names, &values);
        }
        set(&mut items, Some(item), &names, &values);
    }
    Ok(items)
}

/// The values of the keys of all items, those of the patch first, each once. An item that lacks a key is equal to one
/// that has it.
fn values_of(patch: &[Value<'_>], base: &[Value<'_>], keys: &[&str]) -> Vec<Vec<String>> {
    let mut all: Vec<Vec<String>> = Vec::new();
    for item in patch.iter().chain(base) {
        let values: Vec<String> = keys.iter().map(|key| text(item, key)).collect();
        if !all.contains(&values) {
            all.push(values);
        }
    }
    if keys.len() > 1 {
        for one in 0..all.len() {
            let values = all[one].clone();
            for other in 0..all.len() {
                if let Some(both) = common(&values, &all[other]) {
                    all[one] = both.clone();
                    all[other] = both;
                }
            }
        }
    }
    all
}

/// The values of two items together. Returns `None` if they have no value in common, or if a value differs.
fn common(one: &[String], other: &[String]) -> Option<Vec<String>> {
    let is_common = one.iter().zip(other).any(|(a, b)| a == b);
    let differs = one.iter().zip(other).any(|(a, b)| a != b && !a.is_empty() && !b.is_empty());
    let both = one.iter().zip(other).map(|(a, b)| if a.is_empty() { b.clone() } else { a.clone() });
    (is_common && !differs).then(|| both.collect())
}

/// Replaces the items with these values of the keys, or removes them (`yaml.ElementSetter`).
fn set<'a>(items: &mut Vec<Value<'a>>, item: Option<Value<'a>>, keys: &[&str], values: &[&str]) {
    let is_of_mappings = values.first().is_some_and(|value| !value.is_empty());
    let mut is_found = false;
    let mut kept = Vec::with_capacity(items.len() + 1);
    for old in std::mem::take(items) {
        if !is_something(&old) {
            continue;
        }
        if !old.is_mapping() && is_of_mappings {
            kept.push(old);
            continue;
        }
        let mut is_same = false;
        for (at, key) in keys.iter().enumerate() {
            if let Some(value) = values.get(at) {
                is_same = old.get(key).is_some_and(|own| value.is_empty() || own.text() == *value);
            }
            if !is_same {
                break;
            }
        }
        match (is_same, &item) {
            (false, _) if values.is_empty() => {}
            (false, _) => kept.push(old),
            (true, None) => {}
            (true, Some(item)) => {
                is_found = true;
                kept.push(item.clone());
            }
        }
    }
    kept.extend(item.filter(|_| !is_found));
    *items = kept;
}

/// The item with a value for a key that it lacks.
fn with<'a>(mut item: Value<'a>, key: &str, text: &str) -> Value<'a> {
    let at = item.at();
    item.set(Key::made(key.to_owned(), at), Value::plain(text, at));
    item
}
