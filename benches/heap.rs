//! The heap of all trees of a folder, held at once, small files and large ones apart.
//!
//! `cargo bench --bench heap -- FOLDER`
#![allow(missing_docs, clippy::print_stdout)]

use std::fs;
use std::path::PathBuf;

use bowline::discover::{self, Options};
use bowline::source::{Source, Sources};
use bowline::yaml;
use peak_alloc::PeakAlloc;

#[global_allocator]
static HEAP: PeakAlloc = PeakAlloc;

/// A small file ends below this, in bytes.
const SMALL: usize = 4 << 10;

fn main() {
    let folder = std::env::args().skip(1).find(|argument| !argument.starts_with("--"));
    let folder = folder.unwrap_or_else(|| "testdata".to_owned());
    let Ok(here) = std::env::current_dir() else { return };
    let found = discover::discover(&here, &[PathBuf::from(folder)], &Options::default());
    let files = found.into_iter().flat_map(|found| found.files);
    let texts: Vec<String> = files.filter_map(|file| fs::read_to_string(file.path).ok()).collect();
    let (small, large): (Vec<_>, Vec<_>) = texts.into_iter().partition(|text| text.len() < SMALL);
    for (what, texts) in [("small files", small), ("large files", large)] {
        let bytes: usize = texts.iter().map(String::len).sum();
        let sources = Sources::new(texts.into_iter().map(|text| Source::new(String::new(), text)).collect());
        let before = HEAP.current_usage();
        HEAP.reset_peak_usage();
        let kept: Vec<_> = sources.iter().map(|(file, _)| yaml::parse(&sources, file)).collect();
        let peak = HEAP.peak_usage().saturating_sub(before) as f64 / bytes.max(1) as f64;
        println!("{what}: {} trees held at once, peak {peak:.2} heap bytes per input byte", kept.len());
    }
}
