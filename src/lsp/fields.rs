//! The field at a place in an object, and its possible values, from the Kubernetes API.

use crate::schema::{Api, Field, Shape, built_in};
use crate::yaml::{Node, Parsed};

/// A step from the root of an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// To the value of a key.
    Key(String),
    /// To an item of a list.
    Item,
}

/// The known facts about a place.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// The last field on the way. `None` for the object itself.
    pub field: Option<Field<'a>>,
    /// The possible values.
    pub shape: Shape<'a>,
}

/// Follows steps from the root of an object. Returns `None` if the API has no such place.
pub fn follow<'a>(api: Api<'a>, steps: &[Step]) -> Option<Known<'a>> {
    let start = Known { field: None, shape: Shape::Record(api.definition()) };
    steps.iter().try_fold(start, |at, step| match (at.shape, step) {
        (Shape::Record(definition), Step::Key(key)) => {
            // A field that changed its type is listed once for each type; the newest one applies.
            let field = definition.field(key).max_by_key(|field| field.versions().last())?;
            Some(Known { field: Some(field), shape: field.shape() })
        }
        (Shape::Map(value), Step::Key(_)) => Some(Known { shape: value.shape(), ..at }),
        (Shape::List { item, .. }, Step::Item) => Some(Known { shape: item.shape(), ..at }),
        _ => None,
    })
}

/// The API of the object in a document. Returns `None` if Kubernetes has none.
pub fn api(root: Node<'_>) -> Option<Api<'static>> {
    built_in().api(root.get("apiVersion")?.as_str()?, root.get("kind")?.as_str()?)
}

/// The innermost node at an offset, with the root of its document.
pub fn node_at(parsed: &Parsed, offset: u32) -> Option<(Node<'_>, Node<'_>)> {
    let holds = |node: &Node<'_>| {
        let span = node.written_span();
        span.start <= offset && offset <= span.end && !span.is_empty()
    };
    let roots = parsed.documents.iter().filter_map(|document| document.tree.root());
    let root = roots.filter(holds).last()?;
    let found = root.descendants().filter(holds).filter(|node| !node.is_mapping() && !node.is_sequence()).last()?;
    Some((root, found))
}

/// The steps that lead to a node. The steps of a key lead to its value.
pub fn steps_to(node: Node<'_>) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut at = node;
    while let Some(parent) = at.parent() {
        if parent.is_sequence() {
            steps.push(Step::Item);
        } else {
            let entry = parent.raw_entries().find(|entry| entry.key == at || entry.value == at);
            steps.extend(entry.map(|entry| Step::Key(entry.key.key_text().into_owned())));
        }
        at = parent;
    }
    steps.reverse();
    steps
}

/// The possible values of a place, in words.
pub fn words(shape: Shape<'_>) -> String {
    match shape {
        Shape::Any => "anything".to_owned(),
        Shape::Object => "mapping".to_owned(),
        Shape::Raw => "object".to_owned(),
        Shape::Text => "string".to_owned(),
        Shape::Enum(words) => words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(" | "),
        Shape::Bytes => "string in base64".to_owned(),
        Shape::Time => "time, such as `2026-01-31T12:00:00Z`".to_owned(),
        Shape::Int32 | Shape::Int64 => "integer".to_owned(),
        Shape::Number => "number".to_owned(),
        Shape::Bool => "`true` | `false`".to_owned(),
        Shape::IntOrString | Shape::LongOrString => "integer or string".to_owned(),
        Shape::Quantity => "quantity, such as `500m` or `1Gi`".to_owned(),
        Shape::List { item, .. } => format!("list of {}", words(item.shape())),
        Shape::Map(value) => format!("mapping to {}", words(value.shape())),
        Shape::Record(definition) => definition.short_name().to_owned(),
    }
}
