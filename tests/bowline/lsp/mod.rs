//! The language server, with an editor that sends requests over the real codec.

mod actions;
mod completion;
mod diagnostics;
pub mod editor;
mod hostile;
mod life;
mod names;
mod shown;
mod texts;
mod typing;
