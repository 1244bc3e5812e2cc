//! References that a finding reports as broken.

use std::collections::HashMap;

use crate::diagnostic::{Diagnostic, Severity};
use crate::source::{FileId, Span};
use crate::workspace::Graph;

/// A finding about a reference.
#[derive(Debug, Clone)]
pub struct Broken {
    /// The id of the rule.
    pub rule: &'static str,
    /// The severity of the finding.
    pub severity: Severity,
    /// The message of the finding.
    pub message: String,
    /// The place of the finding.
    pub place: Span,
    /// The index of the object that the reference was probably intended for.
    pub near: Option<usize>,
}

/// The findings about references, by the index of the edge. They are errors and warnings at the place of the reference,
/// or next to it in the same list item or mapping.
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

/// Whether a finding is at a reference: one of the two places contains the other.
fn meet(finding: Span, reference: Span) -> bool {
    finding.file == reference.file && (reference.contains(finding) || finding.contains(reference))
}

/// The index of the object that contains a place.
fn holder(graph: &Graph, place: Span) -> Option<usize> {
    graph.objects.iter().position(|object| object.whole.contains(place))
}
