//! The severity of findings about what a change breaks.

use std::collections::HashMap;

use crate::diagnostic::{Applicability, Diagnostic, Explained, Fix, Ground, Severity};
use crate::rule::{Rank, Rule};
use crate::rules;
use crate::source::{FileId, Nest, Span};

/// Makes a finding about a breakage by a change as severe as the most severe finding at one of its references. That
/// finding then follows from it. Keeps the fix of a finding at its only reference. `severity` is the shown severity of
/// a finding, or `None` for a hidden finding.
pub(super) fn weigh(all: &mut [Diagnostic], severity: impl Fn(&Diagnostic) -> Option<Severity>) {
    let mut references: HashMap<FileId, Vec<(Span, usize)>> = HashMap::new();
    let of_change = |one: &Diagnostic| rules::find(one.rule).is_some_and(Rule::is_on_change);
    for (index, one) in all.iter().enumerate().filter(|(_, one)| of_change(one)) {
        for explained in one.basis.iter().flat_map(|basis| &basis.explains) {
            if let Explained::Within(span) = explained {
                references.entry(span.file).or_default().push((*span, index));
            }
        }
    }
    if references.is_empty() {
        return;
    }
    let references: HashMap<FileId, Nest<usize>> =
        references.into_iter().map(|(file, spans)| (file, Nest::new(spans))).collect();
    let mut follows: Vec<(usize, usize)> = Vec::new();
    for (at, one) in all.iter().enumerate().filter(|(_, one)| severity(one).is_some()) {
        let is_later = rules::find(one.rule).and_then(|rule| rule.meta.rank()).is_some_and(|rank| rank > Rank::Change);
        let places = one.basis.iter().filter(|_| is_later).flat_map(|basis| &basis.place).filter_map(Ground::value);
        let around = places.filter_map(|place| Some(references.get(&place.file)?.around(place))).flatten();
        follows.extend(around.map(|&index| (index, at)));
    }
    follows.sort_unstable();
    follows.dedup();
    for of_change in follows.chunk_by(|a, b| a.0 == b.0) {
        let index = of_change[0].0;
        let gravest = of_change.iter().map(|&(_, at)| all[at].severity).max();
        all[index].severity = all[index].severity.max(gravest.unwrap_or(Severity::Info));
        // A fix of one of several references is not a complete repair.
        if let &[(_, at)] = of_change
            && count(&all[index]) == 1
        {
            all[index].fix = all[at].fix.clone().map(|fix| Fix { applicability: Applicability::Unsafe, ..fix });
        }
    }
}

/// The number of references that a change breaks, according to a finding.
fn count(one: &Diagnostic) -> usize {
    let explains = one.basis.iter().flat_map(|basis| &basis.explains);
    explains.filter(|explained| matches!(explained, Explained::Within(_))).count()
}
