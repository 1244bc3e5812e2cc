//! Labels and selectors (apimachinery `labels`), with three answers: yes, no and unknown.

use std::borrow::Cow;

use crate::text::unknown::is_unknown;
use crate::yaml::{Content, Entry, Node};

/// An answer that may be unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Truth {
    /// Certainly yes.
    Yes,
    /// Certainly no.
    No,
    /// A template or a controller decides.
    Unknown,
}

impl Truth {
    /// Yes only if both are.
    pub fn and(self, other: Truth) -> Truth {
        match (self, other) {
            (Truth::No, _) | (_, Truth::No) => Truth::No,
            (Truth::Yes, Truth::Yes) => Truth::Yes,
            _ => Truth::Unknown,
        }
    }

    /// Yes if one is.
    pub fn or(self, other: Truth) -> Truth {
        self.negate().and(other.negate()).negate()
    }

    /// The opposite.
    pub fn negate(self) -> Truth {
        match self {
            Truth::Yes => Truth::No,
            Truth::No => Truth::Yes,
            Truth::Unknown => Truth::Unknown,
        }
    }
}

impl From<bool> for Truth {
    fn from(value: bool) -> Self {
        if value { Truth::Yes } else { Truth::No }
    }
}

/// One label.
#[derive(Debug, Clone)]
pub struct Label<'w> {
    /// The key.
    pub key: Cow<'w, str>,
    /// The entry with the key and the value.
    pub entry: Entry<'w>,
    /// The value, if it is a string that is known and that nothing changes.
    pub value: Option<&'w str>,
    /// The value, if it is a string that is known, whether or not something changes it.
    pub written: Option<&'w str>,
}

/// The labels of an object or a pod template.
#[derive(Debug, Clone, Default)]
pub struct Labels<'w> {
    /// In order of the text.
    pub list: Vec<Label<'w>>,
    /// Whether there may be other labels, because a key is templated or the node is not a mapping.
    pub open: bool,
    /// The mapping. `None` if there is none.
    node: Option<Node<'w>>,
}

impl<'w> Labels<'w> {
    /// Reads a mapping of labels; a missing one is empty.
    pub fn read(node: Option<Node<'w>>) -> Labels<'w> {
        let Some(node) = node else { return Labels::default() };
        let list: Vec<_> = node.entries().map(label).collect();
        let open = !node.is_mapping() && !node.is_null() || list.iter().any(|label| is_unknown(&label.key));
        Labels { list, open, node: Some(node) }
    }

    /// Reads the labels in the `metadata` of the mapping `parent`, which may still get one.
    pub fn below(parent: Node<'w>) -> Labels<'w> {
        let metadata = parent.get("metadata");
        let labels = Labels::read(metadata.and_then(|metadata| metadata.get("labels")));
        let may_gain = match metadata {
            None => parent.may_gain("metadata"),
            Some(metadata) => labels.node.is_none() && metadata.may_gain("labels"),
        };
        Labels { open: labels.open || may_gain, ..labels }
    }

    /// The value of a label in the `metadata` of a mapping. Returns `None` if it is unknown or if something changes it.
    pub fn value_below(parent: Node<'w>, key: &str) -> Option<&'w str> {
        label(parent.find(&["metadata", "labels"])?.entry(key)?).value
    }

    /// What the labels have for a key.
    pub fn find(&self, key: &str) -> Found<'w> {
        match self.get(key) {
            Some(label) => label.value.map_or(Found::Some, Found::Value),
            None if self.open || self.node.is_some_and(|node| node.may_gain(key)) => Found::Unknown,
            None => Found::Absent,
        }
    }

    /// Whether nothing changes or adds a label.
    pub fn is_certain(&self) -> bool {
        !self.open && self.node.is_none_or(Node::is_certain)
    }

    /// The label of a key.
    pub fn get(&self, key: &str) -> Option<&Label<'w>> {
        self.list.iter().find(|label| label.key == key)
    }

    /// All labels as a mapping for a fix. Returns `None` if one is unknown, or if there are none.
    pub fn as_content(&self) -> Option<Content> {
        let pairs: Option<Vec<_>> = self.list.iter().map(|label| Some((&*label.key, label.value?))).collect();
        pairs.filter(|pairs| !pairs.is_empty() && !self.open).map(Content::map)
    }
}

fn label<'w>(entry: Entry<'w>) -> Label<'w> {
    let written = entry.value.as_str().filter(|text| !is_unknown(text));
    // The API server reads a null as the empty string.
    let written = if entry.value.is_null() { Some("") } else { written };
    Label { key: entry.key.key_text(), entry, value: written.filter(|_| entry.value.is_certain()), written }
}

/// How a requirement compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    /// The value is in the list; `matchLabels` and flat selectors have one value.
    In,
    /// The key is missing, or its value is not in the list.
    NotIn,
    /// The key exists.
    Exists,
    /// The key does not exist.
    DoesNotExist,
    /// The operator is templated or wrong.
    Unknown,
}

/// One term of a selector; all terms must match.
#[derive(Debug, Clone)]
pub struct Requirement<'w> {
    /// The key. `None` if unknown.
    pub key: Option<Cow<'w, str>>,
    /// How the term compares.
    pub operator: Operator,
    /// The values. `None` for an unknown one.
    pub values: Vec<Option<&'w str>>,
    /// The place of the term: the value of `key: value`, or the item of `matchExpressions`.
    pub node: Node<'w>,
    /// The whole `key: value` pair if it is one.
    pub pair: Option<Entry<'w>>,
    /// Whether nothing changes the term.
    pub is_certain: bool,
}

/// What a set of labels has for the key of a requirement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found<'w> {
    /// The labels have the key, with this value.
    Value(&'w str),
    /// The labels have the key, with an unknown value.
    Some,
    /// The labels do not have the key.
    Absent,
    /// The labels may have the key.
    Unknown,
}

impl<'w> Requirement<'w> {
    fn equals(entry: Entry<'w>) -> Requirement<'w> {
        let label = label(entry);
        let key = Some(label.key).filter(|key| !is_unknown(key));
        let (operator, values) = (Operator::In, vec![label.written]);
        Requirement {
            key,
            operator,
            values,
            node: entry.value,
            pair: Some(entry),
            is_certain: entry.value.is_certain(),
        }
    }

    fn expression(node: Node<'w>) -> Requirement<'w> {
        let text = |key| node.get(key).and_then(|node| node.as_str()).filter(|text| !is_unknown(text));
        let operator = match text("operator") {
            Some("In") => Operator::In,
            Some("NotIn") => Operator::NotIn,
            Some("Exists") => Operator::Exists,
            Some("DoesNotExist") => Operator::DoesNotExist,
            _ => Operator::Unknown,
        };
        let values = node.get("values").into_iter().flat_map(|values| values.items());
        let values = values.map(|value| value.as_str().filter(|text| !is_unknown(text))).collect();
        let key = text("key").map(Cow::Borrowed);
        Requirement { key, operator, values, node, pair: None, is_certain: node.is_certain() }
    }

    /// The value of a term that requires exactly one value.
    pub fn single_value(&self) -> Option<&'w str> {
        match (self.operator, self.values.as_slice()) {
            (Operator::In, [Some(value)]) => Some(value),
            _ => None,
        }
    }

    /// Whether the term matches what a set of labels has for its key. Unknown if something may change the term.
    pub fn holds(&self, found: Found<'_>) -> Truth {
        if self.is_certain { self.holds_as_written(found) } else { Truth::Unknown }
    }

    /// Whether the term matches as it is written.
    pub fn holds_as_written(&self, found: Found<'_>) -> Truth {
        let listed = |value: &str| match self.values.contains(&Some(value)) {
            true => Truth::Yes,
            false if self.values.contains(&None) => Truth::Unknown,
            false => Truth::No,
        };
        match (self.operator, found) {
            (Operator::Unknown, _) | (_, Found::Unknown) => Truth::Unknown,
            (Operator::In, Found::Value(value)) => listed(value),
            (Operator::In, Found::Absent) => Truth::No,
            (Operator::NotIn, Found::Value(value)) => listed(value).negate(),
            (Operator::NotIn, Found::Absent) => Truth::Yes,
            (Operator::In | Operator::NotIn, Found::Some) => Truth::Unknown,
            (Operator::Exists, found) => (found != Found::Absent).into(),
            (Operator::DoesNotExist, found) => (found == Found::Absent).into(),
        }
    }
}

/// A selector: a flat map (Service, ReplicationController) or a LabelSelector.
#[derive(Debug, Clone)]
pub struct Selector<'w> {
    /// All terms.
    pub requirements: Vec<Requirement<'w>>,
    /// The whole selector.
    pub entry: Entry<'w>,
    /// Whether a term could not be read.
    pub open: bool,
}

impl<'w> Selector<'w> {
    /// Reads a flat map of labels.
    pub fn flat(entry: Entry<'w>) -> Selector<'w> {
        let requirements: Vec<_> = entry.value.entries().map(Requirement::equals).collect();
        let wrong_shape = entry.value.entries().any(|entry| !matches!(entry.value.kind(), crate::yaml::Kind::Scalar));
        let open = wrong_shape || !entry.value.is_mapping() && !entry.value.is_null();
        Selector { requirements, entry, open }
    }

    /// Reads a LabelSelector with `matchLabels` and `matchExpressions`.
    pub fn label_selector(entry: Entry<'w>) -> Selector<'w> {
        let labels = entry.value.get("matchLabels");
        let expressions = entry.value.get("matchExpressions");
        let mut requirements: Vec<_> =
            labels.into_iter().flat_map(|node| node.entries()).map(Requirement::equals).collect();
        requirements.extend(expressions.into_iter().flat_map(|node| node.items()).map(Requirement::expression));
        let flat = entry.value.entries().any(|field| {
            let key = field.key.key_text();
            key != "matchLabels" && key != "matchExpressions"
        });
        Selector { requirements, entry, open: flat || !entry.value.is_mapping() && !entry.value.is_null() }
    }

    /// Whether the selector requires nothing.
    pub fn is_empty(&self) -> bool {
        self.requirements.is_empty() && !self.open
    }

    /// Whether all terms match.
    pub fn matches<'a>(&self, mut find: impl FnMut(&str) -> Found<'a>) -> Truth {
        let start = if self.open { Truth::Unknown } else { Truth::Yes };
        self.requirements.iter().fold(start, |truth, requirement| truth.and(holds(requirement, &mut find)))
    }

    /// The terms that certainly do not match.
    pub fn failing<'a>(&self, mut find: impl FnMut(&str) -> Found<'a>) -> Vec<&Requirement<'w>> {
        self.requirements.iter().filter(|requirement| holds(requirement, &mut find) == Truth::No).collect()
    }
}

fn holds<'a>(requirement: &Requirement<'_>, find: &mut impl FnMut(&str) -> Found<'a>) -> Truth {
    match &requirement.key {
        Some(key) => requirement.holds(find(key)),
        None => Truth::Unknown,
    }
}
