//! A text that is typed byte by byte, and one with random changes. The state is always that of the whole text.

use serde_json::json;

use super::editor::Editor;
use crate::common::random::Random;
use crate::common::typing;

const APPLICATION: &str = "\
apiVersion: v1
kind: Service
metadata: {name: \"wéb 😀\"}
spec:
  clusterIP: none
  selector: {app: web}
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector: {matchLabels: {app: wbe}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: web
          image: 'web:1'
          args: [\"-c\", |
            x
";

/// The diagnostics of a server that reads a text for the first time.
fn afresh(text: &str) -> String {
    let mut editor = Editor::of(&[]);
    editor.open("a.yaml", text);
    shown(&mut editor)
}

/// The diagnostics of the text, without the path of its folder.
fn shown(editor: &mut Editor) -> String {
    let found = serde_json::to_string_pretty(&editor.diagnostics("a.yaml")).unwrap();
    found.replace(&editor.uri(""), "file:///")
}

#[test]
fn a_text_that_is_typed_ends_as_if_it_were_read_at_once() {
    let text = APPLICATION.replace("args: [\"-c\", |\n            x", "args: [a]");
    let mut editor = Editor::of(&[]);
    editor.open("a.yaml", "");
    let (mut line, mut column) = (0, 0);
    for (index, c) in text.chars().enumerate() {
        editor.edit("a.yaml", [line, column, line, column], &c.to_string());
        match c {
            '\n' => (line, column) = (line + 1, 0),
            c => column += c.len_utf16() as u32,
        }
        if index % 7 == 0 {
            let asked = ["textDocument/completion", "textDocument/hover", "textDocument/definition"][index / 7 % 3];
            editor.at(asked, "a.yaml", [line, column], json!(null)).unwrap();
        }
    }
    let typed = shown(&mut editor);
    assert!(typed.contains("selector-template-mismatch"));
    assert_eq!(typed, afresh(&text));
}

#[test]
fn a_text_that_is_broken_to_its_end_is_read_as_such() {
    let mut editor = Editor::of(&[]);
    editor.open("a.yaml", "");
    editor.replace("a.yaml", APPLICATION);
    assert_eq!(shown(&mut editor), afresh(APPLICATION));
}

#[test]
fn random_edits_lead_to_the_state_of_the_whole_text() {
    let mut random = Random::from_env();
    for _ in 0..4 {
        let bytes: Vec<u8> = (0..120).map(|_| random.below(256) as u8).collect();
        typing::typed(APPLICATION, &bytes).unwrap();
    }
}
