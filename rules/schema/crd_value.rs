//! See the card.

use crate::diagnostic::Severity;
use crate::kube::Resource;
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::schema::{Bound, Problem};
use crate::secrets::engine::is_credential_name;
use crate::yaml::{Kind, Node};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "crd-value",
        summary: "A value that a CustomResourceDefinition does not allow",
        category: Category::Values,
        severity: Severity::Error,
        fix: None,
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Schema(check),
};

fn check<'w>(resource: &'w Resource<'w>, problem: &Problem<'w>, cx: &mut Cx<'w>) {
    let Problem::Limit(broken) = problem else { return };
    let (node, bound) = (broken.node, broken.limit.bound());
    let (name, subject) = (broken.spot.field.name(), broken.spot.describe());
    let found = found(node, bound, is_credential_name(name));
    let (kind, refusal) = (resource.kind_name, cx.refusal());
    let message = format!("{subject} must {bound}, but {found}, so {refusal}");
    // A list or mapping may be long, so it is not quoted.
    let report = match node.key().filter(|_| node.kind() != Kind::Scalar) {
        Some(key) => cx.report(key, message),
        None => cx.report(node, message),
    };
    report.related(broken.limit, format!("the definition of `{kind}` says so"));
}

/// A description of the value for the message, without its text.
fn found(node: Node<'_>, bound: &Bound, is_secret: bool) -> String {
    let number = |node: Node<'_>| if is_secret { "this".to_owned() } else { format!("`{}`", node.scalar().json()) };
    match bound {
        Bound::Pattern(_) => "this does not".to_owned(),
        Bound::Format(_) => "this is not".to_owned(),
        Bound::Minimum { .. } | Bound::Maximum { .. } | Bound::MultipleOf(_) | Bound::Enum(_) => {
            format!("{} is not", number(node))
        }
        _ => format!("this has {}", bound.size(node).unwrap_or(0)),
    }
}
