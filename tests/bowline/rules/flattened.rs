//! Manifests without their indentation: what can be known about them, and how they are repaired.

use std::path::{Path, PathBuf};

use crate::common::{
    self, FORMATS,
    random::{Random, Rounds, guarded, mutate, seeds},
};
use serde_json::Value;

const RULE: &str = "structure-flattened";

/// Proper manifests as written, with lists indented below their keys.
const PROPER: &str = include_str!("flattened.yaml");

/// The text without the blanks at the start of each line.
fn flat(text: &str) -> String {
    text.lines().map(|line| format!("{}\n", line.trim_start_matches(' '))).collect()
}

fn check(text: &str, format: &str) -> common::Run {
    let folder = tempfile::TempDir::new().unwrap();
    common::bowline_with(folder.path(), &["check", "-", "--info", "--format", format], text.as_bytes())
}

fn findings(json: &Value) -> Vec<Value> {
    json["diagnostics"].as_array().unwrap().clone()
}

/// The text after the fixes of all findings of the rule, and the number of these findings.
fn mended(text: &str, json: &Value) -> (String, usize) {
    let found: Vec<Value> = findings(json).into_iter().filter(|found| found["rule"] == RULE).collect();
    let mut edits: Vec<(usize, usize, String)> = Vec::new();
    for edit in found.iter().flat_map(|found| found["fix"]["edits"].as_array().cloned().unwrap_or_default()) {
        let at = |name: &str| usize::try_from(edit[name].as_u64().unwrap()).unwrap();
        edits.push((at("start"), at("end"), edit["text"].as_str().unwrap().to_owned()));
    }
    edits.sort();
    let mut after = text.to_owned();
    for (start, end, text) in edits.into_iter().rev() {
        after.replace_range(start..end, &text);
    }
    (after, found.len())
}

/// The rule, line and path of each finding of other rules.
fn others(json: &Value) -> Vec<(String, u64, String)> {
    let other = findings(json).into_iter().filter(|found| found["rule"] != RULE);
    let seen = other.map(|found| {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        (text(&found["rule"]), found["location"]["start"]["line"].as_u64().unwrap(), text(&found["path"]))
    });
    seen.collect()
}

/// The three applications of an article about headless Services, as copied from its page.
#[test]
fn the_manifests_of_the_article_are_mended_to_the_proper_ones() {
    let mut known = Vec::new();
    for name in ["cassandra", "kafka", "mysql"] {
        let read = |folder: &str| std::fs::read_to_string(testdata().join(format!("{folder}/{name}.yaml"))).unwrap();
        let (proper, copied) = (read("headless"), read("flattened"));
        assert_eq!(flat(&proper), copied);
        let (json, expected) = (check(&copied, "json").json(), check(&proper, "json").json());
        assert_eq!(mended(&copied, &json), (proper, 2), "{name}");
        assert_eq!(others(&json), others(&expected), "{name}");
        known.extend(others(&json).into_iter().map(|(rule, ..)| rule));
    }
    assert_eq!(known, ["env-numeric-id-from-name", "env-dollar-ref", "hardcoded-password"]);
}

/// A finding in a repaired manifest says so, and edits no line that must move.
#[test]
fn other_findings_come_after_the_repair() {
    let copied = std::fs::read_to_string(testdata().join("flattened/mysql.yaml")).unwrap();
    let password = findings(&check(&copied, "json").json()).pop().unwrap();
    assert_eq!(password["rule"], "hardcoded-password");
    assert!(password["help"].as_str().unwrap().contains("after repairing the indentation"));
    assert!(password["fix"].is_null());
}

#[test]
fn no_format_shows_a_secret_of_a_mended_manifest() {
    let copied = std::fs::read_to_string(testdata().join("flattened/mysql.yaml")).unwrap();
    let secret = "apiVersion: v1\nkind: Secret\nmetadata:\nname: a\ntype: Opaque\nstringData:\nlogin: rootpassword\n";
    let unsure = format!("{}text: |\nrootpassword\n", secret.replace("kind: Secret", "kind:  Secret"));
    for format in FORMATS {
        for text in [copied.as_str(), secret, &unsure] {
            let run = check(text, format);
            assert!(run.stdout.contains(RULE), "{format}: {} {}", run.stdout, run.stderr);
            assert!(!run.stdout.contains("rootpass"), "{format}: {}", run.stdout);
        }
    }
    assert!(check(&copied, "human").stdout.contains("                      value: ********\n"));
}

/// Each of bowline's own manifests alone, and all of them in one stream.
#[test]
fn manifests_of_many_kinds_are_mended() {
    let documents: Vec<&str> = PROPER.split("---\n").collect();
    assert!(documents.len() > 15);
    for proper in &documents {
        let text = flat(proper);
        assert_eq!(mended(&text, &check(&text, "json").json()), ((*proper).to_owned(), 1));
        let moved: String = text.lines().map(|line| format!("    {line}\n")).collect();
        assert_eq!(mended(&moved, &check(&moved, "json").json()), ((*proper).to_owned(), 1), "all lines at column 4");
        let windows = text.replace('\n', "\r\n");
        assert_eq!(mended(&windows, &check(&windows, "json").json()).0, proper.replace('\n', "\r\n"));
    }
    let text = flat(PROPER);
    let json = check(&text, "json").json();
    assert_eq!(mended(&text, &json), (PROPER.to_owned(), documents.len()));
    assert_eq!(others(&json), others(&check(PROPER, "json").json()));
}

/// Dashes keep their blanks, and lines may be apart or have comments between them.
#[test]
fn what_stands_between_the_lines_does_not_matter() {
    let text = "# A Service\napiVersion: v1\nkind: Service\n\nmetadata:\nname: web # its name\n\n# what it does\nspec:\n# where it leads\nselector: {app: web}\nports:\n  - port: 80\ntargetPort: \"http\"\n  - port: 443\n";
    let expected = "# A Service\napiVersion: v1\nkind: Service\n\nmetadata:\n  name: web # its name\n\n# what it does\nspec:\n  # where it leads\n  selector: {app: web}\n  ports:\n    - port: 80\n      targetPort: \"http\"\n    - port: 443\n";
    assert_eq!(mended(text, &check(text, "json").json()), (expected.to_owned(), 1));
}

/// If the intended structure is not certain, there is only one finding, without a fix.
#[test]
fn what_is_not_certain_is_not_mended() {
    let pod = "apiVersion: v1\nkind: Pod\nmetadata:\nname: a\nspec:\ncontainers:\n- name: a\n";
    let map = "apiVersion: v1\nkind: ConfigMap\nmetadata:\nname: a\ndata:\n";
    for text in [
        // No image; a field of the pod or of its container; text of several lines.
        format!("{pod}command: [a]\n"),
        format!("{pod}image: a:1\nsecurityContext: {{}}\n"),
        format!("{pod}image: a:1\nargs:\n- |\nset -e\nmake\n"),
        format!("{map}a.conf: |\nport: 80\nserver {{\n"),
        format!("{map}a: \"one\ntwo\"\n"),
        // Two objects.
        format!("{map}a: b\n{map}a: c\n"),
    ] {
        let json = check(&text, "json").json();
        let rules: Vec<Value> = findings(&json).into_iter().map(|found| found["rule"].clone()).collect();
        let expected = if text.matches("kind").count() == 2 { vec!["multi-doc-separator"] } else { vec![] };
        assert_eq!(rules.iter().filter(|rule| **rule != RULE).collect::<Vec<_>>(), expected, "{text}");
        assert_eq!(mended(&text, &json), (text.clone(), 1), "{text}");
    }
}

/// Odd manifests that kept their indentation.
#[test]
fn other_slips_are_no_lost_indentation() {
    for text in [
        "apiVersion: v1\nkind: Namespace\nmetadata:\nname: a\nlabels:\na: b\n",
        "apiVersion: v1\nkind: Pod\nmetadata:\nspec:\n",
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\ncontainers:\n- name: a\n  image: a:1\n",
        "apiVersion: example.com/v1\nkind: Web\nmetadata:\nname: a\nspec:\nport: 80\nhost: a\n",
        "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: a}\nsecrets:\n- name: b\nimagePullSecrets:\n- name: c\n",
        "{\n\"apiVersion\": \"v1\",\n\"kind\": \"Pod\",\n\"metadata\": {\n\"name\": \"a\"\n},\n\"spec\": {\n\"containers\": []\n}\n}\n",
    ] {
        let json = check(text, "json").json();
        assert!(findings(&json).iter().all(|found| found["rule"] != RULE), "{text}");
    }
}

/// A directive above a line applies to that line, wherever the line moves.
#[test]
fn directives_hold() {
    let copied = std::fs::read_to_string(testdata().join("flattened/mysql.yaml")).unwrap();
    let text = copied.replace("value: root", "# bowline: ignore[hardcoded-password] a test\nvalue: root");
    let rules: Vec<Value> = findings(&check(&text, "json").json()).iter().map(|found| found["rule"].clone()).collect();
    assert_eq!(rules, [RULE, RULE]);
}

/// Damage to such a text causes no panic, and a fix changes only blanks at the start of lines.
#[test]
fn damaged_texts() {
    let mut random = Random::from_env();
    let seeds: Vec<Vec<u8>> =
        seeds().into_iter().map(|seed| flat(&String::from_utf8_lossy(&seed)).into_bytes()).collect();
    for round in Rounds::new(150) {
        let mut bytes = random.pick(&seeds).clone();
        (0..random.below(4)).for_each(|_| mutate(&mut bytes, &mut random, &seeds));
        let Some(text) = String::from_utf8(bytes).ok().filter(|text| !text.trim().is_empty()) else { continue };
        let judged = guarded(|| {
            let (after, _) = mended(&text, &check(&text, "json").json());
            let lines = |text: &str| text.split('\n').map(|line| line.trim_start().to_owned()).collect::<Vec<_>>();
            if lines(&after) == lines(&text) { Ok(()) } else { Err("another text".to_owned()) }
        });
        assert_eq!(judged, Ok(()), "round {round}:\n{text}");
    }
}

/// The cost grows linearly with the length of the text.
#[test]
fn long_texts() {
    let mut text =
        "apiVersion: v1\nkind: Pod\nmetadata:\nname: a\nspec:\ncontainers:\n- name: a\nimage: a:1\nenv:\n".to_owned();
    (0..20_000).for_each(|index| text += &format!("- name: A{index}\nvalue: b\n"));
    let (after, found) = mended(&text, &check(&text, "json").json());
    assert_eq!((found, flat(&after) == text), (1, true));
    assert!(after.ends_with("        - name: A19999\n          value: b\n"));
}

fn testdata() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata")
}
