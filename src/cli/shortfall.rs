//! The reasons why a run fails although it finished: a requested path does not exist, or cannot be checked.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::args::Selection;
use crate::report::Summary;

/// For each reason to leave a file out: its words in the singular and the plural, and what to do.
const REASONS: &[(&str, &str, &str, &str)] = &[
    ("template", "template", "templates", HELM),
    ("Helm chart file", "file of a Helm chart", "files of a Helm chart", HELM),
    ("no apiVersion and kind", "file without an object", "files without an object", OBJECT),
    ("ignored by git", "file that git ignores", "files that git ignores", NAME),
    ("hidden", "hidden file", "hidden files", NAME),
    ("vendored by Go", "file vendored by Go", "files vendored by Go", NAME),
    ("excluded", "excluded path", "excluded paths", "`exclude` or `--exclude` leaves it out"),
    ("symbolic link", "symbolic link", "symbolic links", "name the file that it leads to"),
];

const HELM: &str = "check what a chart renders with `helm template CHART | bowline check -`";
const KUSTOMIZE: &str = "check what a kustomization builds with `kubectl kustomize FOLDER | bowline check -`";
const NAME: &str = "name such a file or folder to check it";
const OBJECT: &str = "an object has an `apiVersion` and a `kind`";

/// The message about a shortfall. Returns `None` if there is none.
pub(super) fn of(selection: &Selection, missing: &[String], summary: &Summary) -> Option<String> {
    if let Some((last, others)) = missing.split_last() {
        let others: String = others.iter().map(|name| format!("{name}, ")).collect();
        return Some(format!("{others}{last}: no such file or folder"));
    }
    // A change may touch no manifest if there are manifests that it could touch. An editor may pass any file.
    let is_untouched = selection.diff.is_some() && summary.context > 0;
    match summary.documents > 0 || selection.may_be_empty() || is_untouched || selection.stdin_filename.is_some() {
        true => None,
        false => Some(nothing_checked(summary)),
    }
}

/// The message about the files that were left out, and what to do.
fn nothing_checked(summary: &Summary) -> String {
    let mut by_reason: BTreeMap<&str, usize> = BTreeMap::new();
    for skipped in &summary.skipped {
        *by_reason.entry(&skipped.reason).or_default() += 1;
    }
    let mut found: Vec<(usize, String, Option<&str>)> =
        by_reason.into_iter().map(|(reason, count)| part(reason, count)).collect();
    let instructions = summary.instructions;
    let name = if instructions == 1 { "kustomization or patch" } else { "kustomizations or patches" };
    found.extend((instructions > 0).then(|| (instructions, format!("{instructions} {name}"), Some(KUSTOMIZE))));
    found.sort_by_key(|(count, ..)| Reverse(*count));
    let what: Vec<&str> = found.iter().map(|(_, what, _)| what.as_str()).collect();
    let what = if what.is_empty() { "there is none".to_owned() } else { what.join(", ") };
    let advice =
        found.iter().find_map(|(_, _, advice)| *advice).map_or_else(String::new, |advice| format!("; {advice}"));
    format!("no object was checked: {what}{advice}; `--allow-empty` accepts this")
}

fn part(reason: &str, count: usize) -> (usize, String, Option<&'static str>) {
    match REASONS.iter().find(|(known, ..)| *known == reason) {
        Some((_, one, _, advice)) if count == 1 => (count, format!("1 {one}"), Some(*advice)),
        Some((_, _, many, advice)) => (count, format!("{count} {many}"), Some(*advice)),
        None => (count, format!("{count} skipped ({reason})"), None),
    }
}
