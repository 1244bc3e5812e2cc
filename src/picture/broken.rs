//! References that a finding reports as broken.

use std::collections::HashMap;

use crate::diagnostic::{Diagnostic, Severity};
use crate::source::{FileId, Span};
use crate::workspace::Graph;

/// A finding on a reference.
#[derive(Debug, Clone)]
pub struct Broken {
    /// The id of the rule.
    pub rule: &'static str,
    /// How severe it is.
    pub severity: Severity,
    /// What it says.
    pub message: String,
    /// The place that it is reported at.
    pub place: Span,
    /// The index of the object that was probably meant.
    pub near: Option<usize>,
}

/// The findings on references, by the index of the edge: errors and warnings whose place is that of the reference, or
/// next to it in the same list item or mapping.
pub fn broken(graph: &Graph, findings: &[Diagnostic]) -> HashMap<usize, Broken> {
    let mut by_file: HashMap<FileId, Vec<&Diagnostic>> = HashMap::new();
    for finding in findings.iter().filter(|finding| finding.severity > Severity::Info) {
        by_file.entry(finding.primary.span.file).or_default().push(finding);
    }
    let mut all = HashMap::new();
    for (index, edge) in graph.edges.iter().enumerate() {
        let near = by_file.get(&edge.place.file).map_or(&[][..], Vec::as_slice);
        let Some(found) = near.iter().find(|found| meet(found.primary.span, edge.place)) else { continue };
        let meant = found.related.iter().filter_map(|label| holder(graph, label.span)).find(|&id| id != edge.from);
        let broken = Broken {
            rule: found.rule,
            severity: found.severity,
            message: found.message.clone(),
            place: found.primary.span,
            near: meant,
        };
        all.insert(index, broken);
    }
    all
}

/// Whether a finding is at a reference: within it, or around it and not much more.
fn meet(finding: Span, reference: Span) -> bool {
    finding.file == reference.file && (reference.contains(finding) || finding.contains(reference))
}

/// The index of the object whose text has a place.
fn holder(graph: &Graph, place: Span) -> Option<usize> {
    graph.objects.iter().position(|object| object.whole.contains(place))
}
