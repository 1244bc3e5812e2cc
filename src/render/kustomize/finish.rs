//! The last changes of kustomize to each object before it is printed.

use super::state::Accumulated;
use crate::render::Value;
use crate::yaml::{Kind, Node, Scalar, Style, Tree};

/// The annotation of objects that only kustomize uses, unless its value is `false`.
const LOCAL: &str = "config.kubernetes.io/local-config";

/// Drops objects that only kustomize uses.
pub(super) fn drop_local(made: &mut Accumulated<'_>) {
    made.resources.retain(|resource| {
        let local = resource.value.find(&["metadata", "annotations", LOCAL]);
        local.is_none_or(|value| value.text() == "false")
    });
}

/// The object as it is applied.
pub(super) fn tree(mut object: Value<'_>) -> Tree {
    annotations(&mut object);
    words(&mut object);
    object.into_tree()
}

/// Rewrites the annotations: all values are strings, and an empty mapping is removed
/// (`Resource.RemoveBuildAnnotations`).
fn annotations(object: &mut Value<'_>) {
    let Some(annotations) = object.find(&["metadata", "annotations"]) else { return };
    let notes: Vec<String> =
        annotations.pairs().iter().map(|pair| pair.key.text().to_owned()).filter(|key| is_note(key)).collect();
    if !notes.is_empty()
        && let Some(annotations) = object.find_mut(&["metadata", "annotations"])
    {
        notes.iter().for_each(|key| _ = annotations.remove(key));
    }
    let Some(annotations) = object.find(&["metadata", "annotations"]) else { return };
    if annotations.is_empty() {
        if let Some(metadata) = object.get_mut("metadata") {
            metadata.remove("annotations");
        }
    } else if annotations.pairs().iter().any(|pair| pair.value.as_str().is_none())
        && let Some(annotations) = object.find_mut(&["metadata", "annotations"])
    {
        for pair in annotations.pairs_mut().iter_mut().filter(|pair| pair.value.as_str().is_none()) {
            pair.value = Value::string(pair.value.text(), pair.value.at());
        }
    }
}

/// Whether an annotation is an internal note of kustomize (`resource.BuildAnnotations`).
fn is_note(key: &str) -> bool {
    const OTHERS: &[&str] = &["config.kubernetes.io/path", "config.kubernetes.io/index", "config.k8s.io/id"];
    key.starts_with("internal.config.kubernetes.io/") || OTHERS.contains(&key)
}

/// Turns plain scalars that kustomize reads differently from kubectl into the strings that kustomize writes.
fn words(value: &mut Value<'_>) {
    reread(value, &|node| Value::string(other_reading(node).unwrap_or_default(), node));
}

/// Prepares the value of an operation, which kustomize turns into JSON as kubectl does.
pub(super) fn as_json(value: &mut Value<'_>) {
    reread(value, &|node| match node.as_bool() {
        Some(it) => Value::plain(if it { "true" } else { "false" }, node),
        None => Value::string(node.text(), node),
    });
}

/// Replaces plain scalars that kustomize reads differently from kubectl.
fn reread<'a>(value: &mut Value<'a>, make: &impl Fn(Node<'a>) -> Value<'a>) {
    match value.as_written() {
        Some(node) if !node.descendants().any(|node| other_reading(node).is_some()) => {}
        Some(node) if node.kind() == Kind::Scalar => *value = make(node),
        _ => match value.kind() {
            Kind::Mapping => value.pairs_mut().iter_mut().for_each(|pair| reread(&mut pair.value, make)),
            Kind::Sequence => value.items_mut().iter_mut().for_each(|item| reread(item, make)),
            Kind::Scalar => {}
        },
    }
}

/// The first key that is not a string for kustomize, so that it cannot write the object as JSON.
pub(super) fn key_of_other_type<'a>(value: &Value<'a>) -> Option<Node<'a>> {
    match value.as_written() {
        Some(node) => node.descendants().find(|node| is_of_other_type(*node)),
        None => match value.kind() {
            Kind::Mapping => value.pairs().iter().find_map(|pair| {
                let key = pair.key.at();
                let is_written = key.is_key() && key.text() == pair.key.text();
                let odd = Some(key).filter(|key| is_written && is_of_other_type(*key));
                odd.or_else(|| key_of_other_type(&pair.value))
            }),
            Kind::Sequence => value.items().iter().find_map(key_of_other_type),
            Kind::Scalar => None,
        },
    }
}

/// Whether a node is a key that is a number, a boolean or null for kustomize.
fn is_of_other_type(node: Node<'_>) -> bool {
    let may_be = |text: &str| text.starts_with(|c: char| c.is_ascii_digit() || "+-.~tTfFnN".contains(c));
    node.is_key()
        && node.style() == Style::Plain
        && may_be(node.text())
        && !node.has_tag()
        && !matches!(node.scalar(), Scalar::Str(_))
        && other_reading(node).is_none()
}

/// The string that kustomize makes from a plain scalar. Words such as `yes` are booleans only for kubectl, and a date
/// is a time for kustomize (go-yaml v3).
fn other_reading(node: Node<'_>) -> Option<String> {
    const WORDS: &[&str] = &["y", "n", "yes", "no", "on", "off"];
    // The length distinguishes most texts, and is already known.
    if node.style() != Style::Plain || !matches!(node.source_length(), 1..=3 | 8..=10) || node.has_tag() {
        return None;
    }
    let text = node.text();
    match text.len() {
        1..=3 if node.as_bool().is_some() && WORDS.iter().any(|word| word.eq_ignore_ascii_case(text)) => {
            Some(text.to_owned())
        }
        8..=10 if text.as_bytes()[4] == b'-' && !node.is_key() => day(text),
        _ => None,
    }
}

/// The time of a date such as `2006-1-2`.
fn day(text: &str) -> Option<String> {
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let is_number =
        |part: &str, most: usize| (1..=most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    let number = |part: &str| part.parse::<i16>().ok();
    if parts.next().is_some() || !is_number(year, 4) || !is_number(month, 2) || !is_number(day, 2) {
        return None;
    }
    let date = jiff::civil::Date::new(number(year)?, number(month)? as i8, number(day)? as i8).ok()?;
    Some(format!("{date}T00:00:00Z"))
}
