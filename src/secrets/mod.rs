//! Literal secrets: how to distinguish them from other text, and where a file has them.

pub mod engine;
mod found;
pub mod inputs;
mod lines;
mod names;
mod nodes;
mod objects;
mod own;
mod parts;
mod patches;
mod places;
mod plain;
pub mod spots;
mod text;
mod words;
mod written;

pub use found::Secret;
pub use own::Own;
pub use places::{places, places_with};
pub use plain::Plain;
pub use text::by_look;
pub use written::{Written, has_token, in_comment, in_settings, is_kept_secret};
