//! Hostile input of an editor: huge files, many files, files and folders that cannot be read.

use super::editor::Editor;
use crate::common::HEADLESS_SLIP;

#[test]
fn a_text_too_large_to_check_at_each_key_is_left_with_a_message() {
    let mut editor = Editor::of(&[("a.yaml", HEADLESS_SLIP)]);
    let line = "# a line that says nothing at all, again and again and again\n";
    let large = format!("{HEADLESS_SLIP}{}", line.repeat((9 << 20) / line.len()));
    editor.open("large.yaml", &large);
    assert_eq!(editor.found("large.yaml"), []);
    assert_eq!(editor.messages().len(), 1, "{:?}", editor.messages());
    assert!(editor.messages()[0].contains("large.yaml"));
    // The message appears once, and other files are still checked.
    editor.edit("large.yaml", [0, 0, 0, 0], "# x\n");
    assert_eq!(editor.found("a.yaml").len(), 1);
    assert_eq!(editor.messages().len(), 1);
    editor.replace("large.yaml", HEADLESS_SLIP);
    assert_eq!(editor.found("large.yaml").len(), 1);
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_read_is_named_once() {
    use std::os::unix::fs::PermissionsExt;
    let mut editor = Editor::of(&[("a.yaml", HEADLESS_SLIP), ("closed/b.yaml", HEADLESS_SLIP)]);
    let closed = editor.path().join("closed");
    std::fs::set_permissions(&closed, std::fs::Permissions::from_mode(0o0)).unwrap();
    // Root can read everything.
    let is_closed = std::fs::read_dir(&closed).is_err();
    editor.open_saved("a.yaml");
    editor.settle();
    editor.tell("workspace/didChangeWatchedFiles", serde_json::json!({ "changes": [] }));
    assert_eq!(editor.found("a.yaml").len(), 1);
    std::fs::set_permissions(&closed, std::fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(editor.messages().len(), usize::from(is_closed));
}

#[test]
fn a_file_that_vanishes_while_it_is_named_is_an_answer_like_any_other() {
    let kustomization = "resources: [gone.yaml, a.yaml]\n";
    let mut editor =
        Editor::of(&[("kustomization.yaml", kustomization), ("a.yaml", HEADLESS_SLIP), ("gone.yaml", HEADLESS_SLIP)]);
    editor.settle();
    std::fs::remove_file(editor.path().join("gone.yaml")).unwrap();
    editor.tell("textDocument/didSave", serde_json::json!({ "textDocument": { "uri": editor.uri("a.yaml") } }));
    assert!(!editor.found("kustomization.yaml").is_empty());
}
