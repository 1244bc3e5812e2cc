//! The objects of `testdata/api-server`, which a real API server judged: bowline finds an error in each that the server
//! refuses, at a place that the server names, and none in those that it takes.
//!
//! `misses.txt` lists what is not so yet. It is held exact, so that it can only shrink: `BLESS=1` writes it.
//! `tests/api-server/record.py` asks a server for the verdicts again.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use bowline::diagnostic::{Diagnostic, Severity};
use bowline::session::{self, Input};
use bowline::settings::{Settings, config};
use bowline::source::FileId;

/// What the server says of an object.
struct Verdict {
    is_taken: bool,
    /// The paths that it names.
    fields: Vec<String>,
}

#[test]
fn errors_are_where_the_api_server_refuses() {
    let verdicts = verdicts();
    let (mut misses, mut count) = (String::new(), 0);
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for file in files.iter().filter(|file| file.extension().is_some_and(|end| end == "yaml")) {
        let subject = file.file_stem().unwrap().to_str().unwrap();
        for document in std::fs::read_to_string(file).unwrap().split("---\n") {
            let title = document.lines().next().unwrap().trim_start_matches("# ");
            let name = format!("{subject}: {title}");
            let verdict = verdicts.get(&name).unwrap_or_else(|| panic!("{name} has no verdict"));
            count += 1;
            let errors = errors(document);
            match (verdict.is_taken, errors.as_slice()) {
                (true, [_, ..]) => writeln!(misses, "false      {name}").unwrap(),
                (true, []) => {}
                (false, []) => writeln!(misses, "missed     {name}").unwrap(),
                (false, errors) if errors.iter().all(|error| !verdict.has(&error.path)) => {
                    writeln!(misses, "elsewhere  {name}").unwrap();
                }
                (false, _) => {}
            }
        }
    }
    assert_eq!(count, verdicts.len());
    let path = folder().join("misses.txt");
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, &misses).unwrap();
    }
    let known = std::fs::read_to_string(&path).unwrap();
    let only = |one: &str, other: &str| -> Vec<String> {
        one.lines().filter(|line| other.lines().all(|known| known != *line)).map(str::to_owned).collect()
    };
    let (new, gone) = (only(&misses, &known), only(&known, &misses));
    assert!(new.is_empty() && gone.is_empty(), "new: {new:#?}\nno longer, so BLESS=1: {gone:#?}");
}

fn folder() -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "testdata", "api-server"].iter().collect()
}

fn verdicts() -> BTreeMap<String, Verdict> {
    let table = std::fs::read_to_string(folder().join("verdicts.tsv")).unwrap();
    let rows = table.lines().filter(|line| !line.starts_with('#')).map(|line| {
        let mut cells = line.split('\t');
        let (name, verdict) = (cells.next().unwrap(), cells.next().unwrap());
        (name.to_owned(), Verdict { is_taken: verdict == "taken", fields: cells.map(str::to_owned).collect() })
    });
    rows.collect()
}

fn errors(document: &str) -> Vec<Diagnostic> {
    let loaded = vec![session::load("object.yaml", Ok(document.as_bytes().to_vec()))];
    let settings = config::read("kubernetes: \"1.36\"", FileId(0)).settings();
    let checked = session::run(Input { loaded, ..Input::default() }, &Settings { info: true, ..settings }, &|| {});
    let all = checked.outcome.diagnostics.into_iter();
    all.filter(|finding| finding.severity == Severity::Error).collect()
}

impl Verdict {
    /// Whether a path is one that the server names, or near to it: what is missing is shown at its mapping, and what is
    /// wrong in a whole may be shown at a part of it. An object that the server cannot read has no paths.
    fn has(&self, path: &str) -> bool {
        let found = steps(path);
        let is_near = |field: &String| {
            let wanted = as_written(steps(field));
            found.starts_with(&wanted) || wanted.split_last().is_some_and(|(_, parent)| found == parent)
        };
        self.fields.is_empty() || self.fields.iter().any(is_near)
    }
}

/// The steps of `spec.ports[0]`, `data['a.b']` and, as the server writes it, `data[a.b]`.
fn steps(path: &str) -> Vec<String> {
    let mut steps = Vec::new();
    let mut rest = path;
    while !rest.is_empty() {
        let (step, after) = match rest.strip_prefix('[') {
            Some(inside) => inside.split_once(']').unwrap_or((inside, "")),
            None => rest.split_at(rest.find(['.', '[']).unwrap_or(rest.len())),
        };
        steps.push(step.trim_matches('\'').to_owned());
        rest = after.strip_prefix('.').unwrap_or(after);
    }
    steps
}

/// The path in the API of today: of a definition, the server names what it converts it to.
fn as_written(steps: Vec<String>) -> Vec<String> {
    let texts: Vec<&str> = steps.iter().map(String::as_str).collect();
    let written: Vec<&str> = match texts.as_slice() {
        ["spec", "validation", rest @ ..] => [&["spec", "versions", "0", "schema"], rest].concat(),
        ["spec", "conversion", "webhookClientConfig", rest @ ..] => {
            [&["spec", "conversion", "webhook", "clientConfig"], rest].concat()
        }
        ["spec", "conversion", "conversionReviewVersions", rest @ ..] => {
            [&["spec", "conversion", "webhook", "conversionReviewVersions"], rest].concat()
        }
        ["spec", "additionalPrinterColumns", index, "JSONPath"] => {
            vec!["spec", "versions", "0", "additionalPrinterColumns", index, "jsonPath"]
        }
        ["spec", part @ ("subresources" | "additionalPrinterColumns" | "selectableFields"), rest @ ..] => {
            [&["spec", "versions", "0", part], rest].concat()
        }
        _ => return steps,
    };
    written.into_iter().map(str::to_owned).collect()
}
