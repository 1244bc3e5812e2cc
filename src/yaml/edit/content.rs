//! The text that a fix writes, in the style of its place.

use super::lines::column;
use super::quoting::{Where, written, written_key};
use super::text_of;
use crate::yaml::tree::{Kind, Node, Style, Tree};

/// How many nodes are read to learn the indentation of a file.
const MAX_LOOK: usize = 1_000;

/// A new value. In block style it becomes lines, in flow style brackets. It has quotes if its neighbours are JSON.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// A string, in quotes if it would not be read back as a string.
    Text(String),
    /// A scalar that is written unchanged: a number, a boolean, a placeholder. It must be one line of valid YAML.
    Raw(String),
    /// Keys with their values, in order.
    Map(Vec<(String, Content)>),
    /// Items of a list.
    List(Vec<Content>),
}

impl From<&str> for Content {
    fn from(text: &str) -> Self {
        Content::Text(text.to_owned())
    }
}

impl From<i64> for Content {
    fn from(number: i64) -> Self {
        Content::Raw(number.to_string())
    }
}

impl Content {
    /// Creates a mapping.
    pub fn map<K: Into<String>, V: Into<Content>>(entries: impl IntoIterator<Item = (K, V)>) -> Self {
        Content::Map(entries.into_iter().map(|(key, value)| (key.into(), value.into())).collect())
    }

    /// Creates a list.
    pub fn list<V: Into<Content>>(items: impl IntoIterator<Item = V>) -> Self {
        Content::List(items.into_iter().map(Into::into).collect())
    }

    /// The text, if it fits on one line: a scalar or an empty collection.
    pub(super) fn one_line(&self, place: Where) -> Option<String> {
        match self {
            Content::Text(text) => Some(written(text, place)),
            Content::Raw(text) => Some(text.clone()),
            Content::Map(entries) if entries.is_empty() => Some("{}".to_owned()),
            Content::List(items) if items.is_empty() => Some("[]".to_owned()),
            Content::Map(_) | Content::List(_) => None,
        }
    }

    /// The text with brackets.
    pub(super) fn flow(&self, place: Where) -> Option<String> {
        match (self.one_line(place), self) {
            (Some(text), _) => Some(text),
            (None, Content::Map(_)) => Some(format!("{{{}}}", self.flow_children(place)?)),
            (None, _) => Some(format!("[{}]", self.flow_children(place)?)),
        }
    }

    /// The children as they are written between brackets.
    pub(super) fn flow_children(&self, place: Where) -> Option<String> {
        let children: Option<Vec<String>> = match self {
            Content::Map(entries) => {
                let entry = |(key, value): &(String, Content)| {
                    Some(format!("{}: {}", written_key(key, place)?, value.flow(place)?))
                };
                entries.iter().map(entry).collect()
            }
            Content::List(items) => items.iter().map(|item| item.flow(place)).collect(),
            Content::Text(_) | Content::Raw(_) => None,
        };
        Some(children?.join(", "))
    }
}

/// The block style of a file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Layout {
    newline: &'static str,
    step: usize,
    /// Columns from a key to the dashes of its list. 0 if the dashes are in the column of the key.
    list_step: usize,
}

impl Layout {
    /// The layout that the tree of a node shows. Two columns if it shows none.
    pub(super) fn of(node: Node<'_>, newline: &'static str) -> Self {
        let (step, list_step) = indentation(node.tree());
        let step = step.or(list_step.filter(|&step| step > 0)).unwrap_or(2);
        Self { newline, step, list_step: list_step.unwrap_or(step) }
    }

    /// Columns from a key to the keys of its mapping.
    pub(super) fn step(&self) -> usize {
        self.step
    }

    /// A line ending and the blanks up to a column.
    pub(super) fn line(&self, column: usize) -> String {
        format!("{}{:column$}", self.newline, "")
    }

    /// The lines of a collection at a column. The first line has no indentation.
    pub(super) fn children(&self, content: &Content, column: usize) -> Option<String> {
        let children: Option<Vec<String>> = match content {
            Content::Map(entries) => {
                let entry = |(key, value): &(String, Content)| {
                    Some(format!("{}:{}", written_key(key, Where::Block)?, self.below_key(value, column)?))
                };
                entries.iter().map(entry).collect()
            }
            Content::List(items) => {
                items.iter().map(|item| Some(format!("-{}", self.behind_dash(item, column)?))).collect()
            }
            Content::Text(_) | Content::Raw(_) => None,
        };
        Some(children?.join(&self.line(column)))
    }

    /// The text after the colon of a key at a column.
    pub(super) fn below_key(&self, content: &Content, column: usize) -> Option<String> {
        if let Some(text) = content.one_line(Where::Block) {
            return Some(format!(" {text}"));
        }
        let step = if matches!(content, Content::List(_)) { self.list_step } else { self.step };
        Some(self.line(column + step) + &self.children(content, column + step)?)
    }

    /// The text after the dash of an item at a column.
    pub(super) fn behind_dash(&self, content: &Content, column: usize) -> Option<String> {
        let text = match content.one_line(Where::Block) {
            Some(text) => text,
            None => self.children(content, column + 2)?,
        };
        Some(format!(" {text}"))
    }
}

/// The columns from a key to the first mapping, and to the first list below a key. `None` if the file has none.
fn indentation(tree: &Tree) -> (Option<usize>, Option<usize>) {
    let (mut step, mut list_step) = (None, None);
    for node in tree.nodes().take(MAX_LOOK) {
        if node.is_alias() || node.style() != Style::Block {
            continue;
        }
        let Some(key) = node.key() else { continue };
        let at = |node: Node<'_>| column(text_of(node), node.written_span().start as usize);
        let difference = at(key).zip(at(node)).and_then(|(outer, inner)| inner.checked_sub(outer));
        match node.kind() {
            Kind::Mapping => step = step.or(difference.filter(|&step| step > 0)),
            Kind::Sequence => list_step = list_step.or(difference),
            Kind::Scalar => {}
        }
        if step.is_some() && list_step.is_some() {
            break;
        }
    }
    (step, list_step)
}
