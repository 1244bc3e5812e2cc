//! Finds the column of each line by reading the lines in order as a walk through the kind's schema.
//!
//! A key often fits into more than one of the open mappings. So several walks continue in parallel, each with the price
//! of its assumptions. A walk ends if a line has no place in it, or if it leaves a mapping without a required key. The
//! cheapest walk at the end is the result.

use std::collections::HashMap;

use super::super::{Definition, Shape};
use super::fit::{Fit, UNLIKELY, fit, holds};
use super::habits;
use super::lines::{Entry, Line, Value};

/// The most walks that continue in parallel.
const MAX_WALKS: usize = 24;

/// The most that a walk may cost above the cheapest one.
const MAX_MORE: u32 = 12;

/// How many keys of one mapping are compared to find a repeated one.
const MAX_KEYS: usize = 64;

/// The price of not using a place that fits.
const PASSED_BY: u32 = 2;

/// The price of an empty mapping or list.
const EMPTY: u32 = 3;

/// The keys that every object has.
const OBJECT: &[&str] = &["apiVersion", "kind", "metadata"];

/// The index that means no entry.
const NONE: u32 = u32::MAX;

/// The columns of one level of indentation.
const STEP: u32 = 2;

/// An open mapping or list.
#[derive(Clone, Copy)]
struct Frame<'a, 't> {
    /// The mapping or list that contains it.
    parent: u32,
    /// The column of its keys or dashes.
    column: u32,
    shape: Shape<'a>,
    /// The key before it; for an item, the key of its list.
    key: &'t str,
    is_item: bool,
    /// The last of its keys or items.
    last: u32,
    /// Identifies the content read so far, whatever way led to it.
    hash: u64,
}

/// Columns and keys that were read, as lists that walks share.
struct Link<T> {
    before: u32,
    is: T,
}

#[derive(Clone, Copy)]
struct Walk {
    top: u32,
    price: u32,
    /// The difference in price to the next walk that reached the same place.
    ahead: u32,
    columns: u32,
}

/// The result of a walk.
pub(super) struct Found {
    /// The column of each line that is an entry.
    pub(super) columns: Vec<u32>,
    /// The difference in price to the next best walk.
    pub(super) ahead: u32,
}

struct Walker<'a, 't> {
    frames: Vec<Frame<'a, 't>>,
    keys: Vec<Link<&'t str>>,
    columns: Vec<Link<u32>>,
    required: HashMap<&'a str, Vec<&'a str>>,
}

/// A place for a line in a walk.
#[derive(Clone, Copy)]
struct Place<'a> {
    frame: u32,
    /// The price of closing the frames above it.
    closing: u32,
    fit: Fit<'a>,
    /// Whether any key fits.
    takes_all: bool,
}

/// The columns of the lines that are entries. Returns `None` if no walk reaches the end.
pub(super) fn walk<'a, 't>(root: Definition<'a>, lines: impl Iterator<Item = Line<'t>>) -> Option<Found> {
    let mut walker = Walker { frames: Vec::new(), keys: Vec::new(), columns: Vec::new(), required: HashMap::new() };
    let hash = mix(0, root.name());
    let shape = Shape::Record(root);
    walker.frames.push(Frame { parent: NONE, column: 0, shape, key: "", is_item: true, last: NONE, hash });
    let mut walks = vec![Walk { top: 0, price: 0, ahead: u32::MAX, columns: NONE }];
    let mut count = 0;
    for line in lines {
        let entry = match line {
            Line::Blank | Line::Comment => continue,
            Line::Entry(entry) if entry.value != Value::Unclear => entry,
            Line::Entry(_) | Line::Unclear => return None,
        };
        count += 1;
        let mut next = Vec::new();
        for walk in &walks {
            walker.step(*walk, entry, &mut next);
        }
        walks = walker.cheapest(next);
        if walks.is_empty() {
            return None;
        }
    }
    let mut ends: Vec<Walk> = walks.into_iter().filter_map(|walk| walker.end(walk)).collect();
    ends.sort_by_key(|walk| walk.price);
    let best = *ends.first()?;
    let ahead = ends.get(1).map_or(u32::MAX, |second| second.price - best.price).min(best.ahead);
    let mut columns = Vec::with_capacity(count);
    let mut at = best.columns;
    while let Some(link) = walker.columns.get(at as usize) {
        columns.push(link.is);
        at = link.before;
    }
    columns.reverse();
    Some(Found { columns, ahead })
}

impl<'a, 't> Walker<'a, 't> {
    fn step(&mut self, walk: Walk, entry: Entry<'t>, next: &mut Vec<Walk>) {
        let places = match entry.dash {
            Some(_) => self.places_of_item(walk.top, entry),
            None => self.places_of_key(walk.top, entry),
        };
        for (place, price) in places {
            let walk = Walk { price: walk.price + place.closing + place.fit.price + price, ..walk };
            next.push(self.put(walk, entry, place));
        }
    }

    /// The open mappings that accept a key, from the innermost outward, and the price of each.
    fn places_of_key(&mut self, top: u32, entry: Entry<'t>) -> Vec<(Place<'a>, u32)> {
        let (mut found, Some(key)) = (Vec::<Place<'a>>::new(), entry.key) else { return Vec::new() };
        let (mut at, mut closing) = (top, 0);
        loop {
            let frame = self.frames[at as usize];
            for (fit, takes_all) in fits_in(frame.shape, key, entry.value) {
                if !self.has_key(&frame, key) {
                    found.push(Place { frame: at, closing, fit, takes_all });
                }
            }
            match self.close(&frame) {
                Some(price) if frame.parent != NONE => (at, closing) = (frame.parent, closing + price),
                _ => break,
            }
        }
        let is_named = |place: &Place<'a>| !place.takes_all && place.fit.price < PASSED_BY;
        let is_sure = |place: &Place<'a>| {
            let frame = &self.frames[place.frame as usize];
            let is_name = || key == "name" && self.needs_name(frame);
            is_named(place) && (!habits::is_label(key, entry.value) || place.fit.is_word || is_name())
        };
        let outer_is_sure = found.iter().any(is_sure);
        let (mut passed, mut taken, mut shared) = (0, 0, 0);
        let mut priced = Vec::with_capacity(found.len());
        for place in found {
            let frame = &self.frames[place.frame as usize];
            let price = match (place.takes_all, frame.shape) {
                (true, _) if outer_is_sure => PASSED_BY + 1,
                (false, _) if is_sure(&place) => passed,
                // After another label, `name` is as likely the name of the object, and a template's value may be a
                // word.
                (false, _) if key == "name" || place.fit.price > 0 => passed + taken - shared,
                (false, _) => passed + taken,
                (true, _) => 0,
            };
            passed += if is_named(&place) { PASSED_BY } else { 0 };
            taken += if place.takes_all { PASSED_BY } else { 0 };
            shared += if place.takes_all && frame.last != NONE { PASSED_BY } else { 0 };
            let rare = match frame.shape {
                Shape::Record(definition) => habits::price(definition.name(), frame.key, key, entry.value),
                _ => 0,
            };
            priced.push((place, price + rare));
        }
        priced
    }

    /// The open lists that accept an item, from the innermost outward, and the price of each.
    fn places_of_item(&mut self, top: u32, entry: Entry<'t>) -> Vec<(Place<'a>, u32)> {
        let mut found = Vec::new();
        let (mut at, mut closing) = (top, 0);
        loop {
            let frame = self.frames[at as usize];
            if let Shape::List { item, .. } = frame.shape {
                let fit = match (entry.key, entry.value) {
                    (Some(key), value) => fits_in(item.shape(), key, value).into_iter().map(|(fit, _)| fit).next(),
                    (None, Value::Nothing) => holds(item.shape()).then_some(Fit::free()),
                    (None, value) => fit(item.shape(), value),
                };
                let passed = PASSED_BY * found.len() as u32;
                found.extend(fit.map(|fit| (Place { frame: at, closing, fit, takes_all: false }, passed)));
            }
            match self.close(&frame) {
                Some(price) if frame.parent != NONE => (at, closing) = (frame.parent, closing + price),
                _ => break,
            }
        }
        found
    }

    /// Continues a walk from a place, with the frames that the line opens on top.
    fn put(&mut self, walk: Walk, entry: Entry<'t>, place: Place<'a>) -> Walk {
        let frame = self.frames[place.frame as usize];
        self.columns.push(Link { before: walk.columns, is: frame.column });
        let columns = self.columns.len() as u32 - 1;
        let mut top = match (entry.dash, frame.shape) {
            (Some(width), Shape::List { item, .. }) => {
                let list = self.with_key(frame, "-");
                let shape = item.shape();
                match entry.key.is_some() || entry.value == Value::Nothing {
                    true => self.open(list, frame.column + width.max(STEP), shape, frame.key, true),
                    false => list,
                }
            }
            _ => place.frame,
        };
        if let Some(key) = entry.key {
            top = self.with_key(self.frames[top as usize], key);
            if let Some(shape) = place.fit.opens {
                top = self.open(top, self.frames[top as usize].column + STEP, shape, key, false);
            }
        }
        Walk { top, columns, ..walk }
    }

    fn open(&mut self, parent: u32, column: u32, shape: Shape<'a>, key: &'t str, is_item: bool) -> u32 {
        let kind = match shape {
            Shape::Record(definition) => definition.name(),
            Shape::Map(_) => "{}",
            _ => "[]",
        };
        let hash = mix(self.frames[parent as usize].hash.rotate_left(7) ^ u64::from(column), kind);
        self.frames.push(Frame { parent, column, shape, key, is_item, last: NONE, hash });
        self.frames.len() as u32 - 1
    }

    /// The frame with one more key or item.
    fn with_key(&mut self, frame: Frame<'a, 't>, key: &'t str) -> u32 {
        self.keys.push(Link { before: frame.last, is: key });
        let last = self.keys.len() as u32 - 1;
        // The order of keys and the number of items do not matter.
        let hash = match key {
            "-" if frame.last != NONE => frame.hash,
            _ => frame.hash.wrapping_add(mix(17, key)),
        };
        self.frames.push(Frame { last, hash, ..frame });
        self.frames.len() as u32 - 1
    }

    fn has_key(&self, frame: &Frame<'a, 't>, key: &str) -> bool {
        self.keys_of(frame).take(MAX_KEYS).any(|other| other == key)
    }

    fn keys_of(&self, frame: &Frame<'a, 't>) -> impl Iterator<Item = &'t str> {
        let mut at = frame.last;
        std::iter::from_fn(move || {
            let link = self.keys.get(at as usize)?;
            at = link.before;
            Some(link.is)
        })
    }

    /// Whether the metadata needs a name. It does in the object itself and in the claims that it makes.
    fn needs_name(&self, frame: &Frame<'a, 't>) -> bool {
        let holder = self.frames.get(frame.parent as usize);
        let is_named = |holder: &Frame<'a, 't>| holder.parent == NONE || holder.key == "volumeClaimTemplates";
        frame.key == "metadata" && holder.is_some_and(is_named)
    }

    /// The price of closing a mapping or list at this point. Returns `None` if it lacks a required key.
    fn close(&mut self, frame: &Frame<'a, 't>) -> Option<u32> {
        let Shape::Record(definition) = frame.shape else {
            return Some(if frame.last == NONE { EMPTY } else { 0 });
        };
        let required = self.required.entry(definition.name()).or_insert_with(|| habits::required(definition));
        let required = std::mem::take(required);
        let is_whole = required.iter().all(|key| self.has_key(frame, key));
        self.required.insert(definition.name(), required);
        let is_object = frame.parent != NONE || OBJECT.iter().all(|key| self.has_key(frame, key));
        if !is_whole
            || !is_object
            || self.needs_name(frame) && !self.has_key(frame, "name") && !self.has_key(frame, "generateName")
        {
            return None;
        }
        let is_empty = frame.last == NONE && !frame.is_item;
        let missing = habits::missing(definition, |key| self.has_key(frame, key));
        Some(missing + if is_empty { EMPTY } else { 0 })
    }

    fn end(&mut self, walk: Walk) -> Option<Walk> {
        let (mut at, mut price) = (walk.top, walk.price);
        while at != NONE {
            let frame = self.frames[at as usize];
            price += self.close(&frame)?;
            at = frame.parent;
        }
        Some(Walk { price, ..walk })
    }

    /// The walks that may still win: the cheapest of those that reached the same place, without those that cost too
    /// much.
    fn cheapest(&self, mut walks: Vec<Walk>) -> Vec<Walk> {
        walks.sort_by_key(|walk| walk.price);
        let mut kept: Vec<Walk> = Vec::new();
        for walk in walks {
            let hash = |walk: &Walk| self.frames[walk.top as usize].hash;
            let same = kept.iter().position(|other| hash(other) == hash(&walk));
            let is_dear = kept.first().is_some_and(|best| walk.price - best.price > MAX_MORE);
            match same {
                Some(at) => kept[at].ahead = kept[at].ahead.min(walk.price - kept[at].price),
                None if is_dear || kept.len() == MAX_WALKS => break,
                None => kept.push(walk),
            }
        }
        kept
    }
}

/// How a key and its value fit into a mapping, once for each type that the key had in some version. Each fit says
/// whether any key would fit.
fn fits_in<'a>(shape: Shape<'a>, key: &str, value: Value<'_>) -> Vec<(Fit<'a>, bool)> {
    match shape {
        Shape::Record(definition) => {
            let mut fits: Vec<Fit<'a>> = Vec::new();
            for field in definition.field(key).filter_map(|field| fit(field.shape(), value)) {
                if fits.iter().all(|other| other.opens.is_some() || field.opens.is_some()) {
                    fits.push(field);
                } else if let Some(other) = fits.iter_mut().find(|other| other.price > field.price) {
                    *other = field;
                }
            }
            fits.into_iter().map(|fit| (fit, false)).collect()
        }
        // A key without a value is not an entry if values are strings.
        Shape::Map(item) if value != Value::Nothing || holds(item.shape()) => {
            let fits = fit(item.shape(), value).filter(|fit| key != "<<" && fit.price < UNLIKELY);
            fits.map(|fit| (fit, true)).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

/// FNV-1a.
fn mix(hash: u64, text: &str) -> u64 {
    let start = hash ^ 0xcbf2_9ce4_8422_2325;
    text.bytes().fold(start, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
