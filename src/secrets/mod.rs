//! Literal secrets: how one is told from other text, and where a file has them.

pub mod engine;
mod lines;
mod places;

pub use places::places;
