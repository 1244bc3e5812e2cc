//! Picks the fixes that apply together.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use rayon::prelude::*;

use super::Round;
use super::reading::Reading;
use super::text::Patch;
use crate::diagnostic::{Edit, Fix};
use crate::source::{FileId, Source, Sources, Span};

/// A finding, by its index in the list, and its fix.
type Offer<'a> = (usize, &'a Fix);

/// Applies as many fixes as possible. Of overlapping fixes, the first is applied.
pub(super) fn apply(sources: &Sources, offered: Vec<Offer<'_>>) -> Round {
    let mut round = Round::default();
    let mut taken = Taken::default();
    let mut picked = Vec::new();
    for offer in offered {
        match taken.add(offer.1) {
            true => picked.push(offer),
            false => round.waiting.push(offer.0),
        }
    }
    let of_groups: Vec<Group<'_>> = groups(picked)
        .into_par_iter()
        .map(|(files, fixes)| {
            let mut group = Group::new(sources, files);
            group.add(&fixes);
            group
        })
        .collect();
    for group in of_groups {
        round.texts.extend(group.texts);
        round.fixed.extend(group.fixed);
        round.waiting.extend(group.waiting);
        round.refused.extend(group.refused);
        round.together.extend(Some(group.files).filter(|files| files.len() > 1));
    }
    for list in [&mut round.fixed, &mut round.waiting, &mut round.refused] {
        list.sort_unstable();
    }
    round
}

/// The places that fixes change. None of them overlap.
#[derive(Default)]
struct Taken(HashMap<FileId, BTreeSet<(u32, u32)>>);

impl Taken {
    /// Takes the places of a fix, unless one of them overlaps another fix.
    fn add(&mut self, fix: &Fix) -> bool {
        let is_free = !fix.edits.iter().any(|edit| self.meets(edit.span()));
        for span in fix.edits.iter().map(Edit::span).filter(|_| is_free) {
            self.0.entry(span.file).or_default().insert((span.start, span.end));
        }
        is_free
    }

    /// Whether a place overlaps a taken one, or touches one and one of them only adds text.
    fn meets(&self, span: Span) -> bool {
        let Some(taken) = self.0.get(&span.file) else { return false };
        let before = taken.range(..=(span.start, u32::MAX)).next_back();
        let after = taken.range((span.start, u32::MAX)..).next();
        let meets = |one: (u32, u32), next: (u32, u32)| {
            let adds = one.0 == one.1 || next.0 == next.1;
            next.0 < one.1 || next.0 == one.1 && adds
        };
        let own = (span.start, span.end);
        before.is_some_and(|&before| meets(before, own)) || after.is_some_and(|&after| meets(own, after))
    }
}

/// Groups of fixes. Two groups have no file in common.
fn groups(picked: Vec<Offer<'_>>) -> Vec<(Vec<FileId>, Vec<Offer<'_>>)> {
    let mut groups: Vec<Option<(BTreeSet<FileId>, Vec<Offer<'_>>)>> = Vec::new();
    let mut group_of: HashMap<FileId, usize> = HashMap::new();
    for offer in picked {
        let files: BTreeSet<FileId> = offer.1.edits.iter().map(|edit| edit.span().file).collect();
        let known: BTreeSet<usize> = files.iter().filter_map(|file| group_of.get(file).copied()).collect();
        let mut joined = (files, vec![offer]);
        let own = known.first().copied().unwrap_or(groups.len());
        for index in known {
            if let Some((files, mut fixes)) = groups[index].take() {
                joined.0.extend(files);
                fixes.append(&mut joined.1);
                joined.1 = fixes;
            }
        }
        group_of.extend(joined.0.iter().map(|file| (*file, own)));
        match groups.get_mut(own) {
            Some(group) => *group = Some(joined),
            None => groups.push(Some(joined)),
        }
    }
    groups.into_iter().flatten().map(|(files, fixes)| (files.into_iter().collect(), fixes)).collect()
}

/// Files that change together, and the fixes that were applied to them so far.
struct Group<'a> {
    files: Vec<FileId>,
    readings: HashMap<FileId, (&'a Arc<Source>, Reading)>,
    edits: HashMap<FileId, Vec<&'a Edit>>,
    texts: BTreeMap<FileId, String>,
    fixed: Vec<usize>,
    waiting: Vec<usize>,
    refused: Vec<usize>,
}

impl<'a> Group<'a> {
    fn new(sources: &'a Sources, files: Vec<FileId>) -> Self {
        let read = |&file: &FileId| (file, (sources.get(file), Reading::of(&sources.get(file).text)));
        Self {
            readings: files.iter().map(read).collect(),
            files,
            edits: HashMap::new(),
            texts: BTreeMap::new(),
            fixed: Vec::new(),
            waiting: Vec::new(),
            refused: Vec::new(),
        }
    }

    /// Applies those fixes after which the files are read as intended: all at once, otherwise each half separately.
    fn add(&mut self, fixes: &[Offer<'a>]) {
        let mut edits = self.edits.clone();
        let new = || fixes.iter().flat_map(|(_, fix)| fix.edits.iter());
        new().for_each(|edit| edits.entry(edit.span().file).or_default().push(edit));
        let files: BTreeSet<FileId> = new().map(|edit| edit.span().file).collect();
        let texts: Option<Vec<_>> = files.iter().map(|file| Some((*file, self.text(*file, &edits)?))).collect();
        match (texts, fixes) {
            (Some(texts), _) => {
                self.texts.extend(texts);
                self.edits = edits;
                self.fixed.extend(fixes.iter().map(|(index, _)| *index));
            }
            // The fix may work after the other fixes are in the file.
            (None, [(index, _)]) if files.iter().any(|file| self.edits.contains_key(file)) => self.waiting.push(*index),
            (None, [(index, _)]) => self.refused.push(*index),
            (None, fixes) => {
                let (one, other) = fixes.split_at(fixes.len() / 2);
                self.add(one);
                self.add(other);
            }
        }
    }

    /// The new text of a file. Returns `None` if more would be read differently than the edits say.
    fn text(&self, file: FileId, edits: &HashMap<FileId, Vec<&'a Edit>>) -> Option<String> {
        let (source, reading) = self.readings.get(&file)?;
        let patch = Patch::new(edits.get(&file)?.clone());
        let text = patch.apply(&source.text)?;
        reading.becomes(&source.text, &Reading::of(&text), &patch).then_some(text)
    }
}
