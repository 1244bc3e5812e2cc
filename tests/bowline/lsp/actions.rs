//! Actions for findings.

use serde_json::Value;

use super::editor::{Editor, changes, edited};
use crate::common::HEADLESS_SLIP;

fn titles(actions: &[Value]) -> Vec<&str> {
    actions.iter().map(|action| action["title"].as_str().unwrap()).collect()
}

#[test]
fn a_safe_fix_is_preferred_and_changes_the_version_that_was_checked() {
    let text = HEADLESS_SLIP.replace("clusterIP: none", "\"clusterIP\": none # 😀");
    let mut editor = Editor::of(&[("a.yaml", &text)]);
    editor.open_saved("a.yaml");
    editor.edit("a.yaml", [0, 0, 0, 0], "# 名\n");
    let actions = editor.actions("a.yaml", [6, 6], &["quickfix"]);
    let fix = &actions[0];
    assert_eq!((&fix["kind"], &fix["isPreferred"]), (&"quickfix".into(), &true.into()), "{fix}");
    assert_eq!(fix["diagnostics"][0]["code"], "svc-clusterip-invalid");
    let changed = changes(&fix["edit"]);
    assert_eq!(changed.len(), 1);
    assert_eq!((&changed[0].0, &changed[0].1), (&editor.uri("a.yaml"), &2.into()));
    let now = format!("# 名\n{text}");
    assert_eq!(edited(&now, &changed[0].2), now.replace("none", "None"));
    // There is no action at a place without a finding.
    assert_eq!(titles(&editor.actions("a.yaml", [0, 1], &["quickfix"])), [""; 0]);
}

#[test]
fn all_safe_fixes_of_a_file_are_one_action() {
    let text = format!("{HEADLESS_SLIP}---\n{}", HEADLESS_SLIP.replace("cache", "other"));
    let mut editor = Editor::of(&[("a.yaml", &text)]);
    let all = editor.actions("a.yaml", [0, 0], &["source.fixAll"]);
    assert_eq!(titles(&all), ["Fix all safe problems in this file"]);
    let changed = changes(&all[0]["edit"]);
    assert_eq!(changed[0].1, Value::Null);
    assert_eq!(edited(&text, &changed[0].2), text.replace("none", "None"));
    assert_eq!(titles(&editor.actions("a.yaml", [0, 0], &["source.organizeImports", "refactor"])), [""; 0]);
}

#[test]
fn a_finding_is_silenced_by_a_comment_with_room_for_the_reason() {
    let text = HEADLESS_SLIP.replace('\n', "\r\n");
    let mut editor = Editor::of(&[("a.yaml", &text)]);
    editor.open_saved("a.yaml");
    let actions = editor.actions("a.yaml", [5, 5], &["quickfix"]);
    let ignore = actions.iter().find(|action| action["title"] == "Ignore `svc-clusterip-invalid` here").unwrap();
    let silenced = edited(&text, &changes(&ignore["edit"])[0].2);
    assert!(silenced.contains("spec:\r\n  # bowline: ignore[svc-clusterip-invalid] "), "{silenced}");
    editor.replace("a.yaml", &silenced);
    assert_eq!(editor.found("a.yaml"), []);
}

#[test]
fn an_editor_without_versions_gets_plain_changes() {
    let mut editor = Editor::with(&[("a.yaml", HEADLESS_SLIP)], serde_json::json!({}), Value::Null);
    let actions = editor.actions("a.yaml", [5, 5], &["quickfix"]);
    let edits = actions[0]["edit"]["changes"][editor.uri("a.yaml")].as_array().unwrap();
    assert_eq!(edited(HEADLESS_SLIP, edits), HEADLESS_SLIP.replace("none", "None"));
}

#[test]
fn a_rule_is_left_out_everywhere_by_the_configuration() {
    let title = "Ignore `svc-clusterip-invalid` everywhere, in bowline.yaml";
    let texts = [
        ("ignore: [hardcoded-password] # why\n", "ignore: [hardcoded-password, svc-clusterip-invalid] # why\n"),
        ("closed: false\n", "closed: false\nignore:\n  - svc-clusterip-invalid\n"),
    ];
    for (text, expected) in texts {
        let mut editor = Editor::of(&[("a.yaml", HEADLESS_SLIP), ("bowline.yaml", text)]);
        let actions = editor.actions("a.yaml", [5, 5], &["quickfix"]);
        let action = actions.iter().find(|action| action["title"] == title).unwrap();
        let changed = changes(&action["edit"]);
        assert_eq!(changed[0].0, editor.uri("bowline.yaml"));
        assert_eq!(edited(text, &changed[0].2), expected);
    }
    // If the editor can create files, the action creates one.
    let mut capabilities = super::editor::plain();
    capabilities["workspace"]["workspaceEdit"]["resourceOperations"] = serde_json::json!(["create"]);
    let mut editor = Editor::with(&[("a.yaml", HEADLESS_SLIP)], capabilities, Value::Null);
    let actions = editor.actions("a.yaml", [5, 5], &["quickfix"]);
    let action = actions.iter().find(|action| action["title"] == title).unwrap();
    let operations = action["edit"]["documentChanges"].as_array().unwrap();
    assert_eq!((&operations[0]["kind"], &operations[0]["uri"]), (&"create".into(), &editor.uri("bowline.yaml").into()));
    assert_eq!(operations[1]["edits"][0]["newText"], "ignore: [svc-clusterip-invalid]\n");
    let mut plain = Editor::of(&[("a.yaml", HEADLESS_SLIP)]);
    assert!(!titles(&plain.actions("a.yaml", [5, 5], &["quickfix"])).contains(&title));
}
