//! Nothing is skipped silently: what is not checked is counted, and a run that checks nothing fails.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use crate::common::{self, HEADLESS_SLIP, bowline, bowline_with, folder};

const OBJECT: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n";
const TEMPLATE: &str = "apiVersion: v1\nkind: Service\nmetadata:\n  name: {{ .Values.name }}\n";

fn code_and_message<T: AsRef<[u8]>>(files: &[(&str, T)], arguments: &[&str]) -> (u8, String) {
    let run = bowline(folder(files).path(), &[&["check"], arguments].concat());
    (run.code, run.stderr)
}

#[test]
fn a_run_that_checks_no_object_says_what_was_there() {
    let chart = [("c/Chart.yaml", "name: c\n"), ("c/templates/a.yaml", TEMPLATE), ("c/templates/b.yaml", TEMPLATE)];
    let (code, message) = code_and_message(&chart, &[]);
    assert_eq!(code, 2);
    assert_eq!(
        message,
        "bowline: no object was checked: 2 templates, 1 file of a Helm chart; check what a chart renders with \
         `helm template CHART | bowline check -`; `--allow-empty` accepts this\n"
    );
    let says = |files: &[(&str, &str)], words: &str| {
        let (code, message) = code_and_message(files, &[]);
        assert!(code == 2 && message.contains(words), "{message}");
        assert_eq!(code_and_message(files, &["--allow-empty"]), (0, String::new()), "{words}");
    };
    says(&[("kustomization.yaml", "resources: []\n")], "kubectl kustomize FOLDER");
    says(&[("ci.yaml", "jobs: {}\n")], "1 file without an object");
    says(&[(".gitignore", "*.yaml\n"), ("a.yaml", OBJECT), ("b.yaml", OBJECT)], "2 files that git ignores");
    says(&[(".k8s/a.yaml", OBJECT), ("ci.yaml", "jobs: {}\n")], "1 hidden file");
    says(&[("vendor/modules.txt", ""), ("vendor/a.yaml", OBJECT)], "1 file vendored by Go");
    says(&[("list.yaml", "apiVersion: v1\nkind: List\nitems: []\n")], "list without items");
    says(&[("notes.txt", "")], "there is no YAML or JSON file");
}

#[test]
fn an_empty_stream_is_accepted_on_demand() {
    let folder = folder::<&str>(&[]);
    assert_eq!(bowline_with(folder.path(), &["check", "-"], b"").code, 2);
    let run = bowline_with(folder.path(), &["check", "-", "--allow-empty", "--format", "json"], b"");
    assert_eq!((run.code, run.json()["summary"]["documents"].as_u64()), (0, Some(0)));
}

#[test]
fn what_was_found_is_reported_though_nothing_was_checked() {
    let folder = folder(&[("chart/templates/a.yaml", TEMPLATE)]);
    let run = bowline(folder.path(), &["check", "--format", "json"]);
    assert_eq!((run.code, run.json()["summary"]["skipped"][0]["reason"].as_str()), (2, Some("template")));
}

#[test]
fn a_path_that_is_not_there_is_never_success() {
    let folder = folder(&[("a.yaml", OBJECT), ("b.yaml", HEADLESS_SLIP)]);
    for arguments in [&["a.yaml", "gone.yaml"][..], &["b.yaml", "gone.yaml"], &["gone.yaml", "--allow-empty"]] {
        let run = bowline(folder.path(), &[&["check"], arguments].concat());
        assert_eq!(run.code, 2, "{arguments:?}");
        assert!(run.stderr.ends_with("gone.yaml: no such file or folder\n"), "{}", run.stderr);
    }
    assert_eq!(bowline(folder.path(), &["check", "a.yaml", "gone.yaml", "--fail-on", "never"]).code, 2);
}

#[test]
fn a_baseline_of_nothing_is_not_written() {
    let folder = folder(&[("ci.yaml", "jobs: {}\n")]);
    assert_eq!(bowline(folder.path(), &["baseline"]).code, 2);
    assert!(!folder.path().join("bowline-baseline.json").exists());
}

/// The number of documents in a file: JSON values, or the parts between lines that start with `---`. Parts with only
/// comments, directives and blank lines do not count.
fn documents(path: &Path) -> usize {
    let bytes = std::fs::read(path).unwrap();
    let values = serde_json::Deserializer::from_slice(&bytes).into_iter::<serde_json::Value>();
    if let Ok(values) = values.collect::<Result<Vec<_>, _>>()
        && bytes.trim_ascii_start().starts_with(b"{")
    {
        return values.len();
    }
    let is_content = |line: &str| !line.trim().is_empty() && !line.trim_start().starts_with(['#', '%']);
    let mut chunks = vec![0];
    for line in String::from_utf8_lossy(&bytes).trim_start_matches('\u{feff}').lines() {
        match line.starts_with("---") {
            true => chunks.push(0),
            false => *chunks.last_mut().unwrap() += usize::from(is_content(line)),
        }
    }
    chunks.into_iter().filter(|lines| *lines > 0).count()
}

/// Checks a folder, and that each document in it is counted once: as checked, as an instruction, or as left out.
pub fn adds_up(folder: &Path) {
    let run = bowline(folder, &["check", "--format", "json", "--fail-on", "never", "--allow-empty"]);
    let summary = run.json()["summary"].clone();
    let left_out = summary["skipped"].as_array().unwrap();
    let names: HashSet<&str> = left_out.iter().map(|one| one["file"].as_str().unwrap()).collect();
    let skipped: usize = left_out
        .iter()
        .map(|one| if one["line"].is_null() { documents(&folder.join(one["file"].as_str().unwrap())) } else { 1 })
        .sum();
    let is_counted = |path: &PathBuf| {
        let name = path.strip_prefix(folder).unwrap();
        let is_hidden = name.components().any(|part| part.as_os_str().as_encoded_bytes().starts_with(b"."));
        // The configuration is not a manifest.
        let is_known = path.extension().is_some_and(|end| ["yaml", "yml", "json"].iter().any(|known| end == *known));
        (is_known || path.ends_with("Kustomization"))
            && !path.ends_with("bowline.yaml")
            && (!is_hidden || names.contains(name.to_str().unwrap()))
    };
    let found: usize = common::walk(folder).iter().filter(|path| is_counted(path)).map(|path| documents(path)).sum();
    let count = |key: &str| summary[key].as_u64().unwrap() as usize;
    let counted = count("documents") + count("instructions") + skipped;
    assert_eq!(counted, found, "{}: {}", folder.display(), run.stdout);
}

#[test]
fn every_document_is_counted_once() {
    let mixed = format!(
        "# head\n---\n{OBJECT}---\njobs: {{}}\n---\n- 1\n---\n# only a comment\n---\napiVersion: v1\n\
                         kind: List\nitems: []\n---\n{TEMPLATE}---\napiVersion: v1\nKind: ConfigMap\nmetadata: {{name: b}}\n\
                         ---\napiVersion: v1\nkind: Secret\ndata: [\n"
    );
    adds_up(
        folder(&[
            ("mixed.yaml", mixed.as_str()),
            ("chart/Chart.yaml", "name: c\n"),
            ("chart/values.yaml", "a: b\n---\nc: d\n"),
            ("chart/templates/all.yaml", &format!("{TEMPLATE}---\n{TEMPLATE}")),
            ("kustomization.yaml", "resources: [mixed.yaml]\npatches: [{path: patch.yaml}, {path: json.yaml}]\n"),
            ("patch.yaml", &format!("{OBJECT}---\nkind: ConfigMap\nmetadata: {{name: x}}\n")),
            ("json.yaml", "- {op: remove, path: /data}\n"),
            ("component.yaml", "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n"),
            (".gitignore", "ignored/\n"),
            ("ignored/a.yaml", &format!("{OBJECT}---\n{OBJECT}")),
            (".k8s/a.yaml", OBJECT),
            ("vendor/modules.txt", ""),
            ("vendor/a.yaml", OBJECT),
            ("empty.yaml", ""),
            ("bowline.yaml", "kubernetes: \"1.34\"\n"),
        ])
        .path(),
    );
}

#[test]
fn an_object_is_judged_as_the_kind_that_must_have_been_meant() {
    let found = |text: &str| {
        let run = bowline(folder(&[("a.yaml", text)]).path(), &["check", "--format", "json"]);
        run.findings().into_iter().map(|(rule, _, _)| rule).collect::<Vec<_>>()
    };
    let pod = "apiVersion: v1\nkind: pod\nmetaData:\n  name: web\nspec:\n  containers:\n    - name: web\n      image: nginx:1.29\n";
    assert_eq!(found(pod), ["apiversion-kind", "field-unknown"]);
    let leak = "apiVersion: apps/v1\nkind: Deplyment\nmetadata:\n  name: db\nspec:\n  selector: {matchLabels: {app: db}}\n  \
                template:\n    metadata: {labels: {app: db}}\n    spec:\n      containers:\n        - name: db\n          \
                image: mysql:8\n          env:\n            - {name: MYSQL_ROOT_PASSWORD, value: hunter2}\n";
    assert_eq!(found(leak), ["apiversion-kind", "hardcoded-password"]);
    let flat = "apiVersion: v1\nkind: pod\nmetadata:\nname: web\nspec:\ncontainers:\n- name: web\nimage: nginx:1.29\n";
    assert!(found(flat).contains(&"structure-flattened".to_owned()), "{:?}", found(flat));
    // bowline does not guess if several kinds are possible, or if the file is for another program.
    assert_eq!(found("apiVersion: v1\nkind: Config\nmetaData: {}\n"), [""; 0]);
}

#[test]
fn objects_without_a_schema_are_counted_in_every_group() {
    let folder = folder(&[("a.yaml", "apiVersion: v1\nkind: Foo\nmetadata:\n  name: a\n")]);
    let json = bowline(folder.path(), &["check", "--format", "json"]).json();
    let expected = serde_json::json!([{ "apiVersion": "v1", "kind": "Foo", "count": 1 }]);
    assert_eq!(json["summary"]["withoutSchema"], expected);
}
