//! The texts that the benchmarks of the trees read.

use std::fs;
use std::path::PathBuf;

use bowline::discover::{self, Options};

/// The size in bytes from which a file counts as large.
const SMALL: usize = 4 << 10;

/// The texts of a folder, small and large ones separately, each group with its name. Empty if the current folder is not
/// known.
pub fn texts(folder: &str) -> Vec<(&'static str, Vec<String>)> {
    let Ok(here) = std::env::current_dir() else { return Vec::new() };
    let found = discover::discover(&here, &[PathBuf::from(folder)], &Options::default());
    let files = found.into_iter().flat_map(|found| found.files);
    let texts = files.filter_map(|file| fs::read_to_string(file.path).ok());
    let (small, large) = texts.partition(|text| text.len() < SMALL);
    vec![("small files", small), ("large files", large)]
}
