//! Any bytes: the whole check in memory with all reports.
#![no_main]

use bowline_fuzz::{hold, invariants};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| hold(invariants::check(bytes)));
