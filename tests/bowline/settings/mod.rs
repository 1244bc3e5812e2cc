//! What a project sets: its configuration, what it accepts, what it overrides.

mod adoption;
mod config;
mod effects;
mod nested;
