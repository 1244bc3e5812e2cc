//! Builds of kustomizations: printed by `bowline render`, checked by `bowline check`.

use std::fmt::Write as _;
use std::fs;

use serde_json::json;

use crate::common::{bowline, folder};

const BASE: &str = "\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      containers:
        - name: web
          image: example.com/web:1
          resources:
            limits: {memory: 64Mi}
";

const PATCH: &str = "\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  template:
    spec:
      containers:
        - name: web
          resources:
            requests: {memory: 128Mi}
          env:
            - name: DB_PASSWORD
              value: xK4dLq9vTz
";

/// A base and two overlays with one patch each.
fn project() -> Vec<(&'static str, &'static str)> {
    let overlay = "resources: [../base]\nnamePrefix: p-\npatches: [{path: patch.yaml}]\n";
    vec![
        ("base/kustomization.yaml", "resources: [web.yaml]\n"),
        ("base/web.yaml", BASE),
        ("prod/kustomization.yaml", overlay),
        ("prod/patch.yaml", PATCH),
        ("test/kustomization.yaml", overlay),
        ("test/patch.yaml", PATCH),
    ]
}

#[test]
fn a_build_is_printed_with_the_places_of_its_lines() {
    let folder = folder(&project());
    let run = bowline(folder.path(), &["render", "prod", "--provenance"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let line = |text: &str| {
        let found = run.stdout.lines().find(|line| line.trim_start().starts_with(text));
        found.unwrap_or_else(|| panic!("{text} is not in\n{}", run.stdout)).split_once("# ").unwrap().1.to_owned()
    };
    assert_eq!(line("kind: Deployment"), "base/web.yaml:2");
    assert_eq!(line("memory: 128Mi"), "prod/patch.yaml:11; patch sets the value: prod/kustomization.yaml:3");
    assert!(line("name: p-web").starts_with("base/web.yaml:4; "));
    // The name only selects the container.
    assert_eq!(line("name: web"), "base/web.yaml:13");
}

#[test]
fn secrets_of_a_build_are_printed_on_demand_alone() {
    let folder = folder(&project());
    assert!(!bowline(folder.path(), &["render", "prod"]).stdout.contains("xK4dLq9vTz"));
    assert!(bowline(folder.path(), &["render", "prod", "--show-secrets"]).stdout.contains("value: xK4dLq9vTz"));
}

#[test]
fn secrets_of_a_build_are_masked_once_each_and_where_they_are_copied_to() {
    let kustomization = r#"
resources: [all.yaml]
secretGenerator:
  - name: keys
    literals: [password=Xk29sLq81mZpQ]
configMapGenerator:
  - name: settings
    literals: ["url=postgres://u:Hx72bbQz19@h/db"]
patches:
  - target: {kind: Secret, name: own}
    patch: |-
      - {op: add, path: /stringData/a, value: Pq31vvRt90}
      - {op: add, path: /stringData/b, value: "Wm45ttYy12\nKd67ssNn34"}
replacements:
  - source: {kind: Secret, name: own, fieldPath: stringData.a}
    targets:
      - select: {kind: Pod}
        fieldPaths: [metadata.annotations.copy]
vars:
  - name: COPY
    objref: {kind: Secret, name: own, apiVersion: v1}
    fieldref: {fieldpath: stringData.a}
"#;
    let all = "apiVersion: v1\nkind: Secret\nmetadata: {name: own}\nstringData: {}\n---\napiVersion: v1\nkind: Pod\n\
               metadata: {name: web, annotations: {copy: x}}\nspec: {containers: [{name: app, args: [$(COPY)]}]}\n";
    let folder = folder(&[("kustomization.yaml", kustomization), ("all.yaml", all)]);
    let run = bowline(folder.path(), &["render"]);
    let has = |line: &str| assert!(run.stdout.lines().any(|it| it == line), "{line} is not in\n{}", run.stdout);
    has("  password: ********");
    has("  url: postgres://u:********@h/db");
    has("    copy: ********");
    has("    - ********");
    for secret in ["Xk29", "WGsyOX", "Hx72", "Pq31", "Wm45", "Kd67"] {
        assert!(!run.stdout.contains(secret), "{secret} is in\n{}", run.stdout);
    }
    let open = bowline(folder.path(), &["render", "--show-secrets"]);
    assert_eq!(open.stdout.lines().count(), run.stdout.lines().count(), "{}", run.stdout);
}

#[test]
fn values_that_patches_write_into_secrets_are_in_no_excerpt() {
    let secret = "apiVersion: v1\nkind: Secret\nmetadata: {name: own}\nstringData: {a: b}\n";
    let patches = [
        "- {op: replace, path: /stringData/none/deep, value: Pq31vvRt90}",
        "- {op: replace, path: /data/none/deep, value: {c: Pq31vvRt90}}",
        // This text is cut off.
        "- {op: replace, path: /stringData/a, value: Pq31vvRt90",
        "{apiVersion: v1, kind: Secret, metadata: {name: other}, stringData: {a: Pq31vvRt90}}",
        "{metadata: {name: own, annotations: {a: [1]}}, data: {a: [], b: Pq31vvRt90}}",
    ];
    for patch in patches {
        let target = if patch.contains("other") { "" } else { "    target: {kind: Secret, name: own}\n" };
        let inline = format!("resources: [own.yaml]\npatches:\n  - patch: |-\n      {patch}\n{target}");
        let folder = folder(&[("kustomization.yaml", inline.as_str()), ("own.yaml", secret)]);
        for format in ["human", "json", "sarif"] {
            let run = bowline(folder.path(), &["check", "--info", "--format", format]);
            assert!(run.code == 1 && !run.stdout.contains("Pq31"), "{patch}\n{}", run.stdout);
        }
    }
    // A person must see the value of a ConfigMap.
    let config = "resources: [own.yaml]\npatches:\n  - target: {kind: ConfigMap}\n    patch: |-\n      \
                  - {op: replace, path: /data/none/deep, value: Pq31vvRt90}\n";
    let own = secret.replace("Secret", "ConfigMap").replace("stringData", "data");
    let folder = folder(&[("kustomization.yaml", config), ("own.yaml", own.as_str())]);
    let run = bowline(folder.path(), &["check"]);
    assert!(run.code == 1 && run.stdout.contains("Pq31vvRt90"), "{}", run.stdout);
}

#[test]
fn builds_that_grow_with_every_level_come_to_an_end() {
    let both = |level: usize| format!("resources: [l{level}, r{level}]\n");
    let mut files = vec![
        ("twice/30/kustomization.yaml".to_owned(), "configMapGenerator: [{name: a}]\n".to_owned()),
        ("components/kustomization.yaml".to_owned(), "components: [0]\n".to_owned()),
        ("components/30/kustomization.yaml".to_owned(), "kind: Component\n".to_owned()),
        ("objects/30/kustomization.yaml".to_owned(), "configMapGenerator: [{name: a}]\n".to_owned()),
    ];
    for level in 0..30 {
        let next = level + 1;
        let mut add = |path: String, text: String| files.push((path + "/kustomization.yaml", text));
        add(format!("twice/{level}"), format!("resources: [../{next}, ../{next}/]\n"));
        add(format!("components/{level}"), format!("kind: Component\ncomponents: [../{next}, ../{next}/]\n"));
        add(format!("objects/{level}"), both(level));
        for side in ["l", "r"] {
            add(format!("objects/{level}/{side}{level}"), format!("namePrefix: {side}-\nresources: [../../{next}]\n"));
        }
    }
    let files: Vec<_> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let folder = folder(&files);
    for (root, problem) in [("twice/0", "already"), ("components", "components"), ("objects/0", "objects")] {
        let run = bowline(folder.path(), &["render", root]);
        assert!(run.code == 2 && run.stderr.contains(problem), "{root}\n{}", run.stderr);
        assert!(run.stderr.lines().count() < 200, "{root} says one thing many times");
    }
}

#[test]
fn what_a_component_completes_is_not_missing_from_the_base() {
    let base = BASE.replace("          image: example.com/web:1\n", "");
    let patch = "patches:\n  - target: {kind: Deployment}\n    patch: |-\n      - op: add\n        \
                 path: /spec/template/spec/containers/0/image\n        value: example.com/web:1\n";
    let component = format!("kind: Component\n{patch}");
    let overlay = "resources: [../base]\ncomponents: [../outer]\n";
    let folder = folder(&[
        ("base/kustomization.yaml", "resources: [web.yaml]\n"),
        ("base/web.yaml", &base),
        ("inner/kustomization.yaml", &component),
        ("outer/kustomization.yaml", "kind: Component\ncomponents: [../inner]\n"),
        ("prod/kustomization.yaml", overlay),
        ("test/kustomization.yaml", overlay),
    ]);
    let run = bowline(folder.path(), &["check"]);
    assert_eq!(run.code, 0, "{}", run.stdout);
    fs::write(folder.path().join("inner/kustomization.yaml"), "kind: Component\n").unwrap();
    let run = bowline(folder.path(), &["check", "--format", "concise"]);
    assert_eq!(run.stdout.matches("required-missing").count(), 1, "{}", run.stdout);
}

#[test]
fn what_cannot_be_built_is_said_with_its_place() {
    let folder = folder(&[("kustomization.yaml", "resources:\n  - web.yaml\n")]);
    let run = bowline(folder.path(), &["render"]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    assert!(run.stderr.contains("kustomization.yaml:2: there is no file or folder `web.yaml`"), "{}", run.stderr);
    let run = bowline(folder.path(), &["render", "elsewhere"]);
    assert!(run.code == 2 && run.stderr.contains("there is no kustomization in elsewhere"), "{}", run.stderr);
}

#[test]
fn what_is_built_in_part_is_said_once() {
    let mut files = project();
    let base = "resources:\n  - web.yaml\n  - https://example.com/shop?ref=v1\n";
    files[0].1 = base;
    files.push(("bowline.yaml", ""));
    let folder = folder(&files);
    let said = |arguments: &[&str]| {
        let run = bowline(folder.path(), &[&["check"], arguments].concat());
        run.stdout.lines().filter(|line| line.starts_with("built in part:")).collect::<Vec<_>>().join("\n")
    };
    let both = "built in part: 2 kustomizations (a remote base) · --verbose lists them";
    assert_eq!(said(&[]), both);
    assert_eq!(said(&["base/web.yaml"]), both, "both build with this file");
    assert_eq!(said(&["prod/patch.yaml"]), "", "it is about no object of this file");
    let run = bowline(folder.path(), &["check", "--format", "json"]);
    let partial = run.json()["summary"]["partialBuilds"].clone();
    let entry = |name| {
        json!({
            "kustomization": name, "file": "base/kustomization.yaml", "line": 3, "reason": "a remote base",
        })
    };
    assert_eq!(partial, json!([entry("prod/kustomization.yaml"), entry("test/kustomization.yaml")]));
}

#[test]
fn a_build_is_whole_wherever_it_is_checked_from() {
    let (folder, elsewhere) = (folder(&project()), folder::<&str>(&[]));
    fs::rename(folder.path().join("base/web.yaml"), folder.path().join("base/web")).unwrap();
    fs::write(folder.path().join("base/kustomization.yaml"), "resources: [web]\n").unwrap();
    let rules = ["check", "--format", "json", "--select", "limits-below-requests"];
    let path = folder.path().to_str().unwrap();
    for run in [bowline(folder.path(), &rules), bowline(elsewhere.path(), &[&rules[..], &[path]].concat())] {
        let found = run.json();
        assert_eq!(found["summary"]["partialBuilds"], json!([]));
        assert_eq!(found["diagnostics"].as_array().unwrap().len(), 2, "{}", run.stdout);
    }
}

#[test]
fn a_value_that_a_patch_sets_is_judged_with_the_base() {
    let folder = folder(&project());
    let run = bowline(folder.path(), &["check", "--format", "json", "--select", "limits-below-requests"]);
    let found = run.json()["diagnostics"].as_array().unwrap().clone();
    let places: Vec<_> = found.iter().map(|one| (&one["primary"]["file"], &one["primary"]["start"]["line"])).collect();
    assert_eq!(places.len(), 2, "{places:?}");
    assert!(run.stdout.contains("this patch sets the value"), "{}", run.stdout);
}

#[test]
fn a_finding_in_a_base_is_reported_once_with_its_overlays() {
    let bad = BASE.replace("limits: {memory: 64Mi}", "limits: {memory: 64Mi}\n            requests: {memory: 128Mi}");
    let patch = PATCH.replace("            requests: {memory: 128Mi}", "            claims: [{name: gpu}]");
    let mut files = project();
    for (name, text) in &mut files {
        *text = match *name {
            "base/web.yaml" => &bad,
            name if name.ends_with("patch.yaml") => &patch,
            _ => text,
        };
    }
    let folder = folder(&files);
    let run = bowline(folder.path(), &["check", "--format", "concise", "--select", "limits-below-requests"]);
    assert_eq!(run.stdout.matches("base/web.yaml:").count(), 1, "{}", run.stdout);
}

#[test]
fn hard_builds_end_with_a_word_on_them() {
    let cm = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {a: b}\n";
    let patched = "resources: [cm.yaml]\npatches: [{path: patch.yaml, target: {kind: ConfigMap}}]\n";
    let many = |operation: &dyn Fn(usize) -> String| {
        (0..20_001).fold(String::new(), |mut text, number| {
            writeln!(text, "- {}", operation(number)).unwrap();
            text
        })
    };
    let circle = |other: &str| format!("resources: [../{other}]\n");
    let cases = [
        (
            "circle",
            vec![("a/kustomization.yaml", circle("b")), ("b/kustomization.yaml", circle("a"))],
            "builds on this",
        ),
        (
            "many",
            vec![("a/patch.yaml", many(&|n| format!("{{op: add, path: /data/k{n}, value: v}}")))],
            "20001 operations",
        ),
        (
            "copies",
            vec![(
                "a/patch.yaml",
                many(&|n| format!("{{op: copy, from: /data, path: /data/k{}}}", n % 7))
                    .lines()
                    .take(500)
                    .map(|line| format!("{line}\n"))
                    .collect(),
            )],
            "copies too much",
        ),
    ];
    for (title, mut files, expected) in cases {
        if !files.iter().any(|(name, _)| *name == "a/kustomization.yaml") {
            files.push(("a/kustomization.yaml", patched.to_owned()));
            files.push(("a/cm.yaml", cm.to_owned()));
        }
        let folder = folder(&files);
        let run = bowline(folder.path(), &["render", "a"]);
        assert!(run.code == 2 && run.stderr.contains(expected), "{title}: {} {}", run.code, run.stderr);
        let checked = bowline(folder.path(), &["check", "--select", "kustomize-refused", "--allow-empty"]);
        assert!(checked.stdout.contains(expected), "{title}: {} {}", checked.stdout, checked.stderr);
        // A limit is not a mistake of the user.
        let is_warning = checked.stdout.contains("bowline stops here, not kustomize");
        assert_eq!(is_warning, title == "many", "{title}: {}", checked.stdout);
    }
}

#[test]
fn a_chain_of_a_thousand_kustomizations_is_built() {
    let folder = folder::<&str>(&[]);
    for number in 0..1_000 {
        let path = folder.path().join(number.to_string());
        fs::create_dir(&path).unwrap();
        let text = if number == 999 {
            "resources: [cm.yaml]\n".to_owned()
        } else {
            format!("resources: [../{}]\n", number + 1)
        };
        fs::write(path.join("kustomization.yaml"), text).unwrap();
    }
    fs::write(folder.path().join("999/cm.yaml"), "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: deep}\n").unwrap();
    let run = bowline(folder.path(), &["render", "0"]);
    assert!(run.code == 0 && run.stdout.contains("name: deep"), "{}", run.stderr);
}
