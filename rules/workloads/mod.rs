//! Jobs, schedules and rollouts.

use crate::rule::Rule;

mod active_deadline;
mod cron_schedule;
mod cron_timezone;
mod job;
mod shared_claim;
mod strategy;

/// The rules of the family, sorted by id.
pub(super) static RULES: &[&Rule] = &[
    &active_deadline::RULE,
    &cron_schedule::RULE,
    &cron_timezone::RULE,
    &job::RULE,
    &shared_claim::RULE,
    &strategy::RULE,
];
