//! JSON patches (RFC 6902), as kustomize's library applies them: a missing key of a mapping can be replaced, and a
//! negative number counts from the end of a list.

use super::super::finish::as_json;
use super::directive::Refusal;
use crate::render::{Key, Value};
use crate::yaml::{Cause, MAX_DEPTH, Node};

/// The largest number of operations in a patch. If there are more, none is applied, because they would take too long.
pub(super) const MAX_OPERATIONS: usize = 20_000;

/// The number of values that the `copy` operations of one patch may add. Each operation can double an object.
const MAX_COPIED: usize = 200_000;

/// Applies operations one after the other.
pub(super) fn apply<'a>(value: &mut Value<'a>, operations: &[Value<'a>], cause: &Cause) -> Result<(), Refusal<'a>> {
    let mut left = MAX_COPIED;
    operations.iter().try_for_each(|operation| step(value, operation, cause, &mut left))
}

fn step<'a>(root: &mut Value<'a>, operation: &Value<'a>, cause: &Cause, left: &mut usize) -> Result<(), Refusal<'a>> {
    let text = |key: &str| operation.get(key).map_or_else(String::new, |value| value.text().to_owned());
    let place = operation.get("path").map_or(operation.at(), |value| value.at());
    let (name, path) = (text("op"), text("path"));
    let refuse = |why: &str| Err((place, format!("`{name}` at `{path}`: {why}, so kustomize refuses the patch")));
    let given = || {
        let mut value = operation.get("value").unwrap_or_else(|| Value::plain("null", place));
        as_json(&mut value);
        value.because(cause.clone())
    };
    let done = match name.as_str() {
        "add" => add(root, &path, given(), place),
        "replace" => replace(root, &path, given(), place),
        "remove" => remove(root, &path).map(|_| ()),
        "move" => match remove(root, &text("from")) {
            Ok(value) => add(root, &path, value.because(cause.clone()), place),
            Err(why) => Err(why),
        },
        "copy" => match get(root, &text("from")) {
            Some(value) => {
                *left = left.saturating_sub(value.weight(*left));
                match *left {
                    0 => Err("the patch copies too much"),
                    _ => add(root, &path, value.because(cause.clone()), place),
                }
            }
            None => Err("what it copies is not there"),
        },
        "test" => {
            let found = get(root, &path).unwrap_or_else(|| Value::plain("null", place));
            if found.is_same(&given()) { Ok(()) } else { Err("the value is another one") }
        }
        _ => Err("there is no such operation"),
    };
    done.or_else(refuse)
}

/// The steps of a pointer before the last one, and the last one. Returns `None` for the whole document.
fn split(pointer: &str) -> Option<(Vec<String>, String)> {
    let mut steps: Vec<String> =
        pointer.split('/').skip(1).map(|step| step.replace("~1", "/").replace("~0", "~")).collect();
    let last = steps.pop()?;
    Some((steps, last))
}

const NOWHERE: &str = "the path leads nowhere";

/// The index of an item. A negative number counts from the end.
fn index(step: &str, length: usize) -> Option<usize> {
    let number: i64 = step.parse().ok()?;
    let at = if number < 0 { number + length as i64 } else { number };
    usize::try_from(at).ok()
}

fn child<'a>(value: &Value<'a>, step: &str) -> Option<Value<'a>> {
    if !value.is_sequence() {
        return value.get(step);
    }
    let items = value.items();
    items.get(index(step, items.len())?).cloned()
}

fn get<'a>(root: &Value<'a>, pointer: &str) -> Option<Value<'a>> {
    let (above, last) = split(pointer)?;
    let parent = above.iter().try_fold(root.clone(), |value, step| child(&value, step))?;
    child(&parent, &last)
}

/// The collection that the last step refers to, and that step.
fn parent<'v, 'a>(root: &'v mut Value<'a>, pointer: &str) -> Result<(&'v mut Value<'a>, String), &'static str> {
    let (above, last) = split(pointer).ok_or(NOWHERE)?;
    if above.len() > MAX_DEPTH {
        return Err("the path is longer than objects are deep");
    }
    let mut at = root;
    for step in above {
        at = match at.is_sequence() {
            true => {
                let items = at.items_mut();
                let index = index(&step, items.len()).ok_or(NOWHERE)?;
                items.get_mut(index).ok_or(NOWHERE)?
            }
            false => at.get_mut(&step).ok_or(NOWHERE)?,
        };
    }
    if at.is_mapping() || at.is_sequence() { Ok((at, last)) } else { Err(NOWHERE) }
}

fn put<'a>(mapping: &mut Value<'a>, key: String, value: Value<'a>, place: Node<'a>) {
    match mapping.get_mut(&key) {
        Some(old) => *old = value,
        None => mapping.set(Key::made(key, place), value),
    }
}

fn add<'a>(root: &mut Value<'a>, pointer: &str, value: Value<'a>, place: Node<'a>) -> Result<(), &'static str> {
    let (parent, last) = parent(root, pointer)?;
    if parent.is_mapping() {
        put(parent, last, value, place);
        return Ok(());
    }
    let items = parent.items_mut();
    let at = match last.as_str() {
        "-" => items.len(),
        last => index(last, items.len() + 1).filter(|&at| at <= items.len()).ok_or("there is no such item")?,
    };
    items.insert(at, value);
    Ok(())
}

fn replace<'a>(root: &mut Value<'a>, pointer: &str, value: Value<'a>, place: Node<'a>) -> Result<(), &'static str> {
    if pointer.is_empty() {
        *root = value;
        return Ok(());
    }
    let (parent, last) = parent(root, pointer)?;
    if parent.is_mapping() {
        put(parent, last, value, place);
        return Ok(());
    }
    let items = parent.items_mut();
    let at = index(&last, items.len()).ok_or("there is no such item")?;
    *items.get_mut(at).ok_or("there is no such item")? = value;
    Ok(())
}

fn remove<'a>(root: &mut Value<'a>, pointer: &str) -> Result<Value<'a>, &'static str> {
    let (parent, last) = parent(root, pointer)?;
    if parent.is_mapping() {
        return parent.remove(&last).ok_or("there is no such key");
    }
    let items = parent.items_mut();
    let at = index(&last, items.len()).filter(|&at| at < items.len()).ok_or("there is no such item")?;
    Ok(items.remove(at))
}
