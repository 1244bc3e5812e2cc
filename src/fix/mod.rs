//! Fixes as new texts: which of them apply together, and how the new text of a file is read.
//!
//! A fix is applied as a whole or not at all. Fixes with edits in the same place wait for the next [round], which
//! starts from a check of the new texts. Each new text is read and compared with the old one before it is returned. So
//! a fix that changes more than its edits name is refused. Nothing here writes a file.

mod change;
mod pick;
mod reading;
mod rounds;
mod text;

use std::collections::{BTreeMap, HashSet};

use crate::diagnostic::{Applicability, Diagnostic, Edit, Fix};
use crate::rules;
use crate::session::Checked;
use crate::source::{FileId, Sources};

pub use change::change;
pub use rounds::{MAX_ROUNDS, Rounds, rounds};

/// The fixes to apply. The default is each safe fix in any file.
#[derive(Debug, Clone, Default)]
pub struct Choice {
    /// Whether fixes that need a person's review are also applied.
    pub with_unsafe: bool,
    /// Ids or former ids of the rules whose findings are fixed, or their categories. Empty for all.
    pub rules: Vec<String>,
    /// Names of the files that may change, as in [`Sources`]. `None` for all.
    pub files: Option<HashSet<String>>,
}

impl Choice {
    /// The fix of a finding. Returns `None` if it is not chosen, or if an edit is in text that may not change.
    pub fn fix<'d>(&self, checked: &Checked, diagnostic: &'d Diagnostic) -> Option<&'d Fix> {
        let fix = diagnostic.fix.as_ref()?;
        let is_trusted = match fix.applicability {
            Applicability::Safe => true,
            Applicability::Unsafe => self.with_unsafe,
            Applicability::Manual => false,
        };
        let may_change = |file| self.files.as_ref().is_none_or(|files| files.contains(&checked.sources.get(file).name));
        let is_open = |edit: &Edit| may_change(edit.span().file) && checked.origins.find(edit.span()).is_none();
        let is_wanted = is_trusted && self.names(diagnostic.rule) && !fix.edits.is_empty();
        (is_wanted && fix.edits.iter().all(is_open)).then_some(fix)
    }

    /// The number of findings with a chosen fix.
    pub fn count(&self, checked: &Checked) -> usize {
        checked.outcome.diagnostics.iter().filter(|found| self.fix(checked, found).is_some()).count()
    }

    fn names(&self, rule: &str) -> bool {
        let Some(meta) = rules::find(rule).map(|rule| &rule.meta) else { return self.rules.is_empty() };
        let is_called = |name: &String| meta.is_called(name) || meta.category.as_str() == name;
        self.rules.is_empty() || self.rules.iter().any(is_called)
    }
}

/// The result of one round of fixes for the texts of a check.
#[derive(Debug, Default)]
pub struct Round {
    /// The new text of each file that changes.
    pub texts: BTreeMap<FileId, String>,
    /// The findings whose fix is in these texts, as places in the outcome's list.
    pub fixed: Vec<usize>,
    /// The findings whose fix overlaps another one. A later round may apply it.
    pub waiting: Vec<usize>,
    /// The findings whose fix is refused, because the file would be read differently than the fix says.
    pub refused: Vec<usize>,
    /// Files that one fix changes together: either all or none of their texts are kept.
    pub together: Vec<Vec<FileId>>,
}

/// The fixes that apply together, as [`round`] picks them. Of overlapping fixes, the first is picked. A fix is left out
/// if a file would be read differently than the fix says.
pub fn together<'f>(sources: &Sources, offered: &[&'f Fix]) -> Vec<&'f Fix> {
    let round = pick::apply(sources, offered.iter().copied().enumerate().collect());
    round.fixed.into_iter().map(|index| offered[index]).collect()
}

/// Applies the chosen fixes of a check that do not overlap. Findings for which `is_idle` is true keep theirs.
pub fn round(checked: &Checked, choice: &Choice, is_idle: &dyn Fn(&Diagnostic) -> bool) -> Round {
    let findings = checked.outcome.diagnostics.iter().enumerate().filter(|(_, found)| !is_idle(found));
    let offered = findings.filter_map(|(index, found)| Some((index, choice.fix(checked, found)?)));
    pick::apply(&checked.sources, offered.collect())
}
