//! The places of cards and arrows, in pixels.

use dagre::graph::{Graph, GraphOptions};
use dagre::layout::types::LabelPos;
use dagre::{EdgeLabel, LayoutOptions, NodeLabel, RankDir};

use super::measure::width;
use super::{Application, Card, arrow_label, box_title, namespaces};

/// The size of a card's name, in pixels of its font.
pub(super) const NAME: f64 = 13.0;
/// The size of all other texts.
pub(super) const SMALL: f64 = 11.0;
/// The height of a card.
pub(super) const HEIGHT: f64 = 54.0;
/// The space between the frame of a card and its text.
pub(super) const PAD: f64 = 12.0;
/// The space around the cards of a namespace.
const MARGIN: f64 = 22.0;
/// The space for the title of a namespace.
const HEAD: f64 = 22.0;
/// The space between cards without arrows.
const GAP: f64 = 24.0;

/// A rectangle by its upper left corner.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Area {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) width: f64,
    pub(super) height: f64,
}

/// The points of an arrow, and the middle of its label.
pub(super) type Line = (Vec<(f64, f64)>, (f64, f64));

/// An application with places.
#[derive(Debug, Default)]
pub(super) struct Layout {
    /// The areas of the cards.
    pub(super) cards: Vec<Area>,
    /// The lines of the arrows. `None` for an arrow from a card to itself.
    pub(super) arrows: Vec<Option<Line>>,
    /// The boxes of namespaces, with their titles.
    pub(super) boxes: Vec<(Area, String)>,
    /// The width of the whole picture.
    pub(super) width: f64,
    /// The height of the whole picture.
    pub(super) height: f64,
}

/// Arranges an application: cards with arrows from left to right, then the other cards in rows.
pub(super) fn layout(application: &Application) -> Layout {
    let cards = &application.cards;
    let mut is_joined = vec![false; cards.len()];
    for arrow in application.arrows.iter().filter(|arrow| arrow.from != arrow.to) {
        (is_joined[arrow.from], is_joined[arrow.to]) = (true, true);
    }
    let mut out = Layout {
        cards: cards.iter().map(|card| Area { width: card_width(card), height: HEIGHT, ..Area::default() }).collect(),
        arrows: application.arrows.iter().map(|_| None).collect(),
        ..Layout::default()
    };
    let mut top = 0.0;
    for group in groups(application, &is_joined) {
        arrange(application, &group, &mut out);
        top = move_down(application, &group, top, &mut out) + GAP;
    }
    let alone: Vec<usize> = (0..cards.len()).filter(|&card| !is_joined[card]).collect();
    in_rows(cards, &alone, &mut out);
    frame(cards, &is_joined, &mut out);
    out
}

/// The width of a card that has room for its texts.
fn card_width(card: &Card) -> f64 {
    let first = width(&card.name, NAME, true) + width(&card.ports, SMALL, false);
    let second = width(&card.kinds, SMALL, false) + width(&card.tags.join(" · "), SMALL, false);
    (first.max(second) + 2.0 * PAD + 14.0).clamp(150.0, 420.0).round()
}

/// The groups of cards with arrows between them, each as which cards are in it. If there are several namespaces, one group
/// has all, so that each namespace keeps one box.
fn groups(application: &Application, is_joined: &[bool]) -> Vec<Vec<bool>> {
    if namespaces(&application.cards).len() > 1 {
        return vec![is_joined.to_vec()];
    }
    let mut groups: Vec<Vec<bool>> = Vec::new();
    for first in (0..is_joined.len()).filter(|&card| is_joined[card]) {
        if groups.iter().any(|group| group[first]) {
            continue;
        }
        let mut group = vec![false; is_joined.len()];
        let mut open = vec![first];
        while let Some(card) = open.pop() {
            if std::mem::replace(&mut group[card], true) {
                continue;
            }
            let arrows = application.arrows.iter().filter(|arrow| arrow.from == card || arrow.to == card);
            open.extend(arrows.flat_map(|arrow| [arrow.from, arrow.to]));
        }
        groups.push(group);
    }
    groups
}

/// Moves a group so that it begins at `top`, and returns where it ends.
fn move_down(application: &Application, group: &[bool], top: f64, out: &mut Layout) -> f64 {
    let cards = || group.iter().enumerate().filter(|(_, is_in)| **is_in).map(|(card, _)| card);
    let own = |number: usize| group[application.arrows[number].from];
    let lines = out.arrows.iter().enumerate().filter(|(number, _)| own(*number)).filter_map(|(_, line)| line.as_ref());
    let ends = lines.flat_map(|(points, _)| points.iter().map(|&(_, y)| (y, y)));
    let (first, last) = cards()
        .map(|card| (out.cards[card].y, out.cards[card].y + out.cards[card].height))
        .chain(ends)
        .fold((f64::MAX, f64::MIN), |(first, last), (from, to)| (first.min(from), last.max(to)));
    let shift = top - first;
    cards().for_each(|card| out.cards[card].y += shift);
    for (number, line) in out.arrows.iter_mut().enumerate() {
        if let Some((points, middle)) = line.as_mut().filter(|_| own(number)) {
            points.iter_mut().for_each(|(_, y)| *y += shift);
            middle.1 += shift;
        }
    }
    last + shift
}

/// The layered layout of some cards and their arrows. Namespaces are clusters if there are several.
fn arrange(application: &Application, group: &[bool], out: &mut Layout) {
    let cards = &application.cards;
    let names = namespaces(cards);
    let mut graph = Graph::with_options(GraphOptions { directed: true, multigraph: true, compound: true });
    for (index, _) in cards.iter().enumerate().filter(|(index, _)| group[*index]) {
        let Area { width, height, .. } = out.cards[index];
        graph.set_node(index.to_string(), Some(NodeLabel { width, height, ..NodeLabel::default() }));
    }
    if names.len() > 1 {
        for (index, card) in cards.iter().enumerate().filter(|(index, _)| group[*index]) {
            let cluster = names.iter().position(|name| *name == card.namespace.as_deref()).unwrap_or_default();
            let cluster = format!("namespace {cluster}");
            if !graph.has_node(&cluster) {
                graph.set_node(cluster.clone(), Some(NodeLabel::default()));
            }
            graph.set_parent(&index.to_string(), Some(&cluster));
        }
    }
    let drawn =
        || application.arrows.iter().enumerate().filter(|(_, arrow)| arrow.from != arrow.to && group[arrow.from]);
    for (number, arrow) in drawn() {
        let label = EdgeLabel {
            width: width(&arrow_label(arrow), SMALL, false) + 8.0,
            height: 14.0,
            labelpos: LabelPos::Center,
            ..EdgeLabel::default()
        };
        let (from, to) = (arrow.from.to_string(), arrow.to.to_string());
        graph.set_edge(from, to, Some(label), Some(&number.to_string()));
    }
    // The boxes of namespaces need space between them.
    let nodesep = if names.len() > 1 { HEAD + 2.0 * MARGIN } else { 22.0 };
    let (ranksep, edgesep) = (46.0, 14.0);
    dagre::layout(
        &mut graph,
        Some(LayoutOptions { rankdir: RankDir::LR, nodesep, ranksep, edgesep, ..LayoutOptions::default() }),
    );
    for (index, area) in out.cards.iter_mut().enumerate().filter(|(index, _)| group[*index]) {
        let Some(node) = graph.node(&index.to_string()) else { continue };
        area.x = node.x.unwrap_or_default() - area.width / 2.0;
        area.y = node.y.unwrap_or_default() - area.height / 2.0;
    }
    for (number, arrow) in drawn() {
        let (from, to) = (arrow.from.to_string(), arrow.to.to_string());
        let Some(edge) = graph.edge(&from, &to, Some(&number.to_string())) else { continue };
        let points = edge.points.iter().map(|point| (point.x, point.y)).collect();
        let middle = (edge.x.unwrap_or_default(), edge.y.unwrap_or_default());
        out.arrows[number] = Some((points, middle));
    }
}

/// Puts cards without arrows below the others, each namespace in its own rows.
fn in_rows(cards: &[Card], alone: &[usize], out: &mut Layout) {
    let bottom = |out: &Layout| out.cards.iter().map(|area| area.y + area.height).fold(0.0, f64::max);
    let right = out.cards.iter().filter(|area| area.x > 0.0).map(|area| area.x + area.width).fold(0.0, f64::max);
    let most = right.max(900.0);
    let has_arrows = alone.len() < cards.len();
    let mut y = if has_arrows { bottom(out) + GAP } else { 0.0 };
    let several = namespaces(cards).len() > 1;
    for namespace in namespaces(cards) {
        let own = alone.iter().copied().filter(|&card| cards[card].namespace.as_deref() == namespace);
        let own: Vec<usize> = own.collect();
        if own.is_empty() {
            continue;
        }
        if several && y > 0.0 {
            y += 2.0 * MARGIN + HEAD;
        }
        let mut x = 0.0;
        for card in own {
            if x > 0.0 && x + out.cards[card].width > most {
                (x, y) = (0.0, y + HEIGHT + GAP);
            }
            (out.cards[card].x, out.cards[card].y) = (x, y);
            x += out.cards[card].width + GAP;
        }
        y += HEIGHT + GAP;
    }
}

/// Draws the boxes of the namespaces, and moves everything so that nothing is to the left of the origin or above it.
fn frame(cards: &[Card], is_joined: &[bool], out: &mut Layout) {
    let names = namespaces(cards);
    let mut boxes = Vec::new();
    for name in &names {
        let own = || (0..cards.len()).filter(|&card| cards[card].namespace.as_deref() == *name);
        // If there are several namespaces, cards without arrows have separate rows.
        let groups: Vec<Vec<usize>> = match names.len() {
            1 => vec![own().collect()],
            _ => {
                vec![own().filter(|&card| is_joined[card]).collect(), own().filter(|&card| !is_joined[card]).collect()]
            }
        };
        let title = box_title(*name);
        for group in groups.into_iter().filter(|group| !group.is_empty()) {
            let mut areas: Vec<Area> = group.into_iter().map(|card| out.cards[card]).collect();
            if names.len() == 1 {
                let points = out.arrows.iter().flatten().flat_map(|(points, _)| points);
                areas.extend(points.map(|&(x, y)| Area { x, y, ..Area::default() }));
            }
            let area = around(&areas);
            let least = width(&title, SMALL, false) + 2.0 * PAD;
            boxes.push((Area { width: area.width.max(least), ..area }, title.clone()));
        }
    }
    let left = boxes.iter().map(|(area, _)| area.x).fold(0.0, f64::min);
    let top = boxes.iter().map(|(area, _)| area.y).fold(0.0, f64::min);
    let shift = |x: &mut f64, y: &mut f64| (*x, *y) = (*x - left, *y - top);
    out.cards.iter_mut().for_each(|area| shift(&mut area.x, &mut area.y));
    boxes.iter_mut().for_each(|(area, _)| shift(&mut area.x, &mut area.y));
    for (points, middle) in out.arrows.iter_mut().flatten() {
        points.iter_mut().for_each(|(x, y)| shift(x, y));
        shift(&mut middle.0, &mut middle.1);
    }
    let points = || out.arrows.iter().flatten().flat_map(|(points, _)| points);
    let right = boxes.iter().map(|(area, _)| area.x + area.width).chain(points().map(|(x, _)| *x)).fold(0.0, f64::max);
    let bottom =
        boxes.iter().map(|(area, _)| area.y + area.height).chain(points().map(|(_, y)| *y)).fold(0.0, f64::max);
    (out.width, out.height) = (right, bottom);
    out.boxes = boxes;
}

/// The area around all given areas, with room for a title.
fn around(areas: &[Area]) -> Area {
    let x = areas.iter().map(|area| area.x).fold(f64::MAX, f64::min) - MARGIN;
    let y = areas.iter().map(|area| area.y).fold(f64::MAX, f64::min) - MARGIN - HEAD;
    let right = areas.iter().map(|area| area.x + area.width).fold(f64::MIN, f64::max) + MARGIN;
    let bottom = areas.iter().map(|area| area.y + area.height).fold(f64::MIN, f64::max) + MARGIN;
    Area { x, y, width: right - x, height: bottom - y }
}
