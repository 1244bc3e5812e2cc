//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::Resource;
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::text::unknown::is_unknown;
use crate::yaml::lines_to_items;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "yaml-dash-lost",
        summary: "Two words on separate lines that are one item of a list",
        category: Category::Syntax,
        severity: Severity::Warning,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Written(check),
};

fn check<'w>(resource: &'w Resource<'w>, cx: &mut Cx<'w>) {
    // A document that cannot be read completely may not have its intended layout.
    if resource.broken {
        return;
    }
    for &item in &cx.workspace.facts(resource).texts.joined {
        let written = item.as_written().text();
        let is_word = |line: &str| !line.is_empty() && !line.contains(char::is_whitespace) && !is_unknown(line);
        if !written.lines().map(str::trim).all(is_word) {
            continue;
        }
        let lines = written.lines().count();
        let message = format!("these {lines} lines are one item, with spaces between the words: a dash is missing");
        let report = cx.report(item.as_written(), message).explaining(item);
        report.help("write a `- ` before each word").fix(
            Applicability::Unsafe,
            "write a dash before each word",
            lines_to_items(item),
        );
    }
}
