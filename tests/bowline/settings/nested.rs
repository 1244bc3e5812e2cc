//! Several configurations in one project: the nearest one applies to a file, whichever other paths are named.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::common::random::Random;
use crate::common::{HEADLESS_SLIP, LEAK, bowline, folder};
use crate::lsp::editor::{self, Editor};

/// A Deployment that mounts a ConfigMap, and one with a removed `apiVersion`.
const WEB: &str = "\
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
          image: registry.example/web:1.0
          envFrom:
            - configMapRef:
                name: web-setings
---
apiVersion: policy/v1beta1
kind: PodDisruptionBudget
metadata:
  name: web
spec:
  minAvailable: 1
  selector:
    matchLabels: {app: web}
";

const SETTINGS: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web-settings\ndata: {}\n";

/// The folders of the project. Each has a leak, a Service with a typo and a workload.
const FOLDERS: &[&str] = &["base", "dev", "dev/a", "dev/a/deep", "prod", "prod/b", "tools", "tools/c", "vendor"];

const CONFIGS: &[(&str, &str)] = &[
    ("bowline.yaml", "exclude: [vendor]\nseverity: {hardcoded-password: error}\nignroe: 1\n"),
    (
        "dev/bowline.yaml",
        "ignore: [secrets]\nkubernetes: \"1.20\"\noverrides:\n  - {paths: [\"a/deep/**\"], ignore: [links]}\n",
    ),
    ("dev/a/bowline.yaml", "extends: ../bowline.yaml\nselect: [secrets, links, values]\nexclude: [left.yaml]\n"),
    (
        "prod/bowline.yaml",
        "extends: ../bowline.yaml\nclosed: true\nbaseline: known.json\nsuppress:\n  - {rule: svc-clusterip-invalid, path: b, reason: a test}\n",
    ),
    ("tools/bowline.yaml", "root: true\nnamespace: tools\nexternal: [{kind: ConfigMap, name: web-tools-setings}]\n"),
    ("tools/c/bowline.yaml", "extends: ../gone.yaml\nprofile: security\n"),
];

fn project(is_repository: bool) -> TempDir {
    let mut files: Vec<(String, String)> =
        CONFIGS.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    for place in FOLDERS {
        for (name, text) in [("leak", LEAK), ("cache", HEADLESS_SLIP), ("web", WEB), ("left", LEAK), ("map", SETTINGS)]
        {
            // If findings have one cause, a run reports one of them. So each folder has its own mistakes.
            let text = text.replace("web", &format!("web-{}", place.replace('/', "-")));
            files.push((format!("{place}/{name}.yaml"), text));
        }
    }
    files.push(("prod/known.json".to_owned(), "{\"version\": 1, \"findings\": []}".to_owned()));
    if is_repository {
        files.push((".git/HEAD".to_owned(), String::new()));
    }
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let project = folder(&files);
    assert_eq!(bowline(project.path(), &["baseline", "prod"]).code, 0);
    let known = fs::read_to_string(project.path().join("prod/known.json")).unwrap();
    // One entry is removed, so that one finding is known and one is new.
    let kept: Vec<&str> = known.lines().filter(|line| !line.contains("prod/leak.yaml")).collect();
    fs::write(project.path().join("prod/known.json"), kept.join("\n")).unwrap();
    project
}

/// The findings of each file, by its path in the project.
fn verdicts(project: &Path, below: &str, arguments: &[&str]) -> BTreeMap<String, Vec<String>> {
    let run = bowline(&project.join(below), &[&["check", "--format", "json", "--info"], arguments].concat());
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for one in run.json()["diagnostics"].as_array().unwrap() {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let file = project.join(below).join(text(&one["location"]["file"])).canonicalize().unwrap();
        let file = file.strip_prefix(project.canonicalize().unwrap()).unwrap().to_str().unwrap().to_owned();
        let what = format!("{} {} {} {}", one["rule"], one["severity"], one["path"], one["fingerprint"]);
        found.entry(file).or_default().push(what);
    }
    found
}

#[test]
fn the_verdict_on_a_file_does_not_depend_on_what_else_is_named() {
    for is_repository in [true, false] {
        let project = project(is_repository);
        let all = verdicts(project.path(), ".", &[]);
        let places = FOLDERS.iter().map(|folder| (*folder).to_owned());
        let files = FOLDERS
            .iter()
            .flat_map(|folder| ["leak", "cache", "web", "left"].map(|name| format!("{folder}/{name}.yaml")));
        let places: Vec<String> = places.chain(files).collect();
        let mut random = Random::from_env();
        for round in 0..60 {
            let named: BTreeSet<&str> = match places.get(round) {
                Some(place) => BTreeSet::from([place.as_str()]),
                None => (0..2 + random.below(4)).map(|_| random.pick(&places).as_str()).collect(),
            };
            let named: Vec<&str> = named.into_iter().collect();
            let found = verdicts(project.path(), ".", &named);
            for file in places.iter().filter(|place| place.ends_with(".yaml")) {
                if named.iter().any(|named| Path::new(file).starts_with(named)) {
                    assert_eq!(found.get(file), all.get(file), "{file} of {named:?}, repository: {is_repository}");
                }
            }
        }
        // The verdicts do not depend on the folder of the command either.
        for below in ["dev", "dev/a", "prod", "tools/c"] {
            for (file, found) in verdicts(project.path(), below, &[]) {
                assert_eq!(all.get(&file), Some(&found), "{file} from {below}");
            }
        }
    }
}

/// All files of the project that may have findings.
fn files() -> Vec<String> {
    let manifests = FOLDERS
        .iter()
        .flat_map(|folder| ["leak", "cache", "web", "left", "map"].map(|name| format!("{folder}/{name}.yaml")));
    manifests.chain(CONFIGS.iter().map(|(name, _)| (*name).to_owned())).collect()
}

/// The rule, severity and fingerprint of each finding of the command.
fn said(found: Option<&Vec<String>>) -> Vec<String> {
    let words = |one: &String| {
        let mut words = one.split(' ').map(|word| word.trim_matches('"'));
        let (rule, severity, print) = (words.next(), words.next(), words.next_back());
        format!("{} {} {}", rule.unwrap(), severity.unwrap(), print.unwrap())
    };
    let mut all: Vec<String> = found.into_iter().flatten().map(words).collect();
    all.sort();
    all
}

/// The rule, severity and fingerprint of each finding that an editor shows in a file. Hints are about other files.
fn shown(editor: &mut Editor, file: &str) -> Vec<String> {
    let one = |found: &Value| {
        let severity = ["error", "warning", "info"].get(found["severity"].as_u64()? as usize - 1)?;
        Some(format!("{} {severity} {}", found["code"].as_str()?, found["data"]["fingerprint"].as_str()?))
    };
    let mut all: Vec<String> = editor.diagnostics(file).iter().filter_map(one).collect();
    all.sort();
    all
}

#[test]
fn an_editor_judges_a_file_as_the_command_does_whatever_it_opens() {
    let open: &[&[&str]] = &[&["."], &["base"], &["dev"], &["dev/a", "prod"], &["tools", "prod/b"], &["tools/c"], &[]];
    for (is_repository, folders) in [true, false].into_iter().flat_map(|is| open.iter().map(move |open| (is, open))) {
        let project = project(is_repository);
        let all = verdicts(project.path(), ".", &[]);
        let path = project.path().to_owned();
        let named = folders.iter().map(|name| json!({ "uri": editor::uri(&path, name), "name": name }));
        let named = json!(named.collect::<Vec<_>>()).to_string().replace("/.\"", "\"");
        let named = serde_json::from_str(&named).unwrap();
        let mut editor = Editor::begin(project, &named, editor::plain(), json!({ "info": true }));
        let is_in = |file: &str| folders.iter().any(|folder| *folder == "." || Path::new(file).starts_with(folder));
        for file in files() {
            let expected = if is_in(&file) { said(all.get(&file)) } else { Vec::new() };
            let about_configuration = file.ends_with("bowline.yaml");
            if !about_configuration || is_in(&file) {
                assert_eq!(shown(&mut editor, &file), expected, "{file} in {folders:?}, repository: {is_repository}");
            }
        }
        // The server shows all findings of an open file, wherever the file is.
        let opened =
            ["dev/a/deep/leak.yaml", "dev/a/left.yaml", "tools/c/web.yaml", "vendor/leak.yaml", "base/web.yaml"];
        opened.iter().for_each(|file| editor.open_saved(file));
        for file in opened {
            let (shown, expected) = (shown(&mut editor, file), said(all.get(file)));
            assert_eq!(shown, expected, "{file} is open next to {folders:?}, repository: {is_repository}");
        }
        // Unsaved changes of a configuration already apply.
        let text = "extends: ../bowline.yaml\nselect: [values]\nexclude: [cache.yaml]\n";
        editor.open_saved("dev/a/bowline.yaml");
        editor.replace("dev/a/bowline.yaml", text);
        fs::write(path.join("dev/a/bowline.yaml"), text).unwrap();
        let all = verdicts(&path, ".", &[]);
        for file in opened {
            let (shown, expected) = (shown(&mut editor, file), said(all.get(file)));
            assert_eq!(shown, expected, "{file} with another configuration, next to {folders:?}");
        }
    }
}

#[test]
fn each_configuration_applies_to_its_files() {
    let project = project(true);
    let found = verdicts(project.path(), ".", &[]);
    let has = |file: &str, text: &str| found.get(file).is_some_and(|all| all.iter().any(|one| one.contains(text)));
    assert!(has("bowline.yaml", "config-unknown-key") && has("tools/c/bowline.yaml", "config-invalid"), "{found:?}");
    // A severity of one configuration, which another one inherits by extending it.
    assert!(has("base/leak.yaml", "\"hardcoded-password\" \"error\""), "{found:?}");
    assert!(has("prod/leak.yaml", "\"hardcoded-password\" \"error\""), "{found:?}");
    assert!(has("tools/leak.yaml", "\"hardcoded-password\" \"warning\""), "{found:?}");
    // Files that are left out, and known findings.
    assert!(!has("dev/leak.yaml", "hardcoded-password") && !has("prod/b/leak.yaml", "hardcoded-password"));
    assert!(!found.contains_key("vendor/leak.yaml") && !found.contains_key("dev/a/left.yaml"));
    // Versions and references.
    assert!(has("base/web.yaml", "api-removed") && !has("dev/web.yaml", "api-removed"), "{found:?}");
    assert!(has("base/web.yaml", "configMapRef"), "{found:?}");
    assert!(!has("tools/web.yaml", "configMapRef"), "{found:?}");
    // Globs are relative to the folder of their configuration.
    assert!(has("dev/a/cache.yaml", "svc-clusterip-invalid"));
    assert!(!has("dev/a/deep/cache.yaml", "svc-clusterip-invalid"));
    assert!(!has("prod/b/cache.yaml", "svc-clusterip-invalid"));
}
