//! The reports, shape by shape.

mod common;
mod human;
mod json;
mod masks;
