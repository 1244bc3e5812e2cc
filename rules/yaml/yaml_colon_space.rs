//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::Resource;
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::schema::{Part, bare_pair};
use crate::text::unknown::is_unknown;
use crate::yaml::{self, Entry, Node, Style, surround};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "yaml-colon-space",
        summary: "Unquoted text that `: ` turns into a map, or that ` #` cuts off",
        category: Category::Syntax,
        severity: Severity::Error,
        fix: Some(Applicability::Safe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Written(check),
};

fn check<'w>(resource: &'w Resource<'w>, cx: &mut Cx<'w>) {
    for place in &cx.workspace.facts(resource).texts.notable {
        if place.part == Part::Argument {
            item_is_map(place.node, cx);
        }
        cut_off(place.node, cx);
    }
}

fn item_is_map<'w>(item: Node<'w>, cx: &mut Cx<'w>) {
    let Some((Entry { key, value }, pair)) = bare_pair(item) else { return };
    let list = item.parent().and_then(|list| list.key()).map_or("args", |key| key.text());
    // The message does not even show the key, because it may be `--password=...`.
    let message =
        format!("the `: ` turns this item into a map, but every item of `{list}` must be a string: {}", cx.refusal());
    // If nothing follows the colon, the item may be incomplete.
    let trust = if value.is_null() { Applicability::Unsafe } else { Applicability::Safe };
    let report = cx.report(key.as_written().about(item), message).help("put the whole item in quotes");
    report.fix(trust, "put it in quotes", surround(pair));
}

/// Reports `echo "a #b"`: a quote is opened before the `#` and closed after it.
fn cut_off<'w>(node: Node<'w>, cx: &mut Cx<'w>) {
    let text = node.source_text();
    if node.style() != Style::Plain || node.kind() != yaml::Kind::Scalar || node.is_alias() {
        return;
    }
    let Some(quote) = open_quote(text).filter(|_| !text.contains('\n')) else { return };
    let passage = node.rest_of_line();
    let rest = passage.text();
    if !rest.trim_start().starts_with('#') || !closes_quote(rest, quote) || is_unknown(text) {
        return;
    }
    let sign = rest.len() - rest.trim_start().len();
    let whole = node.as_written().to(passage.part(0..rest.trim_end().len()));
    let message = format!("the `#` starts a comment, so the `{quote}` before it is never closed: the text ends here");
    cx.report(passage.part(sign..sign + 1), message)
        .severity(Severity::Warning)
        .help("put the whole text in quotes")
        .fix(Applicability::Unsafe, "put it in quotes", whole.map(surround));
}

/// The quote that a text opens but does not close: the last of an odd number, at the start of a word.
fn open_quote(text: &str) -> Option<char> {
    ['"', '\''].into_iter().find(|&quote| {
        let starts_word = |at: usize| text[..at].is_empty() || text[..at].ends_with([' ', '=', '(']);
        text.matches(quote).count() % 2 == 1 && text.rfind(quote).is_some_and(starts_word)
    })
}

/// Whether the quote is closed after the `#`; `it's` and quoted words do not count.
fn closes_quote(comment: &str, quote: char) -> bool {
    let is_end = |at: usize| {
        let (before, after) = (&comment[..at], &comment[at + 1..]);
        !before.ends_with([' ', '#']) && !after.starts_with(|c: char| c.is_alphanumeric())
    };
    comment.matches(quote).count() % 2 == 1 && comment.find(quote).is_some_and(is_end)
}
