//! Any text as the files of a project: its kustomizations are built, printed and checked.
#![no_main]

use bowline_fuzz::{builds, hold};

libfuzzer_sys::fuzz_target!(|text: &str| hold(builds::build(text)));
