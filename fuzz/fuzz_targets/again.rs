//! Any changes of two files: a session that goes on finds what a check finds that begins anew.
#![no_main]

use bowline_fuzz::{again, hold};

libfuzzer_sys::fuzz_target!(|input: (Vec<u8>, Vec<u8>, &[u8])| {
    let files = [("a.yaml".to_owned(), input.0), ("kustomization.yaml".to_owned(), input.1)];
    hold(again::checked_again(&files, input.2));
});
