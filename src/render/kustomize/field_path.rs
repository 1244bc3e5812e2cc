//! Paths to fields with dots between the steps, as in replacements (`kyaml/yaml.PathMatcher`).

use regex::bytes::{Regex, RegexBuilder};

use crate::render::{Key, Pair, Value};
use crate::yaml::{Kind, Node};

/// A path.
#[derive(Debug)]
pub(super) struct Path {
    text: String,
    steps: Vec<Step>,
}

#[derive(Debug)]
enum Step {
    Key(String),
    Index(usize),
    /// `-`: the last item if the path is read, and a key if it is changed.
    Last,
    /// `*`: each item.
    Every,
    /// `[key=value]`: the items with this value. If the path is changed, the value is a pattern. Without a key, the
    /// item itself is compared.
    With {
        key: String,
        value: String,
    },
}

/// The value to make at the end of a path that does not exist.
#[derive(Debug, Clone, Copy)]
pub(super) struct Make<'a> {
    pub(super) kind: Kind,
    /// The node that requests the value.
    pub(super) at: Node<'a>,
}

/// Changes the field at the end of a path. The flag is true for a new field.
type Set<'s, 'a> = dyn FnMut(&mut Value<'a>, bool) -> Result<(), String> + 's;

impl Path {
    pub(super) fn read(text: &str) -> Path {
        Path { text: text.to_owned(), steps: split(text).into_iter().map(Step::read).collect() }
    }

    /// The path as written.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The value at the end of the path. Each `[key=value]` selects one item.
    pub(super) fn find<'a>(&self, value: &Value<'a>) -> Option<Value<'a>> {
        self.steps.iter().try_fold(value.clone(), |value, step| step.find(&value))
    }

    /// Reads a path in which `list[0]` is an item.
    pub(super) fn with_indexes(text: &str) -> Path {
        let mut steps = Vec::new();
        for part in split(text) {
            match part.strip_suffix(']').and_then(|part| part.split_once('[')) {
                Some((key, index)) if !key.is_empty() => {
                    steps.extend([Step::read(key.to_owned()), Step::read(index.to_owned())]);
                }
                _ => steps.push(Step::read(part)),
            }
        }
        Path { text: text.to_owned(), steps }
    }

    /// Whether the path continues below a scalar that contains YAML as text.
    pub(super) fn ends_in_text(&self, value: &Value<'_>) -> bool {
        let mut value = value.clone();
        for (at, step) in self.steps.iter().enumerate() {
            match step.find(&value) {
                Some(found) if found.kind() == Kind::Scalar => {
                    return at + 1 < self.steps.len() && is_structure(found.text());
                }
                Some(found) => value = found,
                None => return false,
            }
        }
        false
    }

    /// Changes each value at the end of the path. Returns the number of values.
    ///
    /// # Errors
    /// If a step is not possible, with the reason.
    pub(super) fn change<'a>(
        &self,
        value: &mut Value<'a>,
        make: Option<Make<'a>>,
        set: &mut Set<'_, 'a>,
    ) -> Result<usize, String> {
        change(value, &self.steps, make, false, set)
    }
}

/// Whether a string contains a mapping or a list.
fn is_structure(text: &str) -> bool {
    let text = text.trim_start();
    text.starts_with(['{', '['])
        || text.lines().any(|line| line.contains(": ") || line.ends_with(':') || line.starts_with("- "))
}

/// Splits a path at its dots. A dot after `\` or in brackets is part of a step. Brackets without `=` are left out.
fn split(path: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for part in path.strip_prefix('.').unwrap_or(path).split('.') {
        match parts.last_mut().filter(|last| last.ends_with('\\')) {
            Some(last) => {
                last.pop();
                last.push('.');
                last.push_str(part);
            }
            None => parts.push(part.to_owned()),
        }
    }
    let mut steps: Vec<String> = Vec::new();
    let mut parts = parts.into_iter();
    while let Some(mut part) = parts.next() {
        if part.starts_with('[') && !part.ends_with(']') {
            while !part.ends_with(']')
                && let Some(more) = parts.next()
            {
                part.push('.');
                part.push_str(&more);
            }
            if !part.contains('=') {
                part = part.trim_matches(['[', ']']).to_owned();
            }
        }
        steps.push(part);
    }
    steps
}

impl Step {
    fn read(text: String) -> Step {
        let inner = text.strip_prefix('[').and_then(|text| text.strip_suffix(']'));
        match (text.as_str(), inner.and_then(|inner| inner.split_once('='))) {
            ("*", _) => Step::Every,
            ("-", _) => Step::Last,
            (_, Some((key, value))) => Step::With { key: key.to_owned(), value: value.to_owned() },
            (number, _) => number.parse().map_or(Step::Key(text), Step::Index),
        }
    }

    fn find<'a>(&self, value: &Value<'a>) -> Option<Value<'a>> {
        let items = || value.items().into_owned();
        match self {
            Step::Key(key) => value.get(key),
            Step::Index(index) => items().into_iter().nth(*index),
            Step::Last => items().pop(),
            Step::Every => None,
            Step::With { key, value: wanted } if key.is_empty() => {
                items().into_iter().find(|item| item.text() == wanted)
            }
            Step::With { key, value: wanted } => {
                items().into_iter().find(|item| item.get(key).is_some_and(|own| own.text() == wanted))
            }
        }
    }

    fn is_of_list(&self) -> bool {
        matches!(self, Step::Index(_) | Step::With { .. })
    }
}

fn change<'a>(
    value: &mut Value<'a>,
    steps: &[Step],
    make: Option<Make<'a>>,
    is_new: bool,
    set: &mut Set<'_, 'a>,
) -> Result<usize, String> {
    let Some((step, rest)) = steps.split_first() else { return set(value, is_new).map(|()| 1) };
    match step {
        Step::Key(_) | Step::Last => {
            let key = if let Step::Key(key) = step { key } else { "-" };
            if !value.is_mapping() {
                return if value.is_null() {
                    Ok(0)
                } else {
                    Err(format!("`{key}` is a key, but the value there is not a mapping"))
                };
            }
            match make.filter(|_| value.get(key).is_none()) {
                Some(make) => {
                    let mut field = made(rest, make);
                    let count = change(&mut field, rest, Some(make), true, set)?;
                    value.set(Key::made(key.to_owned(), make.at), field);
                    Ok(count)
                }
                None => value.get_mut(key).map_or(Ok(0), |field| change(field, rest, make, is_new, set)),
            }
        }
        _ if !value.is_sequence() => Err("the path names an item, but the value there is not a list".to_owned()),
        Step::Every => value.items_mut().iter_mut().map(|item| change(item, rest, make, is_new, set)).sum(),
        Step::Index(index) => {
            let items = value.items_mut();
            let is_new = items.len() == *index && make.is_some();
            if let Some(make) = make.filter(|_| is_new) {
                items.push(made(rest, make));
            }
            let count = items.len();
            match items.get_mut(*index) {
                Some(item) => change(item, rest, make, is_new, set),
                None => Err(format!("the list has {count} items")),
            }
        }
        Step::With { key, value: wanted } => {
            let pattern = RegexBuilder::new(wanted).unicode(false).build();
            let pattern = pattern.map_err(|_| format!("`{wanted}` is not a regular expression"))?;
            let items = value.items_mut();
            let count = change_items(items, key, &pattern, rest, make, set)?;
            let Some(make) = make.filter(|_| count == 0) else { return Ok(count) };
            let value = Value::plain(wanted.as_str(), make.at);
            items.push(match key.is_empty() {
                true => value,
                false => Value::mapping(vec![Pair { key: Key::made(key.clone(), make.at), value }], make.at),
            });
            change_items(items, key, &pattern, rest, Some(make), set)
        }
    }
}

/// Changes the items with a value that matches a pattern. Returns the number of items.
fn change_items<'a>(
    items: &mut [Value<'a>],
    key: &str,
    pattern: &Regex,
    rest: &[Step],
    make: Option<Make<'a>>,
    set: &mut Set<'_, 'a>,
) -> Result<usize, String> {
    let mut count = 0;
    for item in items {
        match key.is_empty() {
            // The rest of the path is ignored.
            true if pattern.is_match(item.text().as_bytes()) => count += change(item, &[], make, false, set)?,
            false if item.get(key).is_some_and(|own| pattern.is_match(own.text().as_bytes())) => {
                count += change(item, rest, make, false, set)?;
            }
            _ => {}
        }
    }
    Ok(count)
}

/// The value to make for the following steps.
fn made<'a>(rest: &[Step], make: Make<'a>) -> Value<'a> {
    match (rest.first(), make.kind) {
        (Some(step), _) if step.is_of_list() => Value::sequence(Vec::new(), make.at),
        (None, Kind::Scalar) => Value::plain("", make.at),
        (None, Kind::Sequence) => Value::sequence(Vec::new(), make.at),
        _ => Value::mapping(Vec::new(), make.at),
    }
}
