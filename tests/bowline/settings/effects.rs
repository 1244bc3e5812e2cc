//! Effects of `bowline.yaml` and of the flags: severities, overrides by path, suppressions, profiles, and the
//! assumptions of rules.

use std::fs;

use crate::common::{HEADLESS_SLIP as SLIP, LEAK, bowline, folder};
use bowline::diagnostic::Severity;
use bowline::rule::{Category, Check, Meta, Rule};
use bowline::settings::{Level, Settings, config};
use bowline::source::FileId;
use serde_json::Value;
use tempfile::TempDir;

/// A Deployment with a headless Service, which is only worth knowing.
const HEADLESS: &str = "\
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  clusterIP: None
  selector:
    app: web
  ports:
    - port: 80
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
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
          image: nginx:1.27
";

struct Project {
    folder: TempDir,
}

impl Project {
    fn new(files: &[(&str, &str)]) -> Project {
        Project { folder: folder(files) }
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn json(&self, arguments: &[&str]) -> Value {
        bowline(self.folder.path(), &[&["check", "--format", "json"], arguments].concat()).json()
    }

    /// The severity, rule and file of each finding, like `error svc-clusterip-invalid a.yaml`.
    fn found(&self, arguments: &[&str]) -> Vec<String> {
        let json = self.json(arguments);
        let findings = json["diagnostics"].as_array().unwrap().iter();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let line = |found: &Value| [&found["severity"], &found["rule"], &found["location"]["file"]].map(text).join(" ");
        findings.map(line).collect()
    }

    /// The findings with this configuration.
    fn with(&self, config: &str, arguments: &[&str]) -> Vec<String> {
        self.write("bowline.yaml", config);
        self.found(arguments)
    }
}

#[test]
fn severities_are_set_by_rule_and_category() {
    let project = Project::new(&[("a.yaml", LEAK), ("b.yaml", SLIP)]);
    let leak = "warning hardcoded-password a.yaml".to_owned();
    let slip = "error svc-clusterip-invalid b.yaml".to_owned();
    assert_eq!(project.found(&[]), [leak.clone(), slip.clone()]);
    for config in ["severity: {secrets: error}", "severity: {hardcoded-password: error, secrets: off}"] {
        assert_eq!(project.with(config, &[]), ["error hardcoded-password a.yaml", &slip], "{config}");
    }
    assert_eq!(project.with("severity: {secrets: off}", &[]), std::slice::from_ref(&slip));
    assert_eq!(project.with("severity: {svc-clusterip-invalid: info}", &[]), std::slice::from_ref(&leak));
    assert_eq!(project.json(&[])["summary"]["hiddenInfos"], 1);
    // A finding that the rule considers less severe is not raised with the rule.
    project.write("c.yaml", HEADLESS);
    let infos = project.with("severity: {links: error}\nignore: [secrets]", &["--info"]);
    assert!(infos.contains(&"error headless-deployment c.yaml".to_owned()), "{infos:?}");
}

#[test]
fn a_project_says_what_is_a_credential() {
    let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: db, annotations: {note: acme_k3s9x}}\nspec:\n  containers:\n  \
        - name: db\n    image: a:1\n    env:\n    - {name: DEMO_PASSWORD, value: kestrel9x}\n    - {name: DB_KENNZIFFER, value: heron9x}\n";
    let project = Project::new(&[("a.yaml", pod)]);
    let leak = "warning hardcoded-password a.yaml".to_owned();
    assert_eq!(project.with("", &[]), [&*leak]);
    assert_eq!(project.with("secrets: {allow-names: 'DEMO_*'}", &[]), [""; 0]);
    assert_eq!(project.with("secrets: {allow-paths: '*.yaml'}", &[]), [""; 0]);
    assert_eq!(project.with("secrets: {names: [kennziffer]}", &[]), [&*leak, &leak]);
    assert_eq!(
        project.with("secrets: {formats: ['acme_[0-9a-z]+']}", &[]),
        ["warning known-token-shape a.yaml", &*leak]
    );
    project.write("bowline.yaml", "secrets: {names: [kennziffer], formats: ['acme_[0-9a-z]+']}");
    for secret in ["kestrel9x", "heron9x", "acme_k3s9x"] {
        assert!(!bowline(project.folder.path(), &["check", "."]).stdout.contains(secret), "{secret}");
    }
}

#[test]
fn flags_come_on_top() {
    let project = Project::new(&[("a.yaml", LEAK), ("b.yaml", SLIP)]);
    let leak = ["warning hardcoded-password a.yaml"];
    let config = "ignore: [hardcoded-password]\nselect: [values, links]\n";
    assert_eq!(project.with(config, &[]), ["error svc-clusterip-invalid b.yaml"]);
    assert_eq!(project.with(config, &["--select", "hardcoded-password"]), leak);
    assert_eq!(project.with(config, &["--select", "secrets"]), [""; 0]);
    assert_eq!(project.with("", &["--ignore", "links,values"]), leak);
    // A rule is requested by its id, although its category is ignored.
    assert_eq!(project.with("ignore: [secrets, links]", &["--select", "hardcoded-password"]), leak);
}

#[test]
fn overrides_hold_for_their_paths() {
    let project = Project::new(&[("dev/a.yaml", LEAK), ("prod/a.yaml", LEAK), ("prod/deep/dev/b.yaml", LEAK)]);
    let all: Vec<String> = ["dev/a.yaml", "prod/a.yaml", "prod/deep/dev/b.yaml"]
        .map(|file| format!("warning hardcoded-password {file}"))
        .into();
    assert_eq!(project.found(&[]), all);
    let top = "overrides:\n  - paths: [\"/dev/**\"]\n    ignore: [secrets]\n";
    assert_eq!(project.with(top, &[]), all[1..]);
    let raise = format!("{top}  - paths: [\"prod/*.yaml\"]\n    severity: {{secrets: error}}\n");
    assert_eq!(project.with(&raise, &[]), ["error hardcoded-password prod/a.yaml", &all[2]]);
    // In a run from a subfolder, the globs are still relative to the configuration.
    let run = bowline(&project.folder.path().join("dev"), &["check", "--format", "json"]);
    assert_eq!(run.findings(), []);
}

#[test]
fn excluded_is_excluded_from_every_folder() {
    let project = Project::new(&[("vendor/a.yaml", LEAK), ("sub/vendor/a.yaml", LEAK), ("sub/b.yaml", LEAK)]);
    project.write("bowline.yaml", "exclude: [\"/sub/vendor\", \"/vendor\"]\n");
    assert_eq!(project.found(&[]), ["warning hardcoded-password sub/b.yaml"]);
    let run = bowline(&project.folder.path().join("sub"), &["check", "--format", "json"]);
    assert_eq!(run.findings().into_iter().map(|(_, file, _)| file).collect::<Vec<_>>(), ["b.yaml"]);
    // A hook may pass such a file.
    let run = bowline(project.folder.path(), &["check", "sub/vendor/a.yaml", "--allow-empty"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stdout.ends_with("not checked: sub/vendor/a.yaml (excluded)\n"), "{}", run.stdout);
    let folder = bowline(&project.folder.path().join("sub/vendor"), &["check", "--allow-empty"]);
    assert_eq!((folder.code, folder.stderr.as_str()), (0, ""));
}

#[test]
fn suppressions_fit_all_their_conditions() {
    let within =
        |namespace: &str| LEAK.replace("  name: db\nspec", &format!("  name: db\n  namespace: {namespace}\nspec"));
    let project = Project::new(&[("a.yaml", &within("prod")), ("b/c.yaml", &within("dev"))]);
    let (prod, dev) = ("warning hardcoded-password a.yaml", "warning hardcoded-password b/c.yaml");
    let entry =
        |conditions: &str| format!("suppress:\n  - {{rule: hardcoded-password, reason: why not, {conditions}}}\n");
    for (conditions, left) in [
        ("", vec![]),
        ("kind: Pod", vec![]),
        ("namespace: dev", vec![prod]),
        ("namespace: \"d*\", name: db, kind: Pod", vec![prod]),
        ("path: \"b/**\"", vec![prod]),
        ("path: a.yaml", vec![dev]),
        ("kind: Deployment", vec!["warning ignore-unused bowline.yaml", prod, dev]),
        ("name: d", vec!["warning ignore-unused bowline.yaml", prod, dev]),
    ] {
        assert_eq!(project.with(&entry(conditions), &[]), left, "{conditions}");
    }
    // An object without a namespace is in the project's namespace.
    project.write("a.yaml", LEAK);
    assert_eq!(project.with(&format!("namespace: prod\n{}", entry("namespace: prod")), &[]), [dev]);
    // Only a check of all files knows whether an entry is useful.
    assert_eq!(project.with(&entry("namespace: dev"), &["a.yaml"]), [prod]);
    assert_eq!(project.with(&entry("namespace: dev"), &["b"]), [""; 0]);
    assert_eq!(project.with(&entry("namespace: dev"), &["--select", "links"]), [""; 0]);
}

#[test]
fn suppressions_end_on_their_day() {
    let project = Project::new(&[("a.yaml", LEAK)]);
    // In the tests, the current day is 2026-11-26.
    let until =
        |day: &str| format!("suppress:\n  - rule: secrets\n    reason: until it is moved\n    expires: {day}\n");
    assert_eq!(project.with(&until("2026-11-26"), &[]), [""; 0]);
    let ended = ["warning ignore-expired bowline.yaml", "warning hardcoded-password a.yaml"];
    assert_eq!(project.with(&until("2026-11-25"), &[]), ended);
    let json = project.json(&[]);
    assert_eq!(json["diagnostics"][0]["location"]["start"]["line"], 2);
    project.write("a.yaml", SLIP);
    assert_eq!(project.found(&["--ignore", "links"]), ["warning ignore-unused bowline.yaml"]);
}

#[test]
fn profiles_are_named_choices() {
    let project = Project::new(&[("a.yaml", LEAK), ("b.yaml", SLIP), ("c.yaml", HEADLESS), ("d.yaml", "{}\n")]);
    let infos = |found: &[String]| found.iter().filter(|line| line.starts_with("info")).count();
    assert_eq!(infos(&project.found(&[])), 0);
    let strict = project.found(&["--profile", "strict"]);
    assert_eq!((strict.len(), infos(&strict)), (3, 1), "{strict:?}");
    assert_eq!(project.with("profile: strict", &[]), strict);
    project.write("b.yaml", &SLIP.replace("clusterIP: none", "clusterIP: None\n  sessionAffinity: ClientIP"));
    let both = ["warning hardcoded-password a.yaml", "warning headless-ignored-field b.yaml"];
    assert_eq!(project.with("", &[]), both);
    assert_eq!(project.with("profile: security", &[]), both[..1]);
    assert_eq!(project.with("profile: security", &["--profile", "correctness"]), both);
}

const SET: &str = "\
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: db
spec:
  serviceName: db-hl
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
          image: postgres:17
";

#[test]
fn in_a_closed_set_what_is_missing_does_not_exist() {
    let project = Project::new(&[("set.yaml", SET), ("sub/web.yaml", HEADLESS.split("---").next().unwrap())]);
    assert_eq!(project.found(&["--ignore", "headless-selectorless"]), [""; 0]);
    let both = ["error sts-servicename-not-found set.yaml", "warning service-selects-nothing sub/web.yaml"];
    assert_eq!(project.found(&["--closed"]), both);
    assert_eq!(project.with("closed: true", &[]), both);
    // The whole project is closed, so a check of a part also reads all of it.
    assert_eq!(project.with("closed: true", &["set.yaml"]), both[..1]);
    assert_eq!(project.with("closed: true", &["sub"]), both[1..]);
    assert_eq!(project.with("closed: true", &["--no-context", "sub"]), [""; 0]);
    let elsewhere = "\
closed: true
external:
  - {kind: Service, name: \"db-*\"}
  - {kind: Deployment, labels: {app: web, tier: front}}
";
    assert_eq!(project.with(elsewhere, &[]), [""; 0]);
    let other = elsewhere.replace("db-*", "pg-*").replace("app: web", "app: api");
    assert_eq!(project.with(&other, &[]), both);
}

#[test]
fn what_names_no_namespace_goes_where_the_project_says() {
    let deployment = HEADLESS.split("---\n").nth(1).unwrap().replace("app: web", "app: wbe");
    let service = HEADLESS.split("---").next().unwrap().replace("  name: web\n", "  name: web\n  namespace: prod\n");
    let project = Project::new(&[("a.yaml", &deployment), ("b.yaml", &service)]);
    assert_eq!(project.found(&[]), [""; 0]);
    let tie = ["warning service-selects-nothing b.yaml"];
    assert_eq!(project.found(&["--namespace", "prod"]), tie);
    assert_eq!(project.with("namespace: prod", &[]), tie);
    assert_eq!(project.with("namespace: prod", &["--namespace", "dev"]), [""; 0]);
}

#[test]
fn versions_change_what_is_advised() {
    let set = SET.replace("image: postgres:17\n", "image: kafka:4\n          env:\n            - name: KAFKA_NODE_ID\n              valueFrom: {fieldRef: {fieldPath: metadata.name}}\n");
    let project = Project::new(&[("set.yaml", &set)]);
    let has_fix = |arguments: &[&str]| !project.json(arguments)["diagnostics"][0]["fix"].is_null();
    assert!(has_fix(&[]));
    assert!(has_fix(&["--kubernetes", "1.28-1.30"]));
    assert!(!has_fix(&["--kubernetes", "1.27-1.30"]));
    project.write("bowline.yaml", "kubernetes: \"1.20\"\n");
    assert!(!has_fix(&[]));
    for bad in ["1.99", "latest", "1.30-1.29"] {
        assert_eq!(bowline(project.folder.path(), &["check", "--kubernetes", bad]).code, 2, "{bad}");
    }
}

/// A Pod with two findings of rules that were once a single rule, `server-warnings`.
const OLD_POD: &str = "\
apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  nodeSelector:
    beta.kubernetes.io/os: linux
  volumes:
    - name: data
      rbd:
        image: data
        monitors: [192.0.2.1]
  containers:
    - name: web
      image: registry.example/web:1.0
";

#[test]
fn a_former_id_means_all_rules_that_were_one() {
    let project = Project::new(&[("a.yaml", OLD_POD)]);
    let [label, volume] = ["node-label-deprecated", "volume-type-removed"].map(|id| format!("warning {id} a.yaml"));
    let none = [""; 0];
    assert_eq!(project.found(&[]), [label.clone(), volume.clone()]);
    assert_eq!(project.found(&["--select", "server-warnings"]), [label.clone(), volume.clone()]);
    assert_eq!(project.found(&["--ignore", "server-warnings"]), none);
    let note = bowline(project.folder.path(), &["check", "--ignore", "server-warnings"]).stderr;
    assert!(note.starts_with("bowline: the rule `server-warnings` was renamed: write `"), "{note}");

    assert_eq!(project.with("ignore: server-warnings", &[]), none);
    assert_eq!(project.with("ignore: server-warnings", &["--select", "volume-type-removed"]), [volume.as_str()]);
    let both = project.with("ignore: volume-type-removed", &["--select", "server-warnings"]);
    assert_eq!(both, [label.as_str(), volume.as_str()]);
    let raised = project.with("severity: {server-warnings: error, volume-type-removed: off}", &[]);
    assert_eq!(raised, ["error node-label-deprecated a.yaml"]);
    let accepted = "suppress: [{rule: server-warnings, reason: they are old}]";
    assert_eq!(project.with(accepted, &[]), none);
    // The info says that the name changed.
    assert_eq!(project.with(accepted, &["--info"]), ["info config-unknown-rule bowline.yaml"]);
}

#[test]
fn a_former_id_silences_in_comments_and_annotations() {
    let first = |line: &str| OLD_POD.replace("apiVersion", &format!("# bowline: ignore[{line}] old\napiVersion"));
    let project = Project::new(&[("a.yaml", &first("server-warnings"))]);
    assert_eq!(project.found(&[]), [""; 0]);
    assert_eq!(project.json(&[])["summary"]["suppressed"], 2);
    assert_eq!(project.found(&["--info"]), ["info ignore-unknown-rule a.yaml"]);
    // Both names have an effect.
    project.write("a.yaml", &first("server-warnings, volume-type-removed"));
    assert_eq!(project.found(&[]), [""; 0]);
    let annotated =
        OLD_POD.replace("  name: web\nspec", "  name: web\n  annotations: {bowline.ignore/server-warnings: old}\nspec");
    project.write("a.yaml", &annotated);
    assert_eq!(project.found(&[]), [""; 0]);
    let unused = SLIP.replace("none", "None # bowline: ignore[server-warnings] old");
    project.write("a.yaml", &unused);
    assert_eq!(project.found(&[]), ["warning ignore-unused a.yaml"]);
}

#[test]
fn a_baseline_knows_findings_by_former_ids() {
    // The baseline was written when the rules were a single rule.
    let baseline = r#"{"version": 1, "findings": [
        {"fingerprint":"8bf9a11628da2d21","rule":"server-warnings","file":"web.yaml"},
        {"fingerprint":"6c85a3a19b48b7fe","rule":"server-warnings","file":"web.yaml"}
    ]}"#;
    let project = Project::new(&[("web.yaml", OLD_POD), ("known.json", baseline)]);
    assert_eq!(project.found(&["--baseline", "known.json"]), [""; 0]);
    assert_eq!(project.json(&["--baseline", "known.json"])["summary"]["baseline"], 2);
    project.write("web.yaml", &OLD_POD.replace("beta.", ""));
    assert_eq!(project.found(&["--baseline", "known.json", "--info"]), ["info baseline-stale known.json"]);
}

#[test]
fn what_is_left_to_fill_in_is_graver_in_strict_and_closed_sets() {
    let project = Project::new(&[("web.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: <name>}\n")]);
    assert_eq!(project.found(&[]), [""; 0]);
    assert_eq!(project.found(&["--info"]), ["info placeholder-left web.yaml"]);
    assert_eq!(project.found(&["--profile", "strict"]), ["warning placeholder-left web.yaml"]);
    assert_eq!(project.found(&["--closed"]), ["warning placeholder-left web.yaml"]);
    let named = project.with("profile: strict\nseverity: {placeholder-left: info}", &[]);
    assert_eq!(named, ["info placeholder-left web.yaml"]);
}

#[test]
fn a_rule_that_is_off_runs_if_it_is_named() {
    static OFF: Rule = Rule {
        meta: Meta { id: "image-latest", category: Category::Values, on: false, ..Meta::DEFAULT },
        check: Check::Engine,
    };
    let read = |text: &str| config::read(text, FileId(0)).settings();
    let severity = |settings: &Settings, path: &str| settings.severity(&OFF, path, Severity::Warning, None);
    let named =
        |names: &[&str]| Settings { select: names.iter().map(ToString::to_string).collect(), ..Settings::default() };
    assert!(!Settings::default().wants(&OFF));
    assert_eq!(severity(&Settings::default(), "a.yaml"), None);
    // A category means those of its rules that are on by default.
    for settings in [read("select: values"), read("severity: {values: error}")] {
        assert_eq!((settings.wants(&OFF), severity(&settings, "a.yaml")), (false, None));
    }
    let selected = named(&["image-latest"]);
    assert_eq!((selected.wants(&OFF), severity(&selected, "a.yaml")), (true, Some(Severity::Warning)));
    let mut leveled =
        Settings { severity: vec![("image-latest".to_owned(), Level::At(Severity::Info))], ..Settings::default() };
    assert_eq!((leveled.wants(&OFF), severity(&leveled, "a.yaml")), (true, Some(Severity::Info)));
    // The severity applies to some files only.
    leveled.overrides = read("overrides: [{paths: dev, severity: {links: off}}]").overrides;
    leveled.overrides[0].severity = std::mem::take(&mut leveled.severity);
    assert!(leveled.wants(&OFF));
    assert_eq!((severity(&leveled, "dev/a.yaml"), severity(&leveled, "a.yaml")), (Some(Severity::Info), None));
}
