//! Objects that are put together before they are applied: values that remember where a person wrote them.
//!
//! A build never touches a file. What it needs is loaded first, then it makes trees whose nodes have the places of what
//! people wrote, in any file.

pub mod kustomize;
pub mod print;
mod value;

pub use value::{Key, Pair, Value};
