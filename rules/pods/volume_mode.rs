//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::Resource;
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::yaml::{Entry, replace_raw};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "volume-mode",
        summary: "Permissions of a file in decimal digits, or out of range",
        category: Category::Values,
        severity: Severity::Error,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Object(check),
};

/// `0777`, the largest mode that the API server accepts.
const MOST: i64 = 0o777;

/// Modes that the API server accepts but reads as decimal numbers, which nobody intends.
const MISREAD: [&str; 4] = ["400", "440", "444", "500"];

fn check<'w>(resource: &'w Resource<'w>, cx: &mut Cx<'w>) {
    for &entry in &cx.workspace.facts(resource).modes {
        let Some(mode) = entry.value.as_i64() else { continue };
        let written = entry.value.source_text();
        if !(0..=MOST).contains(&mode) {
            refused(entry, written, mode, cx);
        } else if MISREAD.contains(&written) {
            let shown = format!("`{}: {written}` is decimal", entry.key.key_text());
            let message = format!("{shown}: the files get the mode 0{mode:o}, not 0{written}");
            suggest(entry, written, message, Severity::Warning, cx);
        }
    }
}

fn refused<'w>(entry: Entry<'w>, written: &str, mode: i64, cx: &mut Cx<'w>) {
    let (shown, refusal) = (format!("`{}: {written}`", entry.key.key_text()), cx.refusal());
    let meant = i64::from_str_radix(written, 8).ok();
    if meant.is_some_and(|meant| (0..=MOST).contains(&meant)) && !written.starts_with('0') {
        let message = format!("{shown} is decimal and above 511, which is `0777` in octal, so {refusal}");
        return suggest(entry, written, message, Severity::Error, cx);
    }
    let message = if written.starts_with('0') && meant.is_none() && mode > MOST {
        format!("{shown} is {mode}, since it is not octal, but the largest mode is 511, which is `0777`, so {refusal}")
    } else {
        format!("{shown} is not between 0 and 0777, so {refusal}")
    };
    cx.report(entry.value, message).help("write an octal number from `0` to `0777`");
}

/// Suggests the digits as an octal number, which was meant. JSON has no octal numbers.
fn suggest<'w>(entry: Entry<'w>, written: &str, message: String, severity: Severity, cx: &mut Cx<'w>) {
    let is_json = entry.key.source_text().starts_with('"');
    let meant = i64::from_str_radix(written, 8).unwrap_or_default();
    let octal = if is_json { meant.to_string() } else { format!("0{written}") };
    let help =
        if is_json { format!("write `{octal}`, which is {written} in octal") } else { format!("write `{octal}`") };
    let report = cx.report(entry.value, message).severity(severity).help(help);
    report.fix(Applicability::Unsafe, format!("write `{octal}`"), replace_raw(entry.value, &octal));
}
