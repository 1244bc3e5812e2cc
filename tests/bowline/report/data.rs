//! JSON formats of other projects: GitLab and reviewdog.

use std::collections::HashSet;

use super::case::*;
use bowline::diagnostic::{Applicability, Edit, Fix, Severity};
use bowline::report::{gitlab, rdjson};
use serde_json::{Value, json};

fn issues(case: &Case) -> Value {
    serde_json::from_str(&case.written(gitlab::write)).unwrap()
}

fn reviewed(case: &Case) -> Value {
    serde_json::from_str(&case.written(rdjson::write)).unwrap()
}

#[test]
fn gitlab_gets_an_array_of_issues() {
    let issues = issues(&everything());
    let expected = json!({
        "type": "issue",
        "description": "100% of `<a>` & \"b\" are [x](y)<U+001B><U+FFFF>\nno, c:d [a-rule]",
        "check_name": "a-rule",
        "categories": ["Bug Risk"],
        "fingerprint": everything().fingerprints()[0],
        "severity": "major",
        "location": {
            "path": "apps/größe: 1,2.yaml",
            "positions": { "begin": { "line": 2, "column": 30 }, "end": { "line": 2, "column": 33 } },
        },
    });
    assert_eq!(issues[0], expected);
    let issues = issues.as_array().unwrap();
    let of = |key: &str| issues.iter().map(|issue| issue[key].as_str().unwrap()).collect::<Vec<_>>();
    assert_eq!(of("severity"), ["major", "minor", "info"]);
    assert_eq!(issues[1]["categories"][0], "Security");
    assert_eq!(of("fingerprint").into_iter().collect::<HashSet<_>>().len(), 3);
    assert_eq!(case(&[("a.yaml", "")]).written(gitlab::write), "[]\n");
}

#[test]
fn reviewdog_gets_columns_in_bytes() {
    let output = reviewed(&everything());
    let schema: Value = serde_json::from_str(include_str!("../../../schema/third-party/rdjson.json")).unwrap();
    assert_eq!(errors(&schema, &output), Vec::<String>::new());
    let range = |line: u32, start: u32, end_line: u32, end: u32| json!({ "start": { "line": line, "column": start }, "end": { "line": end_line, "column": end } });
    let expected = json!({
        "message": "100% of `<a>` & \"b\" are [x](y)<U+001B><U+FFFF>\nno, c:d\nhelp: write `http`",
        "location": { "path": "apps/größe: 1,2.yaml", "range": range(2, 34, 2, 37) },
        "severity": "ERROR",
        "code": { "value": "a-rule", "url": "https://example.org/rule" },
        "suggestions": [{ "range": range(2, 34, 2, 37), "text": "http" }],
        "related_locations": [
            { "message": "declared [here]", "location": { "path": "pod.yaml", "range": range(2, 11, 2, 15) } },
            { "message": "", "location": { "path": "pod.yaml", "range": range(2, 3, 3, 9) } },
        ],
    });
    assert_eq!(output["diagnostics"][0], expected);
    assert_eq!(output["diagnostics"][1]["suggestions"], Value::Null, "it quotes a secret");
    assert_eq!(output["source"]["name"], "bowline");
}

/// The report of a fix with several edits, which are given in any order.
fn edited(text: &str, change: impl FnOnce(&mut Case, &mut Vec<Edit>)) -> Value {
    let mut case = case(&[("a.yaml", text), ("b.yaml", "d: 4\n")]);
    let mut edits = vec![case.edit(case.find(0, "2"), "two"), case.edit(case.find(0, "1"), "one")];
    change(&mut case, &mut edits);
    let (span, edits) = (case.find(0, "1"), edits.into_iter().collect());
    let finding = case.add(Severity::Error, "m", span, "");
    finding.fix = Some(Fix { title: "spell".to_owned(), applicability: Applicability::Safe, edits, needs: None });
    reviewed(&case)["diagnostics"][0]["suggestions"].clone()
}

#[test]
fn a_fix_is_one_suggestion_or_none() {
    let text = "a: 1\nkey: é\nb: 2\n";
    let whole = json!([{
        "range": { "start": { "line": 1, "column": 4 }, "end": { "line": 3, "column": 5 } },
        "text": "one\nkey: é\nb: two",
    }]);
    assert_eq!(edited(text, |_, _| ()), whole);
    let secret_between = edited(text, |case, _| case.secrets = secrets(&[case.find(0, "é")]));
    assert_eq!(secret_between, Value::Null);
    let other_file = edited(text, |case, edits| edits.push(case.edit(case.find(1, "4"), "four")));
    assert_eq!(other_file, Value::Null);
}
