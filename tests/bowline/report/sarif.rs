//! SARIF: the schema, the units, and the requirements of GitHub.

use super::case::*;
use bowline::diagnostic::{Applicability, Fix, Severity};
use bowline::report::sarif;
use bowline::source::{FileId, Span};
use serde_json::{Value, json};

fn log(case: &Case) -> Value {
    serde_json::from_str(&case.written(sarif::write)).unwrap()
}

fn run(case: &Case) -> Value {
    log(case)["runs"][0].clone()
}

fn region(line: u32, start: u32, end: u32) -> Value {
    json!({ "startLine": line, "startColumn": start, "endLine": line, "endColumn": end })
}

#[test]
fn follows_the_schema() {
    let schema: Value = serde_json::from_str(include_str!("../../../schema/third-party/sarif-2.1.0.json")).unwrap();
    for case in [everything(), case(&[("a.yaml", "")])] {
        assert_eq!(errors(&schema, &log(&case)), Vec::<String>::new());
    }
    let mut wrong = log(&everything());
    wrong["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] = json!("a b");
    assert_ne!(errors(&schema, &wrong), Vec::<String>::new(), "the schema looks at URIs");
}

#[test]
fn says_everything_of_a_finding() {
    let file = json!({ "uri": "apps/gr%C3%B6%C3%9Fe%3A%201,2.yaml" });
    let expected = json!({
        "ruleId": "a-rule", "ruleIndex": 0, "level": "error",
        "message": { "text": "100% of `<a>` & \"b\" are [x\\](y)<U+001B><U+FFFF>\nno, c:d. Help: write `http`. \
                              See [declared \\[here\\]](1), [this place](2)." },
        "locations": [{
            "physicalLocation": { "artifactLocation": file, "region": region(2, 31, 34) },
            "logicalLocations": [{ "fullyQualifiedName": "Service/cache/spec.targetPort", "kind": "resource" }],
        }],
        "relatedLocations": [
            {
                "id": 1, "message": { "text": "declared [here]" },
                "physicalLocation": { "artifactLocation": { "uri": "pod.yaml" }, "region": region(2, 11, 15) },
            },
            {
                "id": 2,
                "physicalLocation": { "artifactLocation": { "uri": "pod.yaml" }, "region": region(2, 3, 15) },
            },
        ],
        "partialFingerprints": { "bowline/v1": everything().fingerprints()[0] },
        "fixes": [{
            "description": { "text": "write `http`." },
            "artifactChanges": [{
                "artifactLocation": file,
                "replacements": [{ "deletedRegion": region(2, 31, 34), "insertedContent": { "text": "http" } }],
            }],
        }],
    });
    assert_eq!(run(&everything())["results"][0], expected);
}

#[test]
fn regions_end_on_the_line_where_they_start() {
    let result = &run(&everything())["results"][2];
    assert_eq!(
        result["locations"],
        json!([{
            "physicalLocation": { "artifactLocation": { "uri": "pod.yaml" }, "region": region(2, 3, 15) },
        }])
    );
    assert_eq!(result["level"], "note");
}

#[test]
fn an_edit_is_never_cut() {
    let mut case = case(&[("a.yaml", "a: 🦀\nb: 2\n"), ("b.yaml", "c: 3\n")]);
    let (whole, other) = (case.find(0, "🦀\nb: 2"), case.find(1, "3"));
    let edits = [case.edit(whole, "x"), case.edit(other, "y")].into_iter().collect();
    let finding = case.add(Severity::Error, "m", whole, "");
    finding.fix = Some(Fix { title: "do".to_owned(), applicability: Applicability::Unsafe, edits, needs: None });
    let deleted = json!({ "startLine": 1, "startColumn": 4, "endLine": 2, "endColumn": 5 });
    let change = |uri: &str, region: Value, text: &str| {
        let replacement = json!({ "deletedRegion": region, "insertedContent": { "text": text } });
        json!({ "artifactLocation": { "uri": uri }, "replacements": [replacement] })
    };
    let expected = json!([{
        "description": { "text": "do (unsafe)." },
        "artifactChanges": [change("a.yaml", deleted, "x"), change("b.yaml", region(1, 4, 5), "y")],
    }]);
    assert_eq!(run(&case)["results"][0]["fixes"], expected);
}

#[test]
fn fixes_that_must_not_be_applied_unseen_are_left_out() {
    let mut case = everything();
    let edits = &run(&case)["results"][1]["fixes"][0]["artifactChanges"][0]["replacements"];
    assert_eq!(edits.as_array().map(Vec::len), Some(2), "it goes around a secret");
    assert!(!case.written(sarif::write).contains("hunter2"));
    case.diagnostics[0].fix.as_mut().unwrap().applicability = Applicability::Manual;
    assert_eq!(run(&case)["results"][0]["fixes"], Value::Null, "it holds a placeholder");
}

#[test]
fn rules_are_described_from_their_cards() {
    let run = run(&everything());
    let driver = &run["tool"]["driver"];
    assert_eq!(driver["rules"].as_array().unwrap().len(), 2);
    let expected = json!({
        "id": "a-rule",
        "shortDescription": { "text": "An a." },
        "fullDescription": { "text": "Finds `a` and b.\n\nMore." },
        "help": { "text": "Finds `a` and b.\n\nMore.", "markdown": CARD },
        "helpUri": "https://example.org/rule",
        "defaultConfiguration": { "level": "error" },
        "properties": { "tags": ["links"], "precision": "high", "problem.severity": "error" },
    });
    assert_eq!(driver["rules"][0], expected);
    // With both properties, GitHub treats the finding as a security alert.
    let secret = &driver["rules"][1]["properties"];
    assert_eq!((&secret["tags"], &secret["security-severity"]), (&json!(["secrets", "security"]), &json!("8.0")));
}

#[test]
fn says_what_was_not_checked() {
    let note = |text: &str, file: &str| {
        let place = json!({ "physicalLocation": { "artifactLocation": { "uri": file } } });
        json!({ "level": "note", "message": { "text": text }, "locations": [place] })
    };
    let mut case = everything();
    case.summary.unbuilt = vec![unbuilt("k.yaml", "a remote base")];
    let partial = "This kustomization is built in part: a remote base is not available (base/kustomization.yaml:3).";
    let expected = json!([note("This file was not checked: Helm template.", "t.yaml"), note(partial, "k.yaml")]);
    assert_eq!(run(&case)["invocations"][0]["toolExecutionNotifications"], expected);
}

#[test]
fn the_least_severe_go_first_where_there_are_too_many() {
    let mut case = case(&[("a.yaml", "a: 1\n")]);
    for index in 0..25_003 {
        let severity = if index % 10_000 == 1 { Severity::Error } else { Severity::Warning };
        case.add(severity, "m", Span::new(FileId(0), 0, 1), "");
    }
    // To read all of it again as JSON would take long.
    let written = case.written(sarif::write);
    assert_eq!(written.matches("\"ruleId\"").count(), 25_000);
    // Three results and the rule's default.
    assert_eq!(written.matches("\"level\": \"error\"").count(), 4);
    assert!(written.contains("3 further findings, the least severe, are not in this report."));
}

#[test]
fn names_are_uris() {
    let names = [
        ("<stdin>", "stdin"),
        ("../up/a+b@c.yaml", "../up/a+b@c.yaml"),
        ("/abs/a b.yaml", "file:///abs/a%20b.yaml"),
        ("C:/abs/ä.yaml", "file:///C%3A/abs/%C3%A4.yaml"),
        ("a?b#c%d[e].yaml", "a%3Fb%23c%25d%5Be%5D.yaml"),
    ];
    for (name, uri) in names {
        let mut case = case(&[(name, "a: 1\n")]);
        case.add(Severity::Error, "m", Span::new(FileId(0), 0, 1), "");
        let place = &run(&case)["results"][0]["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], uri);
    }
}
