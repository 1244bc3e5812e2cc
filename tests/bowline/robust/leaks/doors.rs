//! Outputs other than reports: `--statistics`, differences, fixes, `explain`, pictures, builds, `init`, the language
//! server, and the files that kustomizations read.

use std::collections::BTreeSet;

use rayon::prelude::*;
use serde_json::{Value, json};

use super::shapes::{Shape, shapes};
use super::spots::spots;
use super::{filled, leak, planted};
use crate::common::random::Random;
use crate::common::{FORMATS, bowline, folder, walk};
use crate::lsp::editor::Editor;

/// Files that a kustomization reads, with gaps as in a [`super::spots::Spot`].
const READ: &[&[(&str, &str)]] = &[
    &[
        ("kustomization.yaml", "secretGenerator: [{name: a, envs: [a.env]}]\n"),
        ("a.env", "# {P}\nA={P}\nDB_PASSWORD={P}\n"),
    ],
    &[("kustomization.yaml", "configMapGenerator: [{name: a, envs: [a.env]}]\n"), ("a.env", "B=c\nDB_PASSWORD={P}\n")],
    &[("kustomization.yaml", "secretGenerator: [{name: a, files: [password=a.txt]}]\n"), ("a.txt", "{P}\n")],
    &[
        ("kustomization.yaml", "configMapGenerator: [{name: a, files: [a.properties, b.txt]}]\n"),
        ("a.properties", "db.password={P}\n"),
        ("b.txt", "db:\n  password: {Y}\n"),
    ],
    &[
        ("kustomization.yaml", "patches: [{path: a.yaml, target: {kind: Pod}}]\n"),
        ("a.yaml", "- {op: add, path: /spec/containers/0/env/-, value: {name: DB_PASSWORD, value: {Y}}}\n"),
    ],
    &[
        ("kustomization.yaml", "patches: [{path: a.yaml, target: {kind: Pod}}]\n"),
        ("a.yaml", "- op: add\n  path: /metadata/annotations/password\n  value: {Y}\n"),
    ],
    &[(
        "kustomization.yaml",
        "patches:\n  - target: {kind: Db}\n    patch: |-\n      - op: replace\n        path: /spec/password\n        value: {Y}\n",
    )],
];

/// Builds whose objects have the secret in a new place, with gaps as in a [`super::spots::Spot`]. Each has a mistake
/// that some output reports.
const BUILT: &[&[(&str, &str)]] = &[
    &[
        (
            "kustomization.yaml",
            "resources: [a.yaml]\nsecretGenerator: [{name: s, literals: ['token={P}'], envs: [a.env]}]\nreplacements:\n  - source: {kind: \
             Secret, name: s, fieldPath: data.token}\n    targets: [{select: {kind: Pod}, fieldPaths: [metadata.annotations.copy]}]\n",
        ),
        ("a.env", "DB_PASSWORD={P}\n"),
        (
            "a.yaml",
            "apiVersion: v1\nkind: Pod\nmetadata: {name: a, annotations: {copy: x}}\nspec: {containers: [{name: a, imag: a}]}\n",
        ),
    ],
    &[
        (
            "kustomization.yaml",
            "resources: [a.yaml]\npatches:\n  - patch: |-\n      - {op: test, path: /spec/containers/0/name, value: {Y}}\n      - {op: add, \
             path: '/spec/containers/0/env', value: [{name: DB_PASSWORD, value: {Y}}]}\n      - {op: replace, path: /metadata/name, \
             value: {Y}}\n    target: {kind: Pod}\n",
        ),
        ("a.yaml", "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: a}]}\n"),
    ],
    &[
        (
            "kustomization.yaml",
            "resources: [a.yaml]\nvars: [{name: PW, objref: {apiVersion: v1, kind: Secret, name: s}, fieldref: {fieldpath: \
             stringData.password}}]\n",
        ),
        (
            "a.yaml",
            "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {password: {Y}}\n---\napiVersion: v1\nkind: Pod\nmetadata: \
             {name: a}\nspec: {containers: [{name: a, image: a, args: [--password, $(PW)], ports: [{containerPort: $(PW)}]}]}\n",
        ),
    ],
    &[
        ("kustomization.yaml", "resources: [base]\npatches: [{path: p.yaml}]\n"),
        ("base/kustomization.yaml", "resources: [a.yaml]\n"),
        (
            "base/a.yaml",
            "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: a, env: [{name: DB_PASSWORD, value: \
             {Y}}]}]}\n",
        ),
        (
            "p.yaml",
            "apiVersion: v1\nkind: Pod\nmetadata: {name: b}\nspec: {containers: [{name: a, env: [{name: DB_PASSWORD, value: {Y}, valu: \
             1}]}]}\n",
        ),
    ],
];

/// All output of the command about a folder, in some formats.
fn said(files: &[(&str, String)], formats: &[&str]) -> String {
    let folder = folder(files);
    let run = |arguments: &[&str]| {
        let run = bowline(folder.path(), arguments);
        run.stdout + &run.stderr
    };
    let mut out: String =
        formats.iter().map(|format| run(&["check", "--info", "--unsafe-fixes", "--format", format])).collect();
    out += &run(&["check", "--info", "--statistics", "--verbose"]);
    out += &run(&["check", "--info", "--unsafe-fixes", "--format", "diff"]);
    let found = bowline(folder.path(), &["check", "--info", "--format", "json"]);
    let rules: BTreeSet<String> = found.findings().into_iter().map(|(rule, ..)| rule).collect();
    out += &rules.iter().map(|rule| run(&["explain", rule])).collect::<String>();
    for format in ["svg", "mermaid", "dot", "json"] {
        out += &run(&["graph", "--format", format]);
    }
    if files.iter().any(|(name, _)| *name == "kustomization.yaml") {
        out += &run(&["render", "."]);
        out += &run(&["render", "--provenance", "."]);
    }
    out += &run(&["fix", "--unsafe-fixes", "--dry-run"]);
    out += &run(&["fix", "--unsafe-fixes"]);
    out += &run(&["baseline", "--info"]);
    out += &run(&["init"]);
    let written = walk(folder.path()).into_iter().filter(|path| path.to_string_lossy().contains("bowline"));
    out + &written.filter_map(|path| std::fs::read_to_string(path).ok()).collect::<String>()
}

/// Everything that an editor shows about a text, except the text itself.
fn shown(text: &str) -> String {
    let mut editor = Editor::of(&[("a.yaml", text)]);
    editor.open("a.yaml", text);
    let mut out = Value::from(editor.diagnostics("a.yaml")).to_string();
    let lines = text.lines().count() as u32;
    for action in editor.actions("a.yaml", [0, lines], &[]) {
        out += action["title"].as_str().unwrap_or_default();
    }
    let mut say = |answer: Result<Value, (i32, String)>| match answer {
        Ok(answer) => out += &answer.to_string(),
        Err((_, error)) => out += &error,
    };
    for (line, text) in (0..).zip(text.lines()) {
        for column in (0..text.len() as u32).step_by(9) {
            for (method, more) in AT_A_PLACE {
                let more = serde_json::from_str(more).unwrap();
                say(editor.at(&format!("textDocument/{method}"), "a.yaml", [line, column], more));
            }
        }
    }
    let file = json!({"textDocument": {"uri": editor.uri("a.yaml")}});
    for method in ["documentSymbol", "codeLens", "documentLink", "diagnostic"] {
        say(editor.ask(&format!("textDocument/{method}"), file.clone()));
    }
    let range = json!({"start": {"line": 0, "character": 0}, "end": {"line": lines, "character": 0}});
    say(editor.ask("textDocument/inlayHint", json!({"textDocument": file["textDocument"], "range": range})));
    say(editor.ask("workspace/symbol", json!({"query": ""})));
    out + &editor.messages().join("\n")
}

/// The requests of an editor about a place, with their further parameters.
const AT_A_PLACE: &[(&str, &str)] = &[
    ("hover", "{}"),
    ("completion", "{}"),
    ("definition", "{}"),
    ("documentHighlight", "{}"),
    ("prepareRename", "{}"),
    ("references", r#"{"context": {"includeDeclaration": true}}"#),
    ("rename", r#"{"newName": "renamed"}"#),
];

/// The leak of one secret at one place. Returns `None` if the secret does not fit there or does not leak. Must not run
/// on a thread of rayon, because it waits for a server that needs those threads.
fn of_spot(shape: &Shape, index: usize) -> Option<String> {
    let spot = &spots()[index];
    let text = planted(spot, shape, false).filter(|_| spot.after.is_none())?;
    let out = said(&[("a.yaml", text.clone())], &[]) + &shown(&text);
    leak(&out, shape).map(|line| format!("{} | {} | {line}\n{text}", spot.name.replace('\n', "/"), shape.name))
}

fn of_read(shape: &Shape, index: usize) -> Option<String> {
    let head = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n";
    let all = READ.iter().chain(BUILT).nth(index)?;
    let files: Vec<(&str, String)> = all
        .iter()
        .map(|(name, text)| {
            let head = if name.ends_with("kustomization.yaml") { head } else { "" };
            (*name, format!("{head}{}", filled(text, shape, false)))
        })
        .collect();
    let is_line = !shape.text.contains('\n');
    let out = is_line.then(|| said(&files, &FORMATS))?;
    leak(&out, shape).map(|line| format!("{all:?} | {} | {line}", shape.name))
}

fn assert_none(leaks: &[String]) {
    assert!(leaks.is_empty(), "{} come out:\n{}", leaks.len(), leaks[..leaks.len().min(8)].join("\n=====\n"));
}

#[test]
fn no_other_door_shows_a_secret() {
    let mut random = Random::from_env();
    let (shapes, places) = (shapes(&mut random), spots().len());
    let mut pick = || (random.below(shapes.len()), random.below(places));
    let pairs: Vec<(usize, usize)> = (0..12).map(|_| pick()).collect();
    let leaks: Vec<String> = pairs.iter().filter_map(|&(shape, spot)| of_spot(&shapes[shape], spot)).collect();
    assert_none(&leaks);
}

#[test]
fn no_file_that_is_read_comes_out() {
    let shapes = shapes(&mut Random::from_env());
    let words: Vec<&Shape> = shapes.iter().filter(|shape| shape.is_word()).collect();
    let pairs: Vec<(usize, usize)> = (0..READ.len() + BUILT.len()).map(|file| (file, file)).collect();
    let leaks: Vec<String> =
        pairs.par_iter().filter_map(|&(shape, file)| of_read(words[shape % words.len()], file)).collect();
    assert_none(&leaks);
}

#[test]
#[ignore = "takes an hour: every shape of a secret at every place, through every door"]
fn no_door_shows_any_secret_anywhere() {
    let shapes = shapes(&mut Random::from_env());
    let places = spots().len();
    let pairs: Vec<(usize, usize)> = (0..shapes.len()).flat_map(|a| (0..places).map(move |b| (a, b))).collect();
    let mut leaks: Vec<String> = pairs.iter().filter_map(|&(shape, spot)| of_spot(&shapes[shape], spot)).collect();
    let read: Vec<(usize, usize)> =
        (0..shapes.len()).flat_map(|a| (0..READ.len() + BUILT.len()).map(move |b| (a, b))).collect();
    let of_word = |&&(shape, _): &&(usize, usize)| shapes[shape].is_word();
    leaks.par_extend(read.par_iter().filter(of_word).filter_map(|&(shape, file)| of_read(&shapes[shape], file)));
    println!("{} of {} plantings come out", leaks.len(), pairs.len() + read.len());
    assert_none(&leaks);
}
