//! What the editor tells: texts, folders, settings.

use std::path::PathBuf;

use lsp_server::{Message, Notification, RequestId, Response};
use lsp_types::notification::{
    Cancel, DidChangeConfiguration, DidChangeTextDocument, DidChangeWatchedFiles, DidChangeWorkspaceFolders,
    DidCloseTextDocument, DidOpenTextDocument, DidSaveTextDocument, Notification as Method,
};
use lsp_types::{
    CancelParams, ConfigurationItem, ConfigurationParams, DidChangeConfigurationParams, DidChangeTextDocumentParams,
    DidChangeWorkspaceFoldersParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams, DidSaveTextDocumentParams,
    NumberOrString, Uri, request,
};
use serde::de::DeserializeOwned;

use super::client::Preferences;
use super::server::Server;
use super::uri;
use super::worker::Change;

/// What asking for the settings is called.
const SETTINGS: &str = "bowline/settings";

/// Takes a notification. What is not understood is left: the protocol has no answer to it.
pub fn take(server: &mut Server<'_>, notification: Notification) {
    let Notification { method, params } = notification;
    match method.as_str() {
        DidOpenTextDocument::METHOD => with(params, |params| open(server, params)),
        DidChangeTextDocument::METHOD => with(params, |params| change(server, params)),
        DidCloseTextDocument::METHOD => with(params, |params| close(server, &params)),
        DidSaveTextDocument::METHOD => with(params, |_: DidSaveTextDocumentParams| server.change(Change::Disk)),
        DidChangeWatchedFiles::METHOD => server.change(Change::Disk),
        DidChangeWorkspaceFolders::METHOD => with(params, |params| folders(server, params)),
        DidChangeConfiguration::METHOD => with(params, |params| configure(server, &params)),
        Cancel::METHOD => {
            if let Some(id) = id(params).filter(|id| server.is_waiting(id)) {
                server.cancel(id);
            }
        }
        _ => {}
    }
}

fn with<P: DeserializeOwned>(params: serde_json::Value, take: impl FnOnce(P)) {
    if let Ok(params) = serde_json::from_value(params) {
        take(params);
    }
}

/// The request that a message cancels.
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

fn file(uri: &Uri) -> Option<PathBuf> {
    uri::to_path(uri)
}

/// What was opened may have been changed by others since it was last read, and so may its neighbours.
fn open(server: &mut Server<'_>, params: DidOpenTextDocumentParams) {
    let document = params.text_document;
    let Some(path) = file(&document.uri) else { return };
    server.state.buffers.open(path.clone(), document.uri, document.version, document.text);
    server.change(Change::Disk);
    server.change(Change::Text(path));
}

fn change(server: &mut Server<'_>, params: DidChangeTextDocumentParams) {
    let document = params.text_document;
    let Some(path) = file(&document.uri) else { return };
    let encoding = server.state.client.encoding;
    if server.state.buffers.change(&path, document.version, params.content_changes, encoding) {
        server.change(Change::Text(path));
    }
}

fn close(server: &mut Server<'_>, params: &DidCloseTextDocumentParams) {
    let Some(path) = file(&params.text_document.uri) else { return };
    server.state.buffers.close(&path);
    server.change(Change::Text(path));
}

fn folders(server: &mut Server<'_>, params: DidChangeWorkspaceFoldersParams) {
    let paths = |folders: Vec<lsp_types::WorkspaceFolder>| -> Vec<PathBuf> {
        folders.iter().filter_map(|folder| file(&folder.uri)).collect()
    };
    let removed = paths(params.event.removed);
    server.folders.retain(|folder| !removed.contains(folder));
    for folder in paths(params.event.added) {
        if !server.folders.contains(&folder) {
            server.folders.push(folder);
        }
    }
    server.change(Change::Folders(server.folders.clone()));
}

/// Editors send their settings along, or wait to be asked.
fn configure(server: &mut Server<'_>, params: &DidChangeConfigurationParams) {
    if !params.settings.is_null() {
        prefer(server, &params.settings);
    } else if server.state.client.configures {
        let item = ConfigurationItem { scope_uri: None, section: Some("bowline".to_owned()) };
        let method = <request::WorkspaceConfiguration as request::Request>::METHOD;
        server.ask(method, SETTINGS, ConfigurationParams { items: vec![item] });
    }
}

/// Takes an answer of the editor.
pub fn answered(server: &mut Server<'_>, response: &Response) {
    let is_settings = response.id.to_string().trim_matches('"').starts_with(SETTINGS);
    if let (true, Ok(value)) = (is_settings, &response.response_result)
        && let Some(settings) = value.get(0).filter(|settings| !settings.is_null())
    {
        prefer(server, &settings.clone());
    }
}

fn prefer(server: &mut Server<'_>, settings: &serde_json::Value) {
    let preferences = Preferences::read(settings);
    if preferences != server.state.preferences {
        server.state.preferences = preferences;
        server.change(Change::Settings);
    }
}
