//! Single values and how Kubernetes reads them: quantities, schedules, names, time zones, versions.

pub mod cel;
pub mod cron;
pub mod hosts;
pub mod names;
pub mod quantity;
pub mod time_zone;
pub mod version;
pub mod version_set;
