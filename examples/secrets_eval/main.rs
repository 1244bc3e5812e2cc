//! Measures the rules on secrets against labelled places: precision and recall, by context and by severity.
//!
//! `cargo run --release --example secrets_eval -- TSV… [--misses] [--false] [--values]`. A row of a table is a place of a
//! manifest: the kind of its object, the path of the field, a name, a value, and whether the value is a secret. The
//! manifest is built around it and checked. Placeholders count neither way. Values are shown only with `--values`.
#![allow(missing_docs, clippy::print_stdout, clippy::print_stderr)]

mod manifest;
mod row;

use std::collections::BTreeMap;
use std::process::ExitCode;

use bowline::diagnostic::Severity;
use bowline::session;
use bowline::settings::Settings;
use row::{Label, Row};

/// The rules that say of a value that it is a credential.
const RULES: &[&str] = &[
    "configmap-secret",
    "hardcoded-password",
    "known-token-shape",
    "secret-in-args",
    "secret-in-comment",
    "secret-in-generator",
    "secret-in-manifest",
    "secret-in-text",
    "url-credentials",
];

/// How the rows of one group came out.
#[derive(Default)]
struct Score {
    found: usize,
    missed: usize,
    wrong: usize,
    /// Wrong ones that are reported as errors.
    wrong_errors: usize,
    placeholders: usize,
    quiet: usize,
}

fn main() -> ExitCode {
    let (options, files): (Vec<String>, Vec<String>) =
        std::env::args().skip(1).partition(|word| word.starts_with("--"));
    let has = |option: &str| options.iter().any(|given| given == option);
    let mut scores: BTreeMap<&str, Score> = BTreeMap::new();
    for file in &files {
        let rows =
            match std::fs::read_to_string(file).map_err(|error| error.to_string()).and_then(|text| row::read(&text)) {
                Ok(rows) => rows,
                Err(error) => {
                    eprintln!("{file}: {error}");
                    return ExitCode::from(2);
                }
            };
        for row in rows {
            let found = check(&row);
            let context = row.context();
            let is_missed = row.label == Label::Secret && found.is_empty();
            let is_wrong = row.label == Label::Other && !found.is_empty();
            if is_missed && has("--misses") || is_wrong && has("--false") {
                let rules: Vec<&str> = found.iter().map(|found| found.0).collect();
                let value = if has("--values") { row.value.as_str() } else { "" };
                println!(
                    "{file}:{} {context} {} {} {} {} {value}",
                    row.line,
                    row.object,
                    row.field,
                    row.name,
                    rules.join(",")
                );
            }
            if context != "comment" {
                scores.entry("all").or_default().add(&row, &found);
            }
            scores.entry(context).or_default().add(&row, &found);
        }
    }
    println!(
        "{:<16} {:>5} {:>6} {:>5} {:>6} {:>6} {:>12} {:>9} {:>6}",
        "context", "found", "missed", "wrong", "errors", "quiet", "placeholders", "precision", "recall"
    );
    for (context, score) in &scores {
        println!("{context:<16} {score}");
    }
    ExitCode::SUCCESS
}

/// The findings on credentials in the manifest of a row, with how grave they are.
fn check(row: &Row) -> Vec<(&'static str, Severity)> {
    let (name, text) = manifest::of(row);
    let settings = Settings { info: true, ..Settings::default() };
    let loaded = session::load(name, Ok(text.into_bytes()));
    let checked = session::check(vec![loaded], Vec::new(), &settings, &|| {});
    let findings = checked.outcome.diagnostics.iter();
    findings.filter(|found| RULES.contains(&found.rule)).map(|found| (found.rule, found.severity)).collect()
}

impl Score {
    fn add(&mut self, row: &Row, found: &[(&'static str, Severity)]) {
        let is_error = found.iter().any(|found| found.1 == Severity::Error);
        match (row.label, found.is_empty()) {
            (Label::Secret, false) => self.found += 1,
            (Label::Secret, true) => self.missed += 1,
            (Label::Other, false) => {
                self.wrong += 1;
                self.wrong_errors += usize::from(is_error);
            }
            (Label::Other, true) => self.quiet += 1,
            (Label::Placeholder, _) => self.placeholders += 1,
        }
    }
}

impl std::fmt::Display for Score {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let share = |part: usize, rest: usize| match part + rest {
            0 => "–".to_owned(),
            all => format!("{:.3}", part as f64 / all as f64),
        };
        let Self { found, missed, wrong, wrong_errors, placeholders, quiet } = self;
        let (precision, recall) = (share(*found, *wrong), share(*found, *missed));
        write!(
            out,
            "{found:>5} {missed:>6} {wrong:>5} {wrong_errors:>6} {quiet:>6} {placeholders:>12} {precision:>9} {recall:>6}"
        )
    }
}
