//! Applications: cards that are connected, and those that share their folder.

use std::collections::{BTreeMap, HashMap};

use super::fold::Folding;
use super::{Application, Arrow, ArrowKind, Card, MOST, Note, Picture};
use crate::workspace::Object;

/// Sorts cards and arrows by application.
pub(super) fn group(folding: Folding<'_>) -> Picture {
    let Folding { graph, card_of, cards, arrows, notes, .. } = folding;
    let mut joined = Joined::new(cards.len());
    for arrow in &arrows {
        joined.join(arrow.from, arrow.to);
    }
    let mut by_folder: HashMap<&str, usize> = HashMap::new();
    for (object, card) in graph.objects.iter().zip(&card_of) {
        if let Some(card) = *card {
            let first = *by_folder.entry(&object.folder).or_insert(card);
            joined.join(first, card);
        }
    }
    let mut numbers: HashMap<usize, usize> = HashMap::new();
    let of_card: Vec<usize> = (0..cards.len())
        .map(|card| {
            let (root, next) = (joined.root(card), numbers.len());
            *numbers.entry(root).or_insert(next)
        })
        .collect();
    let mut parts: Vec<Part> = (0..numbers.len()).map(|_| Part::default()).collect();
    let mut hidden = 0;
    for (object, card) in graph.objects.iter().zip(&card_of) {
        match card.or_else(|| by_folder.get(object.folder.as_str()).copied()) {
            Some(card) => parts[of_card[card]].objects.push(object),
            None => hidden += 1,
        }
    }
    for (number, card) in cards.into_iter().enumerate() {
        parts[of_card[number]].cards.push((number, card));
    }
    for arrow in arrows {
        parts[of_card[arrow.from]].arrows.push(arrow);
    }
    let applications = parts.into_iter().map(|part| part.application(&notes)).collect();
    Picture { applications, hidden }
}

/// An application that is not finished. Its cards have their numbers among all cards.
#[derive(Default)]
struct Part<'g> {
    objects: Vec<&'g Object>,
    cards: Vec<(usize, Card)>,
    arrows: Vec<Arrow>,
}

impl Part<'_> {
    fn application(mut self, notes: &[Note]) -> Application {
        let title = title(&self.objects);
        let left_out = self.leave_out();
        let numbers: HashMap<usize, usize> =
            self.cards.iter().enumerate().map(|(index, (number, _))| (*number, index)).collect();
        let mut own: Vec<usize> = Vec::new();
        let mut renumber = |mut arrow: Arrow| {
            (arrow.from, arrow.to) = (*numbers.get(&arrow.from)?, *numbers.get(&arrow.to)?);
            if let ArrowKind::Broken(note) = arrow.kind {
                let known = own.iter().position(|other| *other == note);
                arrow.kind = ArrowKind::Broken(known.unwrap_or_else(|| {
                    own.push(note);
                    own.len() - 1
                }));
            }
            Some(arrow)
        };
        let arrows = self.arrows.into_iter().filter_map(&mut renumber).collect();
        let note = |&number: &usize| Note { text: notes[number].text.clone(), place: notes[number].place };
        let notes = own.iter().map(note).collect();
        let cards = self.cards.into_iter().map(|(_, card)| card).collect();
        Application { title, cards, arrows, notes, left_out }
    }

    /// Leaves out the cards with the fewest arrows if there are too many. Cards with broken references stay. Returns
    /// the number of left-out cards.
    fn leave_out(&mut self) -> usize {
        let more = self.cards.len().saturating_sub(MOST);
        if more > 0 {
            let mut weight: HashMap<usize, usize> = HashMap::new();
            for arrow in &self.arrows {
                let is_broken = matches!(arrow.kind, ArrowKind::Broken(_));
                for end in [arrow.from, arrow.to] {
                    *weight.entry(end).or_default() += if is_broken { 1_000 } else { 1 };
                }
            }
            let weight = |number: &usize| weight.get(number).copied().unwrap_or_default();
            self.cards.sort_by_key(|(number, _)| (std::cmp::Reverse(weight(number)), *number));
            self.cards.truncate(MOST);
            self.cards.sort_by_key(|(number, _)| *number);
        }
        more
    }
}

/// The folder that all objects share, and the number of objects of each kind.
fn title(objects: &[&Object]) -> String {
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for object in objects {
        *kinds.entry(&object.kind_name).or_default() += 1;
    }
    let mut kinds: Vec<(&str, usize)> = kinds.into_iter().collect();
    kinds.sort_by_key(|(kind, count)| (std::cmp::Reverse(*count), *kind));
    let shown = kinds.iter().take(5).map(|(kind, count)| format!("{count} {}", plural(kind, *count)));
    let mut parts: Vec<String> = Some(common(objects)).filter(|folder| !folder.is_empty()).into_iter().collect();
    parts.extend(shown);
    if kinds.len() > 5 {
        parts.push("…".to_owned());
    }
    parts.join(" · ")
}

fn plural(kind: &str, count: usize) -> String {
    let stem = kind.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'i', 'o', 'u']));
    match stem {
        _ if count == 1 => kind.to_owned(),
        Some(stem) => format!("{stem}ies"),
        None if kind.ends_with("ss") => format!("{kind}es"),
        None if kind.ends_with('s') => kind.to_owned(),
        None => format!("{kind}s"),
    }
}

/// The folder that contains all objects.
fn common(objects: &[&Object]) -> String {
    let Some((first, rest)) = objects.split_first() else { return String::new() };
    let mut shared: Vec<&str> = first.folder.split('/').collect();
    for object in rest {
        let same = shared.iter().zip(object.folder.split('/')).take_while(|(a, b)| **a == *b).count();
        shared.truncate(same);
    }
    shared.join("/")
}

/// Connected cards, as a forest.
struct Joined(Vec<usize>);

impl Joined {
    fn new(count: usize) -> Self {
        Self((0..count).collect())
    }

    fn root(&mut self, mut card: usize) -> usize {
        while self.0[card] != card {
            self.0[card] = self.0[self.0[card]];
            card = self.0[card];
        }
        card
    }

    /// Connects two cards. The smaller number becomes the root, so that the order is that of the files.
    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.0[a.max(b)] = a.min(b);
    }
}
