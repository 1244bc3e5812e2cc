//! The project itself: its layers, and the claims of its documents.

mod hooks;
mod layers;
mod packages;
mod readme;
mod tidy;
