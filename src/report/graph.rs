//! The graph of references, safe to show in pictures.

use super::files::Files;
use crate::source::FileId;
use crate::workspace::{Edge, End, Graph, Object, Wanted};

/// The graph with its secrets replaced by stars.
pub(super) fn masked(files: Files<'_>, graph: Graph) -> Graph {
    let objects = graph.objects.into_iter().map(|object| of_object(files, object));
    let edges = graph.edges.into_iter().map(|edge| of_edge(files, edge));
    Graph { objects: objects.collect(), edges: edges.collect() }
}

fn of_object(files: Files<'_>, object: Object) -> Object {
    let quote = |text: &str| files.quote(object.head.file, text);
    Object {
        kind: object.kind,
        api_version: quote(&object.api_version),
        kind_name: quote(&object.kind_name),
        name: object.name.as_deref().map(quote),
        namespace: object.namespace.as_deref().map(quote),
        makes_pods: object.makes_pods,
        ports: object.ports.iter().map(|port| quote(port)).collect(),
        detail: object.detail.as_deref().map(quote),
        folder: object.folder,
        head: object.head,
        whole: object.whole,
    }
}

fn of_edge(files: Files<'_>, edge: Edge) -> Edge {
    let file = edge.place.file;
    let to = match edge.to {
        End::Object { index, certain } => End::Object { index, certain },
        End::Missing(wanted) => End::Missing(of_wanted(files, file, &wanted)),
        End::Unknown(wanted, why) => End::Unknown(of_wanted(files, file, &wanted), why),
    };
    Edge {
        from: edge.from,
        to,
        by: edge.by,
        field: files.quote(file, &edge.field),
        port: edge.port.map(|port| files.quote(file, &port)),
        keys: edge.keys.iter().map(|key| files.quote(file, key)).collect(),
        place: edge.place,
    }
}

fn of_wanted(files: Files<'_>, file: FileId, wanted: &Wanted) -> Wanted {
    let name = wanted.name.as_deref().map(|name| files.quote(file, name));
    Wanted { kind: files.quote(file, &wanted.kind), name }
}
