//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::Resource;
use crate::rule::{Category, Check, Cx, Meta, Rank, Rule};
use crate::text::unknown::is_unknown;
use crate::yaml::{Node, replace_part};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "yaml-quote-lost",
        summary: "A value that ends with a quote that is never opened",
        category: Category::Syntax,
        severity: Severity::Warning,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        // The effect of the quote on a value is a better message, its effect on a name a worse one.
        rank: Some(Rank::Pods),
        ..Meta::DEFAULT
    },
    check: Check::Written(check),
};

fn check<'w>(resource: &'w Resource<'w>, cx: &mut Cx<'w>) {
    for &node in &cx.workspace.facts(resource).texts.half_quoted {
        let text = node.as_written().text();
        let Some(quote) = text.chars().next_back().filter(|_| is_lost(text)) else { continue };
        // The opening quote is before a colon.
        if node.key().is_some_and(|key| key.text().contains(quote)) {
            continue;
        }
        // The message shows no part of the text, because it may be a password.
        let message = format!("the `{quote}` at the end is a part of this text, because there is none at the start");
        let report = cx.report(node.as_written(), message);
        report.help("also write the quote at the start, or remove the one at the end").fix(
            Applicability::Unsafe,
            "write the quote at the start",
            opened(node, quote),
        );
    }
}

/// Whether the single quote character at the end of a text is probably a mistake, unlike in `27"`, `the users'` or a
/// template in words.
fn is_lost(text: &str) -> bool {
    let words = text[..text.len() - 1].trim_end();
    let is_prose = words.contains(char::is_whitespace);
    let is_meant = text.ends_with('\'') || words.ends_with(|c: char| c.is_ascii_digit() || c == '\\');
    !(is_unknown(text) || words.is_empty() || words.ends_with('\\') || is_prose && is_meant)
}

fn opened(node: Node<'_>, quote: char) -> Option<crate::yaml::Edit> {
    let start = node.as_written().part(0..0);
    replace_part(start, &quote.to_string())
}
