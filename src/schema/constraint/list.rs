//! The constraints in a form for people.

use std::fmt;

use super::super::{Schema, built_in};
use super::{Condition, Constraint, ConstraintRow, Step};
use crate::kube::values::version::{Version, Versions};
use crate::kube::values::version_set::VersionSet;

/// A field of the built-in API, or a type, with one of its constraints.
#[derive(Debug)]
pub struct Listed {
    /// The field, such as `PodSpec.serviceAccountName`.
    pub field: String,
    /// The constraint.
    pub constraint: Constraint,
    /// The condition under which the constraint applies.
    pub condition: Option<Condition>,
    /// The versions that have the constraint.
    pub versions: VersionSet,
    /// The function of Kubernetes that checks the constraint.
    pub source: &'static str,
}

/// The constraints that pass a test, in the order of the names of types and fields.
pub fn listed(test: impl Fn(Constraint) -> bool) -> Vec<Listed> {
    let mut all: Vec<Listed> = Vec::new();
    let mut add = |field: String, row: &'static ConstraintRow| {
        let ConstraintRow { constraint, condition, versions, source, .. } = *row;
        if test(constraint) {
            all.push(Listed { field, constraint, condition, versions, source });
        }
    };
    let schema: &Schema<'static> = built_in();
    for definition in schema.definitions() {
        for row in definition.constraints() {
            add(format!("{}{}", definition.short_name(), path(row.path)), row);
        }
        for field in definition.fields() {
            for row in field.constraints() {
                add(format!("{}.{}{}", definition.short_name(), field.name(), path(row.path)), row);
            }
        }
    }
    // Several versions of a group have types of the same name, mostly with the same constraints.
    all.sort_by_cached_key(Listed::to_string);
    all.dedup_by_key(|listed| listed.to_string());
    all
}

fn path(steps: &[Step]) -> String {
    let step = |step: &Step| match step {
        Step::Key(key) => format!(".{key}"),
        Step::Items => "[]".to_owned(),
        Step::Keys => "{key}".to_owned(),
        Step::Values => "{}".to_owned(),
    };
    steps.iter().map(step).collect()
}

impl fmt::Display for Listed {
    /// `` `PodSpec.hostname`: a DNS label (core/validation ValidatePodSpec) ``.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`: {}", self.field, self.constraint.wants())?;
        if let Some((words, negated)) = self.condition.map(Condition::words) {
            write!(f, " {} {words}", if negated { "without" } else { "with" })?;
        }
        let all = VersionSet::from(Versions { first: Version::OLDEST, last: Version::NEWEST });
        if !all.without(self.versions).is_empty() {
            write!(f, ", in Kubernetes {}", self.versions.and(all))?;
        }
        write!(f, " ({})", self.source)
    }
}
