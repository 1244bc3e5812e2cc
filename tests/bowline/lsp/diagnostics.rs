//! Findings in the editor: pushed or pulled, in every file that they touch.

use serde_json::{Value, json};

use super::editor::{Editor, place, plain};
use crate::common::{HEADLESS_SLIP, LEAK, STATEFUL_SET as SET, headless_service as service};

#[test]
fn a_finding_has_its_rule_its_card_and_its_other_places() {
    let mut editor = Editor::of(&[("set.yaml", SET), ("service.yaml", &service("bd"))]);
    editor.open_saved("set.yaml");
    let found = editor.diagnostics("service.yaml");
    assert_eq!(found.len(), 1);
    let one = &found[0];
    assert_eq!((&one["code"], &one["source"]), (&json!("sts-servicename-selector-mismatch"), &json!("bowline")));
    assert!(one["codeDescription"]["href"].as_str().unwrap().ends_with("/rules/sts-servicename-selector-mismatch/"));
    let related = one["relatedInformation"].as_array().unwrap();
    assert!(related.iter().any(|one| one["location"]["uri"] == editor.uri("set.yaml")), "{related:?}");
    // The file to edit is not open, so the open file gets a hint.
    let hints = editor.diagnostics("set.yaml");
    assert!(!hints.is_empty() && hints.iter().all(|hint| hint["severity"] == 4), "{hints:?}");
    assert_eq!(hints[0]["relatedInformation"][0]["location"]["uri"], editor.uri("service.yaml"));
    assert!(hints[0]["message"].as_str().unwrap().contains("service.yaml:6"), "{}", hints[0]["message"]);
}

#[test]
fn a_change_shows_in_files_that_are_not_open() {
    let mut editor = Editor::of(&[("set.yaml", SET), ("service.yaml", &service("db"))]);
    editor.open_saved("set.yaml");
    assert_eq!(editor.found("service.yaml"), []);
    editor.edit("set.yaml", [4, 15, 4, 17], "dbx");
    assert!(editor.found("set.yaml").iter().any(|(rule, line)| rule.starts_with("sts-service") && *line == 4));
    editor.edit("set.yaml", [4, 15, 4, 18], "db");
    assert_eq!(editor.found("set.yaml"), []);
}

#[test]
fn while_a_document_is_broken_the_rest_is_known() {
    let two = format!("{HEADLESS_SLIP}---\n{LEAK}");
    let mut editor = Editor::of(&[("a.yaml", &two)]);
    editor.open_saved("a.yaml");
    let before = editor.found("a.yaml");
    assert_eq!(before.len(), 2, "{before:?}");
    // An unclosed quotation mark, before a finding and after it.
    for line in [11, 20] {
        editor.edit("a.yaml", [line, 0, line, 0], "# 😀\nx: [\"a\n");
        let during = editor.found("a.yaml");
        assert!(during.contains(&before[0]), "{during:?}");
        let moved = before[1].1 + if line < 20 { 2 } else { 0 };
        assert!(during.contains(&(before[1].0.clone(), moved)), "{during:?}");
        assert!(during.iter().any(|(rule, _)| rule.starts_with("yaml-")), "{during:?}");
        editor.edit("a.yaml", [line, 0, line + 2, 0], "");
        assert_eq!(editor.found("a.yaml"), before);
    }
}

#[test]
fn an_editor_that_pulls_is_not_pushed_to() {
    let mut capabilities = plain();
    capabilities["textDocument"] = json!({ "diagnostic": { "relatedDocumentSupport": true } });
    capabilities["workspace"]["diagnostics"] = json!({ "refreshSupport": true });
    let files = [("set.yaml", SET), ("service.yaml", &service("bd")), ("a.yaml", HEADLESS_SLIP)];
    let mut editor = Editor::with(&files, capabilities, Value::Null);
    assert_eq!(editor.server_can["diagnosticProvider"]["interFileDependencies"], true);
    editor.open_saved("set.yaml");
    let pull = |editor: &mut Editor, name: &str, known: Value| {
        let params = json!({ "textDocument": { "uri": editor.uri(name) }, "previousResultId": known });
        editor.ask("textDocument/diagnostic", params).unwrap()
    };
    let report = pull(&mut editor, "set.yaml", Value::Null);
    assert_eq!(report["kind"], "full");
    assert_eq!(report["items"][0]["severity"], 4);
    let related = &report["relatedDocuments"][editor.uri("service.yaml")];
    assert_eq!(related["items"][0]["code"], "sts-servicename-selector-mismatch");
    let again = pull(&mut editor, "set.yaml", report["resultId"].clone());
    assert_eq!(again["kind"], "unchanged");
    let known = json!([{ "uri": editor.uri("gone.yaml"), "value": "1" }]);
    let all = editor.ask("workspace/diagnostic", json!({ "previousResultIds": known })).unwrap();
    let mut counts: Vec<_> = all["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            (
                one["uri"].as_str().unwrap().rsplit('/').next().unwrap().to_owned(),
                one["items"].as_array().unwrap().len(),
            )
        })
        .collect();
    counts.sort();
    let expected =
        [("a.yaml", 1), ("gone.yaml", 0), ("service.yaml", 1), ("set.yaml", report["items"].as_array().unwrap().len())];
    assert_eq!(counts, expected.map(|(name, count)| (name.to_owned(), count)));
    let methods = editor.methods();
    assert!(methods.contains(&"workspace/diagnostic/refresh"));
    assert!(!methods.contains(&"textDocument/publishDiagnostics"), "{methods:?}");
}

/// An editor such as Neovim 0.11 does not pull again if a change elsewhere adds a finding to a file.
#[test]
fn an_editor_that_cannot_be_told_to_pull_again_is_pushed_to() {
    let mut capabilities = plain();
    capabilities["textDocument"] = json!({ "diagnostic": {} });
    let files = [("set.yaml", SET), ("service.yaml", &service("db"))];
    let mut editor = Editor::with(&files, capabilities, Value::Null);
    assert_eq!(editor.server_can["diagnosticProvider"], Value::Null);
    editor.open_saved("set.yaml");
    editor.replace("set.yaml", &SET.replace("app: db", "app: bd"));
    assert!(editor.found("service.yaml").iter().any(|(rule, _)| rule == "sts-servicename-selector-mismatch"));
}

#[test]
fn what_is_of_no_use_is_marked_so() {
    let text = HEADLESS_SLIP
        .replace("none", "None")
        .replace("spec:", "spec: # bowline: ignore[svc-clusterip-invalid] it is so");
    let mut editor = Editor::of(&[("a.yaml", &text)]);
    let found = editor.diagnostics("a.yaml");
    assert_eq!(found[0]["code"], "ignore-unused");
    assert_eq!(found[0]["tags"], json!([1]));
}

#[test]
fn the_configuration_of_the_folder_holds_and_is_read_as_it_is_typed() {
    let mut editor = Editor::of(&[("a.yaml", HEADLESS_SLIP), ("bowline.yaml", "ignore: [svc-clusterip-invalid]\n")]);
    assert_eq!(editor.found("a.yaml"), []);
    editor.open_saved("bowline.yaml");
    editor.replace("bowline.yaml", "ignore: [svc-clusterip-invalidd]\n");
    assert_eq!(editor.found("a.yaml").len(), 1);
    let found = editor.diagnostics("bowline.yaml");
    assert_eq!(place(&found[0]["range"]), "0:9-0:31");
    editor.close("bowline.yaml");
    assert_eq!(editor.found("a.yaml"), []);
    assert_eq!(editor.found("bowline.yaml"), []);
}

#[test]
fn infos_are_shown_when_they_are_asked_for() {
    let text = "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData: {password: hunter2-hunter3}\n";
    let options = json!({ "info": true });
    let mut asked = Editor::with(&[("a.yaml", text)], plain(), options);
    let mut silent = Editor::of(&[("a.yaml", text)]);
    let (with, without) = (asked.found("a.yaml").len(), silent.found("a.yaml").len());
    assert!(with > without, "{with} {without}");
    silent.tell("workspace/didChangeConfiguration", json!({ "settings": { "bowline": { "info": true } } }));
    assert_eq!(silent.found("a.yaml").len(), with);
}

#[test]
fn no_message_has_a_secret() {
    let mut editor = Editor::of(&[("a.yaml", LEAK)]);
    editor.open_saved("a.yaml");
    let found = editor.diagnostics("a.yaml");
    assert_eq!(found[0]["code"], "hardcoded-password");
    editor.actions("a.yaml", [0, 20], &[]);
    assert!(!format!("{:?}", editor.heard).contains("correct-horse-7"));
}
