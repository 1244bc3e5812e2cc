//! Output of renderers on standard input: findings name the file that a person edits.
//!
//! `testdata/helm.yaml` is the output of `helm template shop storefront` in `testdata/helm`.

use std::fs;
use std::path::{Path, PathBuf};

use crate::common::{
    self, bowline_with,
    random::{Random, guarded, mutate},
};
use bowline::origin;
use bowline::source::{FileId, Source, Sources, Span};
use serde_json::{Value, json};
use tempfile::TempDir;

fn charts() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/helm")
}

fn rendered() -> String {
    fs::read_to_string(charts().with_extension("yaml")).unwrap()
}

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn findings(folder: &Path, text: &str) -> Vec<Value> {
    let run = bowline_with(folder, &["check", "-", "--format", "json"], text.as_bytes());
    run.json()["diagnostics"].as_array().unwrap().clone()
}

/// The rule, the line of standard input, and the file and line of the origin (0 for none).
fn origins(folder: &Path, text: &str) -> Vec<(String, u64, String, u64)> {
    let line = |value: &Value| value.as_u64().unwrap_or(0);
    let text_of = |value: &Value| value.as_str().unwrap_or("").to_owned();
    let one = |found: &Value| {
        let origin = &found["origin"];
        let place = line(&found["location"]["start"]["line"]);
        (text_of(&found["rule"]), place, text_of(&origin["file"]), line(&origin["line"]))
    };
    findings(folder, text).iter().map(one).collect()
}

#[track_caller]
fn comes_from(folder: &Path, text: &str, expected: &[(&str, u64, &str, u64)]) {
    let owned = |&(rule, place, file, line): &(&str, u64, &str, u64)| (rule.to_owned(), place, file.to_owned(), line);
    assert_eq!(origins(folder, text), expected.iter().map(owned).collect::<Vec<_>>());
}

const CLUSTER_IP: &str = "svc-clusterip-invalid";

#[test]
fn a_finding_in_a_rendered_chart_names_the_template() {
    let expected = [
        (CLUSTER_IP, 8, "storefront/charts/cache/templates/service.yaml", 6),
        // Two lines of the template may be the origin, so the finding names the key above both.
        (CLUSTER_IP, 18, "storefront/templates/queues.yaml", 7),
        (CLUSTER_IP, 28, "storefront/templates/queues.yaml", 11),
        // The finding does not name comments with the same text.
        (CLUSTER_IP, 42, "storefront/templates/service.yaml", 12),
        // The Deployment is in another document: all of the input is one set.
        ("svc-targetport-name-unknown", 49, "storefront/templates/service.yaml", 19),
        ("hardcoded-password", 73, "storefront/templates/deployment.yaml", 22),
        (CLUSTER_IP, 82, "storefront/templates/hook.yaml", 7),
    ];
    comes_from(&charts(), &rendered(), &expected);
    comes_from(&charts(), &rendered().replace('\n', "\r\n"), &expected);
    let related = &findings(&charts(), &rendered())[4]["related"][0]["origin"];
    assert_eq!(*related, json!({ "file": "storefront/templates/deployment.yaml", "line": 18 }));
}

#[test]
fn people_see_the_rendered_lines_and_no_fix_that_would_not_last() {
    let folder = folder(&[
        ("deploy/web/Chart.yaml", "name: shop\n"),
        ("deploy/web/templates/web.yaml", "kind: Service\nspec:\n  clusterIP: {{ .Values.ip }}\n"),
    ]);
    let text = "---\n# Source: shop/templates/web.yaml\napiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec:\n  \
                clusterIP: none\n  ports: [{port: 80}]\n";
    let run = bowline_with(folder.path(), &["check", "-"], text.as_bytes());
    let expected = "\
error[svc-clusterip-invalid]: `clusterIP: none` does not mean headless: the value must be exactly `None`, so the API server \
                    rejects the Service
   ╭─[<stdin>:7:14]
 7 │   clusterIP: none
   ·              ────
   ╰────
  from: deploy/web/templates/web.yaml:3 (approximate: this text was rendered)
  help: write `clusterIP: None`

1 error in 1 file (1 resource)
why it matters: bowline explain svc-clusterip-invalid
";
    assert_eq!(run.stdout, expected);
    assert_eq!(findings(folder.path(), text)[0]["fix"], Value::Null);
}

#[test]
fn a_line_is_that_of_the_first_place_and_of_no_other() {
    let pod = "kind: Pod\nspec:\n  containers:\n  - name: web\n    ports:\n    - name: http\n";
    let template = format!("kind: Service\nspec:\n  {{{{ toYaml .Values.web }}}}\n---\n{pod}");
    let folder = folder(&[("web/Chart.yaml", "name: shop\n"), ("web/templates/web.yaml", &template)]);
    let stamp = "---\n# Source: shop/templates/web.yaml\napiVersion: v1\n";
    let text = format!(
        "{stamp}kind: Service\nmetadata: {{name: a}}\nspec:\n  selector: {{app: a}}\n  ports:\n  - port: 80\n    \
         targetPort: htp\n{stamp}kind: Pod\nmetadata: {{name: a, labels: {{app: a}}}}\nspec:\n  containers:\n  \
         - name: web\n    image: x:1\n    ports:\n    - name: http\n      containerPort: 80\n"
    );
    comes_from(folder.path(), &text, &[("svc-targetport-name-unknown", 10, "web/templates/web.yaml", 0)]);
    let related = &findings(folder.path(), &text)[0]["related"][0]["origin"];
    assert!(related["line"].is_u64(), "the other place has a line: {related}");
    let human = bowline_with(folder.path(), &["check", "-"], text.as_bytes()).stdout;
    assert!(human.contains("\n  from: web/templates/web.yaml (this text was rendered)\n"), "{human}");
}

#[test]
fn findings_are_in_order_of_their_templates() {
    let human = bowline_with(&charts(), &["check", "-"], rendered().as_bytes()).stdout;
    let from = human.lines().filter_map(|line| line.strip_prefix("  from: ")?.split([':', ' ']).next());
    let expected = [
        "storefront/charts/cache/templates/service.yaml",
        "storefront/templates/queues.yaml",
        "storefront/templates/service.yaml",
        "storefront/templates/deployment.yaml",
    ];
    assert_eq!(from.collect::<Vec<_>>(), expected, "{human}");
    // The line is also in a further template.
    assert!(human.contains("\n  also: 1 more: storefront/templates/hook.yaml:7\n"), "{human}");
}

#[test]
fn a_secret_from_a_chart_is_in_no_output() {
    for format in ["human", "json"] {
        let run = bowline_with(&charts(), &["check", "-", "--format", format], rendered().as_bytes());
        assert!(run.stdout.contains("hardcoded-password") && !run.stdout.contains("correct-horse"), "{}", run.stdout);
    }
}

const RENDERED: &str = "---\n# Source: shop/templates/web.yaml\napiVersion: v1\nkind: Service\nmetadata: {name: a}\n\
                        spec: {clusterIP: none, ports: [{port: 80}]}\n";

#[test]
fn a_template_that_is_not_at_hand_is_named_as_the_renderer_does() {
    let nothing = TempDir::new().unwrap();
    comes_from(nothing.path(), RENDERED, &[(CLUSTER_IP, 6, "shop/templates/web.yaml", 0)]);
    let run = bowline_with(nothing.path(), &["check", "-"], RENDERED.as_bytes());
    assert!(run.stdout.contains("\n  from: shop/templates/web.yaml (this text was rendered)\n"), "{}", run.stdout);
    // Either of two charts may be the origin.
    let template = "spec: {clusterIP: none, ports: [{port: 80}]}\n";
    let two = folder(&[
        ("a/Chart.yaml", "name: shop\n"),
        ("a/templates/web.yaml", template),
        ("b/Chart.yaml", "name: shop\n"),
        ("b/templates/web.yaml", template),
        (".cache/Chart.yaml", "name: shop\n"),
        ("broken/Chart.yaml", "name: [shop\n"),
    ]);
    comes_from(two.path(), RENDERED, &[(CLUSTER_IP, 6, "shop/templates/web.yaml", 0)]);
    fs::remove_file(two.path().join("b/templates/web.yaml")).unwrap();
    comes_from(two.path(), RENDERED, &[(CLUSTER_IP, 6, "a/templates/web.yaml", 1)]);
}

#[test]
fn a_comment_is_only_believed_where_a_renderer_writes_it() {
    let here = TempDir::new().unwrap();
    for path in ["https://example.com/templates/web.yaml", "../templates/web.yaml", "/templates/web.yaml", "web.yaml"] {
        let text = RENDERED.replace("shop/templates/web.yaml", path);
        comes_from(here.path(), &text, &[(CLUSTER_IP, 6, "", 0)]);
    }
    let below = RENDERED.replace("---\n", "---\n# by hand\n");
    comes_from(here.path(), &below, &[(CLUSTER_IP, 7, "", 0)]);
    // A stamp applies only to its document.
    let two = format!("{RENDERED}---\n{}", RENDERED.split_once("yaml\n").unwrap().1.replace("name: a", "name: b"));
    comes_from(here.path(), &two, &[(CLUSTER_IP, 6, "shop/templates/web.yaml", 0), (CLUSTER_IP, 11, "", 0)]);
    // In a file that a person edits, the exact place is better.
    fs::write(here.path().join("web.yaml"), RENDERED).unwrap();
    let run = common::bowline(here.path(), &["check", "--format", "json"]);
    let found = &run.json()["diagnostics"][0];
    assert_eq!((&found["location"]["file"], &found["origin"]), (&json!("web.yaml"), &Value::Null));
    assert_eq!(found["fix"]["edits"][0]["text"], "None");
}

const BASE: &str = "\
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  clusterIP: none
  ports:
  - port: 80
";

/// A base as `kubectl kustomize` prints it.
fn kustomized(origin: &str) -> String {
    let origin = format!("  annotations:\n    config.kubernetes.io/origin: |\n{origin}  name: my-web\n");
    BASE.replace("  name: web\n", &origin)
}

#[test]
fn a_finding_in_a_kustomization_names_the_base() {
    let overlay = "resources: [../../base]\nnamePrefix: my-\nbuildMetadata: [originAnnotations]\n";
    let folder = folder(&[
        ("base/kustomization.yaml", "resources: [web.yaml]\n"),
        ("base/web.yaml", BASE),
        ("overlays/dev/kustomization.yaml", overlay),
        ("overlays/prod/kustomization.yaml", overlay),
    ]);
    let text = kustomized("      path: ../../base/web.yaml\n");
    comes_from(folder.path(), &text, &[(CLUSTER_IP, 9, "base/web.yaml", 6)]);
    comes_from(&folder.path().join("base"), &text, &[(CLUSTER_IP, 9, "../../base/web.yaml", 0)]);
    let generated =
        kustomized("      configuredIn: ../../base/kustomization.yaml\n      configuredBy:\n        kind: X\n");
    comes_from(folder.path(), &generated, &[(CLUSTER_IP, 11, "base/kustomization.yaml", 0)]);
    let remote = kustomized("      path: web.yaml\n      repo: https://example.com/shop\n      ref: v1\n");
    comes_from(folder.path(), &remote, &[(CLUSTER_IP, 11, "https://example.com/shop//web.yaml?ref=v1", 0)]);
}

/// To compare each line of a big template with each finding would take minutes.
#[test]
fn a_template_of_one_line_over_and_over_is_given_up() {
    let line = "    value: {{ .x }}\n";
    let template =
        format!("kind: Pod\ndata:\n  first:\n    clusterIP: {{{{ .ip }}}}\n  other:\n{}", line.repeat(200_000));
    let service = "---\n# Source: shop/templates/web.yaml\napiVersion: v1\nkind: Service\nmetadata: {name: a}\n\
                   data:\n  first:\n    clusterIP: none\n    value: none\n";
    let text = service.repeat(1_000);
    let sources = Sources::new(vec![Source::new("<stdin>".to_owned(), text.clone())]);
    let places: Vec<Span> =
        text.match_indices("none").map(|(at, _)| Span::new(FileId(0), at as u32, at as u32 + 4)).collect();
    let find = |_: &_| Some(("web.yaml".to_owned(), template.clone()));
    let origins = origin::trace(&sources, places.iter().copied(), &find);
    let lines: Vec<_> = places.iter().map(|place| origins.find(*place).map(|origin| origin.line)).collect();
    assert_eq!(lines[..2], [Some(Some(4)), Some(Some(3))], "what can be told apart is told");
    assert!(lines.iter().all(Option::is_some), "the file is known of all");
}

/// Kustomize sorts keys, so an item may start with another key than in the base.
#[test]
fn sorted_keys_are_found_in_their_item() {
    let pod = "\
apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: web
      image: example.com/web:1
      ports:
        - name: http
          containerPort: 808080
      env:
        - name: A_PASSWORD
          value: correct-horse-7
";
    let overlay = "resources: [web.yaml]\nbuildMetadata: [originAnnotations]\n";
    let folder = folder(&[("kustomization.yaml", overlay), ("web.yaml", pod)]);
    let text = "\
apiVersion: v1
kind: Pod
metadata:
  annotations:
    config.kubernetes.io/origin: |
      path: web.yaml
  name: web
spec:
  containers:
  - env:
    - name: A_PASSWORD
      value: correct-horse-7
    image: example.com/web:1
    name: web
    ports:
    - containerPort: 808080
      name: http
";
    let expected = [("hardcoded-password", 12, "web.yaml", 14), ("port-range", 16, "web.yaml", 11)];
    comes_from(folder.path(), text, &expected);
}

/// Damaged texts and templates cause no panic, and no line that the template does not have.
#[test]
fn damaged_texts_are_traced_without_harm() {
    let seed = rendered().into_bytes();
    let template = fs::read(charts().join("storefront/templates/queues.yaml")).unwrap();
    let seeds = [seed.clone(), template.clone()];
    let mut random = Random::from_env();
    for _ in 0..300 {
        let (mut text, mut template) = (seed.clone(), template.clone());
        for _ in 0..3 {
            mutate(&mut text, &mut random, &seeds);
            mutate(&mut template, &mut random, &seeds);
        }
        let [text, template] = [text, template].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        let sources = Sources::new(vec![Source::new("<stdin>".to_owned(), text.clone())]);
        let source = sources.get(FileId(0));
        let lines = (0..source.line_count()).map(|index| source.line_range(index));
        let places: Vec<Span> = lines.map(|line| Span::new(FileId(0), line.start, line.end)).collect();
        let found = guarded(|| {
            let find = |_: &_| Some(("a.yaml".to_owned(), template.clone()));
            let origins = origin::trace(&sources, places.iter().copied(), &find);
            let last = template.split('\n').count() as u32;
            let lines = places.iter().filter_map(|place| origins.find(*place)?.line);
            lines.into_iter().find(|line| *line == 0 || *line > last).map_or(Ok(()), |line| Err(line.to_string()))
        });
        assert_eq!(found, Ok(()), "{text}\n{template}");
    }
}
