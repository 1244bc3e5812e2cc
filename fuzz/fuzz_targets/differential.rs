//! The fast reader, the general one and saphyr-parser's bare events say the same.
#![no_main]

use bowline_fuzz::{hold, same};

libfuzzer_sys::fuzz_target!(|text: &str| {
    hold(same::as_the_general_reader(text));
    hold(same::as_the_oracle(text));
});
