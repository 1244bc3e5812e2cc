//! Open files: edits by ranges, versions, columns, line ends, and changes on the disk.

use serde_json::{Value, json};

use super::editor::{Editor, place, plain};
use crate::common::HEADLESS_SLIP;

const SLIP: &str = "svc-clusterip-invalid";

fn slip(line: u64) -> Vec<(String, u64)> {
    vec![(SLIP.to_owned(), line)]
}

#[test]
fn what_is_typed_is_read_and_not_what_is_saved() {
    let mut editor = Editor::of(&[("a.yaml", HEADLESS_SLIP)]);
    assert_eq!(editor.found("a.yaml"), slip(5));
    editor.open_saved("a.yaml");
    editor.edit("a.yaml", [5, 13, 5, 17], "None");
    assert_eq!(editor.found("a.yaml"), []);
    // After an unsaved file is closed, its text is that of the disk.
    editor.close("a.yaml");
    assert_eq!(editor.found("a.yaml"), slip(5));
}

#[test]
fn several_edits_of_one_change_apply_one_after_the_other() {
    let mut editor = Editor::of(&[("a.yaml", HEADLESS_SLIP)]);
    editor.open_saved("a.yaml");
    editor.change(
        "a.yaml",
        json!([
            { "range": super::editor::range([0, 0, 0, 0]), "text": "# one\n# two\n" },
            { "range": super::editor::range([7, 13, 7, 17]), "text": "None" },
            { "range": super::editor::range([0, 0, 1, 0]), "text": "" },
            { "range": super::editor::range([6, 13, 6, 17]), "text": "nine" },
        ]),
    );
    assert_eq!(editor.found("a.yaml"), slip(6));
}

#[test]
fn ranges_that_are_broken_or_out_of_the_text_do_no_harm() {
    let mut editor = Editor::of(&[("a.yaml", HEADLESS_SLIP)]);
    editor.open_saved("a.yaml");
    // Swapped ends, a column after the end of its line, a line after the end of the text.
    editor.edit("a.yaml", [5, 17, 5, 13], "none");
    editor.edit("a.yaml", [5, 13, 5, 9999], "none");
    editor.edit("a.yaml", [4_000_000_000, 0, u32::MAX, u32::MAX], "# end\n");
    editor.edit("a.yaml", [0, u32::MAX, 0, u32::MAX], "");
    assert_eq!(editor.found("a.yaml"), slip(5));
}

#[test]
fn a_change_that_is_older_than_the_text_is_left() {
    let mut editor = Editor::of(&[("a.yaml", HEADLESS_SLIP)]);
    editor.open_saved("a.yaml");
    editor.edit("a.yaml", [0, 0, 0, 0], "# one\n");
    let stale = json!({ "textDocument": { "uri": editor.uri("a.yaml"), "version": 2 },
        "contentChanges": [{ "text": "" }] });
    editor.tell("textDocument/didChange", stale);
    let unknown = json!({ "textDocument": { "uri": editor.uri("b.yaml"), "version": 2 },
        "contentChanges": [{ "text": HEADLESS_SLIP }] });
    editor.tell("textDocument/didChange", unknown);
    assert_eq!(editor.found("a.yaml"), slip(6));
    assert_eq!(editor.found("b.yaml"), []);
}

#[test]
fn columns_count_units_of_utf16_unless_utf8_is_agreed() {
    let text = "apiVersion: v1\nkind: Service\nmetadata: {name: cache, annotations: {a: 名前😀}}\n\
                spec: {externalName: \"漢😀\", clusterIP: none, ports: [{port: 6379}]}\n";
    let line = text.lines().position(|line| line.contains("clusterIP")).unwrap();
    let written = text.lines().nth(line).unwrap();
    let at = written.find("none").unwrap();
    for (encoding, start) in [("utf-16", written[..at].encode_utf16().count()), ("utf-8", at)] {
        let mut capabilities = plain();
        capabilities["general"] = json!({ "positionEncodings": [encoding] });
        let mut editor = Editor::with(&[("a.yaml", text)], capabilities, Value::Null);
        assert_eq!(editor.server_can["positionEncoding"], encoding);
        let found = editor.diagnostics("a.yaml");
        let found = found.iter().find(|one| one["code"] == SLIP).unwrap();
        assert_eq!(place(&found["range"]), format!("{line}:{start}-{line}:{}", start + 4));
        // An edit at the place of a finding changes the right text.
        editor.open_saved("a.yaml");
        editor.edit("a.yaml", [line as u32, start as u32, line as u32, start as u32 + 4], "None");
        assert!(!editor.found("a.yaml").iter().any(|(rule, _)| rule == SLIP));
    }
}

#[test]
fn lines_may_end_with_a_carriage_return() {
    let text = HEADLESS_SLIP.replace('\n', "\r\n");
    let mut editor = Editor::of(&[("a.yaml", &text)]);
    editor.open_saved("a.yaml");
    assert_eq!(place(&editor.diagnostics("a.yaml")[0]["range"]), "5:13-5:17");
    // A column after the end of a line is before its line end.
    editor.edit("a.yaml", [5, 13, 5, 99], "None");
    assert_eq!(editor.found("a.yaml"), []);
    editor.edit("a.yaml", [5, 13, 6, 0], "none\r\n");
    assert_eq!(editor.found("a.yaml"), slip(5));
}

#[test]
fn a_file_that_others_write_is_read_when_the_editor_says_so_or_when_something_is_opened_or_saved() {
    let mut editor = Editor::of(&[("a.yaml", HEADLESS_SLIP), ("c.yaml", HEADLESS_SLIP)]);
    editor.settle();
    editor.write("b/new.yaml", HEADLESS_SLIP);
    std::fs::remove_file(editor.path().join("c.yaml")).unwrap();
    editor.tell("workspace/didChangeWatchedFiles", json!({ "changes": [] }));
    assert_eq!(editor.found("b/new.yaml"), slip(5));
    assert_eq!(editor.found("c.yaml"), []);
    // No file is watched.
    editor.write("b/new.yaml", &HEADLESS_SLIP.replace("none", "None"));
    editor.open_saved("a.yaml");
    assert_eq!(editor.found("b/new.yaml"), []);
    editor.write("b/new.yaml", &format!("# a\n{HEADLESS_SLIP}"));
    let saved = json!({ "textDocument": { "uri": editor.uri("a.yaml") } });
    editor.tell("textDocument/didSave", saved);
    assert_eq!(editor.found("b/new.yaml"), slip(6));
    // If an open file is deleted, its text is still that of the editor.
    std::fs::remove_file(editor.path().join("a.yaml")).unwrap();
    editor.tell("workspace/didChangeWatchedFiles", json!({ "changes": [] }));
    assert_eq!(editor.found("a.yaml"), slip(5));
    editor.close("a.yaml");
    assert_eq!(editor.found("a.yaml"), []);
}

#[test]
fn a_file_outside_of_the_folders_is_checked_while_it_is_open() {
    let apart = crate::common::folder(&[("x.yaml", HEADLESS_SLIP)]);
    let mut editor = Editor::of(&[]);
    let uri = super::editor::uri(apart.path(), "x.yaml");
    let document = json!({ "uri": uri, "languageId": "yaml", "version": 1, "text": HEADLESS_SLIP });
    editor.tell("textDocument/didOpen", json!({ "textDocument": document }));
    editor.settle();
    assert_eq!(editor.shown[&uri][0]["code"], SLIP);
    editor.tell("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
    editor.settle();
    assert_eq!(editor.shown[&uri], json!([]));
}

#[test]
fn folders_come_and_go() {
    let mut editor = Editor::of(&[("a.yaml", HEADLESS_SLIP)]);
    let other = crate::common::folder(&[("x.yaml", HEADLESS_SLIP)]);
    let folder = |path: &std::path::Path| json!({ "uri": super::editor::uri(path, ""), "name": "x" });
    let uri = super::editor::uri(other.path(), "x.yaml");
    let event = json!({ "event": { "added": [folder(other.path())], "removed": [] } });
    editor.tell("workspace/didChangeWorkspaceFolders", event);
    editor.settle();
    assert_eq!(editor.shown[&uri][0]["code"], SLIP);
    assert_eq!(editor.found("a.yaml"), slip(5));
    let event = json!({ "event": { "added": [], "removed": [folder(editor.path())] } });
    editor.tell("workspace/didChangeWorkspaceFolders", event);
    assert_eq!(editor.found("a.yaml"), []);
}
