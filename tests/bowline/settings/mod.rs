//! The settings of a project: its configuration, accepted findings and overrides.

mod adoption;
mod config;
mod effects;
mod nested;
