//! Changes to files as a unified diff. Secrets are masked in both versions and in the context lines.

use std::io;
use std::ops::Range;
use std::sync::Arc;

use similar::{Algorithm, DiffOp, DiffTag, capture_diff_slices, group_diff_ops};

use super::masks::Masks;
use super::style::{BOLD, CYAN, GREEN, REMOVED, Style};
use super::visible::{one_line, visible};
use crate::secrets::Secret;
use crate::source::{FileId, Source, Sources};

/// The number of lines to show around a change.
const CONTEXT: usize = 3;

/// The text of a file before and after a change.
pub struct Change {
    sources: Sources,
    masks: Masks,
}

impl Change {
    /// Compares the text before and after, which are the two texts in `sources`, and masks the secrets of both.
    pub fn new(sources: Sources, secrets: &[Secret]) -> Self {
        Self { masks: Masks::of_versions(&sources, secrets), sources }
    }

    fn version(&self, index: u32) -> Version<'_> {
        let source = self.sources.get(FileId(index));
        Version { source, masks: &self.masks, lines: source.text.split_inclusive('\n').collect() }
    }
}

/// The text before or after the change.
struct Version<'a> {
    source: &'a Arc<Source>,
    masks: &'a Masks,
    /// The lines, with their line endings.
    lines: Vec<&'a str>,
}

impl Version<'_> {
    /// A line as it is shown: its secrets are masked, and on a terminal its invisible characters are spelled out.
    fn line(&self, index: usize, style: Style) -> String {
        let start = self.source.line_range(index).start;
        let end = start + self.lines.get(index).map_or(0, |line| line.trim_end_matches('\n').len()) as u32;
        let line = self.masks.masked(self.source, self.source.id(), start..end);
        if style.wrap { visible(line.trim_end_matches('\r')).into_owned() } else { line }
    }

    fn is_cut(&self, index: usize) -> bool {
        self.lines.get(index).is_some_and(|line| !line.ends_with('\n'))
    }
}

/// Writes changes one after the other.
pub fn write(out: &mut dyn io::Write, changes: &[Change], style: Style) -> io::Result<()> {
    changes.iter().try_for_each(|change| of_file(out, change, style))
}

fn of_file(out: &mut dyn io::Write, change: &Change, style: Style) -> io::Result<()> {
    let (old, new) = (change.version(0), change.version(1));
    let hunks = group_diff_ops(capture_diff_slices(Algorithm::Myers, &old.lines, &new.lines), CONTEXT);
    if hunks.is_empty() {
        return Ok(());
    }
    let name = one_line(&old.source.name);
    writeln!(out, "{}\n{}", style.paint(BOLD, &format!("--- a/{name}")), style.paint(BOLD, &format!("+++ b/{name}")))?;
    for hunk in hunks {
        let (Some(first), Some(last)) = (hunk.first(), hunk.last()) else { continue };
        let of_old = lines(first.old_range().start..last.old_range().end);
        let of_new = lines(first.new_range().start..last.new_range().end);
        writeln!(out, "{}", style.paint(CYAN, &format!("@@ -{of_old} +{of_new} @@")))?;
        hunk.iter().try_for_each(|op| part(out, op, &old, &new, style))?;
    }
    Ok(())
}

/// A range of lines in the form of a diff: counted from 1. An empty range has the number of the line before it.
fn lines(range: Range<usize>) -> String {
    match range.len() {
        1 => (range.start + 1).to_string(),
        0 => format!("{},0", range.start),
        length => format!("{},{length}", range.start + 1),
    }
}

fn part(out: &mut dyn io::Write, op: &DiffOp, old: &Version<'_>, new: &Version<'_>, style: Style) -> io::Result<()> {
    let mut all = |sign: &str, version: &Version<'_>, range: Range<usize>, color: Option<&str>| {
        range.into_iter().try_for_each(|index| {
            let line = format!("{sign}{}", version.line(index, style));
            let end = if version.is_cut(index) { "\n\\ No newline at end of file" } else { "" };
            writeln!(out, "{}{end}", color.map_or_else(|| line.clone(), |color| style.paint(color, &line)))
        })
    };
    if op.tag() == DiffTag::Equal {
        return all(" ", old, op.old_range(), None);
    }
    all("-", old, op.old_range(), Some(REMOVED))?;
    all("+", new, op.new_range(), Some(GREEN))
}
