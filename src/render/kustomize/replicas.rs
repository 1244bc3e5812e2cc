//! `replicas`: the number of pods of a workload.

use super::field_spec::{FieldSpec, Make, Misfit};
use super::file::Kustomization;
use super::problem::{Problem, ProblemKind};
use super::resource::Resource;
use super::similar;
use super::specs::Table;
use super::state::{Accumulated, Cx};
use crate::render::Value;
use crate::yaml::{Cause, Kind, Node};

/// Sets the counts in a kustomization.
pub(super) fn from_kustomization<'a>(kustomization: &Kustomization<'a>, made: &mut Accumulated<'a>, cx: &mut Cx<'a>) {
    let specs = made.specs.clone();
    for entry in kustomization.items("replicas") {
        set(&mut made.resources, entry, specs.table(Table::Replicas), cx);
    }
}

/// Sets the count of an entry, which has a `name` and a `count`.
pub(super) fn set<'a>(resources: &mut [Resource<'a>], entry: Node<'a>, specs: &[FieldSpec], cx: &mut Cx<'a>) {
    let name = entry.get("name").map_or("", |name| name.text());
    let cause = Cause { span: entry.span(), what: "entry of `replicas` sets the count".to_owned(), is_made: false };
    let count = match entry.written("count") {
        Some(count) => Value::written(count.value),
        None => Value::plain("0", entry),
    };
    let count = count.because(cause);
    let mut is_found = false;
    for spec in specs {
        for resource in resources.iter_mut() {
            let is_meant = resource.ids().any(|id| id.name == name && id.gvk.is_selected_by(&spec.gvk));
            is_found |= is_meant;
            if !is_meant || !resource.gvk().is_selected_by(&spec.gvk) {
                continue;
            }
            let make = Make { kind: Kind::Scalar, at: entry };
            let put = &mut |value: &mut Value<'a>| match value.kind() {
                Kind::Scalar => {
                    *value = count.clone();
                    Ok(())
                }
                _ => Err(Misfit("a count is to be set where a mapping or a list is".to_owned())),
            };
            if let Err(Misfit(message)) = spec.change(&mut resource.value, Some(make), put) {
                cx.problem(entry, ProblemKind::Refused, message);
            }
        }
    }
    if !is_found {
        let message = format!("no workload `{name}` has a count of replicas, so kustomize refuses the build");
        let at = entry.get("name").unwrap_or(entry);
        let of_workloads = ["Deployment", "StatefulSet", "ReplicaSet", "ReplicationController"];
        let similar = of_workloads.iter().find_map(|kind| similar::object(name, kind, resources));
        cx.problems.push(Problem { similar, ..Problem::new(at, ProblemKind::NoTarget, message) });
    }
}
