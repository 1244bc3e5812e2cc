//! Changes of files in the form that editors apply. They come from the server's own state, never from text that the
//! editor sends back.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;

use lsp_types::{
    DocumentChanges, OneOf, OptionalVersionedTextDocumentIdentifier, TextDocumentEdit, TextEdit, WorkspaceEdit,
};

use super::snapshot::Snapshot;
use super::state::Places;
use crate::source::Span;

/// Makes one change from some replacements, with the versions of the texts if the editor accepts them. Returns `None`
/// if the path of a file is not UTF-8.
pub fn workspace_edit<'a>(
    edits: impl Iterator<Item = (Span, &'a str)>,
    is_versioned: bool,
    snapshot: &Snapshot,
    places: &Places<'_>,
) -> Option<WorkspaceEdit> {
    let mut by_file: BTreeMap<PathBuf, Vec<TextEdit>> = BTreeMap::new();
    for (span, text) in edits {
        let range = places.encoding.range(snapshot.sources.get(span.file), span);
        let edits = by_file.entry(snapshot.path(span.file)).or_default();
        edits.push(TextEdit { range, new_text: text.to_owned() });
    }
    if !is_versioned {
        let changes = by_file.into_iter().map(|(path, edits)| Some((places.uri(&path)?, edits)));
        #[expect(clippy::mutable_key_type, reason = "the type of the protocol: nothing changes a key")]
        let changes: HashMap<_, _> = changes.collect::<Option<_>>()?;
        return Some(WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() });
    }
    let changes = by_file.into_iter().map(|(path, edits)| {
        let version = places.version(&path);
        let text_document = OptionalVersionedTextDocumentIdentifier { uri: places.uri(&path)?, version };
        Some(TextDocumentEdit { text_document, edits: edits.into_iter().map(OneOf::Left).collect() })
    });
    let changes: Vec<TextDocumentEdit> = changes.collect::<Option<_>>()?;
    Some(WorkspaceEdit { document_changes: Some(DocumentChanges::Edits(changes)), ..WorkspaceEdit::default() })
}
