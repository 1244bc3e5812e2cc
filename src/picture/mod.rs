//! Pictures of how objects are connected, for `bowline graph`.
//!
//! A picture shows less than the graph. The parts of a workload are drawn with it, and rarely needed objects only on
//! request. Each application is drawn separately.

pub mod dot;
pub mod json;
pub mod mermaid;
pub mod svg;

mod broken;
mod fold;
mod group;
mod layout;
mod measure;
mod reach;

use std::collections::HashMap;

use crate::report::visible::one_line;
use crate::source::Span;
use crate::workspace::Graph;

pub use broken::{Broken, broken};
pub use reach::{around, within};

/// More cards than this in one application are not readable, and arranging them takes too long.
const MOST: usize = 150;

/// Draws routes, Services and workloads. With `all`, also draws every other object that refers to another one.
pub fn fold(graph: &Graph, broken: &HashMap<usize, Broken>, all: bool) -> Picture {
    group::group(fold::folded(graph, broken, all))
}

/// All applications.
#[derive(Debug, Default)]
pub struct Picture {
    /// The applications, in the order of the files.
    pub applications: Vec<Application>,
    /// Objects that are only drawn on demand.
    pub hidden: usize,
}

/// Objects that are connected, or that share a folder.
#[derive(Debug, Default)]
pub struct Application {
    /// The folder, and how many objects of which kinds there are.
    pub title: String,
    /// The cards, in the order of the files.
    pub cards: Vec<Card>,
    /// The arrows, in the order of the files.
    pub arrows: Vec<Arrow>,
    /// Notes about broken references, in the order of the numbers that the arrows have.
    pub notes: Vec<Note>,
    /// The number of cards that were left out because there are too many.
    pub left_out: usize,
}

/// A workload with its parts, another object, or a missing object.
#[derive(Debug)]
pub struct Card {
    /// The name.
    pub name: String,
    /// The kinds of the objects in the card, such as `Service · Deployment`.
    pub kinds: String,
    /// The ports at which others reach the objects.
    pub ports: String,
    /// Further facts about the card, such as `HPA 1–10`.
    pub tags: Vec<String>,
    /// The namespace. `None` if the files do not name it.
    pub namespace: Option<String>,
    /// The place of the object. `None` if no file has it.
    pub place: Option<Span>,
}

impl Card {
    /// Whether no file has the object.
    pub fn is_ghost(&self) -> bool {
        self.place.is_none()
    }
}

/// A reference from one card to another.
#[derive(Debug)]
pub struct Arrow {
    /// The index of the card that refers.
    pub from: usize,
    /// The index of the card that is referred to.
    pub to: usize,
    /// The port, or an empty string.
    pub label: String,
    /// The field that contains the reference.
    pub field: String,
    /// The kind of the arrow.
    pub kind: ArrowKind,
    /// The place of the reference.
    pub place: Span,
}

/// The meaning of an arrow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ArrowKind {
    /// The first card uses the second.
    Uses,
    /// A NetworkPolicy lets the first card reach the second.
    Allowed,
    /// The reference is broken. The number is that of the note that says why.
    Broken(usize),
}

/// Why a reference is broken.
#[derive(Debug)]
pub struct Note {
    /// The message of the finding.
    pub text: String,
    /// The place of the finding.
    pub place: Span,
}

/// A text for a picture, on one line.
fn shown(text: &str) -> String {
    one_line(text).into_owned()
}

/// The namespaces of the cards, in the order of the first card in each.
fn namespaces(cards: &[Card]) -> Vec<Option<&str>> {
    let mut found: Vec<Option<&str>> = Vec::new();
    for card in cards {
        let namespace = card.namespace.as_deref();
        if !found.contains(&namespace) {
            found.push(namespace);
        }
    }
    found
}

/// The title of the box of a namespace.
fn box_title(namespace: Option<&str>) -> String {
    match namespace {
        Some(name) => format!("namespace {name}"),
        None => "no namespace".to_owned(),
    }
}

/// The words next to the line of an arrow.
fn arrow_label(arrow: &Arrow) -> String {
    match arrow.kind {
        ArrowKind::Broken(number) => format!("✗ {}", number + 1),
        _ => measure::cut(&arrow.label, 24),
    }
}
