//! Kustomizations that cannot be built: each gives one finding, at the line to edit, and other builds continue.

use crate::common;

const POD: &str =
    "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: web, image: 'web:1'}]}\n";
const MAP: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {a: b}\n";

/// The file, line and rule of the findings in some files. Next to them is another kustomization whose Pod has an
/// invalid value.
fn found(files: &[(&str, &str)], is_repository: bool) -> Vec<String> {
    let mut all = vec![
        ("other/kustomization.yaml", "resources: [pod.yaml]\nnamePrefix: x-\n".to_owned()),
        ("other/pod.yaml", POD.replace("spec: {", "spec: {restartPolicy: Sometimes, ")),
    ];
    all.extend(files.iter().map(|(path, text)| (*path, (*text).to_owned())));
    let bytes: Vec<(&str, &[u8])> = all.iter().map(|(path, text)| (*path, text.as_bytes())).collect();
    let folder = common::folder(&bytes);
    if is_repository {
        std::fs::create_dir(folder.path().join(".git")).unwrap();
    }
    let run = common::bowline(folder.path(), &["check", "--format", "concise"]);
    let mut lines: Vec<&str> = run.stdout.lines().collect();
    let at = lines.iter().position(|line| line.starts_with("other/pod.yaml:4:")).expect("the other build goes on");
    lines.remove(at);
    let short = |line: &str| {
        let (place, rest) = line.split_once(": ").unwrap();
        let (place, _) = place.rsplit_once(':').unwrap();
        let rule = rest.split(['[', ']']).nth(1).unwrap();
        format!("{place} {rule}")
    };
    lines.into_iter().map(short).collect()
}

#[test]
fn circles_are_one_finding() {
    let pair = [("a/kustomization.yaml", "resources: [../b]\n"), ("b/kustomization.yaml", "resources: [../a]\n")];
    assert_eq!(found(&pair, false), ["b/kustomization.yaml:1 kustomize-refused"]);
    let itself = [("a/kustomization.yaml", "resources: [.]\n")];
    assert_eq!(found(&itself, false), ["a/kustomization.yaml:1 kustomize-refused"]);
}

#[test]
fn a_chain_of_a_thousand_levels_is_built() {
    let texts: Vec<(String, String)> = (0..1000)
        .map(|level| match level {
            999 => ("l999/kustomization.yaml".to_owned(), "resources: [gone.yaml]\n".to_owned()),
            _ => (format!("l{level}/kustomization.yaml"), format!("resources: [../l{}]\n", level + 1)),
        })
        .collect();
    let files: Vec<(&str, &str)> = texts.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    assert_eq!(found(&files, false), ["l999/kustomization.yaml:1 kustomize-missing"]);
}

#[test]
fn a_path_out_of_a_repository_is_a_finding() {
    let uses = [
        "resources: [pod.yaml, ../../out.yaml]\n",
        "resources: [pod.yaml]\npatches: [{path: ../../out.yaml}]\n",
        "resources: [pod.yaml]\ncomponents: [../../out]\n",
        "resources: [pod.yaml]\nconfigMapGenerator: [{name: a, files: [../../out.txt]}]\n",
    ];
    for text in uses {
        let files = [("a/kustomization.yaml", text), ("a/pod.yaml", POD)];
        let line = text.lines().count();
        assert_eq!(found(&files, true), [format!("a/kustomization.yaml:{line} kustomize-missing")], "{text}");
    }
}

#[test]
fn a_patch_that_breaks_off_is_one_finding() {
    let patch = MAP.replace("{a: b}", "[");
    let files = [
        ("a/kustomization.yaml", "resources: [map.yaml]\npatches: [{path: patch.yaml}]\n"),
        ("a/map.yaml", MAP),
        ("a/patch.yaml", &patch),
    ];
    assert_eq!(found(&files, false), ["a/patch.yaml:4 yaml-syntax"]);
}

#[test]
fn a_patch_of_very_many_operations_is_one_finding() {
    let patch = "- {op: add, path: /data/a, value: c}\n".repeat(100_000);
    let files = [
        ("a/kustomization.yaml", "resources: [map.yaml]\npatches: [{path: patch.yaml, target: {kind: ConfigMap}}]\n"),
        ("a/map.yaml", MAP),
        ("a/patch.yaml", &patch),
    ];
    assert_eq!(found(&files, false), ["a/kustomization.yaml:2 kustomize-refused"]);
}

#[test]
fn objects_that_a_base_has_again_are_one_finding() {
    let two = format!("{POD}---\n{MAP}");
    let files = [
        ("a/kustomization.yaml", "resources: [all.yaml]\n"),
        ("a/all.yaml", &two),
        ("b/kustomization.yaml", "resources:\n  - ../a\n  - ../a\n"),
    ];
    assert_eq!(found(&files, false), ["b/kustomization.yaml:3 kustomize-duplicate"]);
}
