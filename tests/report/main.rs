//! The reports, shape by shape.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;
mod human;
mod json;
mod masks;
