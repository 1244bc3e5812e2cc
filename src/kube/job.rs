//! Jobs, and the Jobs that a CronJob makes.

use super::kind::Kind;
use super::resource::Resource;
use crate::yaml::Node;

/// The `spec` of a Job or of a CronJob's Jobs.
pub fn job_spec<'w>(resource: &Resource<'w>) -> Option<Node<'w>> {
    let spec = match resource.kind {
        Kind::Job => resource.spec(),
        Kind::CronJob => resource.root.find(&["spec", "jobTemplate", "spec"]),
        _ => None,
    };
    spec.filter(|spec| spec.is_mapping())
}
