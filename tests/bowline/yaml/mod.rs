//! YAML texts: their values and places, and the effects of edits.

mod broken;
mod edit;
mod goyaml;
mod nodes;
mod reading;
mod spans;
mod suite;
