//! Any text: fixes and edit helpers change what they say, and the result parses.
#![no_main]

use bowline_fuzz::{edits, hold};

libfuzzer_sys::fuzz_target!(|text: &str| {
    hold(edits::fixes(text));
    hold(edits::helpers(text));
});
