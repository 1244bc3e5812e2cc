//! Two readers of one document say the same.
#![no_main]

use bowline_fuzz::{hold, same};

libfuzzer_sys::fuzz_target!(|text: &str| hold(same::as_the_oracle(text)));
