//! Any text: the tree, its spans and its comments are consistent, and lines and columns lead back.
#![no_main]

use bowline_fuzz::{hold, invariants};

libfuzzer_sys::fuzz_target!(|text: &str| {
    hold(invariants::parse(text));
    hold(invariants::positions(text));
});
