//! Nested ranges of one file, to find the ranges around a place.

use std::cmp::Reverse;

use super::Span;

/// Values for ranges of one file. Two ranges are apart, or one contains the other.
#[derive(Debug)]
pub struct Nest<T> {
    areas: Vec<Area<T>>,
}

#[derive(Debug)]
struct Area<T> {
    start: u32,
    end: u32,
    /// The smallest area around it.
    outer: Option<usize>,
    content: T,
}

impl<T> Nest<T> {
    /// Makes a nest from ranges in any order.
    pub fn new(ranges: impl IntoIterator<Item = (Span, T)>) -> Self {
        let area = |(span, content): (Span, T)| Area { start: span.start, end: span.end, outer: None, content };
        let mut areas: Vec<Area<T>> = ranges.into_iter().map(area).collect();
        areas.sort_by_key(|area| (area.start, Reverse(area.end)));
        let mut open: Vec<usize> = Vec::new();
        for at in 0..areas.len() {
            while open.last().is_some_and(|&outer| areas[outer].end < areas[at].end) {
                open.pop();
            }
            areas[at].outer = open.last().copied();
            open.push(at);
        }
        Self { areas }
    }

    /// The values of all ranges that contain a place, from the smallest.
    pub fn around(&self, place: Span) -> impl Iterator<Item = &T> {
        let first = self.areas.partition_point(|area| area.start <= place.start).checked_sub(1);
        let areas = std::iter::successors(first, |&at| self.areas[at].outer).map(|at| &self.areas[at]);
        areas.filter(move |area| place.end <= area.end).map(|area| &area.content)
    }

    /// The values of exactly this range.
    pub fn at(&self, span: Span) -> impl Iterator<Item = &T> {
        let place = (span.start, Reverse(span.end));
        let first = self.areas.partition_point(|area| (area.start, Reverse(area.end)) < place);
        let same = move |area: &&Area<T>| (area.start, area.end) == (span.start, span.end);
        self.areas[first..].iter().take_while(same).map(|area| &area.content)
    }
}
