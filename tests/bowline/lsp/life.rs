//! How a session of the protocol begins and ends.

use serde_json::{Value, json};

use super::editor::{Editor, plain};
use crate::common::HEADLESS_SLIP;

#[test]
fn an_editor_that_shuts_down_and_exits_ends_the_server() {
    let editor = Editor::of(&[("a.yaml", HEADLESS_SLIP)]);
    assert!(editor.end());
}

#[test]
fn an_exit_without_shutdown_is_an_end_that_nobody_wanted() {
    let mut editor = Editor::of(&[]);
    editor.tell("exit", Value::Null);
    // Joined when dropped: the server does not hang.
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

#[test]
fn a_request_that_is_cancelled_while_it_waits_is_answered_so() {
    let mut editor = Editor::of(&[("a.yaml", HEADLESS_SLIP)]);
    editor.open_saved("a.yaml");
    editor.edit("a.yaml", [0, 0, 0, 0], "# one\n");
    let params = json!({ "textDocument": { "uri": editor.uri("a.yaml") },
        "range": super::editor::range([0, 0, 9, 0]), "context": { "diagnostics": [] } });
    let id = editor.begin_to_ask("textDocument/codeAction", params);
    editor.tell("$/cancelRequest", json!({ "id": 2 }));
    match editor.answer(&id) {
        Err((code, _)) => assert_eq!(code, -32800),
        // The answer was faster.
        Ok(actions) => assert!(actions.is_array()),
    }
    editor.tell("$/cancelRequest", json!({ "id": 77 }));
    assert_eq!(editor.found("a.yaml").len(), 1);
}

#[test]
fn a_long_first_reading_is_reported_to_editors_that_show_progress() {
    let files: Vec<(String, String)> = (0..600)
        .map(|i| (format!("f{i}.yaml"), format!("apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: c{i}}}\n")))
        .collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let mut capabilities = plain();
    capabilities["window"] = json!({ "workDoneProgress": true });
    let mut editor = Editor::with(&files, capabilities, Value::Null);
    editor.settle();
    let methods = editor.methods();
    assert_eq!(methods.iter().filter(|method| **method == "$/progress").count(), 2, "{methods:?}");
    assert!(methods.contains(&"window/workDoneProgress/create"));
}
