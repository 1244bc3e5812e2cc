//! Information about a place: hover, symbols, lenses and hints.

use serde_json::{Value, json};

use super::editor::{Editor, plain};
use crate::common::HEADLESS_SLIP;

const POD: &str = "\
apiVersion: v1
kind: Pod
metadata:
  name: web
  labels: {app: web}
  annotations: {mode: yes, version: 1.10}
spec:
  containers:
  - name: web
    image: web:1
    imagePullPolicy: Always
    ports: [{name: http, containerPort: 8080}]
    env: [{name: DB_PASSWORD, value: 0777123}]
    readinessProbe: {httpGet: {path: /, port: http}}
";

const SERVICE: &str = "\
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80, targetPort: http}]}
";

fn hover(editor: &mut Editor, name: &str, at: [u32; 2]) -> String {
    let shown = editor.at("textDocument/hover", name, at, Value::Null).unwrap();
    shown["contents"]["value"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn a_field_is_shown_with_its_type_and_versions() {
    let mut editor = Editor::of(&[("a.yaml", POD)]);
    editor.open("a.yaml", POD);
    assert_eq!(hover(&mut editor, "a.yaml", [10, 6]), "**imagePullPolicy**: `Always` | `IfNotPresent` | `Never`");
    assert!(hover(&mut editor, "a.yaml", [7, 4]).starts_with("**containers**: list of Container (required)"));
    assert_eq!(hover(&mut editor, "a.yaml", [99, 0]), "");
}

#[test]
fn a_field_is_shown_with_what_it_names_and_what_the_server_requires() {
    let text = POD.replace("  containers:", "  serviceAccountName: web\n  containers:");
    let mut editor = Editor::of(&[("a.yaml", &text)]);
    let shown = hover(&mut editor, "a.yaml", [7, 6]);
    assert!(shown.contains("It names a `ServiceAccount`."), "{shown}");
    assert!(shown.contains("The API server requires that it is ") && shown.contains("ValidatePodSpec"), "{shown}");
}

#[test]
fn what_kubectl_reads_is_shown_where_it_is_another_text() {
    let mut editor = Editor::of(&[("a.yaml", POD)]);
    assert!(hover(&mut editor, "a.yaml", [5, 23]).contains("kubectl reads `yes` as the boolean `true`"));
    assert!(hover(&mut editor, "a.yaml", [5, 38]).contains("kubectl reads `1.10` as the number `1.1`"));
    let text = POD.replace("mode: yes", "mode: 0777");
    editor.open("a.yaml", &text);
    assert!(hover(&mut editor, "a.yaml", [5, 23]).contains("kubectl reads `0777` as the number `511`"));
}

#[test]
fn a_secret_is_not_shown() {
    let mut editor = Editor::of(&[("a.yaml", POD)]);
    let shown = hover(&mut editor, "a.yaml", [12, 40]);
    assert!(!shown.contains("0777123") && !shown.contains("261715"), "{shown}");
}

#[test]
fn a_name_is_shown_with_what_it_resolves_to() {
    let mut editor = Editor::of(&[("a.yaml", POD), ("s.yaml", SERVICE)]);
    let shown = hover(&mut editor, "s.yaml", [3, 62]);
    assert!(shown.starts_with("port `http` (8080) of Pod `web`\n- made at [a.yaml:12](file://"), "{shown}");
}

/// Many files, so that the server does not read all names at each key press.
#[test]
fn while_somebody_types_a_name_is_shown_as_it_was_before() {
    let other = |i| format!("apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: c{i}}}\n");
    let others: Vec<(String, String)> = (0..250).map(|i| (format!("c{i}.yaml"), other(i))).collect();
    let mut files: Vec<(&str, &str)> = others.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    files.extend([("a.yaml", POD), ("s.yaml", SERVICE)]);
    let mut editor = Editor::of(&files);
    editor.open_saved("a.yaml");
    let shown = "port `http` (8080) of Pod `web`\n- named at [a.yaml:14](file://";
    assert!(hover(&mut editor, "a.yaml", [11, 20]).starts_with(shown));
    editor.edit("a.yaml", [2, 0, 2, 0], "# a comment\n");
    let moved = hover(&mut editor, "a.yaml", [12, 20]);
    assert!(moved.starts_with(&shown.replace("yaml:14", "yaml:15")), "{moved}");
    // Newly typed text has no name yet.
    editor.edit("a.yaml", [12, 20, 12, 22], "x");
    assert!(!hover(&mut editor, "a.yaml", [12, 20]).contains("port `h"));
}

#[test]
fn a_finding_is_shown_with_its_card() {
    let mut editor = Editor::of(&[("a.yaml", HEADLESS_SLIP)]);
    let shown = hover(&mut editor, "a.yaml", [5, 14]);
    assert!(shown.starts_with("**error** [svc-clusterip-invalid](https://"), "{shown}");
    assert!(shown.contains("A headless Service has exactly the string `None`"), "{shown}");
    assert!(!shown.contains("## Example"));
}

#[test]
fn symbols_are_objects_with_the_names_of_their_parts() {
    let text = format!("{POD}---\n{SERVICE}");
    let mut editor = Editor::of(&[("a.yaml", &text)]);
    let params = json!({ "textDocument": { "uri": editor.uri("a.yaml") } });
    let symbols = editor.ask("textDocument/documentSymbol", params).unwrap();
    let names: Vec<_> = symbols.as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["Pod web", "Service web"]);
    let parts: Vec<_> =
        symbols[0]["children"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert_eq!(parts, ["port http", "variable DB_PASSWORD"]);
    let found = editor.ask("workspace/symbol", json!({ "query": "service W" })).unwrap();
    assert_eq!(found.as_array().unwrap().len(), 1);
    assert_eq!(found[0]["location"]["range"]["start"]["line"], 17);
}

#[test]
fn lenses_and_hints_are_there_if_they_are_asked_for() {
    let files = [("a.yaml", POD), ("s.yaml", SERVICE)];
    let ask = |editor: &mut Editor| {
        let document = json!({ "uri": editor.uri("s.yaml") });
        let lenses = editor.ask("textDocument/codeLens", json!({ "textDocument": document })).unwrap();
        let range = super::editor::range([0, 0, 99, 0]);
        let hints = editor.ask("textDocument/inlayHint", json!({ "textDocument": document, "range": range })).unwrap();
        (lenses, hints)
    };
    let mut silent = Editor::of(&files);
    assert_eq!(ask(&mut silent), (Value::Null, Value::Null));
    let mut asked = Editor::with(&files, plain(), json!({ "codeLens": true, "inlayHints": true }));
    let (lenses, hints) = ask(&mut asked);
    assert_eq!(lenses[0]["command"]["title"], "selects 1 · referenced by 0");
    assert_eq!((&hints[0]["label"], &hints[0]["position"]["character"]), (&json!(": 8080"), &json!(64)));
}
