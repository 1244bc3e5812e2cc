//! Values that are one node in kustomize's tree but appear at several places.
//!
//! A label that is added to an object is one node of kustomize's tree at all places that lacked it. A later merge patch
//! that changes one of these places changes all of them. For example, a label of a Deployment also changes its
//! selector.

use super::resource::Resource;
use crate::render::Value;

/// A path of keys, and of numbers of items.
pub(super) type Path = Vec<String>;

/// Remembers that places of an object share one value from now on.
pub(super) fn remember(resource: &mut Resource<'_>, places: Vec<Path>) {
    if places.len() > 1 {
        resource.twins.push(places);
    }
}

/// Updates the places that share a value which a merge has changed. `before` is the object before the merge.
pub(super) fn follow<'a>(resource: &mut Resource<'a>, before: &Value<'a>) {
    if resource.twins.is_empty() {
        return;
    }
    let mut twins = std::mem::take(&mut resource.twins);
    for places in &mut twins {
        places.retain(|place| at(&resource.value, place).is_some());
        let is_changed = |place: &&Path| match (at(before, place), at(&resource.value, place)) {
            (Some(before), Some(after)) => !before.is_same(&after),
            _ => false,
        };
        let Some(changed) = places.iter().find(is_changed).and_then(|place| at(&resource.value, place)) else {
            continue;
        };
        for place in places.iter() {
            if at(&resource.value, place).is_some_and(|value| !value.is_same(&changed))
                && let Some(value) = at_mut(&mut resource.value, place)
            {
                *value = changed.clone();
            }
        }
    }
    resource.twins = twins;
}

/// The value at a path.
pub(super) fn at<'a>(value: &Value<'a>, place: &[String]) -> Option<Value<'a>> {
    let Some((key, rest)) = place.split_first() else { return Some(value.clone()) };
    let inner =
        if value.is_sequence() { value.items().get(key.parse::<usize>().ok()?)?.clone() } else { value.get(key)? };
    at(&inner, rest)
}

fn at_mut<'v, 'a>(value: &'v mut Value<'a>, place: &[String]) -> Option<&'v mut Value<'a>> {
    let Some((key, rest)) = place.split_first() else { return Some(value) };
    let inner = match value.is_sequence() {
        true => value.items_mut().get_mut(key.parse::<usize>().ok()?)?,
        false => value.get_mut(key)?,
    };
    at_mut(inner, rest)
}
