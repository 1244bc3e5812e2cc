//! Every place where a built-in kind writes a quantity.

use std::borrow::Cow;

use super::kind::Kind;
use super::pod::PodTemplate;
use super::resource::{Resource, items};
use crate::yaml::{Entry, Node};

/// What a place is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// In `resources.requests` of a container or, where `pod` is set, of the whole pod.
    Request {
        /// Of the whole pod.
        pod: bool,
    },
    /// In `resources.limits` of a container or, where `pod` is set, of the whole pod.
    Limit {
        /// Of the whole pod.
        pod: bool,
    },
    /// The `overhead` of a pod.
    Overhead,
    /// What a claim template asks for.
    ClaimTemplate,
    /// What a PersistentVolumeClaim asks for.
    Claim,
    /// What a PersistentVolume holds.
    Capacity,
    /// `sizeLimit` of an `emptyDir`.
    SizeLimit,
    /// What a ResourceQuota allows.
    Quota,
    /// A bound or default of a LimitRange.
    Range,
    /// A ratio of a LimitRange, which has no unit.
    Ratio,
    /// The target of an autoscaler.
    Metric,
    /// The unit in which a container learns of its resources.
    Divisor,
}

impl Use {
    /// True for what a container or a pod asks for or is held to.
    pub fn is_of_pod(self) -> bool {
        matches!(self, Use::Request { .. } | Use::Limit { .. })
    }
}

/// One place.
#[derive(Debug, Clone)]
pub struct QuantityPlace<'w> {
    /// `key: value`.
    pub entry: Entry<'w>,
    /// What it is for.
    pub role: Use,
    /// The resource that is measured, such as `memory`; `storage` for volumes, empty where none is named.
    pub resource: Cow<'w, str>,
    /// The place in the object, dotted, without list indexes.
    pub path: String,
}

/// The kinds that have such places.
pub const KINDS: &[Kind] = &[
    Kind::Pod,
    Kind::Deployment,
    Kind::ReplicaSet,
    Kind::StatefulSet,
    Kind::DaemonSet,
    Kind::ReplicationController,
    Kind::Job,
    Kind::CronJob,
    Kind::PodTemplate,
    Kind::HorizontalPodAutoscaler,
    Kind::PersistentVolumeClaim,
    Kind::PersistentVolume,
    Kind::ResourceQuota,
    Kind::LimitRange,
];

/// The places of an object of one of [`KINDS`], in no particular order.
pub fn read<'w>(resource: &Resource<'w>) -> Vec<QuantityPlace<'w>> {
    let mut found = Found { list: Vec::new() };
    let spec = resource.spec();
    match resource.kind {
        Kind::HorizontalPodAutoscaler => found.autoscaler(spec),
        Kind::PersistentVolumeClaim => found.claim(spec, Use::Claim, "spec"),
        Kind::PersistentVolume => {
            found.map(spec.and_then(|spec| spec.get("capacity")), Use::Capacity, "spec.capacity");
        }
        Kind::ResourceQuota => {
            found.map(spec.and_then(|spec| spec.get("hard")), Use::Quota, "spec.hard");
        }
        Kind::LimitRange => found.limit_range(spec),
        kind if KINDS.contains(&kind) => {
            for claim in items(spec, "volumeClaimTemplates") {
                found.claim(claim.get("spec"), Use::ClaimTemplate, "spec.volumeClaimTemplates.spec");
            }
            if let Some(template) = PodTemplate::read(resource) {
                found.pod(&template);
            }
        }
        _ => {}
    }
    found.list
}

/// The `resources` of a pod's containers and of the pod itself, each with its path. The last field is set for the pod.
pub fn resources<'w>(template: &PodTemplate<'w>) -> Vec<(Node<'w>, String, bool)> {
    let spec = template.spec_path();
    let own = template.spec.and_then(|spec| spec.get("resources"));
    let mut found: Vec<_> = own.map(|node| (node, format!("{spec}.resources"), true)).into_iter().collect();
    for key in CONTAINERS {
        let of_containers = items(template.spec, key).filter_map(|container| container.get("resources"));
        found.extend(of_containers.map(|node| (node, format!("{spec}.{key}.resources"), false)));
    }
    found
}

const CONTAINERS: &[&str] = &["containers", "initContainers", "ephemeralContainers"];

struct Found<'w> {
    list: Vec<QuantityPlace<'w>>,
}

impl<'w> Found<'w> {
    fn add(&mut self, node: Option<Node<'w>>, key: &str, role: Use, resource: &'static str, path: &str) {
        if let Some(entry) = node.and_then(|node| node.entry(key)) {
            let path = format!("{path}.{key}");
            self.list.push(QuantityPlace { entry, role, resource: Cow::Borrowed(resource), path });
        }
    }

    /// A map from resources to quantities.
    fn map(&mut self, map: Option<Node<'w>>, role: Use, path: &str) {
        for entry in map.into_iter().flat_map(|map| map.entries()) {
            let resource = entry.key.key_text();
            let path = format!("{path}.{resource}");
            self.list.push(QuantityPlace { entry, role, resource, path });
        }
    }

    fn claim(&mut self, spec: Option<Node<'w>>, role: Use, path: &str) {
        for key in ["requests", "limits"] {
            let map = spec.and_then(|spec| spec.find(&["resources", key]));
            self.map(map, role, &format!("{path}.resources.{key}"));
        }
    }

    fn autoscaler(&mut self, spec: Option<Node<'w>>) {
        for metric in items(spec, "metrics") {
            for source in ["resource", "containerResource", "pods", "object", "external"] {
                let target = metric.find(&[source, "target"]);
                let path = format!("spec.metrics.{source}.target");
                self.add(target, "value", Use::Metric, "", &path);
                self.add(target, "averageValue", Use::Metric, "", &path);
            }
        }
    }

    fn limit_range(&mut self, spec: Option<Node<'w>>) {
        for limit in items(spec, "limits") {
            for key in ["max", "min", "default", "defaultRequest"] {
                self.map(limit.get(key), Use::Range, &format!("spec.limits.{key}"));
            }
            let ratio = limit.get("maxLimitRequestRatio");
            self.map(ratio, Use::Ratio, "spec.limits.maxLimitRequestRatio");
        }
    }

    fn pod(&mut self, template: &PodTemplate<'w>) {
        let (Some(spec), path) = (template.spec, template.spec_path()) else { return };
        for (node, path, pod) in resources(template) {
            self.map(node.get("requests"), Use::Request { pod }, &format!("{path}.requests"));
            self.map(node.get("limits"), Use::Limit { pod }, &format!("{path}.limits"));
        }
        self.map(spec.get("overhead"), Use::Overhead, &format!("{path}.overhead"));
        for key in CONTAINERS {
            let path = format!("{path}.{key}.env.valueFrom.resourceFieldRef");
            for variable in items(Some(spec), key).flat_map(|container| items(Some(container), "env")) {
                self.divisor(variable.get("valueFrom"), &path);
            }
        }
        let path = format!("{path}.volumes");
        for volume in items(Some(spec), "volumes") {
            let empty = volume.get("emptyDir");
            self.add(empty, "sizeLimit", Use::SizeLimit, "storage", &format!("{path}.emptyDir"));
            let claim = volume.find(&["ephemeral", "volumeClaimTemplate", "spec"]);
            self.claim(claim, Use::ClaimTemplate, &format!("{path}.ephemeral.volumeClaimTemplate.spec"));
            let projected = items(volume.get("projected"), "sources").map(|source| source.get("downwardAPI"));
            for files in projected.chain([volume.get("downwardAPI")]) {
                items(files, "items").for_each(|item| self.divisor(Some(item), &path));
            }
        }
    }

    fn divisor(&mut self, holder: Option<Node<'w>>, path: &str) {
        let reference = holder.and_then(|holder| holder.get("resourceFieldRef"));
        self.add(reference, "divisor", Use::Divisor, "", path);
    }
}
