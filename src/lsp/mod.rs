//! The language server: findings, information and fixes while people type.
//!
//! One thread talks to the editor and another one checks. The first owns the open texts and answers in order. The
//! second owns the [session](crate::session::Session) and returns snapshots that never change. A request that needs the
//! newest texts waits for their snapshot.

mod actions;
mod buffers;
mod capabilities;
mod client;
mod completion;
mod configuration;
mod configured;
mod diagnostics;
mod disk;
mod edits;
mod fields;
mod files;
mod hints;
mod hover;
mod kept;
mod moved;
mod navigation;
mod notifications;
mod position;
mod progress;
mod project;
mod pull;
mod rename;
mod requests;
mod server;
mod snapshot;
mod state;
mod symbols;
mod uri;
mod worker;

pub use server::serve;
