//! Broken documents: the findings that they still give, and the claims that rules no longer make.

use crate::common::invariants::checked;

fn rules(files: &[(&str, &str)]) -> Vec<&'static str> {
    checked(files).outcome.diagnostics.iter().map(|finding| finding.rule).collect()
}

const SET: &str = "\
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: web
spec:
  serviceName: web-hl
  replicas: 2
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
        - name: web
          image: nginx
";

const OTHER: &str = "\
apiVersion: v1
kind: Service
metadata:
  name: web-h1
spec:
  clusterIP: None
  selector:
    app: web
  ports:
    - port: 80
";

#[test]
fn a_broken_service_is_there() {
    let broken = "apiVersion: v1\nkind: Service\nmetadata:\n  name: web-hl\nspec:\n  clusterIP: @None\n";
    assert_eq!(rules(&[("set.yaml", SET), ("other.yaml", OTHER)]), ["sts-servicename-not-found"]);
    let all = [("set.yaml", SET), ("other.yaml", OTHER), ("web-hl.yaml", broken)];
    assert_eq!(rules(&all), ["yaml-leading-special"]);
    // This document breaks before its name, so it may be the missing object.
    let nameless = "apiVersion: v1\nkind: Service\nmetadata:\n  name: @web\n";
    assert_eq!(rules(&[("set.yaml", SET), ("other.yaml", OTHER), ("x.yaml", nameless)]), ["yaml-leading-special"]);
}

#[test]
fn a_broken_workload_may_have_any_label() {
    let service = OTHER.replace("app: web", "app: shop");
    assert_eq!(rules(&[("set.yaml", &SET.replace("web-hl", "web-h1")), ("service.yaml", &service)]).len(), 1);
    // The text breaks before, in and after the labels.
    for cut in ["  selector:\n", "        app: web\n", "        - name: web\n"] {
        let at = SET.rfind(cut).unwrap();
        let broken = format!("{}  @\n", &SET[..at]);
        let found = rules(&[("set.yaml", &broken), ("service.yaml", &service)]);
        assert!(found.len() == 1 && found[0].starts_with("yaml-"), "{found:?} for {broken}");
    }
}

#[test]
fn nothing_is_claimed_of_what_is_missing() {
    assert_eq!(
        rules(&[("a.yaml", "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec: {\n")]),
        ["yaml-syntax"]
    );
}

#[test]
fn secrets_are_masked_on_both_sides_of_the_break() {
    let text = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: db\nspec:\n  containers:\n    - name: db\n      env:\n        \
                - name: PASSWORD\n          value: correct-horse-7\n      command: @x\n      args:\n        \
                - --password=correct-horse-8\n        - name: TOKEN\n          value: |\n            correct-horse-9\n";
    let checked = checked(&[("a.yaml", text)]);
    assert_eq!(checked.outcome.diagnostics.len(), 2, "the break, and the password before it");
    let masked = |secret: &str| {
        let at = text.find(secret).unwrap() as u32;
        checked
            .secrets
            .iter()
            .map(|place| place.span)
            .any(|span| span.start <= at && at + secret.len() as u32 <= span.end)
    };
    for secret in ["correct-horse-7", "correct-horse-8", "correct-horse-9"] {
        assert!(masked(secret), "{secret}");
    }
}

#[test]
fn directives_hold_in_a_broken_document() {
    let text = "apiVersion: v1\nkind: ConfigMap\ndata:\n  # bowline: ignore[yaml-leading-special] for the test\n  a: @b\n  \
                # bowline: ignore[hardcoded-password] behind the break, so nobody knows\n  c: d\n";
    assert_eq!(rules(&[("a.yaml", text)]), [""; 0]);
}

#[test]
fn findings_of_a_file_are_capped() {
    let one = "apiVersion: v1\nkind: ConfigMap\ndata:\n  a: @b\n---\n";
    let checked = checked(&[("a.yaml", &one.repeat(1_203))]);
    let findings = &checked.outcome.diagnostics;
    assert_eq!(findings.len(), 1_001);
    let last = findings.last().unwrap();
    assert_eq!((last.rule, last.message.as_str()), ("yaml-limit", "203 further findings of this file are not shown"));
}

#[test]
fn a_bad_separator_is_said_wherever_it_stands() {
    let object = "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n";
    for end in ["----\n", "----\n# only a comment\n", "----\nvalues: 1\n", "---\n%FOO\n"] {
        assert_eq!(rules(&[("a.yaml", &format!("{object}{end}"))]), ["yaml-syntax"], "{end}");
        assert_eq!(rules(&[("a.yaml", &format!("{end}---\n{object}"))]), ["yaml-syntax"], "{end}");
    }
}

#[test]
fn a_nul_is_named() {
    let report =
        checked(&[("nul.yaml", "apiVersion: v1\nkind: ConfigMap\ndata:\n  a: |\n    one \0 two\n    three\n")]);
    let findings = report.outcome.diagnostics;
    assert!(findings[0].message.contains("U+0000"), "{findings:?}");
}
