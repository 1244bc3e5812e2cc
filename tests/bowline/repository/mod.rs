//! The project itself: its layers, and what its documents say of it.

mod hooks;
mod layers;
mod packages;
mod readme;
mod tidy;
