//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::Resource;
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::schema::{Part, TextPlace};
use crate::yaml::{Style, drop_returns};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "yaml-crlf",
        summary: "A script whose lines end with a carriage return",
        category: Category::Syntax,
        severity: Severity::Warning,
        fix: Some(Applicability::Safe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Written(check),
};

fn check<'w>(resource: &'w Resource<'w>, cx: &mut Cx<'w>) {
    for &place in &cx.workspace.facts(resource).texts.notable {
        let Some(effect) = effect(place) else { continue };
        let message = format!("the lines of this script end with `\\r\\n`: {effect}");
        let report =
            cx.report(place.node, message).help("write `\\n` for each `\\r\\n`, or use a block scalar with `|`");
        report.fix(Applicability::Safe, "write `\\n`", drop_returns(place.node));
    }
}

/// The effect of the carriage returns, if there is one. Only double quotes pass a carriage return on to the program:
/// kubectl reads the line endings of the file itself as line feeds.
fn effect(place: TextPlace<'_>) -> Option<&'static str> {
    let text = place.node.text();
    if place.node.style() != Style::DoubleQuoted || place.node.is_alias() || !text.contains("\r\n") {
        return None;
    }
    let name = place.name.map_or("", |name| name.text());
    match place.part {
        Part::Data | Part::SecretData | Part::Argument if ends_shebang(text) => {
            Some("the interpreter of its first line is not found, since `\\r` is a part of its name")
        }
        Part::Data if (name.ends_with(".sh") || name.ends_with(".bash")) && ends_command(text) => Some(IN_WORD),
        // A script after `-c` or `-ec`. The line endings of a protocol are in quotes.
        Part::Argument if is_shell_flag(name) && ends_command(text) => Some(IN_WORD),
        _ => None,
    }
}

const IN_WORD: &str = "the shell reads each `\\r` as a part of the last word";

fn ends_shebang(text: &str) -> bool {
    text.starts_with("#!") && text.split('\n').next().is_some_and(|line| line.ends_with('\r'))
}

fn is_shell_flag(name: &str) -> bool {
    name.len() < 8
        && name.starts_with('-')
        && name.ends_with('c')
        && name[1..].bytes().all(|byte| byte.is_ascii_lowercase())
}

/// Whether a line ends outside of quotes.
fn ends_command(text: &str) -> bool {
    text.match_indices("\r\n").any(|(at, _)| {
        let before = &text[..at];
        let line = before.rsplit('\n').next().unwrap_or("").trim();
        !line.is_empty() && ['"', '\''].iter().all(|&quote| before.matches(quote).count() % 2 == 0)
    })
}
