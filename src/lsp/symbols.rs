//! The objects of a file and of all folders.

use lsp_types::{
    DocumentSymbol, DocumentSymbolParams, DocumentSymbolResponse, Location, OneOf, SymbolKind, WorkspaceSymbol,
    WorkspaceSymbolParams, WorkspaceSymbolResponse,
};

use super::state::{Asked, Refusal, State};
use crate::source::Span;
use crate::workspace::{Mention, Thing, What};
use crate::yaml;

/// The largest number of objects in one answer.
const MAX_FOUND: usize = 500;

/// The objects of a text, each with the parts that it names.
///
/// # Errors
/// If the text changed in the meantime.
pub fn of_document(state: &State, params: DocumentSymbolParams) -> Result<Option<DocumentSymbolResponse>, Refusal> {
    let Some(asked) = state.asked(&params.text_document.uri)? else { return Ok(None) };
    let parsed = yaml::parse(asked.source);
    let roots = parsed.documents.iter().filter_map(|document| document.tree.root());
    let symbols = roots.filter_map(|root| {
        let kind = root.get("kind")?.as_str()?;
        let name = root.find(&["metadata", "name"]);
        let head = name.or_else(|| root.get("kind")).unwrap_or(root).written_span();
        let title =
            name.and_then(|name| name.as_str()).map_or_else(|| kind.to_owned(), |name| format!("{kind} {name}"));
        let whole = root.written_span();
        Some(symbol(title, SymbolKind::OBJECT, whole, head, parts(&asked, whole), &asked))
    });
    Ok(Some(DocumentSymbolResponse::Nested(symbols.collect())))
}

/// The parts of an object that have names.
fn parts(asked: &Asked<'_>, whole: Span) -> Vec<DocumentSymbol> {
    let names = asked.snapshot.names();
    let made = names.of_file(asked.source.id()).iter().filter(|one| one.declares && whole.contains(one.span));
    let part = |mention: &Mention| {
        let thing = names.things.get(mention.thing)?;
        let (word, kind) = match thing.what {
            What::Object(_) | What::Label => return None,
            What::Key => ("key", SymbolKind::KEY),
            What::Port => ("port", SymbolKind::INTERFACE),
            What::Volume => ("volume", SymbolKind::FILE),
            What::Variable => ("variable", SymbolKind::VARIABLE),
        };
        Some(symbol(format!("{word} {}", thing.name), kind, mention.span, mention.span, Vec::new(), asked))
    };
    made.filter_map(part).collect()
}

#[expect(deprecated, reason = "a field of the protocol that has no constructor")]
fn symbol(
    name: String,
    kind: SymbolKind,
    whole: Span,
    head: Span,
    children: Vec<DocumentSymbol>,
    asked: &Asked<'_>,
) -> DocumentSymbol {
    let range = |span| asked.places.encoding.range(asked.source, span);
    let (range, selection_range) = (range(whole), range(head));
    let children = (!children.is_empty()).then_some(children);
    DocumentSymbol { name, detail: None, kind, tags: None, deprecated: None, range, selection_range, children }
}

/// The objects of all folders whose kind and name contain the query. The case of letters does not matter.
///
/// # Errors
/// None.
pub fn of_workspace(state: &State, params: WorkspaceSymbolParams) -> Result<Option<WorkspaceSymbolResponse>, Refusal> {
    let wanted = params.query.to_lowercase();
    let places = state.places();
    let mut found = Vec::new();
    for snapshot in &state.snapshots {
        let names = snapshot.names();
        for mention in names.mentions.iter().filter(|mention| mention.declares) {
            let Some(thing) = names.things.get(mention.thing) else { continue };
            let title = object_title(thing);
            let is_it = matches!(thing.what, What::Object(_)) && title.to_lowercase().contains(&wanted);
            let Some(Location { uri, range }) = places.location(snapshot, mention.span).filter(|_| is_it) else {
                continue;
            };
            found.push(WorkspaceSymbol {
                name: title,
                kind: SymbolKind::OBJECT,
                tags: None,
                container_name: thing.namespace.clone(),
                location: OneOf::Left(Location { uri, range }),
                data: None,
            });
            if found.len() >= MAX_FOUND {
                return Ok(Some(WorkspaceSymbolResponse::Nested(found)));
            }
        }
    }
    Ok(Some(WorkspaceSymbolResponse::Nested(found)))
}

/// The title of an object, such as `Service web`.
fn object_title(thing: &Thing) -> String {
    thing.of.replace('`', "")
}
