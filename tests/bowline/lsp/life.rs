//! The start and the end of a session of the protocol.

use lsp_server::{Connection, Message, Notification, Request};
use serde_json::{Value, json};

use super::editor::{Editor, plain};
use crate::common::{HEADLESS_SLIP, folder};

#[test]
fn an_editor_that_shuts_down_and_exits_ends_the_server() {
    let editor = Editor::of(&[("a.yaml", HEADLESS_SLIP)]);
    assert!(editor.end());
}

#[test]
fn an_exit_without_shutdown_is_an_end_that_nobody_wanted() {
    let mut editor = Editor::of(&[]);
    editor.tell("exit", Value::Null);
    // The editor joins the server when it is dropped: the server does not hang.
}

#[test]
fn after_shutdown_nothing_is_answered() {
    let mut editor = Editor::of(&[]);
    editor.ask("shutdown", Value::Null).unwrap();
    let refused = editor.at("textDocument/hover", "a.yaml", [0, 0], Value::Null).unwrap_err();
    assert_eq!(refused.0, -32600);
}

#[test]
fn what_is_not_of_the_protocol_is_refused_or_left() {
    let mut editor = Editor::of(&[("a.yaml", HEADLESS_SLIP)]);
    assert_eq!(editor.ask("textDocument/makeCoffee", json!({})).unwrap_err().0, -32601);
    assert_eq!(editor.ask("textDocument/codeAction", json!({ "range": 7 })).unwrap_err().0, -32602);
    editor.tell("$/setTrace", json!({ "value": "off" }));
    editor.tell("textDocument/didChange", json!([1, 2, 3]));
    editor.tell(
        "textDocument/didOpen",
        json!({ "textDocument": { "uri": "untitled:Untitled-1", "languageId": "yaml",
        "version": 1, "text": HEADLESS_SLIP } }),
    );
    assert_eq!(editor.found("a.yaml"), [("svc-clusterip-invalid".to_owned(), 5)]);
}

/// So many files that the first reading reports its progress.
fn many() -> Vec<(String, String)> {
    let text = |i| format!("apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: c{i}}}\n");
    (0..600).map(|i| (format!("f{i}.yaml"), text(i))).collect()
}

#[test]
fn a_request_that_is_cancelled_while_it_waits_is_answered_so() {
    let files = many();
    let folder = folder(&files.iter().map(|(name, text)| (name.as_str(), text)).collect::<Vec<_>>());
    let uri = format!("file://{}", std::fs::canonicalize(folder.path()).unwrap().display());
    let (to_server, inbox) = crossbeam_channel::unbounded::<Message>();
    // Each sender waits until its message is received. The first reading reports its progress, so no check ends before
    // that.
    let (outbox, from_server) = crossbeam_channel::bounded::<Message>(0);
    let connection = Connection { sender: outbox, receiver: inbox };
    let server = std::thread::spawn(move || bowline::lsp::serve(&connection));
    let ask = |id: i32, method: &str, params: Value| {
        to_server.send(Request::new(id.into(), method.to_owned(), params).into()).unwrap();
    };
    let tell =
        |method: &str, params: Value| to_server.send(Notification::new(method.to_owned(), params).into()).unwrap();
    let answer = |id: i32| loop {
        match from_server.recv().unwrap() {
            Message::Response(response) if response.id == id.into() => break response.response_result,
            _ => {}
        }
    };
    let mut capabilities = plain();
    capabilities["window"] = json!({ "workDoneProgress": true });
    ask(1, "initialize", json!({ "capabilities": capabilities, "workspaceFolders": [{ "uri": uri, "name": "many" }] }));
    answer(1).unwrap();
    tell("initialized", json!({}));
    let params = json!({ "textDocument": { "uri": format!("{uri}/f0.yaml") },
        "range": super::editor::range([0, 0, 9, 0]), "context": { "diagnostics": [] } });
    ask(2, "textDocument/codeAction", params.clone());
    tell("$/cancelRequest", json!({ "id": 2 }));
    while !to_server.is_empty() {
        std::thread::yield_now();
    }
    assert_eq!(answer(2).unwrap_err().code, -32800);
    // A request that was answered cannot be cancelled, and the server continues.
    tell("$/cancelRequest", json!({ "id": 2 }));
    ask(3, "textDocument/codeAction", params);
    assert!(answer(3).unwrap().is_array());
    ask(4, "shutdown", Value::Null);
    answer(4).unwrap();
    tell("exit", Value::Null);
    assert_eq!(server.join().unwrap(), Ok(true));
}

#[test]
fn a_long_first_reading_is_reported_to_editors_that_show_progress() {
    let files = many();
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let mut capabilities = plain();
    capabilities["window"] = json!({ "workDoneProgress": true });
    let mut editor = Editor::with(&files, capabilities, Value::Null);
    editor.settle();
    let methods = editor.methods();
    assert_eq!(methods.iter().filter(|method| **method == "$/progress").count(), 2, "{methods:?}");
    assert!(methods.contains(&"window/workDoneProgress/create"));
}
