//! Measures the heap of all trees of a folder at the same time, small and large files separately.
//!
//! `cargo bench --bench heap -- FOLDER`
#![allow(missing_docs, clippy::print_stdout)]

mod common;

use bowline::source::{Source, Sources};
use bowline::yaml;
use peak_alloc::PeakAlloc;

#[global_allocator]
static HEAP: PeakAlloc = PeakAlloc;

fn main() {
    let folder = std::env::args().skip(1).find(|argument| !argument.starts_with("--"));
    let folder = folder.unwrap_or_else(|| "testdata".to_owned());
    for (what, texts) in common::texts(&folder) {
        let bytes: usize = texts.iter().map(String::len).sum();
        let sources = Sources::new(texts.into_iter().map(|text| Source::new(String::new(), text)).collect());
        let before = HEAP.current_usage();
        HEAP.reset_peak_usage();
        let kept: Vec<_> = sources.iter().map(|(file, _)| yaml::parse(sources.get(file))).collect();
        let peak = HEAP.peak_usage().saturating_sub(before) as f64 / bytes.max(1) as f64;
        println!("{what}: {} trees held at once, peak {peak:.2} heap bytes per input byte", kept.len());
    }
}
