//! What the targets demand: the same as `cargo test`.

#[path = "../../tests/bowline/common/again.rs"]
pub mod again;

#[path = "../../tests/bowline/common/invariants.rs"]
pub mod invariants;

#[path = "../../tests/bowline/common/builds.rs"]
pub mod builds;

#[path = "../../tests/bowline/common/edits.rs"]
pub mod edits;

#[path = "../../tests/bowline/common/same.rs"]
pub mod same;

#[path = "../../tests/bowline/common/typing.rs"]
pub mod typing;

/// Ends the run if a check fails.
pub fn hold(verdict: Result<(), String>) {
    if let Err(complaint) = verdict {
        panic!("{complaint}");
    }
}
