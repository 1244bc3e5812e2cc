//! The command: its arguments, its input files and its output.

mod broken;
mod builds;
mod changed;
mod commands;
mod discover;
mod fix;
mod generate;
mod graph;
mod init;
mod pipe;
mod projects;
pub mod silence;
