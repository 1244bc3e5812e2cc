//! The last lines of the report for people: how many findings, in how many files, and what was not checked.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::style::{BOLD, CYAN, DIM, RED, Style, YELLOW, color};
use super::visible::{one_line, visible};
use super::{Report, Summary, Unbuilt, Unjudged};
use crate::diagnostic::Severity;

/// The most reasons that are shown. The others are only counted.
const MAX_REASONS: usize = 4;

/// The number of findings above which they are also counted by rule.
const MANY: usize = 20;

/// The most rules that are counted one by one. The others are counted together.
const MAX_RULES: usize = 15;

/// The last lines for people: the findings by rule if there are many, the counts, and a hint where to read more.
pub(super) fn summary(report: &Report, style: Style) -> String {
    let is_much = report.diagnostics.len() > MANY;
    let mut out = if is_much { by_rule(report, MAX_RULES, style) + "\n" } else { String::new() };
    out.push_str(&counts(report, style));
    // The most severe finding, or the first of several.
    if let Some(example) = report.diagnostics.iter().min_by_key(|diagnostic| Reverse(diagnostic.severity)) {
        let hint = format!("why it matters: bowline explain {}", example.rule);
        out.push_str(&style.paint(DIM, hint.as_str()));
        out.push('\n');
    }
    out
}

/// The number of findings of each rule, and the counts.
pub fn statistics(report: &Report, style: Style) -> String {
    let by_rule = by_rule(report, usize::MAX, style);
    let gap = if by_rule.is_empty() { "" } else { "\n" };
    by_rule + gap + &counts(report, style)
}

/// The number of findings, of files and of resources, and what was not checked.
pub fn counts(report: &Report, style: Style) -> String {
    let separator = if style.unicode { " · " } else { "; " };
    let summary = report.summary;
    let mut parts = vec![found(report, style)];
    let mut more = |count: usize, text: String| parts.extend((count > 0).then_some(text));
    more(summary.fixable, format!("{} fixable with `--fix`", summary.fixable));
    more(summary.hidden_infos, format!("{} not shown (--info)", counted(summary.hidden_infos, "info")));
    more(summary.suppressed, format!("{} suppressed", summary.suppressed));
    more(summary.known, format!("{} in the baseline", summary.known));
    more(summary.context, format!("{} read for context", counted(summary.context, "further file")));
    let mut out = style.sentence(&parts.join(separator));
    out.push_str(&left_out("not checked:", &skipped(summary), style, separator));
    out.push_str(&left_out("built in part:", &unbuilt(summary), style, separator));
    out + &schemas(report, style, separator)
}

/// The kinds that have no schema, and the rules that were not evaluated.
fn schemas(report: &Report, style: Style, separator: &str) -> String {
    let Summary { without_schema, rules, .. } = report.summary;
    let resources = without_schema.iter().map(|kind| kind.count).sum();
    let (resources, kinds) = (counted(resources, "resource"), counted(without_schema.len(), "kind"));
    let without = format!("{} {resources} of {kinds} (--crds DIR adds schemas)", style.paint(BOLD, "no schema:"));
    let unevaluated = format!("{} {}", style.paint(BOLD, "not evaluated:"), counted(*rules, "CEL rule"));
    let parts = [(without_schema.len(), without), (*rules, unevaluated)];
    let parts: Vec<String> = parts.into_iter().filter(|(count, _)| *count > 0).map(|(_, text)| text).collect();
    let mut out = if parts.is_empty() { String::new() } else { style.sentence(&parts.join(separator)) };
    for kind in without_schema.iter().filter(|_| style.verbose) {
        let Unjudged { api_version, kind, count } = kind;
        out.push_str(&format!("  {} ({}): {}\n", one_line(kind), one_line(api_version), counted(*count, "resource")));
    }
    out
}

/// One line for each rule with its number of findings, the most frequent first, up to `most` rules.
fn by_rule(report: &Report, most: usize, style: Style) -> String {
    let mut rules: BTreeMap<&str, (usize, Severity)> = BTreeMap::new();
    for diagnostic in report.diagnostics {
        let (count, gravest) = rules.entry(diagnostic.rule).or_insert((0, diagnostic.severity));
        *count += 1;
        *gravest = diagnostic.severity.max(*gravest);
    }
    let mut rules: Vec<_> = rules.into_iter().collect();
    rules.sort_by_key(|(_, (count, _))| Reverse(*count));
    let digits = rules.first().map_or(0, |(_, (count, _))| count.to_string().len());
    let mut out = String::new();
    for (rule, (count, gravest)) in rules.iter().take(most) {
        let linked = style.link(&(report.rule_info)(rule).url, rule);
        out.push_str(&format!("  {count:digits$}  {}\n", style.paint(color(*gravest), &linked)));
    }
    let rest = rules.get(most..).unwrap_or_default();
    if !rest.is_empty() {
        let count: usize = rest.iter().map(|(_, (count, _))| count).sum();
        out.push_str(&format!("  {count:digits$}  of {}\n", counted(rest.len(), "further rule")));
    }
    out
}

fn found(report: &Report, style: Style) -> String {
    let (files, resources) = (counted(report.summary.files, "file"), counted(report.summary.resources, "resource"));
    let kinds = [(Severity::Error, RED), (Severity::Warning, YELLOW), (Severity::Info, CYAN)];
    let counts = kinds.map(|(severity, color)| match report.count(severity) {
        0 => None,
        count => Some(style.paint(color, &counted(count, severity.as_str()))),
    });
    let counts: Vec<String> = counts.into_iter().flatten().collect();
    match counts.is_empty() {
        // A change can break something in files that were not read.
        false if report.summary.files == 0 && report.summary.resources == 0 => counts.join(", "),
        false => format!("{} in {files} ({resources})", counts.join(", ")),
        // "No findings" would promise too much.
        true if report.summary.resources == 0 => format!("nothing to check: no resources in {files}"),
        true => format!("no findings in {resources} ({files})"),
    }
}

/// Something that was not checked.
struct Item<'a> {
    reason: &'a str,
    noun: &'static str,
    place: String,
    /// The text for the list of all items: the reason and the place.
    detail: String,
}

fn skipped(summary: &Summary) -> Vec<Item<'_>> {
    let all = summary.skipped.iter();
    all.map(|one| Item { reason: &one.reason, noun: one.noun(), place: one.place(), detail: one.reason.clone() })
        .collect()
}

fn unbuilt(summary: &Summary) -> Vec<Item<'_>> {
    let all = summary.unbuilt.iter().map(|Unbuilt { kustomization, file, line, reason }| Item {
        reason,
        noun: "kustomization",
        place: kustomization.clone(),
        detail: format!("{reason} ({file}:{line})"),
    });
    all.collect()
}

/// One line with the reasons, or a line with the number and all places below it. Empty if nothing was left out.
fn left_out(head: &str, items: &[Item<'_>], style: Style, separator: &str) -> String {
    if items.is_empty() {
        return String::new();
    }
    let what = if style.verbose { numbers(items) } else { reasons(items, separator) };
    let mut out = style.sentence(&format!("{} {what}", style.paint(BOLD, head)));
    for item in items.iter().filter(|_| style.verbose) {
        out.push_str(&format!("  {}: {}\n", one_line(&item.place), one_line(&item.detail)));
    }
    out
}

/// The number of items for each noun, without their reasons.
fn numbers<'a>(items: impl IntoIterator<Item = &'a Item<'a>>) -> String {
    let mut places: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for item in items {
        places.entry(item.noun).or_default().insert(&item.place);
    }
    // Files come before documents.
    let counts: Vec<String> = places.iter().rev().map(|(noun, places)| counted(places.len(), noun)).collect();
    counts.join(" and ")
}

/// The reasons with their items: the most frequent first, a single file by its name.
fn reasons(items: &[Item<'_>], separator: &str) -> String {
    let mut by_reason: BTreeMap<(&str, &str), BTreeMap<&str, &Item<'_>>> = BTreeMap::new();
    for item in items {
        by_reason.entry((item.reason, item.noun)).or_default().insert(&item.place, item);
    }
    let mut reasons: Vec<_> = by_reason.into_iter().collect();
    reasons.sort_by_key(|(_, items)| Reverse(items.len()));
    let shown = reasons.iter().take(MAX_REASONS);
    let mut parts: Vec<String> = shown.map(|((reason, noun), items)| part(reason, noun, items)).collect();
    let rest = reasons.get(MAX_REASONS..).unwrap_or_default();
    if !rest.is_empty() {
        let items = rest.iter().flat_map(|(_, items)| items.values().copied());
        parts.push(format!("{} for other reasons", numbers(items)));
    }
    let all_named = rest.is_empty() && reasons.iter().all(|(_, items)| items.len() == 1);
    let hint = if all_named { String::new() } else { format!("{separator}--verbose lists them") };
    parts.join(", ") + &hint
}

fn part(reason: &str, noun: &str, items: &BTreeMap<&str, &Item<'_>>) -> String {
    let what = match items.first_key_value() {
        Some((place, _)) if items.len() == 1 => one_line(place).into_owned(),
        _ => counted(items.len(), noun),
    };
    format!("{what} ({})", visible(reason))
}

pub(super) fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}
