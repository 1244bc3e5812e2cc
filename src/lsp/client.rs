//! What the editor at the other end can do, and what its user wants.

use lsp_types::{ClientCapabilities, InitializeParams, ResourceOperationKind};
use serde::Deserialize;
use serde_json::Value;

use super::position::Encoding;

/// What the editor said of itself.
#[derive(Debug, Clone, Copy, Default)]
#[expect(clippy::struct_excessive_bools, reason = "the protocol has a flag for each")]
pub struct Client {
    /// What columns count.
    pub encoding: Encoding,
    /// Whether it asks for diagnostics, and can be told to ask again when a change elsewhere adds or removes some. Otherwise the
    /// server sends them.
    pub pulls: bool,
    /// Whether it takes edits with the versions of the texts that they are for.
    pub versioned_edits: bool,
    /// Whether it makes files as a part of an edit.
    pub creates: bool,
    /// Whether it shows progress that the server begins.
    pub progress: bool,
    /// Whether it can be asked to watch files.
    pub watches: bool,
    /// Whether it has settings to be asked for.
    pub configures: bool,
}

impl Client {
    /// Reads what the editor says when it begins. `written` is that message as JSON: `lsp_types` calls
    /// `workspace.diagnostics` by another name, and so never sees it.
    pub fn read(params: &InitializeParams, written: &Value) -> Client {
        let refreshes =
            written.pointer("/capabilities/workspace/diagnostics/refreshSupport") == Some(&Value::Bool(true));
        let ClientCapabilities { workspace, text_document, window, general, .. } = &params.capabilities;
        let (workspace, text) = (workspace.as_ref(), text_document.as_ref());
        let offered = general.as_ref().and_then(|general| general.position_encodings.as_deref()).unwrap_or_default();
        let watched = workspace.and_then(|workspace| workspace.did_change_watched_files.as_ref());
        let edits = workspace.and_then(|workspace| workspace.workspace_edit.as_ref());
        Client {
            encoding: Encoding::agreed(offered),
            pulls: refreshes && text.is_some_and(|text| text.diagnostic.is_some()),
            versioned_edits: edits.and_then(|edits| edits.document_changes) == Some(true),
            creates: edits
                .and_then(|edits| edits.resource_operations.as_ref())
                .is_some_and(|operations| operations.contains(&ResourceOperationKind::Create)),
            progress: window.as_ref().and_then(|window| window.work_done_progress) == Some(true),
            watches: watched.and_then(|watched| watched.dynamic_registration) == Some(true),
            configures: workspace.and_then(|workspace| workspace.configuration) == Some(true),
        }
    }
}

/// What the user of the editor wants: the section `bowline` of the editor's settings. What is not understood is as by
/// default.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Preferences {
    /// Findings of severity info are shown.
    pub info: bool,
    /// Lines above objects say what they select and what refers to them.
    pub code_lens: bool,
    /// The numbers of ports are shown next to their names.
    pub inlay_hints: bool,
}

impl Preferences {
    /// Reads settings, which may be in a section `bowline` of their own.
    pub fn read(value: &serde_json::Value) -> Preferences {
        let value = value.get("bowline").unwrap_or(value);
        Preferences::deserialize(value).unwrap_or_default()
    }
}
