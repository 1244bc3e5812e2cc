//! Notifications of the editor: files, folders, settings.

use std::path::PathBuf;

use lsp_server::{Message, Notification, RequestId, Response};
use lsp_types::notification::{
    Cancel, DidChangeConfiguration, DidChangeTextDocument, DidChangeWatchedFiles, DidChangeWorkspaceFolders,
    DidCloseTextDocument, DidOpenTextDocument, DidSaveTextDocument, Notification as Method,
};
use lsp_types::{
    CancelParams, ConfigurationItem, ConfigurationParams, DidChangeConfigurationParams, DidChangeTextDocumentParams,
    DidChangeWorkspaceFoldersParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams, DidSaveTextDocumentParams,
    NumberOrString,
};
use serde::de::DeserializeOwned;

use super::client::Preferences;
use super::state::State;
use super::uri;
use super::worker::Change;

/// The effect of a notification.
pub enum Effect {
    /// A check is necessary.
    Changed(Change),
    /// The editor cancelled a request.
    Cancelled(RequestId),
    /// The editor changed its settings, and the server must request them.
    AskForSettings,
}

/// The id of the request for the settings.
pub const SETTINGS: &str = "bowline/settings";

/// The parameters of the request for the settings.
pub fn settings() -> ConfigurationParams {
    let item = ConfigurationItem { scope_uri: None, section: Some("bowline".to_owned()) };
    ConfigurationParams { items: vec![item] }
}

/// Handles a notification. Unknown ones are ignored: the protocol has no answer to them.
pub fn take(state: &mut State, notification: Notification) -> Vec<Effect> {
    let Notification { method, params } = notification;
    match method.as_str() {
        DidOpenTextDocument::METHOD => with(params, |params| open(state, params)),
        DidChangeTextDocument::METHOD => with(params, |params| change(state, params)),
        DidCloseTextDocument::METHOD => with(params, |params| close(state, &params)),
        DidSaveTextDocument::METHOD => with(params, |_: DidSaveTextDocumentParams| vec![Effect::Changed(Change::Disk)]),
        DidChangeWatchedFiles::METHOD => vec![Effect::Changed(Change::Disk)],
        DidChangeWorkspaceFolders::METHOD => with(params, |params| folders(state, params)),
        DidChangeConfiguration::METHOD => with(params, |params| configure(state, &params)),
        Cancel::METHOD => id(params).map(Effect::Cancelled).into_iter().collect(),
        _ => Vec::new(),
    }
}

fn with<P: DeserializeOwned>(params: serde_json::Value, take: impl FnOnce(P) -> Vec<Effect>) -> Vec<Effect> {
    serde_json::from_value(params).map_or_else(|_| Vec::new(), take)
}

/// The id of the request that a message cancels. Returns `None` if it cancels none.
pub fn cancelled(message: &Message) -> Option<RequestId> {
    match message {
        Message::Notification(one) if one.method == Cancel::METHOD => id(one.params.clone()),
        _ => None,
    }
}

fn id(params: serde_json::Value) -> Option<RequestId> {
    match serde_json::from_value::<CancelParams>(params).ok()?.id {
        NumberOrString::Number(number) => Some(RequestId::from(number)),
        NumberOrString::String(text) => Some(RequestId::from(text)),
    }
}

/// Handles an opened file. Other programs may have changed the file and its neighbours since they were last read.
fn open(state: &mut State, params: DidOpenTextDocumentParams) -> Vec<Effect> {
    let document = params.text_document;
    let Some(path) = uri::to_path(&document.uri) else { return Vec::new() };
    state.readable.remove(&path);
    state.buffers.open(path.clone(), document.uri, document.version, document.text);
    vec![Effect::Changed(Change::Disk), Effect::Changed(Change::Text(path))]
}

fn change(state: &mut State, params: DidChangeTextDocumentParams) -> Vec<Effect> {
    let document = params.text_document;
    let Some(path) = uri::to_path(&document.uri) else { return Vec::new() };
    let encoding = state.client.encoding;
    let is_taken = state.buffers.change(&path, document.version, params.content_changes, encoding);
    is_taken.then_some(Effect::Changed(Change::Text(path))).into_iter().collect()
}

fn close(state: &mut State, params: &DidCloseTextDocumentParams) -> Vec<Effect> {
    let Some(path) = uri::to_path(&params.text_document.uri) else { return Vec::new() };
    state.buffers.close(&path);
    vec![Effect::Changed(Change::Text(path))]
}

fn folders(state: &mut State, params: DidChangeWorkspaceFoldersParams) -> Vec<Effect> {
    let paths = |folders: Vec<lsp_types::WorkspaceFolder>| -> Vec<PathBuf> {
        folders.iter().filter_map(|folder| uri::to_path(&folder.uri)).collect()
    };
    let removed = paths(params.event.removed);
    state.folders.retain(|folder| !removed.contains(folder));
    for folder in paths(params.event.added) {
        if !state.folders.contains(&folder) {
            state.folders.push(folder);
        }
    }
    vec![Effect::Changed(Change::Folders(state.folders.clone()))]
}

/// Handles changed settings. Editors send their settings, or wait for a request.
fn configure(state: &mut State, params: &DidChangeConfigurationParams) -> Vec<Effect> {
    match params.settings.is_null() {
        false => prefer(state, &params.settings),
        true if state.client.configures => vec![Effect::AskForSettings],
        true => Vec::new(),
    }
}

/// Handles an answer of the editor.
pub fn answered(state: &mut State, response: &Response) -> Vec<Effect> {
    let is_settings = response.id.to_string().trim_matches('"').starts_with(SETTINGS);
    match &response.response_result {
        Ok(value) if is_settings => match value.get(0).filter(|settings| !settings.is_null()) {
            Some(settings) => prefer(state, settings),
            None => Vec::new(),
        },
        _ => Vec::new(),
    }
}

fn prefer(state: &mut State, settings: &serde_json::Value) -> Vec<Effect> {
    let preferences = Preferences::read(settings);
    let is_new = preferences != state.preferences;
    state.preferences = preferences;
    is_new.then_some(Effect::Changed(Change::Settings)).into_iter().collect()
}
