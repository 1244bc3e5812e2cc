//! Compares the building of trees (spans, comments, repeated keys) with saphyr-parser's bare events, for small files
//! and large files. It uses the system's allocator, because the benchmark `heap` measures the memory.
//!
//! `cargo bench --bench yaml -- FOLDER [ROUNDS]` prints medians of the CPU seconds of one thread, so other work does
//! not count.
#![allow(missing_docs, clippy::print_stdout)]

mod common;

use bowline::source::{Source, Sources};
use bowline::yaml;
use rustix::time::{ClockId, clock_gettime};
use saphyr_parser::Parser;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let folder = arguments.first().map_or("testdata", String::as_str);
    let rounds = arguments.get(1).and_then(|rounds| rounds.parse().ok()).unwrap_or(9);
    for (what, texts) in common::texts(folder) {
        compare(what, texts, rounds);
    }
}

fn compare(what: &str, texts: Vec<String>, rounds: usize) {
    let bytes: usize = texts.iter().map(String::len).sum();
    println!("{what}: {}, {:.1} MB", texts.len(), bytes as f64 / 1e6);
    let sources = Sources::new(texts.into_iter().map(|text| Source::new(String::new(), text)).collect());
    let events = measure("saphyr-parser, bare events", bytes, rounds, || {
        let count = |text: &str| Parser::new_from_str(text).take_while(Result::is_ok).count();
        sources.iter().map(|(_, source)| count(&source.text)).sum()
    });
    let general = measure("trees by the general reader alone", bytes, rounds, || {
        sources.iter().map(|(file, _)| yaml::parse_general(sources.get(file)).documents.len()).sum()
    });
    let trees = measure("trees", bytes, rounds, || {
        sources.iter().map(|(file, _)| yaml::parse(sources.get(file)).documents.len()).sum()
    });
    println!(
        "  trees are {:.1} times as fast as bare events, {:.1} times as the general reader",
        events / trees,
        general / trees
    );
}

/// Prints and returns the median of the CPU seconds.
fn measure(what: &str, bytes: usize, rounds: usize, mut work: impl FnMut() -> usize) -> f64 {
    let mut seconds: Vec<f64> = (0..rounds.max(1))
        .map(|_| {
            let start = cpu_seconds();
            std::hint::black_box(work());
            cpu_seconds() - start
        })
        .collect();
    seconds.sort_by(f64::total_cmp);
    let median = seconds[seconds.len() / 2];
    println!("  {what:36} {median:8.4} s {:8.1} MB/s", bytes as f64 / 1e6 / median);
    median
}

fn cpu_seconds() -> f64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}
