//! bowline ties the pieces of Kubernetes manifests together as the cluster would, and shows what will not hold.
//!
//! The modules are listed in reading order; knowledge flows downward, never up.

pub mod baseline;
pub mod check;
pub mod cli;
pub mod config;
pub mod diagnostic;
pub mod discover;
pub mod fingerprint;
pub mod kube;
pub mod lint;
pub mod origin;
pub mod report;
pub mod rule;
#[path = "../rules/mod.rs"]
pub mod rules;
pub mod schema;
pub mod secrets;
pub mod settings;
pub mod settle;
pub mod source;
pub mod suppress;
pub mod workspace;
pub mod yaml;
