//! Turns the graph into cards and arrows. The parts of a workload are folded into its card.

use std::collections::{HashMap, HashSet};

use super::{Arrow, ArrowKind, Broken, Card, Note};
use crate::kube::Kind;
use crate::workspace::{By, Edge, End, Graph, Object, Wanted};

/// A NetworkPolicy for more cards than this is a general rule and gets no arrow.
const MANY: usize = 20;

/// The cards and arrows of all applications. With `all`, every other object that refers to another one also gets a
/// card.
pub(super) fn folded<'g>(graph: &'g Graph, broken: &'g HashMap<usize, Broken>, all: bool) -> Folding<'g> {
    let mut folding = Folding::new(graph, broken);
    let owners = folding.owners();
    folding.place_mains(&owners, all);
    folding.place_satellites();
    folding.draw_references();
    folding.draw_settings();
    folding.draw_policies();
    folding
}

/// A picture that is not finished.
pub(super) struct Folding<'g> {
    pub(super) graph: &'g Graph,
    broken: &'g HashMap<usize, Broken>,
    /// The numbers of the edges of each object.
    out: Vec<Vec<usize>>,
    /// Whether another object refers to the object.
    is_named: Vec<bool>,
    /// The card of each object.
    pub(super) card_of: Vec<Option<usize>>,
    pub(super) cards: Vec<Card>,
    pub(super) arrows: Vec<Arrow>,
    pub(super) notes: Vec<Note>,
    /// The cards of missing objects.
    ghosts: HashMap<(String, Option<String>, Option<String>, String), usize>,
    /// The arrows of the picture: from, to, label.
    drawn: HashSet<(usize, usize, String)>,
    /// Cards that an arrow connects: from, to.
    joined: HashSet<(usize, usize)>,
}

impl<'g> Folding<'g> {
    fn new(graph: &'g Graph, broken: &'g HashMap<usize, Broken>) -> Self {
        let mut out = vec![Vec::new(); graph.objects.len()];
        let mut is_named = vec![false; graph.objects.len()];
        let selected: HashSet<(usize, usize)> = graph
            .edges
            .iter()
            .filter(|edge| edge.by == By::Labels)
            .filter_map(|edge| Some((edge.target()?, edge.from)))
            .collect();
        for (number, edge) in graph.edges.iter().enumerate() {
            // A Service that governs a workload is drawn with what it selects.
            let is_back = edge.by == By::Name && edge.target().is_some_and(|to| selected.contains(&(edge.from, to)));
            if is_back && !broken.contains_key(&number) || !is_of_application(graph, edge) {
                continue;
            }
            out[edge.from].push(number);
            if let Some(index) = edge.target() {
                is_named[index] = true;
            }
        }
        let card_of = vec![None; graph.objects.len()];
        let (cards, arrows, notes) = (Vec::new(), Vec::new(), Vec::new());
        let (ghosts, drawn, joined) = (HashMap::new(), HashSet::new(), HashSet::new());
        Self { graph, broken, out, is_named, card_of, cards, arrows, notes, ghosts, drawn, joined }
    }

    fn object(&self, index: usize) -> &'g Object {
        &self.graph.objects[index]
    }

    fn edges(&self, from: usize) -> impl Iterator<Item = (usize, &'g Edge)> + use<'g, '_> {
        let graph = self.graph;
        self.out[from].iter().map(move |&number| (number, &graph.edges[number]))
    }

    fn is_broken(&self, from: usize) -> bool {
        self.out[from].iter().any(|number| self.broken.contains_key(number))
    }

    /// The workload that each Service belongs to: the only one that it selects.
    fn owners(&self) -> HashMap<usize, usize> {
        let services = (0..self.graph.objects.len()).filter(|&index| self.object(index).kind == Kind::Service);
        let owner = |service: usize| {
            let labels = self.edges(service).filter(|(_, edge)| edge.by == By::Labels);
            let mut selected = labels.filter_map(|(_, edge)| edge.target());
            let first = selected.next()?;
            selected.all(|other| other == first).then_some((service, first))
        };
        services.filter_map(owner).collect()
    }

    /// Makes the cards of the main objects.
    fn place_mains(&mut self, owners: &HashMap<usize, usize>, all: bool) {
        let mut services: HashMap<usize, Vec<usize>> = HashMap::new();
        for index in (0..self.graph.objects.len()).filter(|index| owners.contains_key(index)) {
            services.entry(owners[&index]).or_default().push(index);
        }
        for index in 0..self.graph.objects.len() {
            if owners.contains_key(&index) || !(self.is_main(index) || all && self.is_worth_a_card(index)) {
                continue;
            }
            let own = services.remove(&index).unwrap_or_default();
            self.add_card(index, &own);
        }
    }

    /// Whether traffic passes through an object.
    fn is_main(&self, index: usize) -> bool {
        let object = self.object(index);
        let is_route = || {
            let services = |edge: &Edge| edge.by == By::Name && self.kind_at(edge) == Kind::Service.name();
            self.edges(index).any(|(_, edge)| services(edge))
        };
        object.makes_pods || matches!(object.kind, Kind::Service | Kind::Gateway) || is_route()
    }

    fn is_worth_a_card(&self, index: usize) -> bool {
        let is_connected = self.is_named[index] || !self.out[index].is_empty();
        is_connected && !is_satellite(self.object(index))
    }

    fn kind_at(&self, edge: &'g Edge) -> &'g str {
        match &edge.to {
            End::Object { index, .. } => &self.object(*index).kind_name,
            End::Missing(wanted) | End::Unknown(wanted, _) => &wanted.kind,
        }
    }

    /// Makes a card of an object and of the Services that belong to it.
    fn add_card(&mut self, index: usize, services: &[usize]) -> usize {
        for &part in services.iter().chain([&index]) {
            self.card_of[part] = Some(self.cards.len());
        }
        let object = self.object(index);
        let name = object.name.as_deref().unwrap_or("(no name)");
        let service = |&service: &usize| {
            let service = self.object(service);
            let kind = service.detail.as_deref().unwrap_or("Service");
            match service.name.as_deref() {
                Some(other) if other != name => format!("{kind} {other}"),
                _ => kind.to_owned(),
            }
        };
        let mut kinds: Vec<String> = services.iter().map(service).collect();
        kinds.push(match &object.detail {
            Some(detail) if object.kind == Kind::Service => format!("Service {detail}"),
            Some(detail) => format!("{} {detail}", object.kind_name),
            None => object.kind_name.clone(),
        });
        let mut ports: Vec<&str> = Vec::new();
        let owners = if services.is_empty() { vec![index] } else { services.to_vec() };
        for port in owners.iter().flat_map(|&owner| &self.object(owner).ports) {
            if !ports.contains(&port.as_str()) {
                ports.push(port);
            }
        }
        self.cards.push(Card {
            name: name.to_owned(),
            kinds: kinds.join(" · "),
            ports: few(&ports),
            tags: Vec::new(),
            namespace: object.namespace.clone(),
            place: Some(object.head),
        });
        self.cards.len() - 1
    }

    /// Attaches an object to the only card that it is about, such as an autoscaler. One with a broken reference gets a
    /// separate card.
    fn place_satellites(&mut self) {
        for index in 0..self.graph.objects.len() {
            let object = self.object(index);
            if self.card_of[index].is_some() || !is_satellite(object) || self.is_broken(index) {
                continue;
            }
            let targets = self.edges(index).filter_map(|(_, edge)| self.card_of[edge.target()?]);
            let targets: HashSet<usize> = targets.collect();
            if object.kind == Kind::NetworkPolicy || targets.len() != 1 {
                continue;
            }
            let word = short(object);
            let tag = object.detail.as_ref().map_or_else(|| word.to_owned(), |detail| format!("{word} {detail}"));
            for card in targets {
                self.card_of[index] = Some(card);
                let tags = &mut self.cards[card].tags;
                if !tags.contains(&tag) {
                    tags.push(tag.clone());
                }
            }
        }
    }

    /// Draws the references between cards, and all broken ones.
    fn draw_references(&mut self) {
        let mut numbers: Vec<usize> = self.out.iter().flatten().copied().collect();
        numbers.sort_unstable();
        for number in numbers {
            let edge = &self.graph.edges[number];
            match self.broken.get(&number) {
                Some(broken) => self.draw_broken(edge, broken),
                None if self.object(edge.from).kind != Kind::NetworkPolicy => {
                    let ends = (self.card_of[edge.from], edge.target().and_then(|index| self.card_of[index]));
                    if let (Some(from), Some(to)) = ends {
                        // A route depends on the Gateway that brings it traffic.
                        let is_up = self.kind_at(edge) == Kind::Gateway.name();
                        let (from, to) = if is_up { (to, from) } else { (from, to) };
                        self.draw(from, to, edge, edge.port.clone().unwrap_or_default(), ArrowKind::Uses);
                    }
                }
                None => {}
            }
        }
    }

    fn draw_broken(&mut self, edge: &'g Edge, broken: &Broken) {
        let from = match self.card_of[edge.from] {
            Some(card) => card,
            None => self.add_card(edge.from, &[]),
        };
        let to = match &edge.to {
            End::Object { index, .. } => match self.card_of[*index] {
                Some(card) => card,
                None => self.add_card(*index, &[]),
            },
            End::Missing(wanted) | End::Unknown(wanted, _) => self.ghost(edge.from, wanted, broken.near),
        };
        let known = self.notes.iter().position(|note| note.place == broken.place && note.text == broken.message);
        let number = known.unwrap_or_else(|| {
            self.notes.push(Note { text: broken.message.clone(), place: broken.place });
            self.notes.len() - 1
        });
        self.draw(from, to, edge, edge.port.clone().unwrap_or_default(), ArrowKind::Broken(number));
    }

    /// The card of a missing object.
    fn ghost(&mut self, from: usize, wanted: &Wanted, near: Option<usize>) -> usize {
        let namespace = self.object(from).namespace.clone();
        let key = (wanted.kind.clone(), wanted.name.clone(), namespace.clone(), self.object(from).folder.clone());
        if let Some(&card) = self.ghosts.get(&key) {
            return card;
        }
        let near = near.map(|index| self.object(index));
        let tags = near.map(|near| format!("near: {} {}", near.kind_name, near.name.as_deref().unwrap_or_default()));
        self.cards.push(Card {
            name: wanted.name.clone().unwrap_or_else(|| "?".to_owned()),
            kinds: format!("{}: none in the files", wanted.kind),
            ports: String::new(),
            tags: tags.into_iter().collect(),
            namespace,
            place: None,
        });
        self.ghosts.insert(key, self.cards.len() - 1);
        self.cards.len() - 1
    }

    /// Draws the references from workloads to the hosts in the ConfigMaps that they use.
    fn draw_settings(&mut self) {
        let mut users: HashMap<usize, Vec<&Edge>> = HashMap::new();
        let is_user = |edge: &&Edge| edge.by == By::Name && is_of_application(self.graph, edge);
        for edge in self.graph.edges.iter().filter(is_user) {
            if let Some(target) = edge.target().filter(|&target| self.object(target).kind == Kind::ConfigMap) {
                users.entry(target).or_default().push(edge);
            }
        }
        let is_host = |edge: &&Edge| edge.by == By::Host && is_of_application(self.graph, edge);
        for host in self.graph.edges.iter().filter(is_host) {
            let Some(to) = host.target().and_then(|index| self.card_of[index]) else { continue };
            for user in users.get(&host.from).into_iter().flatten() {
                let is_read = user.keys.is_empty() || host.keys.iter().any(|key| user.keys.contains(key));
                if let (true, Some(from)) = (is_read, self.card_of[user.from]) {
                    self.draw(from, to, host, host.port.clone().unwrap_or_default(), ArrowKind::Uses);
                }
            }
        }
    }

    /// Draws the connections that NetworkPolicies allow.
    fn draw_policies(&mut self) {
        let objects = &self.graph.objects;
        for index in (0..objects.len()).filter(|&index| objects[index].kind == Kind::NetworkPolicy) {
            let edges: Vec<&Edge> = self.edges(index).map(|(_, edge)| edge).collect();
            let own: Vec<usize> = self.cards_at(&edges, "spec.podSelector");
            if own.len() > MANY {
                continue;
            }
            for (part, is_in) in [("spec.ingress", true), ("spec.egress", false)] {
                for edge in edges.iter().filter(|edge| edge.field.starts_with(part)) {
                    let Some(peer) = edge.target().and_then(|index| self.card_of[index]) else { continue };
                    for &own in own.iter().filter(|own| **own != peer) {
                        let (from, to) = if is_in { (peer, own) } else { (own, peer) };
                        self.draw(from, to, edge, edge.port.clone().unwrap_or_default(), ArrowKind::Allowed);
                    }
                }
            }
        }
    }

    fn cards_at(&self, edges: &[&Edge], field: &str) -> Vec<usize> {
        let at = edges.iter().filter(|edge| edge.field == field);
        at.filter_map(|edge| self.card_of[edge.target()?]).collect()
    }

    fn draw(&mut self, from: usize, to: usize, edge: &Edge, label: String, kind: ArrowKind) {
        // Between two connected cards, an allowed connection is nothing new.
        let is_new = match kind {
            ArrowKind::Broken(_) => true,
            ArrowKind::Uses => from != to && self.drawn.insert((from, to, label.clone())),
            ArrowKind::Allowed => from != to && !self.joined.contains(&(from, to)),
        };
        if is_new {
            self.joined.insert((from, to));
            self.arrows.push(Arrow { from, to, label, field: edge.field.clone(), kind, place: edge.place });
        }
    }
}

/// Whether an edge is certain, or connects two objects of one folder. Otherwise, it may be for variants of the
/// application in other folders.
fn is_of_application(graph: &Graph, edge: &Edge) -> bool {
    let End::Object { index, certain: false } = edge.to else { return true };
    graph.objects[edge.from].folder == graph.objects[index].folder
}

/// Whether an object is only about others: it scales, guards or watches them.
fn is_satellite(object: &Object) -> bool {
    const WORDS: [&str; 5] = ["Autoscaler", "DisruptionBudget", "Monitor", "NetworkPolicy", "ScaledObject"];
    WORDS.iter().any(|word| object.kind_name.contains(word))
}

/// A short name for the kind of a satellite.
fn short(object: &Object) -> &str {
    match object.kind_name.as_str() {
        "HorizontalPodAutoscaler" => "HPA",
        "PodDisruptionBudget" => "PDB",
        "VerticalPodAutoscaler" => "VPA",
        other => other,
    }
}

/// The first three ports, and a sign if there are more.
fn few(all: &[&str]) -> String {
    match all {
        [] => String::new(),
        [a, b, c, _, ..] => format!(":{a}, {b}, {c}, …"),
        some => format!(":{}", some.join(", ")),
    }
}
