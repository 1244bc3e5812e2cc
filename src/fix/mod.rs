//! Fixes as new texts: which of them apply together, and what is read of a file once they did.
//!
//! A fix is applied as a whole or not at all. Fixes whose edits meet wait for the next [round]: it starts from a check of the
//! new texts. Each new text is read and compared with the old one before anybody gets it, so a fix that changes
//! more than its edits name is refused. Nothing here touches a file.

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

/// Which fixes are wanted. The default is each safe one in any file.
#[derive(Debug, Clone, Default)]
pub struct Choice {
    /// Whether fixes that a person has to look at are wanted as well.
    pub with_unsafe: bool,
    /// Ids or former ids of the rules whose findings are fixed, or their categories. Empty for all.
    pub rules: Vec<String>,
    /// Names of the files that may change, as in [`Sources`]. `None` for all.
    pub files: Option<HashSet<String>>,
}

impl Choice {
    /// The fix of a finding, if it is wanted and every edit of it is in text that a person edits and that may change.
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

    /// How many findings have a fix that is wanted.
    pub fn count(&self, checked: &Checked) -> usize {
        checked.outcome.diagnostics.iter().filter(|found| self.fix(checked, found).is_some()).count()
    }

    fn names(&self, rule: &str) -> bool {
        let Some(meta) = rules::find(rule).map(|rule| &rule.meta) else { return self.rules.is_empty() };
        let is_called = |name: &String| meta.is_called(name) || meta.category.as_str() == name;
        self.rules.is_empty() || self.rules.iter().any(is_called)
    }
}

/// What one round of fixes makes of the texts of a check.
#[derive(Debug, Default)]
pub struct Round {
    /// The new text of each file that changes.
    pub texts: BTreeMap<FileId, String>,
    /// The findings whose fix is in these texts, as places in the outcome's list.
    pub fixed: Vec<usize>,
    /// Those whose fix meets one of the others: a later round may apply it.
    pub waiting: Vec<usize>,
    /// Those whose fix is not applied because the file would read otherwise than the fix says.
    pub refused: Vec<usize>,
    /// Files that one fix changes together: all of their texts are kept, or none.
    pub together: Vec<Vec<FileId>>,
}

/// Those of some fixes that apply together, as [`round`] picks them: the first of those that meet, and none with which a file
/// would read otherwise than its fixes say.
pub fn together<'f>(sources: &Sources, offered: &[&'f Fix]) -> Vec<&'f Fix> {
    let round = pick::apply(sources, offered.iter().copied().enumerate().collect());
    round.fixed.into_iter().map(|index| offered[index]).collect()
}

/// Applies the fixes of a check that are wanted and do not meet. Findings that `is_idle` names keep theirs.
pub fn round(checked: &Checked, choice: &Choice, is_idle: &dyn Fn(&Diagnostic) -> bool) -> Round {
    let findings = checked.outcome.diagnostics.iter().enumerate().filter(|(_, found)| !is_idle(found));
    let offered = findings.filter_map(|(index, found)| Some((index, choice.fix(checked, found)?)));
    pick::apply(&checked.sources, offered.collect())
}
