//! Any keys in the language server: it ends as if it had read the text at once.
#![no_main]

use bowline_fuzz::{hold, typing};

libfuzzer_sys::fuzz_target!(|input: (&str, &[u8])| hold(typing::typed(input.0, input.1)));
