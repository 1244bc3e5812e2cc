//! All integration tests in one binary, which links once. `tests/README.md` says what each folder contains, and how to
//! run it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, clippy::print_stderr)]

mod cli;
mod common;
mod injected;
mod kubernetes;
mod kustomize;
mod lsp;
mod report;
mod repository;
mod robust;
mod rules;
mod settings;
mod yaml;
