//! Pictures of how objects are connected: what `bowline graph` draws.
//!
//! A picture shows less than the graph: what belongs to a workload is drawn with it, and rarely needed objects only on
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

/// Draws what traffic follows: routes, Services, workloads; with `all`, every object that refers to another one as well.
pub fn fold(graph: &Graph, broken: &HashMap<usize, Broken>, all: bool) -> Picture {
    group::group(fold::folded(graph, broken, all))
}

/// All applications.
#[derive(Debug, Default)]
pub struct Picture {
    /// In order of the files.
    pub applications: Vec<Application>,
    /// Objects that are only drawn on demand.
    pub hidden: usize,
}

/// Objects that hang together, or that share a folder.
#[derive(Debug, Default)]
pub struct Application {
    /// The folder, and how many objects of which kinds there are.
    pub title: String,
    /// In order of the files.
    pub cards: Vec<Card>,
    /// In order of the files.
    pub arrows: Vec<Arrow>,
    /// What is broken, in the order of the numbers that the arrows have.
    pub notes: Vec<Note>,
    /// Cards that were left out since there are too many.
    pub left_out: usize,
}

/// A workload with what belongs to it, another object, or what no file has.
#[derive(Debug)]
pub struct Card {
    /// The name.
    pub name: String,
    /// The kinds of the objects that it shows, such as `Service · Deployment`.
    pub kinds: String,
    /// The ports at which it is reached.
    pub ports: String,
    /// What else belongs to it, such as `HPA 1–10`.
    pub tags: Vec<String>,
    /// The namespace. `None` if the files do not tell.
    pub namespace: Option<String>,
    /// Where the object is. `None` if no file has it.
    pub place: Option<Span>,
}

impl Card {
    /// Whether no file has it.
    pub fn is_ghost(&self) -> bool {
        self.place.is_none()
    }
}

/// A reference from one card to another.
#[derive(Debug)]
pub struct Arrow {
    /// The index of the card that refers.
    pub from: usize,
    /// The index of the other one.
    pub to: usize,
    /// The port, or nothing.
    pub label: String,
    /// The field that says it.
    pub field: String,
    /// What it is.
    pub kind: ArrowKind,
    /// Where it is said.
    pub place: Span,
}

/// What an arrow says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ArrowKind {
    /// One uses the other.
    Uses,
    /// A NetworkPolicy lets one reach the other.
    Allowed,
    /// It is broken; the number of the note that says why.
    Broken(usize),
}

/// Why a reference is broken.
#[derive(Debug)]
pub struct Note {
    /// The message of the finding.
    pub text: String,
    /// Where it is.
    pub place: Span,
}

/// A text as a picture may show it: on one line.
fn shown(text: &str) -> String {
    one_line(text).into_owned()
}

/// The namespaces of the cards, in order of the first card in each.
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

/// What the box of a namespace is called.
fn box_title(namespace: Option<&str>) -> String {
    match namespace {
        Some(name) => format!("namespace {name}"),
        None => "no namespace".to_owned(),
    }
}

/// What the arrow says next to its line.
fn arrow_label(arrow: &Arrow) -> String {
    match arrow.kind {
        ArrowKind::Broken(number) => format!("✗ {}", number + 1),
        _ => measure::cut(&arrow.label, 24),
    }
}
