//! bowline ties the pieces of Kubernetes manifests together as the cluster would, and shows what will not hold.
//!
//! The modules are listed in reading order; knowledge flows downward, never up.

pub mod source;
pub mod diagnostic;
pub mod yaml;
pub mod kube;
pub mod workspace;
pub mod rule;
#[path = "../rules/mod.rs"]
pub mod rules;
pub mod settings;
pub mod suppress;
pub mod secrets;
pub mod lint;
pub mod discover;
pub mod report;
pub mod check;
pub mod config;
pub mod cli;
