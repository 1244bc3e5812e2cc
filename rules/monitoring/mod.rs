//! Monitors of the Prometheus operator and what they scrape.

use crate::rule::Rule;

mod monitor_selector;
mod servicemonitor_port;

/// The rules of the family, sorted by id.
pub(super) static RULES: &[&Rule] = &[&monitor_selector::RULE, &servicemonitor_port::RULE];
