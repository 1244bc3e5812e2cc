//! Literal secrets: how one is told from other text, and where a file has them.

pub mod engine;
mod lines;
mod names;
mod objects;
mod places;
mod text;
mod words;

pub use places::{Secret, places};
pub use text::by_look;
