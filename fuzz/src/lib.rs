//! What the targets demand: the same as `cargo test`.

#[path = "../../tests/common/invariants.rs"]
pub mod invariants;

#[path = "../../tests/common/edits.rs"]
pub mod edits;

#[path = "../../tests/common/same.rs"]
pub mod same;

/// Ends the run where something does not hold.
pub fn hold(verdict: Result<(), String>) {
    if let Err(complaint) = verdict {
        panic!("{complaint}");
    }
}
