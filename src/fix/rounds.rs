//! Rounds of fixes. Each starts from the texts of the previous one.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{Choice, Round, round};
use crate::diagnostic::Diagnostic;
use crate::session::Checked;

/// The largest number of rounds. One round is enough for fixes that do not overlap.
pub const MAX_ROUNDS: usize = 20;

/// The result of the last round.
pub struct Rounds {
    /// The check of the last texts.
    pub checked: Checked,
    /// The new text of each file that changed, by its name.
    pub texts: BTreeMap<String, String>,
    /// Names of files that one fix changed together.
    pub together: Vec<Vec<String>>,
    /// The number of applied fixes.
    pub fixed: usize,
    /// The number of fixes that the last round refused, because a file would be read differently than they say.
    pub refused: usize,
    /// Whether no more fixes can be applied. Otherwise, the limit of rounds was reached.
    pub is_stable: bool,
}

/// The rule of a finding and the name of its file.
type Kind = (&'static str, String);

/// Applies fixes until none is left, or for [`MAX_ROUNDS`]. `check` checks the project with new texts of some files, by
/// their names. `each` gets the result of each round. Fails if `check` fails.
pub fn rounds<E>(
    mut check: impl FnMut(&BTreeMap<String, String>) -> Result<Checked, E>,
    choice: &Choice,
    mut each: impl FnMut(&Checked, &Round),
) -> Result<Rounds, E> {
    let mut all = Rounds {
        checked: check(&BTreeMap::new())?,
        texts: BTreeMap::new(),
        together: Vec::new(),
        fixed: 0,
        refused: 0,
        is_stable: false,
    };
    // A fix that does not remove its finding would be applied again and again.
    let mut idle: HashSet<Kind> = HashSet::new();
    for _ in 0..MAX_ROUNDS {
        let before = all.checked;
        let is_idle = |found: &Diagnostic| idle.contains(&kind(&before, found));
        let round = round(&before, choice, &is_idle);
        all.refused = round.refused.len();
        if round.fixed.is_empty() {
            all.checked = before;
            all.is_stable = true;
            break;
        }
        each(&before, &round);
        all.fixed += round.fixed.len();
        let name = |file| before.sources.get(file).name.clone();
        all.together.extend(round.together.iter().map(|files| files.iter().copied().map(name).collect()));
        all.texts.extend(round.texts.iter().map(|(file, text)| (name(*file), text.clone())));
        all.checked = check(&all.texts)?;
        let (was, is) = (counts(&before), counts(&all.checked));
        let fixed = round.fixed.iter().filter_map(|&index| before.outcome.diagnostics.get(index));
        let left = fixed.map(|found| kind(&before, found)).filter(|kind| is.get(kind) >= was.get(kind));
        idle.extend(left.collect::<Vec<_>>());
    }
    Ok(all)
}

fn kind(checked: &Checked, found: &Diagnostic) -> Kind {
    (found.rule, checked.sources.get(found.primary.span.file).name.clone())
}

/// The number of findings of each rule in each file.
fn counts(checked: &Checked) -> HashMap<Kind, usize> {
    let mut counts = HashMap::new();
    for found in &checked.outcome.diagnostics {
        *counts.entry(kind(checked, found)).or_default() += 1;
    }
    counts
}
