//! bowline connects the pieces of Kubernetes manifests as the cluster would, and shows what will not work.
//!
//! The modules are listed in reading order. A module uses only those before it, and itself.

pub mod source;

pub mod text;

pub mod yaml;

pub mod diagnostic;

pub mod secrets;

pub mod kube;

pub mod schema;

pub mod render;

pub mod workspace;

pub mod rule;

#[path = "../rules/mod.rs"]
pub mod rules;

pub mod discover;
pub mod settings;

pub mod origin;

pub mod lint;

pub mod report;

pub mod picture;

pub mod session;

pub mod fix;

pub mod lsp;

pub mod cli;
