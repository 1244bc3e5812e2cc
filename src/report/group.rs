//! Groups findings that say the same about several places, so that people read them once.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::shown_fix::fix;
use super::style::Style;
use super::summary::counted;
use super::visible::one_line;
use super::{Place, Report};
use crate::diagnostic::{Diagnostic, Severity};

/// How many files a remark names, unless all places are requested.
const MAX_FILES: usize = 3;

/// How many lines of a file a remark names, unless all places are requested.
const MAX_LINES: usize = 5;

/// The number of findings above which the most severe come first, whatever their files are.
const MANY: usize = 20;

/// A finding, with others that differ only in names.
pub(super) struct Group<'a> {
    /// The finding to show.
    pub(super) first: &'a Diagnostic,
    /// The findings of which only the places are shown.
    pub(super) others: Vec<&'a Diagnostic>,
}

/// What findings of one group have in common.
#[derive(PartialEq, Eq, Hash)]
struct Sameness<'a> {
    rule: &'a str,
    severity: Severity,
    message: String,
    help: Option<String>,
    fix: Option<(String, Vec<String>)>,
}

/// All findings in groups, in the order of the first finding of each. If there are many, the most severe come first.
pub(super) fn groups<'a>(report: &Report<'a>) -> Vec<Group<'a>> {
    let mut groups: Vec<Group<'a>> = Vec::new();
    let mut known: HashMap<Sameness<'a>, usize> = HashMap::new();
    for diagnostic in report.by_file().into_iter().flat_map(|(_, found)| found) {
        let at = *known.entry(sameness(report, diagnostic)).or_insert(groups.len());
        match groups.get_mut(at) {
            Some(group) => group.others.push(diagnostic),
            None => groups.push(Group { first: diagnostic, others: Vec::new() }),
        }
    }
    if groups.len() > MANY {
        groups.sort_by_key(|group| Reverse(group.first.severity));
    }
    groups
}

fn sameness<'a>(report: &Report, diagnostic: &'a Diagnostic) -> Sameness<'a> {
    let without = |text: &str| without_names(diagnostic, text);
    Sameness {
        rule: diagnostic.rule,
        severity: diagnostic.severity,
        message: without(&diagnostic.message),
        help: diagnostic.help.as_deref().map(without),
        fix: fix(report, diagnostic).map(|(fix, lines)| (without(&fix), lines)),
    }
}

/// A text without the names that distinguish places: those of the object, of its namespace and of containers.
fn without_names(diagnostic: &Diagnostic, text: &str) -> String {
    let object = diagnostic.object.as_ref();
    let own = [object.and_then(|object| object.name.as_deref()), object.and_then(|object| object.namespace.as_deref())];
    let mut out = String::with_capacity(text.len());
    for (index, part) in text.split('`').enumerate() {
        let is_name = index % 2 == 1 && (out.ends_with("container `") || own.contains(&Some(part)));
        out.push_str(if is_name { "" } else { part });
        out.push('`');
    }
    out
}

impl Group<'_> {
    /// The remarks after the first finding, each as a word and a text: its object, and the places of the others. Empty
    /// for a single finding.
    pub(super) fn remarks(&self, report: &Report, style: Style) -> Vec<(&'static str, String)> {
        if self.others.is_empty() {
            return Vec::new();
        }
        let object = self.first.object.as_ref();
        let title = object.and_then(|object| Some(format!("{} `{}`", object.kind, one_line(object.name.as_ref()?))));
        let title = title.map(|title| ("in:", title));
        title.into_iter().chain([("also:", Places::of(self, report).describe(style))]).collect()
    }

    /// Whether the remarks leave some places out.
    pub(super) fn is_cut(&self, report: &Report, style: Style) -> bool {
        Places::of(self, report).is_cut(style)
    }
}

/// The places of the findings of a group, except the first.
struct Places {
    count: usize,
    /// Each file with its lines. The file of the first finding comes first.
    files: Vec<(String, Vec<u32>)>,
    /// The number of listed files that are the file of the first finding: one or zero.
    own: usize,
}

impl Places {
    fn of(group: &Group, report: &Report) -> Self {
        let mut files: Vec<(String, Vec<u32>)> = Vec::new();
        for other in &group.others {
            let Place { file, start, .. } = report.place(other.primary.span);
            match files.last_mut().filter(|(last, _)| *last == file) {
                Some((_, lines)) => lines.push(start.line),
                None => files.push((file, vec![start.line])),
            }
        }
        let first = report.place(group.first.primary.span).file;
        let own = files.iter().take_while(|(file, _)| *file == first).count();
        Self { count: group.others.len(), files, own }
    }

    fn is_cut(&self, style: Style) -> bool {
        !style.verbose && (self.files.len() > MAX_FILES || self.files.iter().any(|(_, lines)| lines.len() > MAX_LINES))
    }

    /// `36 more: a.yaml:115,186,… · 22 other files`.
    fn describe(&self, style: Style) -> String {
        let (dot, ellipsis) = if style.unicode { (" · ", ",…") } else { ("; ", ",...") };
        let (named, lines) = match style.verbose {
            true => (self.files.len(), usize::MAX),
            false if self.files.len() <= MAX_FILES => (self.files.len(), MAX_LINES),
            false => (self.own, MAX_LINES),
        };
        let list = |(file, all): &(String, Vec<u32>)| {
            let shown: Vec<String> = all.iter().take(lines).map(u32::to_string).collect();
            format!("{}:{}{}", one_line(file), shown.join(","), if all.len() > lines { ellipsis } else { "" })
        };
        let mut parts: Vec<String> = self.files.iter().take(named).map(list).collect();
        let rest = counted(self.files.len() - named, "other file");
        if parts.is_empty() {
            return format!("{} more in {rest}", self.count);
        }
        parts.extend((named < self.files.len()).then_some(rest));
        format!("{} more: {}", self.count, parts.join(if style.verbose { "\n" } else { dot }))
    }
}
