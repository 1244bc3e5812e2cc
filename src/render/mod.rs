//! Builds objects before they are applied, from values that remember where a person wrote them.
//!
//! A build never touches a file. All input is loaded first. Then the build makes trees whose nodes have the places of
//! the written values, in any file.

pub mod kustomize;
pub mod print;
mod value;

pub use value::{Key, Pair, Value};
