//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::Resource;
use crate::kube::resource::known_str;
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::schema::{Part, TextPlace};
use crate::secrets::engine::is_credential_name;
use crate::yaml::{Node, Style, drop_last_line_feed, keep_lines};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "yaml-block-scalar",
        summary: "A block of text that `>` folds, or a password with a line feed",
        category: Category::Syntax,
        severity: Severity::Warning,
        fix: Some(Applicability::Safe),
        since: "0.1.0",
        card: include_str!("yaml_block_scalar.md"),
        ..Meta::DEFAULT
    },
    check: Check::Written(check),
};

fn check<'w>(resource: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let texts = &cx.workspace.facts(resource).texts;
    for &node in &texts.folded {
        let message = match (is_folded_pem(node.text()), is_folded_script(node)) {
            (true, _) => "`>` puts the lines of this PEM text on one line, and no program reads it so",
            (_, true) => "`>` puts the lines of this script on its first one, the `#!` line, and nothing of it runs",
            _ => continue,
        };
        let report = cx.report(node.sign(), message).help("write `|`, which keeps the lines");
        report.fix(Applicability::Safe, "keep the lines", keep_lines(node));
    }
    for &place in &texts.notable {
        if keeps_line_feed(place) {
            let node = place.node;
            let name = place.name.map_or("", |name| name.text());
            let message = format!("the value of `{name}` ends in a line feed: a block of text keeps its last one");
            let report = cx.report(node.sign(), message);
            let report = report.help("write `-` behind the sign of the block, which drops the last line feed");
            report.fix(Applicability::Unsafe, "drop the last line feed", drop_last_line_feed(node));
        }
    }
}

/// `-----BEGIN X----- MII...`
fn is_folded_pem(text: &str) -> bool {
    let header = text.split_once("-----BEGIN ").and_then(|(_, rest)| rest.split_once("-----"));
    header.is_some_and(|(_, body)| body.starts_with(' ') && body.contains("-----END "))
}

/// The first line is longer than it is written.
fn is_folded_script(node: Node<'_>) -> bool {
    let mut lines = node.source_text().lines().skip(1).map(str::trim);
    let first = |text: &str| text.lines().next().unwrap_or("").trim().len();
    node.text().starts_with("#!") && lines.next().is_some_and(|line| line.len() < first(node.text()))
}

/// A password or token of one line, in a block that ends with a line feed. The base64 text in a Secret's `data` may
/// end in one.
fn keeps_line_feed(place: TextPlace<'_>) -> bool {
    let node = place.node;
    let is_block = matches!(node.style(), Style::Literal | Style::Folded) && !node.is_alias();
    let takes_text = match place.part {
        Part::Variable => true,
        Part::SecretData => node.parent().and_then(|map| map.key()).is_some_and(|key| key.text() == "stringData"),
        _ => false,
    };
    let text = known_str(node).unwrap_or("");
    let line = text.trim_end_matches('\n');
    let is_line = line.len() < text.len() && !line.is_empty() && !line.contains('\n') && !line.starts_with(['{', '[']);
    is_block && takes_text && is_line && place.name.is_some_and(|name| is_credential_name(name.text()))
}
