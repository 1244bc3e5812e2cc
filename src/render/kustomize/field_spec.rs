//! The fields of objects that a transformer changes, and the paths to them.

use super::id::Gvk;
use super::twins::Path;
use crate::render::{Key, Value};
use crate::yaml::{Kind, Node};

/// A path in objects of some types (`types.FieldSpec`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FieldSpec {
    /// The types. An empty part matches any.
    pub(super) gvk: Gvk,
    /// The path as written: keys with `/` between them.
    pub(super) path: String,
    /// The keys.
    pub(super) steps: Vec<Step>,
    /// Whether a missing field is made.
    pub(super) create: bool,
}

/// A key of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Step {
    key: String,
    /// Whether `[]` follows the key. Such a key is never made.
    is_list: bool,
}

/// The value to make at the end of a path that does not exist.
#[derive(Debug, Clone, Copy)]
pub(super) struct Make<'a> {
    /// A mapping or a scalar.
    pub(super) kind: Kind,
    /// The node that requests the value.
    pub(super) at: Node<'a>,
}

/// The reason why a path leads nowhere, which makes kustomize stop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Misfit(pub(super) String);

impl FieldSpec {
    /// Makes a path for objects of some types.
    pub(super) fn new(gvk: Gvk, path: &str, create: bool) -> Self {
        FieldSpec { gvk, path: path.to_owned(), steps: steps(path), create }
    }

    /// The places of a key below the end of the path.
    pub(super) fn places(&self, value: &Value<'_>, key: &str) -> Vec<Path> {
        let mut found = Vec::new();
        places(value, &self.steps, key, &mut Vec::new(), &mut found);
        found
    }

    /// Whether this spec names the field of another one, so that the other is not needed (`effectivelyEquals`).
    pub(super) fn covers(&self, other: &FieldSpec) -> bool {
        self.path == other.path && self.gvk.is_selected_by(&other.gvk)
    }

    /// Whether the path leads to a value that passes a test.
    pub(super) fn finds(&self, value: &Value<'_>, test: &dyn Fn(&Value<'_>) -> bool) -> bool {
        finds(value, &self.steps, test)
    }

    /// Changes each value at the end of the path.
    pub(super) fn change<'a>(
        &self,
        value: &mut Value<'a>,
        make: Option<Make<'a>>,
        set: &mut dyn FnMut(&mut Value<'a>) -> Result<(), Misfit>,
    ) -> Result<(), Misfit> {
        let make = make.filter(|_| self.create);
        if make.is_none() && !self.finds(value, &|_| true) {
            return Ok(());
        }
        change(value, &self.steps, make, set)
    }
}

/// The keys of a path. `\/` is a slash in a key (`utils.PathSplitter`).
fn steps(path: &str) -> Vec<Step> {
    let mut keys: Vec<String> = Vec::new();
    for part in path.strip_prefix('/').unwrap_or(path).split('/') {
        match keys.last_mut().filter(|last| last.ends_with('\\')) {
            Some(last) => {
                last.pop();
                last.push('/');
                last.push_str(part);
            }
            None => keys.push(part.to_owned()),
        }
    }
    let step = |key: String| match key.strip_suffix("[]") {
        Some(list) => Step { key: list.to_owned(), is_list: true },
        None => Step { key, is_list: false },
    };
    keys.into_iter().map(step).collect()
}

fn places(value: &Value<'_>, steps: &[Step], key: &str, path: &mut Path, found: &mut Vec<Path>) {
    let step = steps.first().map_or(key, |step| &step.key);
    if value.is_sequence() && !steps.is_empty() {
        for (index, item) in value.items().iter().enumerate() {
            path.push(index.to_string());
            places(item, steps, key, path, found);
            path.pop();
        }
    } else if let Some(inner) = value.get(step) {
        path.push(step.to_owned());
        match steps.split_first() {
            Some((_, rest)) => places(&inner, rest, key, path, found),
            None => found.push(path.clone()),
        }
        path.pop();
    }
}

fn finds(value: &Value<'_>, steps: &[Step], test: &dyn Fn(&Value<'_>) -> bool) -> bool {
    let Some((step, rest)) = steps.split_first() else { return test(value) };
    match value.kind() {
        Kind::Sequence => value.items().iter().any(|item| finds(item, steps, test)),
        Kind::Mapping => value.get(&step.key).is_some_and(|value| finds(&value, rest, test)),
        // A scalar in the way is an error, which the change reports.
        Kind::Scalar => !value.is_null(),
    }
}

fn change<'a>(
    value: &mut Value<'a>,
    steps: &[Step],
    make: Option<Make<'a>>,
    set: &mut dyn FnMut(&mut Value<'a>) -> Result<(), Misfit>,
) -> Result<(), Misfit> {
    let Some((step, rest)) = steps.split_first() else { return set(value) };
    match value.kind() {
        Kind::Scalar if value.is_null() => Ok(()),
        Kind::Scalar => {
            Err(Misfit(format!("`{}` is looked for in a value that is neither a mapping nor a list", step.key)))
        }
        Kind::Sequence => value.items_mut().iter_mut().try_for_each(|item| change(item, steps, make, set)),
        Kind::Mapping => {
            let field = match make.filter(|_| !step.is_list) {
                Some(make) => {
                    let kind = if rest.is_empty() { make.kind } else { Kind::Mapping };
                    Some(value.get_or_insert(Key::made(step.key.clone(), make.at), || made(kind, make.at)))
                }
                None => value.get_mut(&step.key),
            };
            field.map_or(Ok(()), |field| change(field, rest, make, set))
        }
    }
}

fn made(kind: Kind, at: Node<'_>) -> Value<'_> {
    match kind {
        Kind::Scalar => Value::string("", at),
        _ => Value::mapping(Vec::new(), at),
    }
}
