//! How grave it is what a change breaks.

use std::collections::HashMap;

use crate::diagnostic::{Diagnostic, Explained, Ground, Severity};
use crate::rule::{Rank, Rule};
use crate::rules;
use crate::source::{FileId, Nest, Span};

/// Makes what a change breaks as grave as the gravest finding at one of its references, which then follows from it. `severity`
/// is the one that a finding is shown with, or `None` for a finding that nobody sees.
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
    let mut raised: Vec<(usize, Severity)> = Vec::new();
    for one in all.iter().filter(|one| severity(one).is_some()) {
        let follows = rules::find(one.rule).and_then(|rule| rule.meta.rank()).is_some_and(|rank| rank > Rank::Change);
        let places = one.basis.iter().filter(|_| follows).flat_map(|basis| &basis.place).filter_map(Ground::value);
        let around = places.filter_map(|place| Some(references.get(&place.file)?.around(place))).flatten();
        raised.extend(around.map(|&index| (index, one.severity)));
    }
    for (index, severity) in raised {
        all[index].severity = all[index].severity.max(severity);
    }
}
