//! The language server, asked by an editor over the real codec.

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
