//! A whole check of a folder, beside two floors in the same run: reading the files, and saphyr-parser's bare events.
//! The benchmark `yaml` looks at the trees alone.
//!
//! `cargo bench --bench check -- FOLDER [ROUNDS]`: medians of one thread, so seconds are CPU seconds.
#![allow(missing_docs, clippy::print_stdout)]

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use bowline::cli::{self, Io, Terminal};
use bowline::discover::{self, Options};
use peak_alloc::PeakAlloc;
use saphyr_parser::Parser;

#[global_allocator]
static HEAP: PeakAlloc = PeakAlloc;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let folder = arguments.first().map_or_else(|| "testdata".to_owned(), Clone::clone);
    let rounds = arguments.get(1).and_then(|rounds| rounds.parse().ok()).unwrap_or(5);
    let Ok(here) = std::env::current_dir() else { return };
    let root = here.join(&folder);
    let found = discover::discover(&here, &[PathBuf::from(&folder)], &Options::default());
    let files: Vec<PathBuf> = found.into_iter().flat_map(|found| found.files).map(|file| file.path).collect();
    let texts: Vec<String> = files.iter().filter_map(|file| fs::read_to_string(file).ok()).collect();
    let bytes: usize = texts.iter().map(String::len).sum();
    println!("{folder}: {} files, {:.1} MB, median of {rounds} rounds, one thread", files.len(), mb(bytes));

    let floor = measure("read the files", bytes, rounds, || {
        files.iter().filter_map(|file| fs::read(file).ok()).map(|bytes| bytes.len()).sum()
    });
    let events = measure("saphyr-parser, bare events", bytes, rounds, || {
        texts.iter().map(|text| Parser::new_from_str(text).take_while(Result::is_ok).count()).sum()
    });
    drop(texts);
    let whole = measure("bowline check, one thread", bytes, rounds, || check(&root, 1));
    measure("bowline check, all threads (wall)", bytes, rounds, || check(&root, 0));
    println!("a whole check costs {:.2} times the bare events, {:.1} times the reading", whole / events, whole / floor);
}

fn check(folder: &Path, threads: usize) -> usize {
    let run = || {
        let mut out = Vec::new();
        let terminal = Terminal { unicode: true, width: 100, ..Terminal::default() };
        let arguments = ["bowline", "check", "--fail-on", "never"].map(OsString::from);
        let mut io = Io {
            stdin: &mut std::io::empty(),
            stdout: &mut out,
            stderr: &mut std::io::sink(),
            folder: folder.to_owned(),
            today: jiff::civil::date(2026, 1, 1),
            terminal,
        };
        cli::run(arguments, &mut io);
        out.len()
    };
    match rayon::ThreadPoolBuilder::new().num_threads(threads).build() {
        Ok(pool) => pool.install(run),
        Err(_) => run(),
    }
}

/// Prints the median time, the speed and the peak of the heap above what was there before.
fn measure(what: &str, bytes: usize, rounds: usize, mut work: impl FnMut() -> usize) -> f64 {
    let before = HEAP.current_usage();
    HEAP.reset_peak_usage();
    let mut seconds: Vec<f64> = (0..rounds.max(1))
        .map(|_| {
            let start = Instant::now();
            std::hint::black_box(work());
            start.elapsed().as_secs_f64()
        })
        .collect();
    seconds.sort_by(f64::total_cmp);
    let median = seconds[seconds.len() / 2];
    let peak = HEAP.peak_usage().saturating_sub(before) as f64 / bytes.max(1) as f64;
    println!("{what:36} {median:8.3} s {:8.1} MB/s {peak:6.2} peak heap bytes per input byte", mb(bytes) / median);
    median
}

fn mb(bytes: usize) -> f64 {
    bytes as f64 / 1e6
}
