//! The command `bowline`.
fn main() {}
