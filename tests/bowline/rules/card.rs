//! A test for each card, named like its file; `build.rs` lists them.

use super::cards::run;

include!(concat!(env!("OUT_DIR"), "/cards.rs"));
