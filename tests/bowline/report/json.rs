//! The JSON contract: shape, places, fingerprints.

use super::case::*;
use bowline::diagnostic::{Applicability, Severity};
use bowline::report::{Skipped, Unjudged, json_lines};
use serde_json::{Value, json};

const SERVICE: &str = "apiVersion: v1\r\nkind: Service\r\nmetadata:\r\n  name: cache 🦀 # é\r\n";

/// One finding with all parts, and one with no optional part.
fn both() -> Case {
    let mut case = case(&[("svc.yaml", SERVICE), ("b/deploy.yaml", "kind: Deployment\n")]);
    let (name, kind, comment) = (case.find(0, "cache"), case.find(1, "Deployment"), case.find(0, "é"));
    let fix = case.fix("write it", Applicability::Unsafe, name, "None");
    let finding = case.add(Severity::Error, "a \"message\"\u{1b}", name, "unused");
    finding.help = Some("do it".to_owned());
    finding.object = object("Service", "cache");
    finding.path = "metadata.name".to_owned();
    finding.related = vec![label(kind, "there")];
    finding.fix = fix;
    case.add(Severity::Info, "nothing else", comment, "");
    case.summary.context = 5;
    case.summary.known = 4;
    let (api_version, kind) = ("example.com/v1".to_owned(), "Backup".to_owned());
    case.summary.without_schema = vec![Unjudged { api_version, kind, count: 3 }];
    case.summary.rules = 6;
    case.summary.hidden_infos = 3;
    case.summary.suppressed = 2;
    case.summary.skipped = vec![Skipped { file: "t.yaml".to_owned(), line: None, reason: "Helm template".to_owned() }];
    case.summary.unbuilt = vec![unbuilt("prod/kustomization.yaml", "a remote base")];
    case
}

fn parsed(case: &Case) -> Value {
    serde_json::from_str(&case.json()).unwrap()
}

#[test]
fn has_the_shape_of_the_contract() {
    let range = json!({
        "start": { "line": 4, "column": 9, "columnUtf16": 9, "offset": 50 },
        "end": { "line": 4, "column": 14, "columnUtf16": 14, "offset": 55 },
    });
    let case = both();
    let names: Vec<_> = case.diagnostics.iter().map(|found| found.fingerprint.clone()).collect();
    let expected = json!({
        "version": 1,
        "diagnostics": [
            {
                "rule": "a-rule", "severity": "error", "confidence": null, "category": "links",
                "message": "a \"message\"\u{1b}", "help": "do it", "url": "https://example.org/rule",
                "location": {
                    "file": "svc.yaml",
                    "start": { "line": 4, "column": 9, "columnUtf16": 9, "offset": 50 },
                    "end": { "line": 4, "column": 14, "columnUtf16": 14, "offset": 55 },
                },
                "origin": null,
                "resource": { "apiVersion": "v1", "kind": "Service", "namespace": null, "name": "cache" },
                "path": "metadata.name",
                "related": [{
                    "message": "there",
                    "location": {
                        "file": "b/deploy.yaml",
                        "start": { "line": 1, "column": 7, "columnUtf16": 7, "offset": 6 },
                        "end": { "line": 1, "column": 17, "columnUtf16": 17, "offset": 16 },
                    },
                    "origin": null,
                }],
                "fix": {
                    "title": "write it", "applicability": "unsafe",
                    "edits": [{ "file": "svc.yaml", "start": 50, "end": 55, "text": "None", "range": range }],
                },
                "fingerprint": names[0],
            },
            {
                "rule": "a-rule", "severity": "info", "confidence": null, "category": "links",
                "message": "nothing else", "help": null, "url": "https://example.org/rule",
                "location": {
                    "file": "svc.yaml",
                    "start": { "line": 4, "column": 19, "columnUtf16": 20, "offset": 63 },
                    "end": { "line": 4, "column": 20, "columnUtf16": 21, "offset": 65 },
                },
                "origin": null, "resource": null, "path": "", "related": [], "fix": null,
                "fingerprint": names[1],
            },
        ],
        "summary": {
            "files": 2, "documents": 2, "instructions": 0, "resources": 2, "errors": 1, "warnings": 0, "infos": 1,
            "contextFiles": 5, "hiddenInfos": 3, "suppressed": 2, "baseline": 4,
            "withoutSchema": [{ "apiVersion": "example.com/v1", "kind": "Backup", "count": 3 }], "celRules": 6,
            "skipped": [{ "file": "t.yaml", "line": null, "reason": "Helm template" }],
            "partialBuilds": [{
                "kustomization": "prod/kustomization.yaml", "file": "base/kustomization.yaml", "line": 3,
                "reason": "a remote base",
            }],
        },
    });
    assert_eq!(parsed(&case), expected);
}

#[test]
fn is_indented_in_the_order_of_the_contract() {
    let case = case(&[("a.yaml", "")]);
    let expected = r#"{
  "version": 1,
  "diagnostics": [],
  "summary": {
    "files": 1,
    "documents": 1,
    "instructions": 0,
    "resources": 1,
    "errors": 0,
    "warnings": 0,
    "infos": 0,
    "contextFiles": 0,
    "hiddenInfos": 0,
    "suppressed": 0,
    "baseline": 0,
    "withoutSchema": [],
    "celRules": 0,
    "skipped": [],
    "partialBuilds": []
  }
}
"#;
    assert_eq!(case.json(), expected);
}

#[test]
fn follows_the_schema() {
    let schema: Value = serde_json::from_str(include_str!("../../../schema/output.v1.json")).unwrap();
    assert!(jsonschema::meta::is_valid(&schema));
    let schema = jsonschema::validator_for(&schema).unwrap();
    let mut output = parsed(&both());
    let errors: Vec<String> = schema.iter_errors(&output).map(|error| error.to_string()).collect();
    assert_eq!(errors, Vec::<String>::new());

    output["diagnostics"][0]["location"]["new"] = json!(true);
    assert!(schema.is_valid(&output), "the contract may grow");
    // The schema requires every field, at every depth, so that no field can disappear unnoticed.
    let complete = parsed(&both());
    for pointer in fields(&complete, "") {
        let (parent, key) = pointer.rsplit_once('/').unwrap();
        let mut broken = complete.clone();
        broken.pointer_mut(parent).unwrap().as_object_mut().unwrap().remove(key);
        assert!(!schema.is_valid(&broken), "{pointer} is not required");
    }
}

#[test]
fn lines_are_the_same_objects_and_say_what_they_are() {
    let case = both();
    let lines: Vec<Value> =
        case.written(json_lines::write).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let mut schema: Value = serde_json::from_str(include_str!("../../../schema/output.v1.json")).unwrap();
    schema = json!({ "$schema": schema["$schema"], "$defs": schema["$defs"], "$ref": "#/$defs/line" });
    let whole = parsed(&case);
    let mut expected = whole["diagnostics"].as_array().unwrap().clone();
    expected.push(whole["summary"].clone());
    let types = ["diagnostic", "diagnostic", "summary"];
    assert_eq!(lines.len(), types.len());
    for ((line, mut expected), kind) in lines.into_iter().zip(expected).zip(types) {
        assert_eq!(errors(&schema, &line), Vec::<String>::new());
        expected["version"] = json!(1);
        expected["type"] = json!(kind);
        assert_eq!(line, expected);
        expected["type"] = json!("other");
        assert_ne!(errors(&schema, &expected), Vec::<String>::new());
    }
}

/// JSON pointers of all fields of all objects.
fn fields(value: &Value, at: &str) -> Vec<String> {
    let children: Vec<(String, &Value)> = match value {
        Value::Object(object) => object.iter().map(|(key, value)| (format!("{at}/{key}"), value)).collect(),
        Value::Array(items) => items.iter().enumerate().map(|(i, value)| (format!("{at}/{i}"), value)).collect(),
        _ => Vec::new(),
    };
    let own = children.iter().filter(|_| value.is_object()).map(|(pointer, _)| pointer.clone());
    own.chain(children.iter().flat_map(|(pointer, value)| fields(value, pointer))).collect()
}
