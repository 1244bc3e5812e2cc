//! The whole graph for programs: version 1 of the contract in `schema/graph.v1.json`, to which fields are only ever
//! added.

use std::collections::HashMap;
use std::io;

use serde::Serialize;

use super::Broken;
use crate::report::Files;
use crate::report::json::{Location, location};
use crate::workspace::{Edge, End, Graph, Object};

/// The version of the contract.
const VERSION: u32 = 1;

/// Writes one object, indented, with a line feed at its end.
pub fn write(
    out: &mut dyn io::Write,
    graph: &Graph,
    broken: &HashMap<usize, Broken>,
    files: Files<'_>,
) -> io::Result<()> {
    let objects = graph.objects.iter().enumerate().map(|(id, object)| node(id, object, files)).collect();
    let references =
        graph.edges.iter().enumerate().map(|(number, edge)| reference(edge, broken.get(&number), files)).collect();
    serde_json::to_writer_pretty(&mut *out, &Output { version: VERSION, objects, references })?;
    out.write_all(b"\n")
}

fn node<'a>(id: usize, object: &'a Object, files: Files<'a>) -> Node<'a> {
    Node {
        id,
        api_version: &object.api_version,
        kind: &object.kind_name,
        namespace: object.namespace.as_deref(),
        name: object.name.as_deref(),
        ports: &object.ports,
        location: location(files, object.head),
    }
}

fn reference<'a>(edge: &'a Edge, broken: Option<&'a Broken>, files: Files<'a>) -> Reference<'a> {
    let (state, to, wanted, reason) = match &edge.to {
        End::Object { index, certain: true } => ("found", Some(*index), None, None),
        End::Object { index, certain: false } => ("possible", Some(*index), None, None),
        End::Missing(wanted) => ("missing", None, Some(wanted), None),
        End::Unknown(wanted, why) => ("unknown", None, Some(wanted), Some(*why)),
    };
    Reference {
        from: edge.from,
        field: &edge.field,
        by: edge.by.as_str(),
        state,
        to,
        wanted: wanted.map(|wanted| Wanted { kind: &wanted.kind, name: wanted.name.as_deref() }),
        reason,
        port: edge.port.as_deref(),
        keys: &edge.keys,
        finding: broken.map(|broken| Finding {
            rule: broken.rule,
            severity: broken.severity.as_str(),
            message: &broken.message,
            near: broken.near,
        }),
        location: location(files, edge.place),
    }
}

#[derive(Serialize)]
struct Output<'a> {
    version: u32,
    objects: Vec<Node<'a>>,
    references: Vec<Reference<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Node<'a> {
    id: usize,
    api_version: &'a str,
    kind: &'a str,
    namespace: Option<&'a str>,
    name: Option<&'a str>,
    ports: &'a [String],
    location: Location<'a>,
}

#[derive(Serialize)]
struct Reference<'a> {
    from: usize,
    field: &'a str,
    by: &'a str,
    state: &'a str,
    to: Option<usize>,
    wanted: Option<Wanted<'a>>,
    reason: Option<&'a str>,
    port: Option<&'a str>,
    keys: &'a [String],
    finding: Option<Finding<'a>>,
    location: Location<'a>,
}

#[derive(Serialize)]
struct Wanted<'a> {
    kind: &'a str,
    name: Option<&'a str>,
}

#[derive(Serialize)]
struct Finding<'a> {
    rule: &'a str,
    severity: &'a str,
    message: &'a str,
    near: Option<usize>,
}
