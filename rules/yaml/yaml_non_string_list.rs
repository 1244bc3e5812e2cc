//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::Resource;
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::schema::Misreading;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "yaml-non-string-list",
        summary: "A number, boolean or null among the arguments of a program",
        category: Category::Syntax,
        severity: Severity::Error,
        fix: Some(Applicability::Safe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Written(check),
};

fn check<'w>(resource: &'w Resource<'w>, cx: &mut Cx<'w>) {
    for misread in cx.workspace.misread(resource).filter(|misread| misread.how == Misreading::Argument) {
        let node = misread.place.node;
        let list = node.parent().and_then(|list| list.key()).map_or("args", |key| key.text());
        let (shown, read_as, refusal) = (misread.shown(), misread.read_as(), cx.refusal());
        let fact = format!("{shown} is {read_as}, but every item of `{list}` must be a string");
        match node.is_null() {
            true => cx
                .report_misread(misread, format!("{fact}: the program gets an empty argument"))
                .severity(Severity::Warning),
            false => cx.report_misread(misread, format!("{fact}: {refusal}")),
        };
    }
}
