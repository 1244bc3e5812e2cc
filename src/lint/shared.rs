//! One mistake that breaks several things is one finding: a renamed object, or an object that moved to another
//! namespace.
//!
//! Such findings come from different rules and objects, and none follows from another. They record what they
//! [share](crate::diagnostic::Basis::shared). Of the findings that share something, one is kept.

use std::collections::HashMap;

use crate::diagnostic::{Diagnostic, Ground, Severity};

/// Marks the findings that another one represents. Among those that share a place, directly or through others, the most
/// severe is kept. If several are equally severe, the first is kept. A finding that is already marked or hidden
/// represents nothing.
pub(super) fn mark(all: &[Diagnostic], severity: impl Fn(&Diagnostic) -> Option<Severity>, marks: &mut [bool]) {
    let mut groups = Groups { parents: Vec::new() };
    let mut members: Vec<(usize, usize, Severity)> = Vec::new();
    let mut known: HashMap<&Ground, usize> = HashMap::new();
    for (index, one) in all.iter().enumerate().filter(|(index, _)| !marks[*index]) {
        let Some(basis) = one.basis.as_deref().filter(|basis| !basis.shared.is_empty()) else { continue };
        let Some(severity) = severity(one) else { continue };
        let group = groups.add();
        members.push((index, group, severity));
        for ground in &basis.shared {
            let other = *known.entry(ground).or_insert(group);
            groups.join(group, other);
        }
    }
    let mut kept: HashMap<usize, (usize, Severity)> = HashMap::new();
    for (index, group, severity) in members {
        let best = kept.entry(groups.root(group)).or_insert((index, severity));
        let loser = if severity > best.1 { std::mem::replace(best, (index, severity)).0 } else { index };
        marks[loser] |= loser != best.0;
    }
}

/// Groups that can be joined. One of the members identifies each group.
struct Groups {
    parents: Vec<usize>,
}

impl Groups {
    fn add(&mut self) -> usize {
        self.parents.push(self.parents.len());
        self.parents.len() - 1
    }

    fn root(&mut self, mut group: usize) -> usize {
        while self.parents[group] != group {
            self.parents[group] = self.parents[self.parents[group]];
            group = self.parents[group];
        }
        group
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.parents[a.max(b)] = a.min(b);
    }
}
