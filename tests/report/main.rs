//! The reports, shape by shape.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;
mod data;
mod human;
mod json;
mod lines;
mod masks;
mod sarif;
mod xml;
