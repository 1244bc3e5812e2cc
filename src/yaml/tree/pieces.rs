//! Keeps the source of each node of a tree, run by run. It costs nothing for a tree of one file.

use std::sync::Arc;

use crate::source::Source;

/// The sources of a tree's nodes.
#[derive(Debug, Clone)]
pub(super) struct Pieces {
    first: Arc<Source>,
    /// The first node of each further run, and its source.
    runs: Vec<(u32, Arc<Source>)>,
}

impl Pieces {
    /// Creates the sources of a tree whose nodes all come from one source.
    pub(super) fn of(source: &Arc<Source>) -> Self {
        Self { first: Arc::clone(source), runs: Vec::new() }
    }

    /// The source of the root.
    pub(super) fn first(&self) -> &Arc<Source> {
        &self.first
    }

    /// Whether all nodes come from one source.
    pub(super) fn are_of_one_source(&self) -> bool {
        self.runs.is_empty()
    }

    /// The source of a node.
    #[inline]
    pub(super) fn source(&self, index: u32) -> &Arc<Source> {
        if self.runs.is_empty() { &self.first } else { self.source_of_run(index) }
    }

    fn source_of_run(&self, index: u32) -> &Arc<Source> {
        let after = self.runs.partition_point(|&(first, _)| first <= index);
        after.checked_sub(1).and_then(|run| self.runs.get(run)).map_or(&self.first, |(_, source)| source)
    }

    /// Frees the memory that was reserved for further runs.
    pub(super) fn shrink_to_fit(&mut self) {
        self.runs.shrink_to_fit();
    }

    /// Notes the source of the next node, by its index.
    pub(super) fn push(&mut self, index: u32, source: &Arc<Source>) {
        let last = self.runs.last().map_or(&self.first, |(_, source)| source);
        if last.id() == source.id() {
            return;
        }
        match index {
            0 => self.first = Arc::clone(source),
            _ => self.runs.push((index, Arc::clone(source))),
        }
    }
}
