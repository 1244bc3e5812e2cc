//! Completions in half-written documents.

use serde_json::Value;

use super::editor::Editor;
use crate::common::typing::line_and_column;

const POD: &str = "\
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec:
  containers:
  - name: web
    image: web:1
    ports: [{name: http, containerPort: 8080}]
    env: [{name: HOST, value: a}]
  volumes: [{name: data, emptyDir: {}}]
";

const OTHERS: &str = "\
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data: {level: info}
---
apiVersion: v1
kind: Secret
metadata: {name: keys}
stringData: {password: hunter2-hunter3}
";

fn completions(editor: &mut Editor, name: &str, place: [u32; 2]) -> Vec<Value> {
    let found = editor.at("textDocument/completion", name, place, Value::Null).unwrap();
    found.as_array().cloned().unwrap_or_default()
}

fn labels(items: &[Value]) -> Vec<String> {
    items.iter().map(|item| item["label"].as_str().unwrap().to_owned()).collect()
}

/// The completions at the sign `¦` of a text: the words, in order, and the text that the first one inserts.
fn offered(text: &str) -> (Vec<String>, String) {
    let mut editor = Editor::of(&[("pod.yaml", POD), ("others.yaml", OTHERS)]);
    editor.settle();
    let at = text.find('¦').unwrap();
    editor.open("new.yaml", &text.replacen('¦', "", 1));
    let items = completions(&mut editor, "new.yaml", line_and_column(text, at));
    let first = items.first().map(|item| item["textEdit"]["newText"].as_str().unwrap().to_owned());
    assert!(!format!("{items:?}").contains("hunter2"));
    (labels(&items), first.unwrap_or_default())
}

#[test]
fn fields_that_fit_come_with_what_they_need() {
    let (words, first) = offered("apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: a\nspec:\n  ¦\n");
    assert_eq!(words[..2], ["selector", "template"]);
    assert_eq!(first, "selector:\n    ");
    assert!(words.contains(&"replicas".to_owned()) && !words.contains(&"serviceName".to_owned()));
    let (words, _) = offered("apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - image: a\n    im¦\n    ports: [\n");
    assert_eq!(words[0], "name");
    assert!(
        words.contains(&"imagePullPolicy".to_owned())
            && !words.contains(&"image".to_owned())
            && !words.contains(&"ports".to_owned())
    );
    let (_, first) = offered("apiVersion: v1\nkind: Pod\n¦");
    assert_eq!(first, "spec:\n  containers:\n    - name: \n      image: ");
    let (words, first) = offered("apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    ¦");
    assert_eq!((words[0].as_str(), first.as_str()), ("name", "- name: "));
}

#[test]
fn kinds_versions_and_words_are_offered() {
    assert!(offered("kind: ¦").0.contains(&"StatefulSet".to_owned()));
    assert_eq!(offered("kind: StatefulSet\napiVersion: ¦").0, ["apps/v1"]);
    assert_eq!(offered("¦").0, ["apiVersion", "kind", "metadata"]);
    let pod = "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - name: a # 😀\n";
    assert_eq!(offered(&format!("{pod}    imagePullPolicy: ¦")).0, ["Always", "IfNotPresent", "Never"]);
    assert_eq!(offered(&format!("{pod}    securityContext: {{privileged: ¦")).0, ["true", "false"]);
}

#[test]
fn names_that_are_at_hand_are_offered() {
    let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: b}\nspec:\n  containers:\n  - name: a\n";
    assert_eq!(
        offered(&format!(
            "{pod}    env:\n    - name: X\n      valueFrom:\n        configMapKeyRef:\n          name: ¦"
        ))
        .0,
        ["settings"]
    );
    assert_eq!(
        offered(&format!("{pod}    env: [{{name: X, valueFrom: {{secretKeyRef: {{name: keys, key: ¦")).0,
        ["password"]
    );
    let service = "apiVersion: v1\nkind: Service\nmetadata: {name: b}\nspec:\n";
    assert_eq!(offered(&format!("{service}  selector:\n    app: ¦")).0, ["web"]);
    assert_eq!(offered(&format!("{service}  selector:\n    ¦")).0, ["app"]);
    assert_eq!(offered(&format!("{service}  ports:\n  - port: 80\n    targetPort: ¦")).0, ["http"]);
}

#[test]
fn names_of_the_same_file_are_offered_while_it_is_broken() {
    let mut editor = Editor::of(&[("pod.yaml", POD)]);
    editor.open("pod.yaml", POD);
    editor.settle();
    editor.edit("pod.yaml", [9, 0, 9, 0], "    volumeMounts:\n    - name: \n    args: [\"$(\n");
    let mut at = |place| labels(&completions(&mut editor, "pod.yaml", place));
    assert_eq!(at([11, 14]), ["$(HOST)"]);
    assert_eq!(at([10, 12]), ["data"]);
}
