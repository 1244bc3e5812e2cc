//! The command: its arguments, the files that it takes, what it prints.

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
