//! The reports, format by format.

mod case;
mod data;
mod formats;
mod human;
mod json;
mod lines;
mod masks;
mod sarif;
mod xml;
