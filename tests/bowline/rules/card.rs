//! A test for each card, named like its file; `build.rs` lists them.

use super::cards::holds;

include!(concat!(env!("OUT_DIR"), "/cards.rs"));
