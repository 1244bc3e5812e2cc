//! The language server: what is found, shown and repaired where people type.
//!
//! One thread talks to the editor and one checks. The first owns the open texts and answers in order; the second owns the
//! [session](crate::session::Session) and hands out snapshots that never change. A request that needs the newest texts waits for
//! the snapshot of them.

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
