//! The action that turns a rule off everywhere, by an entry in the nearest configuration.

use std::path::Path;

use lsp_types::{
    CodeAction, CodeActionKind, CreateFile, DocumentChangeOperation, DocumentChanges, OneOf,
    OptionalVersionedTextDocumentIdentifier, ResourceOp, TextDocumentEdit, TextEdit, WorkspaceEdit,
};

use super::edits::workspace_edit;
use super::state::Asked;
use crate::discover;
use crate::rule::Category;
use crate::rules;
use crate::settings::config;
use crate::source::FileId;
use crate::yaml::{self, Content, Edit, insert_after, insert_item_after};

/// Adds a rule to `ignore` in the configuration. If there is none and the editor can create files, the action creates
/// one.
pub fn ignore_everywhere(
    rule: &'static str,
    asked: &Asked<'_>,
    is_versioned: bool,
    creates: bool,
) -> Option<CodeAction> {
    let category = rules::find(rule)?.meta.category;
    if matches!(category, Category::Configuration | Category::Suppression) {
        return None;
    }
    let snapshot = asked.snapshot;
    let nearest = nearest(asked);
    let edit = match nearest {
        Some(file) => {
            let parsed = yaml::parse(snapshot.sources.get(file));
            let root = parsed.documents.iter().find_map(|document| document.tree.root())?;
            let edit = added(root, rule)?;
            workspace_edit(std::iter::once((edit.span(), edit.text())), is_versioned, snapshot, &asked.places)?
        }
        None if creates && snapshot.is_own_project => created(rule, asked)?,
        None => return None,
    };
    let name = nearest.map_or(config::FILE_NAME, |file| &snapshot.sources.get(file).name);
    Some(CodeAction {
        title: format!("Ignore `{rule}` everywhere, in {name}"),
        kind: Some(CodeActionKind::QUICKFIX),
        edit: Some(edit),
        ..CodeAction::default()
    })
}

/// The configuration that applies to a file.
fn nearest(asked: &Asked<'_>) -> Option<FileId> {
    let folders = Path::new(&asked.source.name).ancestors().skip(1);
    folders.into_iter().find_map(|folder| asked.snapshot.named(&discover::slashed(&folder.join(config::FILE_NAME))))
}

fn added(root: yaml::Node<'_>, rule: &str) -> Option<Edit> {
    match root.get("ignore").filter(|list| list.is_sequence()).and_then(|list| list.items().last()) {
        Some(last) => insert_item_after(last, rule),
        None if root.get("ignore").is_some() => None,
        None => insert_after(root.entries().last()?, "ignore", Content::list([rule])),
    }
}

/// Creates a configuration that has only this entry.
fn created(rule: &str, asked: &Asked<'_>) -> Option<WorkspaceEdit> {
    let uri = asked.places.uri(&asked.snapshot.folder().join(config::FILE_NAME))?;
    let create = CreateFile { uri: uri.clone(), options: None, annotation_id: None };
    let text = TextDocumentEdit {
        text_document: OptionalVersionedTextDocumentIdentifier { uri, version: None },
        edits: vec![OneOf::Left(TextEdit { new_text: format!("ignore: [{rule}]\n"), ..TextEdit::default() })],
    };
    let operations = vec![DocumentChangeOperation::Op(ResourceOp::Create(create)), DocumentChangeOperation::Edit(text)];
    Some(WorkspaceEdit { document_changes: Some(DocumentChanges::Operations(operations)), ..WorkspaceEdit::default() })
}
