//! The directives of a patch in the key `$patch`, and the result of a patch.

use crate::render::Value;
use crate::yaml::Node;

/// The place at which a patch is refused, and the reason.
pub(super) type Refusal<'a> = (Node<'a>, String);

/// A merged value. `None` if the patch removes it.
pub(super) type Merged<'a> = Result<Option<Value<'a>>, Refusal<'a>>;

/// The key of a directive.
pub(super) const DIRECTIVE: &str = "$patch";

/// The request of a mapping or list in a patch.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Directive {
    Merge,
    Replace,
    Delete,
}

impl Directive {
    fn read<'a>(value: &Value<'a>) -> Result<Self, Refusal<'a>> {
        match value.text() {
            "merge" => Ok(Directive::Merge),
            "replace" => Ok(Directive::Replace),
            "delete" => Ok(Directive::Delete),
            _ => Err((value.at(), format!("`{DIRECTIVE}` is `merge`, `replace` or `delete`"))),
        }
    }
}

/// Whether a part of a patch removes everything that an object has in its place.
pub(super) fn drops(patch: &Value<'_>) -> bool {
    patch.is_null() || patch.get(DIRECTIVE).is_some_and(|directive| matches!(directive.text(), "delete" | "replace"))
}

/// Removes the directive from a mapping of a patch.
pub(super) fn directive<'a>(patch: &mut Value<'a>) -> Result<Directive, Refusal<'a>> {
    match patch.remove(DIRECTIVE) {
        Some(value) if !value.is_null() => Directive::read(&value),
        _ => Ok(Directive::Merge),
    }
}

/// Removes the directive from a list of a patch: the first item with one, if it has no other keys.
pub(super) fn list_directive<'a>(patch: &mut Value<'a>) -> Result<Directive, Refusal<'a>> {
    let items = patch.items();
    let found = items.iter().position(|item| item.get(DIRECTIVE).is_some());
    let Some(index) = found.filter(|&index| items[index].pairs().len() == 1) else { return Ok(Directive::Merge) };
    let Some(value) = items[index].get(DIRECTIVE) else { return Ok(Directive::Merge) };
    let directive = Directive::read(&value)?;
    patch.items_mut().retain(|item| item.get(DIRECTIVE).is_none_or(|other| other.text() != value.text()));
    Ok(directive)
}
