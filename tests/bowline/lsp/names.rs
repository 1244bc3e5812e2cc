//! Navigation from a name to its other places, across files: definition, references, highlights, rename.

use serde_json::{Value, json};

use super::editor::{Editor, changes, edited, place};
use crate::common::typing::line_and_column;

const SET: &str = "\
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  serviceName: db
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec:
      serviceAccountName: db-account
      containers:
      - name: db
        image: db:1
        ports: [{name: sql, containerPort: 5432}]
        env:
        - {name: USER, value: db}
        - {name: PEER, value: \"http://db:5432/$(USER)\"}
        - {name: LEVEL, valueFrom: {configMapKeyRef: {name: settings, key: level}}}
        volumeMounts: [{name: data, mountPath: /data}]
      volumes:
      - name: data
        persistentVolumeClaim: {claimName: data}
";

const SERVICE: &str = "\
apiVersion: v1
kind: Service
metadata: {name: db}
spec:
  clusterIP: None
  selector: {app: db} # 😀
  ports: [{name: sql, port: 5432, targetPort: sql}]
";

const CONFIG: &str = "\
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data: {level: info}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: db-account}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data}
spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: db}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}
subjects: [{kind: ServiceAccount, name: db-account}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: reader}
rules: [{apiGroups: [\"\"], resources: [pods], verbs: [get]}]
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web}
spec:
  defaultBackend: {service: {name: db, port: {name: sql}}}
";

fn shop() -> Editor {
    let mut editor = Editor::of(&[("a/set.yaml", SET), ("a/service.yaml", SERVICE), ("a/config.yaml", CONFIG)]);
    editor.open("a/set.yaml", SET);
    editor
}

/// The place after the first character of a name, the first one after the text `before`.
fn find(text: &str, before: &str, name: &str) -> [u32; 2] {
    let at = text.find(before).unwrap() + before.len();
    let at = at + text[at..].find(name).unwrap();
    let [line, column] = line_and_column(text, at);
    [line, column + 1]
}

/// The file and line of each place.
fn places(answer: &Value) -> Vec<(String, u64)> {
    let list = answer.as_array().cloned().unwrap_or_default();
    let mut places: Vec<_> = list
        .iter()
        .map(|one| {
            let name = one["uri"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
            (name, one["range"]["start"]["line"].as_u64().unwrap())
        })
        .collect();
    places.sort();
    places
}

#[test]
fn from_a_name_to_where_it_is_made() {
    let mut editor = shop();
    let cases: &[(&str, &str, &str, (&str, u64))] = &[
        (SET, "serviceName: ", "db", ("service.yaml", 2)),
        (SET, "serviceAccountName: ", "db-account", ("config.yaml", 7)),
        (SET, "configMapKeyRef: {name: ", "settings", ("config.yaml", 2)),
        (SET, "key: ", "level", ("config.yaml", 3)),
        (SET, "claimName: ", "data", ("config.yaml", 11)),
        (SET, "volumeMounts: [{name: ", "data", ("set.yaml", 20)),
        (SET, "http://", "db", ("service.yaml", 2)),
        (SET, "$(", "USER", ("set.yaml", 15)),
        (SET, "matchLabels: {app: ", "db", ("set.yaml", 7)),
        (SERVICE, "selector: {app: ", "db", ("set.yaml", 7)),
        (SERVICE, "targetPort: ", "sql", ("set.yaml", 13)),
        (CONFIG, "kind: Role, name: ", "reader", ("config.yaml", 22)),
        (CONFIG, "kind: ServiceAccount, name: ", "db-account", ("config.yaml", 7)),
        (CONFIG, "defaultBackend: {service: {name: ", "db", ("service.yaml", 2)),
        (CONFIG, "port: {name: ", "sql", ("service.yaml", 6)),
    ];
    for &(text, before, name, (file, line)) in cases {
        let from = [("a/set.yaml", SET), ("a/service.yaml", SERVICE), ("a/config.yaml", CONFIG)];
        let from = from.iter().find(|(_, other)| *other == text).unwrap().0;
        let found = editor.at("textDocument/definition", from, find(text, before, name), Value::Null).unwrap();
        assert_eq!(places(&found), [(file.to_owned(), line)], "{before}{name}");
    }
    assert_eq!(editor.at("textDocument/definition", "a/set.yaml", [0, 0], Value::Null).unwrap(), Value::Null);
}

#[test]
fn the_entries_of_a_kustomization_lead_to_files() {
    let kustomization = "resources:\n- set.yaml\n- ../base\nconfigMapGenerator:\n- name: a\n  files: [x=set.yaml]\n";
    let base = "resources: [config.yaml]\n";
    let mut editor = Editor::of(&[
        ("o/kustomization.yaml", kustomization),
        ("o/set.yaml", SET),
        ("base/kustomization.yaml", base),
        ("base/config.yaml", CONFIG),
    ]);
    for (place, expected) in [([1, 4], "set.yaml"), ([2, 6], "kustomization.yaml"), ([5, 14], "set.yaml")] {
        let found = editor.at("textDocument/definition", "o/kustomization.yaml", place, Value::Null).unwrap();
        assert_eq!(places(&found), [(expected.to_owned(), 0)]);
    }
}

#[test]
fn all_places_of_a_name_are_found_and_those_of_the_text_are_marked() {
    let mut editor = shop();
    let context = |with: bool| json!({ "context": { "includeDeclaration": with } });
    let at = find(SERVICE, "metadata: {name: ", "db");
    let all = editor.at("textDocument/references", "a/service.yaml", at, context(true)).unwrap();
    let named = [("config.yaml", 29), ("service.yaml", 2), ("set.yaml", 4), ("set.yaml", 16)];
    assert_eq!(places(&all), named.map(|(name, line)| (name.to_owned(), line)));
    let others = editor.at("textDocument/references", "a/service.yaml", at, context(false)).unwrap();
    assert_eq!(places(&others).len(), 3);
    // At its definition, the answer is the places that refer to it.
    let users = editor.at("textDocument/definition", "a/service.yaml", at, Value::Null).unwrap();
    assert_eq!(places(&users), places(&others));
    let marked =
        editor.at("textDocument/documentHighlight", "a/set.yaml", find(SET, "labels: {app: ", "db"), Value::Null);
    let marked: Vec<_> = marked
        .unwrap()
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (place(&one["range"]), one["kind"].as_i64().unwrap()))
        .collect();
    assert_eq!(marked, [("5:32-5:34".to_owned(), 2), ("7:29-7:31".to_owned(), 3)]);
}

fn renamed(editor: &mut Editor, name: &str, at: [u32; 2], to: &str) -> Vec<(String, String)> {
    let edit = editor.at("textDocument/rename", name, at, json!({ "newName": to })).unwrap();
    let texts = [("a/set.yaml", SET), ("a/service.yaml", SERVICE), ("a/config.yaml", CONFIG)];
    changes(&edit)
        .into_iter()
        .map(|(uri, version, edits)| {
            let (name, text) = texts.iter().find(|(name, _)| uri.ends_with(name)).unwrap();
            assert_eq!(version, if *name == "a/set.yaml" { json!(1) } else { Value::Null });
            ((*name).to_owned(), edited(text, &edits))
        })
        .collect()
}

#[test]
fn a_name_changes_wherever_it_is_said() {
    let mut editor = shop();
    let texts = renamed(&mut editor, "a/set.yaml", find(SET, "serviceName: ", "db"), "store");
    let set = SET.replace("serviceName: db", "serviceName: store").replace("http://db:", "http://store:");
    assert_eq!(
        texts,
        [
            ("a/config.yaml".to_owned(), CONFIG.replace("service: {name: db", "service: {name: store")),
            ("a/service.yaml".to_owned(), SERVICE.replace("metadata: {name: db", "metadata: {name: store")),
            ("a/set.yaml".to_owned(), set),
        ]
    );
    // A label is renamed together with all selectors. A value that YAML would read as a number is quoted.
    let texts = renamed(&mut editor, "a/service.yaml", find(SERVICE, "selector: {app: ", "db"), "7");
    assert_eq!(
        texts,
        [
            ("a/service.yaml".to_owned(), SERVICE.replace("app: db", "app: \"7\"")),
            ("a/set.yaml".to_owned(), SET.replace("app: db", "app: \"7\"")),
        ]
    );
    // The name of a port in a container is renamed together with the Service that sends to it.
    let texts = renamed(&mut editor, "a/set.yaml", find(SET, "ports: [{name: ", "sql"), "pg");
    assert_eq!(
        texts,
        [
            ("a/service.yaml".to_owned(), SERVICE.replace("targetPort: sql", "targetPort: pg")),
            ("a/set.yaml".to_owned(), SET.replace("{name: sql", "{name: pg")),
        ]
    );
    let texts = renamed(&mut editor, "a/set.yaml", find(SET, "volumes:\n      - name: ", "data"), "disk");
    assert_eq!(
        texts,
        [(
            "a/set.yaml".to_owned(),
            SET.replace("name: data\n", "name: disk\n").replace("[{name: data", "[{name: disk")
        )]
    );
    let texts = renamed(&mut editor, "a/config.yaml", find(CONFIG, "data: {", "level"), "log.level");
    assert_eq!(
        texts,
        [
            ("a/config.yaml".to_owned(), CONFIG.replace("level:", "log.level:")),
            ("a/set.yaml".to_owned(), SET.replace("key: level", "key: log.level")),
        ]
    );
}

#[test]
fn a_rename_that_cannot_be_whole_is_refused_with_the_reason() {
    let mut editor = shop();
    let at = find(SERVICE, "metadata: {name: ", "db");
    let prepared = editor.at("textDocument/prepareRename", "a/service.yaml", at, Value::Null).unwrap();
    assert_eq!((place(&prepared["range"]), &prepared["placeholder"]), ("2:17-2:19".to_owned(), &json!("db")));
    let mut refused = |name: &str, at: [u32; 2], to: &str| {
        editor.at("textDocument/rename", name, at, json!({ "newName": to })).unwrap_err().1
    };
    assert!(refused("a/service.yaml", at, "No_Name").starts_with("`No_Name`: "));
    assert_eq!(refused("a/set.yaml", [0, 14], "x"), "there is no name here that bowline can change");
    // Two objects cannot have the same name.
    let mut editor =
        Editor::of(&[("a.yaml", &format!("{SERVICE}---\n{}", SERVICE.replace("{name: db}", "{name: other}")))]);
    let taken = editor.at("textDocument/rename", "a.yaml", [2, 18], json!({ "newName": "other" })).unwrap_err().1;
    assert_eq!(taken, "there is a Service `other` already");
    // Two overlays each have such an object, so the name may refer to either.
    let mut editor = Editor::of(&[("a/s.yaml", SERVICE), ("b/s.yaml", SERVICE), ("c/set.yaml", SET)]);
    let unsure = editor.at("textDocument/rename", "a/s.yaml", at, json!({ "newName": "store" })).unwrap_err().1;
    assert_eq!(unsure, "c/set.yaml:5: it is not certain which object is meant here");
    assert!(editor.at("textDocument/prepareRename", "a/s.yaml", at, Value::Null).is_err());
}

#[test]
fn a_key_of_a_generator_changes_with_all_that_name_it() {
    let set = SET.replace("metadata: {name: db}", "metadata: {name: db, annotations: {level: x}}");
    let kustomization = "\
resources: [set.yaml]
configMapGenerator:
- {name: settings, literals: [level=info, other=x], files: [a/level.txt]}
- {name: more, literals: [verbosity=info]}
replacements:
- source: {kind: ConfigMap, name: settings, fieldPath: data.level}
  targets:
  - {select: {kind: StatefulSet, name: db}, fieldPaths: [metadata.annotations.level]}
";
    let mut editor = Editor::of(&[("set.yaml", &*set), ("kustomization.yaml", kustomization)]);
    let at = find(&set, "key: ", "level");
    let found = editor.at("textDocument/definition", "set.yaml", at, Value::Null).unwrap();
    assert_eq!(places(&found), [("kustomization.yaml".to_owned(), 2)]);
    let edit = editor.at("textDocument/rename", "set.yaml", at, json!({ "newName": "verbosity" })).unwrap();
    let texts: Vec<String> = changes(&edit)
        .into_iter()
        .map(|(uri, _, edits)| edited(if uri.ends_with("set.yaml") { &set } else { kustomization }, &edits))
        .collect();
    let expected = kustomization.replace("[level=", "[verbosity=").replace("data.level", "data.verbosity");
    assert_eq!(texts, [expected, set.replace("key: level", "key: verbosity")]);
    let mut refused = |at: [u32; 2], to: &str| {
        editor.at("textDocument/rename", "kustomization.yaml", at, json!({ "newName": to })).unwrap_err().1
    };
    assert_eq!(
        refused(find(kustomization, "[", "level"), "other"),
        "there is a key `other` of ConfigMap `settings` already"
    );
    assert_eq!(
        refused(find(kustomization, "files: [a/", "level"), "x"),
        "kustomization.yaml:3: the key here is the name of a file"
    );
}

#[test]
fn a_text_that_was_never_saved_is_checked_and_renamed_on_its_own() {
    let mut editor = Editor::of(&[("set.yaml", SET)]);
    let uri = "untitled:Untitled-1";
    let text = format!("{SERVICE}---\n{}", SET.replace("app: db", "app: store"));
    editor.tell(
        "textDocument/didOpen",
        json!({ "textDocument": { "uri": uri, "languageId": "yaml", "version": 3, "text": text } }),
    );
    editor.settle();
    let found = editor.shown[uri].as_array().unwrap();
    assert!(found.iter().any(|one| one["code"] == "sts-servicename-selector-mismatch"), "{found:?}");
    let [line, character] = find(&text, "serviceName: ", "db");
    let params = json!({
        "textDocument": { "uri": uri }, "position": { "line": line, "character": character }, "newName": "store"
    });
    let edit = editor.ask("textDocument/rename", params).unwrap();
    let [(changed, version, edits)] = changes(&edit).try_into().unwrap();
    assert_eq!((changed.as_str(), version), (uri, json!(3)));
    let expected = text.replace("serviceName: db", "serviceName: store").replace("http://db:", "http://store:");
    assert_eq!(edited(&text, &edits), expected.replacen("metadata: {name: db", "metadata: {name: store", 1));
    editor.tell("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
    editor.settle();
    assert_eq!(editor.shown[uri], json!([]));
}

#[test]
fn what_a_kustomization_names_and_generates_changes_along() {
    let set = SET.replace(
        "- {name: LEVEL,",
        "- {name: FILE, valueFrom: {fileKeyRef: {volumeName: data, path: x, key: y}}}\n        - {name: LEVEL,",
    );
    let kustomization = "\
resources: [set.yaml, service.yaml]
configMapGenerator:
- {name: settings, literals: [level=info]}
replacements:
- source: {kind: ConfigMap, name: settings, fieldPath: data.level}
  targets:
  - {select: {kind: Service, name: db}, fieldPaths: [metadata.annotations.level]}
patches:
- target: {group: apps, version: v1, kind: StatefulSet, name: db}
  patch: '[{op: add, path: /spec/replicas, value: 1}]'
- {target: {kind: StatefulSet, name: d.*}, patch: '[{op: test, path: /kind, value: StatefulSet}]'}
";
    let texts = [("set.yaml", &*set), ("service.yaml", SERVICE), ("kustomization.yaml", kustomization)];
    let mut editor = Editor::of(&texts);
    let mut renamed = |name: &str, at: [u32; 2], to: &str| -> Vec<String> {
        let edit = editor.at("textDocument/rename", name, at, json!({ "newName": to })).unwrap();
        let text = |uri: &str| texts.iter().find(|(name, _)| uri.ends_with(&format!("/{name}"))).unwrap().1;
        changes(&edit).into_iter().map(|(uri, _, edits)| edited(text(&uri), &edits)).collect()
    };
    assert_eq!(
        renamed("set.yaml", find(&set, "configMapKeyRef: {name: ", "settings"), "config"),
        [kustomization.replace("settings", "config"), set.replace("settings", "config")]
    );
    assert_eq!(
        renamed("set.yaml", find(&set, "metadata: {name: ", "db"), "store"),
        [
            kustomization.replace("StatefulSet, name: db", "StatefulSet, name: store"),
            set.replace("metadata: {name: db", "metadata: {name: store")
        ]
    );
    assert_eq!(
        renamed("set.yaml", find(&set, "volumeName: ", "data"), "disk"),
        [set.replace("volumeName: data", "volumeName: disk")
            .replace("[{name: data", "[{name: disk")
            .replace("name: data\n", "name: disk\n")]
    );
}
