//! Credentials that appear several times in one file: one finding reports all places.

use std::collections::HashMap;

use crate::diagnostic::{Diagnostic, Label};

/// The largest number of places that a finding lists.
const MAX_PLACES: usize = 20;

/// Keeps one of several findings about equal credentials in a file, and adds the places of the others to it. The most
/// severe is kept, otherwise the first. Requires sorted findings, and clears their hashes.
pub(super) fn join(all: &mut Vec<Diagnostic>) {
    let mut first: HashMap<_, usize> = HashMap::new();
    let mut others: Vec<Option<usize>> = vec![None; all.len()];
    for (index, one) in all.iter().enumerate() {
        let Some(hash) = one.credential else { continue };
        let kept = first.entry((one.primary.span.file, hash)).or_insert(index);
        if all[*kept].severity < one.severity {
            others[*kept] = Some(index);
            *kept = index;
        } else if *kept != index {
            others[index] = Some(*kept);
        }
    }
    for index in 0..all.len() {
        all[index].credential = None;
        let mut kept = others[index];
        while let Some(graver) = kept.and_then(|kept| others[kept]) {
            kept = Some(graver);
        }
        let Some(kept) = kept else { continue };
        let span = all[index].primary.span;
        if span == all[kept].primary.span {
            continue;
        }
        let places = &mut all[kept].related;
        if places.len() < MAX_PLACES && places.iter().all(|place| place.span != span) {
            places.push(Label { span, message: "the same value".to_owned() });
        }
    }
    let mut others = others.into_iter();
    all.retain(|_| others.next().flatten().is_none());
}
