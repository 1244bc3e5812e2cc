//! The capabilities of the editor, and the preferences of its user.

use lsp_types::{ClientCapabilities, InitializeParams, ResourceOperationKind};
use serde::Deserialize;
use serde_json::Value;

use super::position::Encoding;

/// The capabilities of the editor.
#[derive(Debug, Clone, Copy, Default)]
#[expect(clippy::struct_excessive_bools, reason = "the protocol has a flag for each")]
pub struct Client {
    /// The unit of columns.
    pub encoding: Encoding,
    /// Whether the editor pulls diagnostics, and pulls them again on request when a change elsewhere adds or removes
    /// some. Otherwise, the server pushes them.
    pub pulls: bool,
    /// Whether the editor accepts edits with the versions of the texts that they are for.
    pub versioned_edits: bool,
    /// Whether the editor can create files as a part of an edit.
    pub creates: bool,
    /// Whether the editor shows progress that the server starts.
    pub progress: bool,
    /// Whether the editor watches files on request.
    pub watches: bool,
    /// Whether the editor has settings that the server can request.
    pub configures: bool,
}

impl Client {
    /// Reads the first message of the editor. `written` is that message as JSON: `lsp_types` gives
    /// `workspace.diagnostics` another name, and so never reads it.
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

/// The preferences of the user: the section `bowline` of the editor's settings. If it cannot be read, the defaults
/// apply.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Preferences {
    /// Whether findings of severity info are shown.
    pub info: bool,
    /// Whether lines above objects show what they select and what refers to them.
    pub code_lens: bool,
    /// Whether the numbers of ports are shown next to their names.
    pub inlay_hints: bool,
}

impl Preferences {
    /// Reads settings, which may be in a separate section `bowline`.
    pub fn read(value: &serde_json::Value) -> Preferences {
        let value = value.get("bowline").unwrap_or(value);
        Preferences::deserialize(value).unwrap_or_default()
    }
}
