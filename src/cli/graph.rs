//! `bowline graph`: draw which objects refer to which.

use std::collections::HashMap;
use std::io::{self, Write};

use super::args::{GraphArgs, GraphFormat};
use super::run::{self, Purpose, Run};
use super::{CLEAN, Failure, Io, output, reason};
use crate::picture::{self, Broken};
use crate::report::Files;
use crate::workspace::{Graph, Object};

pub(super) fn run(args: GraphArgs, io: &mut Io<'_>) -> Result<u8, Failure> {
    let mut run = run::run(&args.selection, false, Purpose::Graph, io)?;
    if let Some(message) = run.shortfall.take() {
        return Err(Failure::Message(message));
    }
    let all = run.checked.outcome.graph.take().unwrap_or_default();
    run.checked.report(|report| {
        let graph = part(&args, &run, report.graph(all))?;
        let broken = picture::broken(&graph, report.diagnostics());
        let drawn = Drawn { graph: &graph, broken: &broken, files: report.files() };
        match &args.out {
            Some(file) => {
                let path = io.folder.join(file);
                let written = output::replace(&path, |out| drawn.write(&args, out));
                written.map_err(|error| {
                    Failure::Message(format!("cannot write {}: {}", file.display(), reason(&error)))
                })?;
            }
            None => drawn.write(&args, io.stdout)?,
        }
        Ok(CLEAN)
    })
}

/// The requested part of the graph.
fn part(args: &GraphArgs, run: &Run, all: Graph) -> Result<Graph, Failure> {
    let sources = &run.checked.sources;
    let is_target =
        |object: &Object| run.groups.iter().any(|group| group.targets.contains(&sources.get(object.head.file).path));
    let graph = picture::within(all, is_target);
    match &args.focus {
        None => Ok(graph),
        Some(focus) => picture::around(graph, &focus.kind, &focus.name, args.depth).ok_or_else(|| {
            Failure::Message(format!("there is no object `{}/{}` among the files", focus.kind, focus.name))
        }),
    }
}

/// The input of a picture.
struct Drawn<'a> {
    graph: &'a Graph,
    broken: &'a HashMap<usize, Broken>,
    files: Files<'a>,
}

impl Drawn<'_> {
    fn write(&self, args: &GraphArgs, out: &mut dyn Write) -> io::Result<()> {
        let picture = || picture::fold(self.graph, self.broken, args.all);
        match args.format {
            GraphFormat::Svg => picture::svg::write(out, &picture(), self.files),
            GraphFormat::Mermaid => picture::mermaid::write(out, &picture()),
            GraphFormat::Dot => picture::dot::write(out, &picture()),
            GraphFormat::Json => picture::json::write(out, self.graph, self.broken, self.files),
        }
    }
}
