//! Texts: what is read, as what, where it is, and what an edit does to it.

mod broken;
mod edit;
mod goyaml;
mod nodes;
mod reading;
mod spans;
mod suite;
