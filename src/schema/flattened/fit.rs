//! How well a value fits a type.

use super::super::Shape;
use super::habits;
use super::lines::{Value, keys_between_brackets};
use crate::kube::values::quantity::Quantity;
use crate::text::unknown::is_unknown;
use crate::yaml::{Scalar, decode_base64};

/// How a value fits into a place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fit<'a> {
    /// 0 for a value that fits; more for a common mistake.
    pub(super) price: u32,
    /// Whether the value is one of the allowed words, or has the type of a place that does not accept text.
    pub(super) is_word: bool,
    /// The mapping or list that the next lines fill.
    pub(super) opens: Option<Shape<'a>>,
}

impl Fit<'_> {
    /// A value that fits without a price.
    pub(super) fn free() -> Self {
        Self::at(0)
    }

    fn at(price: u32) -> Self {
        Self { price, is_word: false, opens: None }
    }

    fn word() -> Self {
        Self { is_word: true, ..Self::at(0) }
    }
}

/// The price of a common mistake: a number in place of a text, or a text in place of a number.
const SLIP: u32 = 4;

/// The price of a value that was hardly meant for the place.
pub(super) const UNLIKELY: u32 = 8;

/// Whether the type contains other values.
pub(super) fn holds(shape: Shape<'_>) -> bool {
    matches!(shape, Shape::Record(_) | Shape::Map(_) | Shape::List { .. })
}

/// How a value fits into a place of a type. Returns `None` if it does not fit.
pub(super) fn fit<'a>(shape: Shape<'a>, value: Value<'_>) -> Option<Fit<'a>> {
    match value {
        Value::Unclear => None,
        _ if habits::is_endless(shape) => None,
        Value::Nothing if holds(shape) => Some(Fit { opens: Some(shape), ..Fit::free() }),
        Value::Nothing => Some(Fit::at(SLIP / 2)),
        Value::Alias => Some(Fit::at(1)),
        Value::List => matches!(shape, Shape::List { .. } | Shape::Any).then(Fit::word),
        Value::Map(text) => match shape {
            Shape::Record(definition) => {
                let keys = keys_between_brackets(text);
                keys.iter().all(|key| definition.field(key).next().is_some()).then(Fit::word)
            }
            Shape::Map(_) | Shape::Object | Shape::Raw | Shape::Any => Some(Fit::free()),
            _ => None,
        },
        Value::Scalar(Scalar::Null) => Some(Fit::at(1)),
        Value::Scalar(scalar) => scalar_fit(shape, scalar),
    }
}

fn scalar_fit<'a>(shape: Shape<'a>, scalar: Scalar<'_>) -> Option<Fit<'a>> {
    let text = match scalar {
        Scalar::Str(text) => Some(text),
        _ => None,
    };
    if text.is_some_and(is_unknown) && !holds(shape) {
        return Some(Fit::at(1));
    }
    let is_number = |text: &str| text.parse::<f64>().is_ok();
    Some(match (shape, scalar, text) {
        (Shape::Record(_) | Shape::Map(_) | Shape::List { .. } | Shape::Object | Shape::Raw, ..) => return None,
        (Shape::Any, ..) => Fit::free(),
        (Shape::Enum(words), _, Some(text)) if words.iter().any(|word| word == text) => Fit::word(),
        (Shape::Text | Shape::Time | Shape::IntOrString, _, Some(_)) => Fit::free(),
        (Shape::Bytes, _, Some(text)) if decode_base64(text).is_some() => Fit::free(),
        (Shape::Bytes, ..) => Fit::at(UNLIKELY),
        (Shape::Int32 | Shape::Int64 | Shape::Number, scalar, _) if scalar.is_number() => Fit::word(),
        (Shape::IntOrString | Shape::Quantity, scalar, _) if scalar.is_number() => Fit::free(),
        (Shape::Bool, Scalar::Bool(_), _) => Fit::word(),
        (Shape::Quantity, _, Some(text)) if Quantity::parse(text).is_ok() => Fit::free(),
        (Shape::Int32 | Shape::Int64 | Shape::Number, _, Some(text)) if is_number(text) => Fit::at(SLIP),
        (Shape::Bool, _, Some("true" | "false")) => Fit::at(SLIP),
        (Shape::Text | Shape::Time | Shape::Enum(_), ..) => Fit::at(SLIP),
        _ => Fit::at(UNLIKELY),
    })
}
