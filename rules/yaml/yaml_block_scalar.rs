//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::Resource;
use crate::kube::resource::known_str;
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::schema::{Part, TextPlace};
use crate::secrets::engine::is_credential_name;
use crate::yaml::{Node, Passage, Style, drop_last_line_feed, keep_lines};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "yaml-block-scalar",
        summary: "A block scalar that `>` folds, or a password with a line feed",
        category: Category::Syntax,
        severity: Severity::Warning,
        fix: Some(Applicability::Safe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Written(check),
};

fn check<'w>(resource: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let texts = &cx.workspace.facts(resource).texts;
    for &node in &texts.folded {
        let message = match (is_folded_pem(node.text()), is_folded_script(node)) {
            (true, _) => "`>` joins the lines of this PEM text, so no program can read it",
            (_, true) => "`>` joins the lines of this script to its first one, the `#!` line, so none of it runs",
            _ => continue,
        };
        let report = cx.report(node.sign(), message).help("write `|`, which keeps the lines");
        report.fix(Applicability::Safe, "keep the lines", keep_lines(node));
    }
    for &place in &texts.notable {
        if let Some(comment) = folded_comment(place) {
            let message = "`>` joins this line and those below it, so to the shell they are all one comment";
            let help = "remove the line: a `#` in a block scalar does not start a YAML comment";
            cx.report(comment, message).help(help);
        }
        if keeps_line_feed(place) {
            let node = place.node;
            let name = place.name.map_or("", |name| name.text());
            let message = format!("the value of `{name}` ends with a line feed: a block scalar keeps its last one");
            let report = cx.report(node.sign(), message);
            let report = report.help("write `-` after the `|` or `>`, which drops the last line feed");
            report.fix(Applicability::Unsafe, "drop the last line feed", drop_last_line_feed(node));
        }
    }
}

/// Whether a text contains `-----BEGIN X----- MII...`: a PEM block that was folded.
fn is_folded_pem(text: &str) -> bool {
    let header = text.split_once("-----BEGIN ").and_then(|(_, rest)| rest.split_once("-----"));
    header.is_some_and(|(_, body)| body.starts_with(' ') && body.contains("-----END "))
}

/// Whether the first line, when folded, is longer than it is written.
fn is_folded_script(node: Node<'_>) -> bool {
    let mut lines = node.source_text().lines().skip(1).map(str::trim);
    let first = |text: &str| text.lines().next().unwrap_or("").trim().len();
    node.text().starts_with("#!") && lines.next().is_some_and(|line| line.len() < first(node.text()))
}

/// Whether a one-line password or token is in a block that ends with a line feed. The base64 text in a Secret's `data`
/// may end with one.
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

/// Names of programs in which `#` starts a comment.
const SHELLS: &[&str] = &["sh", "bash", "ash", "dash", "ksh", "zsh"];

/// The first line with a `#` that hides the lines below it from a shell, because `>` joins them.
fn folded_comment(place: TextPlace<'_>) -> Option<Passage<'_>> {
    let node = place.node;
    if place.part != Part::Argument || node.style() != Style::Folded || node.is_alias() || !runs_shell(node) {
        return None;
    }
    let written = node.as_written();
    let text = written.text();
    let mut lines = text.split_inclusive('\n').map(|line| (line.as_ptr() as usize - text.as_ptr() as usize, line));
    lines.next();
    let lines: Vec<(usize, &str)> = lines.collect();
    let indent = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let column = indent(lines.iter().find(|(_, line)| !line.trim().is_empty())?.1);
    // A line keeps its line feed if it is indented deeper or follows an empty one.
    let joins = |line: &str| indent(line) == column && !line.trim().is_empty();
    let is_comment = |line: &str| joins(line) && line.trim_start().starts_with('#') && !line.contains("#!");
    let at = lines.windows(2).position(|pair| is_comment(pair[0].1) && joins(pair[1].1))?;
    let (before, line) = lines[at];
    // In quotes, a `#` is text.
    let is_quoted = ['"', '\''].iter().any(|quote| text[..before].matches(*quote).count() % 2 == 1);
    (!is_quoted).then(|| written.part(before + column..before + line.trim_end().len()))
}

/// Whether the container of an argument runs a shell with a script.
fn runs_shell(argument: Node<'_>) -> bool {
    let Some(container) = argument.parent().and_then(Node::parent) else { return false };
    let words = ["command", "args"].into_iter().filter_map(|key| container.get(key)).flat_map(|list| list.items());
    let is_shell = |word: Node<'_>| SHELLS.contains(&word.text().rsplit('/').next().unwrap_or_default());
    let is_script = |word: &Node<'_>| word.text().starts_with('-') && word.text().ends_with('c');
    let mut words = words.skip_while(|word| !is_shell(*word));
    words.next().is_some() && words.any(|word| is_script(&word))
}
