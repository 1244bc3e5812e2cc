//! See the card.

use crate::diagnostic::Severity;
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::workspace::Fixed;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "immutable-field",
        summary: "A change of a field that cannot change",
        category: Category::Values,
        severity: Severity::Info,
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Update(check),
};

fn check<'w>(fixed: &Fixed<'w>, cx: &mut Cx<'w>) {
    let was = fixed.was.as_ref().map_or_else(String::new, |was| format!(" from `{was}`"));
    let message = format!(
        "this changes `{}` of {}{was}, so the API server rejects the update if the object exists",
        fixed.field,
        fixed.object.title()
    );
    cx.report(fixed.place, message)
        .help("undo the change, delete the object before the next apply, or rename the object");
}
