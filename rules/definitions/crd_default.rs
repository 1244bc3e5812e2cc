//! See the card.

use crate::diagnostic::Severity;
use crate::kube::{Kind, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::schema::{Problem, Shape, default_problems};
use crate::text::list::list;
use crate::yaml;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "crd-default",
        summary: "A default in a CustomResourceDefinition that its schema does not allow",
        category: Category::Values,
        severity: Severity::Error,
        fix: None,
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(&[Kind::CustomResourceDefinition], check),
};

fn check<'w>(definition: &'w Resource<'w>, cx: &mut Cx<'w>) {
    for structure in cx.workspace.structures(definition) {
        // If the schema itself has a mistake, the API server does not check its defaults.
        if structure.faults.is_empty() {
            for schema in &structure.with_default {
                default_problems(*schema, |problem| report(problem, cx));
            }
        }
    }
}

fn report(problem: &Problem<'_>, cx: &mut Cx<'_>) {
    let refusal = cx.refusal();
    let node = problem.node();
    let name = match node.key() {
        Some(key) => format!("`{}`", key.text()),
        None => "an item of the default".to_owned(),
    };
    let fact = match problem {
        // The API server accepts any plain value there.
        Problem::Type(wrong) if matches!(wrong.shape, Shape::LongOrString) => return,
        Problem::Type(wrong) => format!("{name} is {}, but must be {}", wrong.found(), wrong.shape.noun()),
        Problem::Word(word) => format!("{name} must be {}", list(word.words.iter(), "or")),
        Problem::Limit(broken) => format!("{name} must {}, but does not", broken.limit.bound()),
        Problem::Unknown(_) => format!("`{}` is not a field of the schema", node.key_text()),
        Problem::Missing(missing) => {
            let field = missing.spot.field.name();
            let message = format!("the default lacks `{field}`, which its schema requires, so {refusal}");
            cx.report_missing(missing.parent.without(field), message);
            return;
        }
        // The API server does not compare the items of a default.
        Problem::Same(_) | Problem::Null(_) | Problem::Encoding(_) | Problem::Constraint(_) => return,
    };
    let message = format!("the default does not fit its schema: {fact}, so {refusal}");
    // A list or mapping may be long, so it is not quoted.
    match node.key().filter(|_| node.kind() != yaml::Kind::Scalar) {
        Some(key) => cx.report(key, message),
        None => cx.report(node, message),
    };
}
