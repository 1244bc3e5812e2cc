//! One cause, one finding: the consequences of another finding are not reported.
//!
//! A finding says what it is about and what it rests on, as values, keys and missing keys ([`Basis`]). Its rule has a
//! [`Rank`]. A finding follows from one of an earlier rank at the same value or key, or from one that explains
//! everything around it. A finding about a missing key also follows from one about a misplaced key that was intended
//! for it.

use std::collections::HashMap;

use crate::diagnostic::{Basis, Diagnostic, Explained, Ground, Severity};
use crate::lint::shared;
use crate::rule::Rank;
use crate::rules;
use crate::source::{FileId, Nest, Span};
use crate::text::similar::is_slip;

/// The number of misplaced keys in an object from which on they explain any missing key of the object.
const MAX_STRAYS: usize = 100;

/// Takes the findings from `all` that follow from others. `severity` is the shown severity of a finding, or `None` for
/// a hidden finding, which explains nothing. A finding follows only from one that is at least as severe. This also
/// clears the bases of the findings: no later step needs them.
pub fn take_consequences(
    all: &mut Vec<Diagnostic>,
    severity: impl Fn(&Diagnostic) -> Option<Severity>,
) -> Vec<Diagnostic> {
    let weights: Vec<Option<Weight>> = all.iter().map(|one| Weight::of(one, &severity)).collect();
    let weighed = || all.iter().zip(&weights).map(|(one, weight)| Some((one.basis.as_deref()?, (*weight)?)));
    let causes = Causes::read(weighed().flatten());
    let mut follows: Vec<bool> =
        weighed().map(|one| one.is_some_and(|(basis, weight)| causes.explain(basis, weight))).collect();
    drop(causes);
    shared::mark(all, &severity, &mut follows);
    all.iter_mut().for_each(|one| one.basis = None);
    let mut follows = follows.into_iter();
    all.extract_if(.., |_| follows.next() == Some(true)).collect()
}

/// The rank and severity that decide which of two findings in one place is the cause.
#[derive(Debug, Clone, Copy)]
struct Weight {
    rank: Rank,
    severity: Severity,
}

impl Weight {
    fn of(one: &Diagnostic, severity: impl Fn(&Diagnostic) -> Option<Severity>) -> Option<Weight> {
        let rank = rules::find(one.rule)?.meta.rank()?;
        Some(Weight { rank, severity: severity(one)? })
    }

    fn outweighs(self, other: Weight) -> bool {
        let is_earlier = self.rank < other.rank && self.severity >= other.severity;
        is_earlier || self.rank.yields_to(other.rank) && self.severity > other.severity
    }
}

/// The earliest rank among findings of each severity. It outweighs what any other of these findings outweighs.
#[derive(Debug, Clone, Copy, Default)]
struct Earliest([Option<Rank>; 3]);

impl Earliest {
    fn add(&mut self, weight: Weight) {
        let earliest = &mut self.0[weight.severity as usize];
        *earliest = Some(earliest.map_or(weight.rank, |rank| rank.min(weight.rank)));
    }

    fn outweighs(self, other: Weight) -> bool {
        let (own, graver) = self.0[other.severity as usize..].split_at(1);
        let is_earlier = own.iter().chain(graver).flatten().any(|rank| *rank < other.rank);
        is_earlier || graver.iter().flatten().any(|rank| rank.yields_to(other.rank))
    }
}

/// All findings, by what they explain.
#[derive(Default)]
struct Causes<'a> {
    values: HashMap<Span, Earliest>,
    keys: HashMap<(Span, &'a str), Earliest>,
    /// Misplaced keys, by the mapping that contains them.
    strays: HashMap<Span, Earliest>,
    /// Misplaced keys, by the object.
    meant: HashMap<Span, Vec<(&'a str, Weight)>>,
    /// The objects with misplaced keys.
    objects: HashMap<FileId, Nest<Span>>,
    within: HashMap<FileId, Nest<Weight>>,
}

impl<'a> Causes<'a> {
    fn read(findings: impl Iterator<Item = (&'a Basis, Weight)>) -> Self {
        let mut causes = Self::default();
        let mut within: HashMap<FileId, Vec<(Span, Weight)>> = HashMap::new();
        for (basis, weight) in findings {
            for ground in &basis.place {
                match ground {
                    Ground::Value(span) => causes.values.entry(*span).or_default().add(weight),
                    Ground::Key { mapping, key } | Ground::Lack { mapping, key } => {
                        causes.keys.entry((*mapping, key)).or_default().add(weight);
                    }
                }
            }
            for explained in &basis.explains {
                match explained {
                    Explained::Within(span) => within.entry(span.file).or_default().push((*span, weight)),
                    Explained::Stray { mapping, key } => {
                        causes.strays.entry(*mapping).or_default().add(weight);
                        if let Some(object) = basis.object {
                            causes.meant.entry(object).or_default().push((key, weight));
                        }
                    }
                }
            }
        }
        let mut objects: HashMap<FileId, Vec<(Span, Span)>> = HashMap::new();
        for object in causes.meant.keys() {
            objects.entry(object.file).or_default().push((*object, *object));
        }
        causes.objects = objects.into_iter().map(|(file, spans)| (file, Nest::new(spans))).collect();
        causes.within = within.into_iter().map(|(file, spans)| (file, Nest::new(spans))).collect();
        causes
    }

    /// Whether another finding explains a finding.
    fn explain(&self, basis: &Basis, weight: Weight) -> bool {
        let outweighs = |cause: &Weight| cause.outweighs(weight);
        let any = |causes: Option<&Earliest>| causes.is_some_and(|causes| causes.outweighs(weight));
        // A mistake in how text is read is a separate mistake, whatever is around it.
        let nest = |span: Span| self.within.get(&span.file).filter(|_| weight.rank > Rank::Text);
        let around = |span: Span| nest(span).is_some_and(|nest| nest.around(span).any(outweighs));
        basis.place.iter().chain(&basis.others).any(|ground| match ground {
            Ground::Value(span) => any(self.values.get(span)) || around(*span),
            Ground::Key { mapping, key } => any(self.keys.get(&(*mapping, key))),
            Ground::Lack { mapping, key } => {
                any(self.keys.get(&(*mapping, key)))
                    || any(self.strays.get(mapping))
                    || around(*mapping)
                    || self.holders(basis, *mapping).any(|object| self.is_meant(object, key, weight))
            }
        })
    }

    /// The objects that a mapping may be a part of: the finding's object, and the object that is written around it.
    fn holders(&self, basis: &Basis, mapping: Span) -> impl Iterator<Item = Span> {
        let around = self.objects.get(&mapping.file).and_then(|objects| objects.around(mapping).next());
        basis.object.into_iter().chain(around.copied())
    }

    /// Whether a misplaced key of the object was intended for a missing key.
    fn is_meant(&self, object: Span, missing: &str, weight: Weight) -> bool {
        let Some(strays) = self.meant.get(&object) else { return false };
        let is_much = strays.len() > MAX_STRAYS;
        let visible = |key: &'a str| key.trim_matches(|c: char| !c.is_ascii_alphanumeric());
        let is_meant = |key: &'a str| is_much || visible(key) == missing || is_slip(visible(key), missing);
        strays.iter().any(|(key, cause)| cause.outweighs(weight) && is_meant(key))
    }
}
