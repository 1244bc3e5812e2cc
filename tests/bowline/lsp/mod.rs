//! The language server, asked by an editor over the real codec.

mod actions;
mod diagnostics;
mod editor;
mod life;
mod texts;
