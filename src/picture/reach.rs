//! Parts of a graph.

use std::collections::{HashSet, VecDeque};

use crate::workspace::{Edge, End, Graph};

/// The objects that a test accepts, and the objects at the other end of their certain references.
pub fn within(graph: Graph, is_wanted: impl Fn(&crate::workspace::Object) -> bool) -> Graph {
    let mut kept: HashSet<usize> =
        graph.objects.iter().enumerate().filter(|(_, object)| is_wanted(object)).map(|(index, _)| index).collect();
    if kept.len() < graph.objects.len() {
        let next: Vec<usize> = graph.edges.iter().filter_map(|edge| across(edge, &kept)).collect();
        kept.extend(next);
    }
    keep(graph, &kept)
}

/// The objects that are at most `depth` references away from the objects of a kind and name, in either direction.
/// Returns `None` if there are no such objects. The kind may be written as in `kubectl`, except for short names.
pub fn around(graph: Graph, kind: &str, name: &str, depth: usize) -> Option<Graph> {
    let is_kind = |written: &str| {
        let (written, kind) = (written.to_lowercase(), kind.to_lowercase());
        kind == written || kind == format!("{written}s")
    };
    let is_start =
        |object: &crate::workspace::Object| is_kind(&object.kind_name) && object.name.as_deref() == Some(name);
    let start: Vec<usize> = (0..graph.objects.len()).filter(|&index| is_start(&graph.objects[index])).collect();
    if start.is_empty() {
        return None;
    }
    let mut next: Vec<Vec<usize>> = vec![Vec::new(); graph.objects.len()];
    for edge in &graph.edges {
        if let End::Object { index, .. } = edge.to {
            next[edge.from].push(index);
            next[index].push(edge.from);
        }
    }
    let mut kept: HashSet<usize> = start.iter().copied().collect();
    let mut queue: VecDeque<(usize, usize)> = start.into_iter().map(|index| (index, 0)).collect();
    while let Some((index, steps)) = queue.pop_front() {
        if steps == depth {
            continue;
        }
        for &other in &next[index] {
            if kept.insert(other) {
                queue.push_back((other, steps + 1));
            }
        }
    }
    Some(keep(graph, &kept))
}

/// The other end of an edge, if exactly one end is kept.
fn across(edge: &Edge, kept: &HashSet<usize>) -> Option<usize> {
    let End::Object { index, certain: true } = edge.to else { return None };
    match (kept.contains(&edge.from), kept.contains(&index)) {
        (true, false) => Some(index),
        (false, true) => Some(edge.from),
        _ => None,
    }
}

fn keep(graph: Graph, kept: &HashSet<usize>) -> Graph {
    let mut numbers = vec![None; graph.objects.len()];
    let mut objects = Vec::with_capacity(kept.len());
    for (index, object) in graph.objects.into_iter().enumerate().filter(|(index, _)| kept.contains(index)) {
        numbers[index] = Some(objects.len());
        objects.push(object);
    }
    let renumber = |mut edge: Edge| {
        edge.from = numbers[edge.from]?;
        if let End::Object { index, .. } = &mut edge.to {
            *index = numbers[*index]?;
        }
        Some(edge)
    };
    let edges = graph.edges.into_iter().filter_map(renumber).collect();
    Graph { objects, edges }
}
