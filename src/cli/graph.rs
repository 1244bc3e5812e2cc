//! `bowline graph`: draw what refers to what.

use std::collections::HashMap;
use std::io::{self, Write};

use super::args::{GraphArgs, GraphFormat};
use super::run::{self, Purpose, Run};
use super::{CLEAN, Failure, Io, output};
use crate::picture::{self, Broken};
use crate::workspace::{Graph, Object};

pub(super) fn run(args: GraphArgs, io: &mut Io<'_>) -> Result<u8, Failure> {
    let mut run = run::run(&args.selection, false, Purpose::Graph, io)?;
    if let Some(message) = run.shortfall.take() {
        return Err(Failure::Message(message));
    }
    let graph = graph(&args, &mut run)?;
    let broken = run.checked.report(|report| picture::broken(&graph, report.diagnostics()));
    match &args.out {
        Some(file) => {
            let path = io.folder.join(file);
            let written = output::replace(&path, |out| write(&args, &graph, &broken, &run, out));
            written.map_err(|error| Failure::Message(format!("cannot write {}: {error}", file.display())))?;
        }
        None => write(&args, &graph, &broken, &run, io.stdout)?,
    }
    Ok(CLEAN)
}

/// The part of the graph that is asked for.
fn graph(args: &GraphArgs, run: &mut Run) -> Result<Graph, Failure> {
    let all = run.checked.outcome.graph.take().unwrap_or_default();
    let sources = &run.checked.sources;
    let is_target = |object: &Object| run.targets.contains(&sources.get(object.head.file).path);
    let graph = picture::within(all, is_target);
    match &args.focus {
        None => Ok(graph),
        Some(focus) => picture::around(graph, &focus.kind, &focus.name, args.depth).ok_or_else(|| {
            Failure::Message(format!("there is no object `{}/{}` among the files", focus.kind, focus.name))
        }),
    }
}

fn write(
    args: &GraphArgs,
    graph: &Graph,
    broken: &HashMap<usize, Broken>,
    run: &Run,
    out: &mut dyn Write,
) -> io::Result<()> {
    let sources = &run.checked.sources;
    let picture = || picture::fold(graph, broken, args.all);
    match args.format {
        GraphFormat::Svg => picture::svg::write(out, &picture(), sources),
        GraphFormat::Mermaid => picture::mermaid::write(out, &picture()),
        GraphFormat::Dot => picture::dot::write(out, &picture()),
        GraphFormat::Json => picture::json::write(out, graph, broken, sources),
    }
}
