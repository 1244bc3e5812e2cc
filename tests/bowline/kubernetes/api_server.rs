//! Objects with the verdict of a real API server. bowline finds an error in each object that the server rejects, at a
//! place that the server names. It finds none in objects that the server accepts.
//!
//! The objects of `testdata/api-server` are always checked. `misses.txt` lists the exceptions by their reason. It must
//! be exact, so it can only shrink: `BLESS=1` removes repaired ones and adds new ones at the end.
//! `tests/api-server/record.py` requests the verdicts from a server again.
//!
//! A person runs a larger recording: `BOWLINE_VERDICTS=FILE cargo test -- --ignored verdicts_of_a_recording`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use bowline::diagnostic::{Diagnostic, Severity};
use bowline::rule::Category;
use bowline::rules;
use bowline::session::{self, Input};
use bowline::settings::{Settings, config};
use bowline::source::FileId;

/// The verdict of the server on an object.
struct Verdict {
    is_taken: bool,
    /// The paths that the server names.
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
                (false, errors) if !errors.iter().any(|error| verdict.names(error)) => {
                    writeln!(misses, "elsewhere  {name}").unwrap();
                }
                (false, _) => {}
            }
        }
    }
    assert_eq!(count, verdicts.len());
    let path = folder().join("misses.txt");
    let known = std::fs::read_to_string(&path).unwrap();
    let only = |one: &str, other: &str| -> Vec<String> {
        let is_miss = |line: &&str| !line.is_empty() && !line.starts_with('#');
        let lines = one.lines().filter(is_miss);
        lines.filter(|line| other.lines().all(|known| known != *line)).map(str::to_owned).collect()
    };
    let (new, gone) = (only(&misses, &known), only(&known, &misses));
    if std::env::var_os("BLESS").is_some() {
        let left = known.lines().filter(|line| !gone.iter().any(|gone| gone == line));
        let lines: Vec<&str> = left.chain(new.iter().map(String::as_str)).collect();
        return std::fs::write(&path, lines.join("\n") + "\n").unwrap();
    }
    assert!(new.is_empty() && gone.is_empty(), "new: {new:#?}\nno longer, so BLESS=1: {gone:#?}");
}

/// Checks a recording. Each line of the file is a JSON object: `yaml`, `accepted`, and for a refusal `message` and
/// `causes`, each with a `field`.
#[test]
#[ignore = "needs a recording: BOWLINE_VERDICTS=FILE"]
fn verdicts_of_a_recording() {
    let path = std::env::var("BOWLINE_VERDICTS").expect("BOWLINE_VERDICTS names a file");
    let (mut refused, mut found, mut false_errors) = (0, 0, 0);
    let (mut with_causes, mut exact, mut named, mut single, mut one) = (0, 0, 0, 0, 0);
    for line in std::fs::read_to_string(path).unwrap().lines() {
        let row: serde_json::Value = serde_json::from_str(line).unwrap();
        // The API server does not judge references to other objects.
        let of_api =
            |error: &Diagnostic| rules::find(error.rule).is_some_and(|rule| rule.meta.category != Category::Links);
        let errors = errors(row["yaml"].as_str().unwrap());
        if row["accepted"] == true {
            false_errors += i32::from(errors.iter().any(of_api));
            continue;
        }
        refused += 1;
        if errors.is_empty() {
            continue;
        }
        found += 1;
        let causes = row["causes"].as_array().unwrap();
        if causes.len() == 1 {
            single += 1;
            one += i32::from(errors.len() == 1);
        }
        let fields: Vec<String> =
            causes.iter().filter_map(|cause| cause["field"].as_str()).map(str::to_owned).collect();
        if !fields.is_empty() {
            with_causes += 1;
            let is_exact = |error: &Diagnostic| fields.iter().any(|field| steps(field) == steps(&error.path));
            exact += i32::from(errors.iter().any(is_exact));
            let verdict = Verdict { is_taken: false, fields };
            named += i32::from(errors.iter().any(|error| verdict.names(error)));
        }
    }
    let percent = |part: i32, whole: i32| 100.0 * f64::from(part) / f64::from(whole);
    eprintln!("found {found} of {refused}, {:.2} %; false errors {false_errors}", percent(found, refused));
    eprintln!("at a path of the server {named} of {with_causes}, {:.2} %", percent(named, with_causes));
    eprintln!("letter by letter {exact}, {:.2} %", percent(exact, with_causes));
    eprintln!("one error for one cause {one} of {single}, {:.2} %", percent(one, single));
    assert!(percent(named, with_causes) >= 95.0 && percent(one, single) >= 97.0 && false_errors <= 1);
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

/// Rules about missing values.
const MISSING: &[&str] = &["field-null-object", "name-missing", "required-missing", "svc-ports-required"];

impl Verdict {
    /// Whether an error is at a path that the server names, of an object that it can read. The two differ:
    /// - the server names a map or a list with one wrong entry, and bowline names the entry: `metadata.labels`;
    /// - the server leaves the index of an item out: `volumeMounts.subPath`;
    /// - the server names what a missing value lacks, and bowline names the missing value;
    /// - the server names the labels of a pod if a selector does not match them, and bowline whichever must be changed;
    /// - the server's own paths are not always those of the object, see `as_written`.
    fn names(&self, error: &Diagnostic) -> bool {
        let is_index = |step: &String| step.bytes().all(|byte| byte.is_ascii_digit());
        let without_indexes = |path: Vec<String>| path.into_iter().filter(|step| !is_index(step)).collect::<Vec<_>>();
        let indexes = |path: &[String]| path.iter().filter(|step| is_index(step)).cloned().collect::<Vec<_>>();
        let found = steps(&error.path);
        let is_named = |field: &String| {
            let wanted = as_written(steps(field));
            // Each index of the server is also the index of bowline.
            let is_same_item =
                indexes(&found).starts_with(&indexes(&wanted)) || indexes(&wanted).starts_with(&indexes(&found));
            let (found, wanted) = (without_indexes(found.clone()), without_indexes(wanted));
            let is_whole = found.split_last().is_some_and(|(_, whole)| whole == wanted);
            let is_in_missing = MISSING.contains(&error.rule) && wanted.starts_with(&found);
            let is_pair = error.rule == "selector-template-mismatch" && wanted.ends_with(&["labels".to_owned()]);
            is_same_item && (found == wanted || is_whole || is_in_missing) || is_pair
        };
        self.fields.is_empty() || self.fields.iter().any(is_named)
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

/// Paths that the server shortens, with the intended paths.
const SHORT_PATHS: &[(&[&str], &[&str])] = &[
    (&["template", "labels"], &["template", "metadata", "labels"]),
    (&["resources", "storage"], &["resources", "requests", "storage"]),
    (&["downwardAPI", "fieldRef"], &["downwardAPI", "items", "fieldRef"]),
    (&["securityContext", "shareProcessNamespace"], &["shareProcessNamespace"]),
    (&["volumes", "persistentDisk"], &["volumes", "gcePersistentDisk"]),
    (&["spec", "clusterIPs", "0"], &["spec", "clusterIP"]),
    (&["spec", "clusterIPs"], &["spec", "clusterIP"]),
    (&["spec", "LoadBalancerSourceRanges"], &["spec", "loadBalancerSourceRanges"]),
];

/// The path as the object has it. For a definition, the server names paths of its converted form, and some of its paths
/// lack a step.
fn as_written(mut steps: Vec<String>) -> Vec<String> {
    for (short, whole) in SHORT_PATHS {
        let at = steps.windows(short.len()).position(|window| window == *short);
        if let Some(at) = at {
            steps.splice(at..at + short.len(), whole.iter().map(|step| (*step).to_owned()));
        }
    }
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
