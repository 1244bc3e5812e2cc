//! Any bytes: the check ends without a panic, and every place in its findings is valid.

use crate::common::random::{self, Random, Rounds, guarded, mutate};
use crate::common::{builds, invariants, seeds};
use bowline::source::FileId;
use bowline::yaml;

/// The rounds of the committed test, which must take only a few seconds in debug.
const ROUNDS: usize = 400;

#[test]
fn no_bytes_break_it() {
    let mut seeds: Vec<Vec<u8>> = seeds::all().into_iter().map(|(_, text)| text.into_bytes()).collect();
    seeds.extend(random::seeds());
    let mut random = Random::from_env();
    let mut failures: Vec<String> = Vec::new();
    for _ in Rounds::new(ROUNDS) {
        let mut bytes = random.pick(&seeds).clone();
        for _ in 0..1 + random.below(4) {
            mutate(&mut bytes, &mut random, &seeds);
        }
        try_with(&bytes, &mut failures, inspect);
        if failures.len() >= 40 {
            break;
        }
    }
    assert!(failures.is_empty(), "{} failures\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn no_text_breaks_a_build() {
    let seeds: Vec<Vec<u8>> = seeds::builds().into_iter().map(String::into_bytes).collect();
    let mut random = Random::from_env();
    let mut failures: Vec<String> = Vec::new();
    for _ in Rounds::new(ROUNDS) {
        let mut bytes = random.pick(&seeds).clone();
        for _ in 0..1 + random.below(4) {
            mutate(&mut bytes, &mut random, &seeds);
        }
        try_with(&bytes, &mut failures, |bytes| builds::build(&String::from_utf8_lossy(bytes)));
        if failures.len() >= 40 {
            break;
        }
    }
    assert!(failures.is_empty(), "{} failures\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn every_prefix_is_read() {
    let text = include_str!("../../seeds/shop.yaml");
    let mut failures = Vec::new();
    for document in text.split_inclusive("\n---\n") {
        for end in 0..document.len() {
            let prefix = &document.as_bytes()[..end];
            try_with(prefix, &mut failures, |bytes| {
                let sources = invariants::sources(&String::from_utf8_lossy(bytes));
                invariants::places(&sources, &yaml::parse(sources.get(FileId(0))))
            });
            // Each prefix of the whole file is a separate opt-in test (`size.rs`).
            if end % 7 == 0 {
                try_with(prefix, &mut failures, inspect);
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

fn try_with(bytes: &[u8], failures: &mut Vec<String>, inspect: fn(&[u8]) -> Result<(), String>) {
    if let Err(complaint) = guarded(|| inspect(bytes)) {
        failures.push(format!("{complaint}\n  {:?}", String::from_utf8_lossy(bytes)));
    }
}

/// Reads and checks a text.
fn inspect(bytes: &[u8]) -> Result<(), String> {
    invariants::parse(&String::from_utf8_lossy(bytes))?;
    invariants::check(bytes)
}
