//! The introduction of bowline into a project that has findings: baselines, comments, annotations.

use std::fs;
use std::path::Path;

use crate::common::{HEADLESS_SLIP as SLIP, bowline, folder};
use serde_json::Value;

const LEAKS: &str = "\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: db
spec:
  selector:
    matchLabels:
      app: db
  template:
    metadata:
      labels:
        app: db
    spec:
      containers:
        - name: db
          image: mysql:8.4
          env:
            - name: MYSQL_ROOT_PASSWORD
              value: correct-horse-7
        - name: side
          image: mysql:8.4
          env:
            - name: MYSQL_ROOT_PASSWORD
              value: battery-staple-8
";

fn write(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn check(folder: &Path, arguments: &[&str]) -> Value {
    bowline(folder, &[&["check", "--format", "json"], arguments].concat()).json()
}

/// The rule and path of each finding.
fn found(json: &Value) -> Vec<(String, String)> {
    let findings = json["diagnostics"].as_array().unwrap().iter();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    findings.map(|found| (text(&found["rule"]), text(&found["path"]))).collect()
}

/// The number of stale entries of the baseline.
fn stale(json: &Value) -> usize {
    rules(json).iter().filter(|rule| *rule == "baseline-stale").count()
}

fn rules(json: &Value) -> Vec<String> {
    found(json).into_iter().map(|(rule, _)| rule).collect()
}

#[test]
fn only_what_is_new_is_reported_with_a_baseline() {
    let project = folder(&[("db.yaml", LEAKS), ("bowline.yaml", "baseline: bowline-baseline.json\n")]);
    let folder = project.path();
    let run = bowline(folder, &["baseline"]);
    assert_eq!((run.code, run.stdout.as_str()), (0, "bowline-baseline.json: 2 findings\n"));
    let written = fs::read_to_string(folder.join("bowline-baseline.json")).unwrap();
    assert!(!written.contains("horse") && !written.contains("staple"), "{written}");
    let clean = check(folder, &[]);
    assert_eq!((rules(&clean), clean["summary"]["baseline"].as_u64()), (vec![], Some(2)));
    // A new mistake among the known ones.
    let more = "            - name: MYSQL_PASSWORD\n              value: tr0ub4dor-9\n        - name: side";
    write(folder, "db.yaml", &LEAKS.replace("        - name: side", more));
    let new = [("hardcoded-password".to_owned(), "spec.template.spec.containers[0].env[1].value".to_owned())];
    assert_eq!(found(&check(folder, &[])), new);
    // Moved lines, containers and variables are not new findings.
    let (head, containers) = LEAKS.split_once("        - name: db\n").unwrap();
    let (first, second) = containers.split_once("        - name: side\n").unwrap();
    let moved = format!("# new\n\n{head}        - name: side\n{second}        - name: db\n{first}");
    write(folder, "db.yaml", &moved.replace("env:\n", "env:\n            - name: LANG\n              value: C\n"));
    assert_eq!(rules(&check(folder, &[])), [""; 0]);
    // Another working directory gives no new finding either.
    write(folder, "sub/empty.yaml", "a: b\n");
    let from_below = check(&folder.join("sub"), &[".."]);
    assert_eq!((rules(&from_below), from_below["summary"]["baseline"].as_u64()), (vec![], Some(2)));
}

#[test]
fn entries_of_what_is_mended_are_stale() {
    let project = folder(&[("db.yaml", LEAKS), ("svc.yaml", SLIP)]);
    let folder = project.path();
    let run = bowline(folder, &["baseline", "--file", "known.json"]);
    assert!(run.stdout.ends_with("to see only new ones: `bowline check --baseline known.json`\n"), "{}", run.stdout);
    write(folder, "svc.yaml", &SLIP.replace("none", "None"));
    assert_eq!(rules(&check(folder, &["--baseline", "known.json"])), [""; 0]);
    let gone = check(folder, &["--baseline", "known.json", "--info", "--ignore", "headless-selectorless"]);
    assert_eq!(rules(&gone), ["baseline-stale"]);
    let place = &gone["diagnostics"][0]["location"];
    assert_eq!((place["file"].as_str(), place["start"]["line"].as_u64()), (Some("known.json"), Some(6)));
    let ignored = ["--baseline", "known.json", "--info", "--ignore", "baseline-stale,headless-selectorless"];
    assert_eq!(rules(&check(folder, &ignored)), [""; 0]);
    // A run that did not look for a finding, or not in its file, cannot tell whether it is stale.
    assert_eq!(rules(&check(folder, &["--baseline", "known.json", "--info", "--select", "secrets"])), [""; 0]);
    let part = check(folder, &["--baseline", "known.json", "--info", "svc.yaml"]);
    assert_eq!((stale(&part), part["summary"]["baseline"].as_u64()), (0, Some(0)));
    bowline(folder, &["baseline", "--file", "known.json"]);
    assert_eq!(stale(&check(folder, &["--baseline", "known.json", "--info"])), 0);
}

#[test]
fn a_bad_baseline_hides_nothing() {
    let project = folder(&[("svc.yaml", SLIP)]);
    let no_rule = "{\"version\": 1,\n \"findings\": [\n  {\"file\": \"svc.yaml\"}]}";
    for (text, line) in [("", 1), ("{\"version\": 1,\n", 1), (no_rule, 3), ("{\"version\": 2, \"findings\": []}", 1)] {
        write(project.path(), "known.json", text);
        let json = check(project.path(), &["--baseline", "known.json"]);
        assert_eq!(rules(&json), ["baseline-invalid", "svc-clusterip-invalid"], "{text}");
        assert_eq!(json["diagnostics"][0]["location"]["start"]["line"].as_u64(), Some(line), "{text}");
    }
    let missing = bowline(project.path(), &["check", "--baseline", "gone.json"]);
    assert_eq!(missing.code, 2);
    assert_eq!(missing.stderr, "bowline: gone.json: the baseline does not exist: `bowline baseline` writes one\n");
}

#[test]
fn a_comment_above_an_item_holds_for_all_of_it() {
    let above = |item: &str, text: &str| {
        let comment = "        # bowline: ignore[hardcoded-password] a demo\n";
        text.replace(item, &format!("{comment}{item}"))
    };
    let one = folder(&[("db.yaml", &above("        - name: db\n", LEAKS))]);
    let json = check(one.path(), &[]);
    let other = [("hardcoded-password".to_owned(), "spec.template.spec.containers[1].env[0].value".to_owned())];
    assert_eq!((found(&json), json["summary"]["suppressed"].as_u64()), (other.to_vec(), Some(1)));
    let both = folder(&[("db.yaml", &above("        - name: db\n", &above("        - name: side\n", LEAKS)))]);
    assert_eq!(rules(&check(both.path(), &[])), [""; 0]);
    // The directive is above an item without a finding.
    let none = LEAKS.replace("correct-horse-7", "${FROM_SOMEWHERE}");
    let unused = folder(&[("db.yaml", &above("        - name: db\n", &none))]);
    assert_eq!(rules(&check(unused.path(), &[])), ["ignore-unused", "hardcoded-password"]);
}

const IGNORE: &str = "# bowline: ignore[hardcoded-password] a demo";

#[test]
fn a_comment_finds_the_next_item_however_it_is_written() {
    let variable = "{name: A_PASSWORD, value: correct-horse-7}";
    let deep = "name: a\n      image: a\n      env:\n      - name: A_PASSWORD\n        value: correct-horse-7\n";
    for item in [
        format!("    {IGNORE}\n    -\n      {deep}"),
        format!("    {IGNORE}\n    - # the item\n\n      # below\n      {deep}"),
        format!("    {IGNORE}\n    - &a\n      {deep}"),
        format!("    {IGNORE}\n    - !!map # tagged\n      {deep}"),
        format!("    {IGNORE}\n    - !!map &a {{name: a, image: a,\n       env: [{variable}]}}\n"),
        format!("    {IGNORE}\n\n    - {deep}"),
        format!("    {IGNORE}\n    # something else\n  \n    - {deep}"),
        format!("    {IGNORE}\n    - {{name: a, image: a,\n       env: [{variable}]}}\n"),
        format!(
            "    {IGNORE}\n    - name: a\n      image: a\n      env: [{{name: A_PASSWORD,\n        value: correct-horse-7}}]\n"
        ),
    ] {
        for end in ["\n", "\r\n"] {
            let text = format!("apiVersion: v1\nkind: Pod\nmetadata: {{name: a}}\nspec:\n  containers:\n{item}");
            let project = folder(&[("a.yaml", text.replace('\n', end))]);
            let json = check(project.path(), &[]);
            assert_eq!((rules(&json), json["summary"]["suppressed"].as_u64()), (vec![], Some(1)), "{text}");
        }
    }
    // An empty item is not the item below it.
    let text = format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{name: a}}\nspec:\n  containers:\n    {IGNORE}\n    -\n    - {deep}"
    );
    let project = folder(&[("a.yaml", text)]);
    let found = rules(&check(project.path(), &[]));
    assert!(
        found.contains(&"ignore-unused".to_owned()) && found.contains(&"hardcoded-password".to_owned()),
        "{found:?}"
    );
}

#[test]
fn a_comment_behind_the_separator_holds_for_the_document() {
    let other = LEAKS.replace(": db", ": other");
    for text in [format!("--- {IGNORE}\n{LEAKS}"), format!("{other}--- {IGNORE}\n{LEAKS}")] {
        let project = folder(&[("db.yaml", &text)]);
        let json = check(project.path(), &["--ignore", "ignore-unused"]);
        assert_eq!(json["summary"]["suppressed"], 2, "{text}\n{json}");
        assert!(!rules(&check(project.path(), &[])).contains(&"ignore-unused".to_owned()), "{text}");
    }
}

#[test]
fn annotations_hold_for_all_objects_that_have_them() {
    let line = "bowline.ignore/hardcoded-password: a demo";
    let pod = |name: &str, metadata: &str, value: &str| {
        format!(
            "- apiVersion: v1\n  kind: Pod\n  metadata: {{name: {name}, {metadata}}}\n  spec:\n    containers:\n    - \
             name: a\n      image: x:1\n      env:\n      - name: A_PASSWORD\n        value: {value}\n"
        )
    };
    let first = format!("annotations: &an {{{line}}}");
    for second in ["annotations: *an", "annotations: {<<: *an}", "annotations: {<<: [*an], x: z}"] {
        let json = |values: [&str; 2]| {
            let pods = pod("a", &first, values[0]) + &pod("b", second, values[1]);
            let project = folder(&[("a.yaml", format!("apiVersion: v1\nkind: List\nitems:\n{pods}"))]);
            check(project.path(), &[])
        };
        let (secret, none) = ("correct-horse-7", "${ELSEWHERE}");
        for (values, suppressed) in [([secret, secret], 2), ([secret, none], 1), ([none, secret], 1)] {
            let json = json(values);
            assert_eq!((rules(&json), json["summary"]["suppressed"].as_u64()), (vec![], Some(suppressed)), "{second}");
        }
        assert_eq!(rules(&json([none, none])), ["ignore-unused"], "said once");
    }
    let other = "annotations: {x: z}";
    let pods = pod("a", &first, "correct-horse-7") + &pod("b", other, "correct-horse-8");
    let project = folder(&[("a.yaml", format!("apiVersion: v1\nkind: List\nitems:\n{pods}"))]);
    assert_eq!(rules(&check(project.path(), &[])), ["hardcoded-password"]);
}

#[test]
fn annotations_hold_for_objects_and_pod_templates() {
    let on_object =
        |line: &str| LEAKS.replacen("  name: db\n", &format!("  name: db\n  annotations:\n    {line}\n"), 1);
    let on_pods =
        |line: &str| LEAKS.replace("      labels:\n", &format!("      annotations:\n        {line}\n      labels:\n"));
    let line = "bowline.ignore/hardcoded-password: a demo";
    for text in [on_object(line), on_pods(line), on_object(line).replace('\n', "\r\n")] {
        let project = folder(&[("db.yaml", &text)]);
        let json = check(project.path(), &[]);
        assert_eq!((rules(&json), json["summary"]["suppressed"].as_u64()), (vec![], Some(2)), "{text}");
        assert_eq!(check(project.path(), &["--no-inline-ignores"])["summary"]["warnings"], 2);
    }
    for (line, expected) in [
        ("bowline.ignore/hardcoded-password: \"\"", vec!["ignore-without-reason"]),
        ("bowline.ignore/svc-clusterip-null: old", vec!["ignore-unused", "hardcoded-password", "hardcoded-password"]),
        ("bowline.ignore/no-such: old", vec!["ignore-unknown-rule", "hardcoded-password", "hardcoded-password"]),
    ] {
        let project = folder(&[("db.yaml", &on_object(line))]);
        let json = check(project.path(), &[]);
        assert_eq!(rules(&json), expected, "{line}");
        assert_eq!(json["diagnostics"][0]["location"]["start"]["line"], 6);
    }
    // The annotation of one document does not apply to another.
    let project = folder(&[("two.yaml", &format!("{}---\n{}", on_object(line), LEAKS.replace(": db", ": other")))]);
    assert_eq!(check(project.path(), &[])["summary"]["warnings"], 2);
}

#[test]
fn a_baseline_knows_all_findings_however_many() {
    let many: Vec<String> = (0..1_200).map(|index| SLIP.replace("cache", &format!("cache-{index}"))).collect();
    let project = folder(&[("many.yaml", many.join("---\n"))]);
    assert_eq!(bowline(project.path(), &["baseline", "--file", "known.json"]).code, 0);
    let json = check(project.path(), &["--baseline", "known.json"]);
    assert_eq!((rules(&json), json["summary"]["baseline"].as_u64()), (vec![], Some(1_200)));
}

#[test]
fn a_finding_is_the_same_whatever_is_read_around_it() {
    let project = folder(&[
        ("base/cache.yaml", SLIP),
        ("base/kustomization.yaml", "resources: [cache.yaml]\n"),
        ("prod/kustomization.yaml", "namespace: prod\nresources: [../base]\n"),
        ("bowline.yaml", "baseline: known.json\n"),
    ]);
    bowline(project.path(), &["baseline"]);
    for arguments in [&[][..], &["base"], &["--no-context", "base/cache.yaml"], &["--namespace", "dev"]] {
        assert_eq!(rules(&check(project.path(), arguments)), [""; 0], "{arguments:?}");
    }
    // A new first item of a list does not change a fingerprint. An object in another namespace is a different one.
    let two = format!(
        "{}---\n{}",
        SLIP.replace("  name", "  namespace: a\n  name"),
        SLIP.replace("  name", "  namespace: b\n  name")
    );
    let project = folder(&[("two.yaml", &two)]);
    let fingerprints = |json: &Value| -> Vec<String> {
        json["diagnostics"].as_array().unwrap().iter().map(|found| found["fingerprint"].to_string()).collect()
    };
    let both = fingerprints(&check(project.path(), &[]));
    write(project.path(), "two.yaml", two.split_once("---\n").unwrap().1);
    assert_eq!(fingerprints(&check(project.path(), &[])), both[1..]);
}

#[test]
fn entries_are_stale_only_where_their_findings_would_be_found() {
    let project = folder(&[("db.yaml", LEAKS), ("dev/svc.yaml", SLIP)]);
    let folder = project.path();
    bowline(folder, &["baseline", "--file", "known.json"]);
    for arguments in [&["--profile", "security"][..], &["--exclude", "dev"], &["dev"], &["--no-context", "db.yaml"]] {
        let json = check(folder, &[&["--baseline", "known.json", "--info"], arguments].concat());
        assert_eq!(rules(&json), [""; 0], "{arguments:?}");
    }
    for config in [
        "severity: {links: off}",
        "severity: {svc-clusterip-invalid: info}",
        "overrides: [{paths: [dev], ignore: [links]}]",
        "overrides: [{paths: [\"dev/**\"], ignore: [links]}]",
    ] {
        write(folder, "bowline.yaml", config);
        assert_eq!(stale(&check(folder, &["--baseline", "known.json", "--info"])), 0, "{config}");
    }
    write(folder, "bowline.yaml", "");
    // A merge may add an entry twice.
    let text = fs::read_to_string(folder.join("known.json")).unwrap();
    let line = text.lines().nth(3).unwrap();
    write(folder, "known.json", &text.replacen(line, &format!("{line}\n{line}"), 1));
    assert_eq!(rules(&check(folder, &["--baseline", "known.json"])), [""; 0]);
}

#[test]
fn a_baseline_of_a_part_keeps_the_rest() {
    let project = folder(&[("db.yaml", LEAKS), ("dev/svc.yaml", SLIP)]);
    let folder = project.path();
    bowline(folder, &["baseline", "--file", "known.json"]);
    write(folder, "dev/svc.yaml", &SLIP.replace("cache", "other"));
    let part = bowline(folder, &["baseline", "--file", "known.json", "dev"]);
    assert!(part.stdout.starts_with("known.json: 1 finding, and kept 2 that were not checked\n"), "{}", part.stdout);
    assert_eq!(rules(&check(folder, &["--baseline", "known.json"])), [""; 0]);
    let rule = bowline(folder, &["baseline", "--file", "known.json", "--select", "secrets"]);
    assert!(rule.stdout.starts_with("known.json: 2 findings, and kept 1 "), "{}", rule.stdout);
    assert_eq!(rules(&check(folder, &["--baseline", "known.json"])), [""; 0]);
    // A file that is not a baseline is not replaced.
    let manifest = bowline(folder, &["baseline", "--file", "db.yaml"]);
    assert_eq!(manifest.code, 2);
    assert_eq!(manifest.stderr, "bowline: db.yaml exists and is not a baseline: nothing was written\n");
    assert_eq!(fs::read_to_string(folder.join("db.yaml")).unwrap(), LEAKS);
    // A baseline that a merge broke is rewritten.
    write(folder, "bowline-baseline.json", "<<<<<<< ours\n");
    assert_eq!(bowline(folder, &["baseline", "dev"]).code, 2);
    assert_eq!(bowline(folder, &["baseline"]).code, 0);
}

#[test]
fn a_directive_for_a_tie_is_unused_only_where_both_ends_are_seen() {
    let service = "\
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web # bowline: ignore[service-selects-nothing] the pods are made by hand
  ports:
    - port: 80
";
    let project =
        folder(&[("svc.yaml", service), ("other.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n")]);
    let unused = ["ignore-unused"];
    assert_eq!(rules(&check(project.path(), &[])), unused);
    assert_eq!(rules(&check(project.path(), &["svc.yaml"])), [""; 0]);
    fs::create_dir(project.path().join(".git")).unwrap();
    assert_eq!(rules(&check(project.path(), &["svc.yaml"])), unused);
    assert_eq!(rules(&check(project.path(), &["--no-context", "svc.yaml"])), [""; 0]);
}
