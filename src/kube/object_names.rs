//! What the API server takes as the name of an object: it depends on the kind.

use super::kind::Kind;
use super::resource::Resource;
use super::values::names;
use super::values::version::{Version, Versions};
use crate::text::unknown::{has_template_sign, is_in_capitals};

/// The first version that takes a Service name with a digit at its start (gate `RelaxedServiceNameValidation`).
const RELAXED_SERVICE_NAMES: Version = Version { major: 1, minor: 36 };

/// The kinds with names that are known here; of built-in kinds that share [`Kind::BuiltIn`], some.
pub const KINDS: &[Kind] = &[
    Kind::Service,
    Kind::Pod,
    Kind::ReplicationController,
    Kind::Deployment,
    Kind::ReplicaSet,
    Kind::StatefulSet,
    Kind::DaemonSet,
    Kind::Job,
    Kind::CronJob,
    Kind::PodTemplate,
    Kind::PodDisruptionBudget,
    Kind::NetworkPolicy,
    Kind::Ingress,
    Kind::HorizontalPodAutoscaler,
    Kind::Endpoints,
    Kind::EndpointSlice,
    Kind::ConfigMap,
    Kind::Secret,
    Kind::BuiltIn,
];

/// What a name has to be.
pub type Syntax = fn(&str) -> Result<(), String>;

/// The syntax of the name of an object of a kind that is known here; none for other kinds. Source: the `ValidateObjectMeta`
/// calls in `pkg/apis/*/validation` of Kubernetes 1.37.
pub fn syntax(resource: &Resource<'_>, versions: Versions) -> Option<Syntax> {
    let kind = resource.kind_name;
    let group = resource.api_version.rsplit_once('/').map_or("", |(group, _)| group);
    Some(match (resource.kind, group) {
        (Kind::Custom | Kind::Route | Kind::ServiceMonitor | Kind::PodMonitor, _) => return None,
        (Kind::Service, _) if versions.first < RELAXED_SERVICE_NAMES => old_service_name,
        (Kind::Service | Kind::StatefulSet, _) => names::dns1123_label,
        // Nothing but the common check of the registry.
        (Kind::PodDisruptionBudget, _) => names::path_segment,
        (Kind::BuiltIn, "") if kind == "Namespace" => names::dns1123_label,
        (Kind::BuiltIn, "rbac.authorization.k8s.io") if RBAC.contains(&kind) => names::path_segment,
        (Kind::BuiltIn, group) if SUBDOMAINS.contains(&(group, kind)) => names::dns1123_subdomain,
        (Kind::BuiltIn, _) => return None,
        _ => names::dns1123_subdomain,
    })
}

/// RFC 1035 label.
fn old_service_name(text: &str) -> Result<(), String> {
    names::dns1123_label(text)?;
    match text.starts_with(|first: char| first.is_ascii_digit()) {
        true => Err(format!("it starts with a digit, which Kubernetes takes since {RELAXED_SERVICE_NAMES} only")),
        false => Ok(()),
    }
}

const RBAC: &[&str] = &["Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding"];

const SUBDOMAINS: &[(&str, &str)] = &[
    ("", "LimitRange"),
    ("", "Node"),
    ("", "PersistentVolume"),
    ("", "PersistentVolumeClaim"),
    ("", "ResourceQuota"),
    ("", "ServiceAccount"),
    ("admissionregistration.k8s.io", "MutatingWebhookConfiguration"),
    ("admissionregistration.k8s.io", "ValidatingAdmissionPolicy"),
    ("admissionregistration.k8s.io", "ValidatingAdmissionPolicyBinding"),
    ("admissionregistration.k8s.io", "ValidatingWebhookConfiguration"),
    ("apiextensions.k8s.io", "CustomResourceDefinition"),
    ("coordination.k8s.io", "Lease"),
    ("networking.k8s.io", "IngressClass"),
    ("node.k8s.io", "RuntimeClass"),
    ("scheduling.k8s.io", "PriorityClass"),
    ("storage.k8s.io", "CSIDriver"),
    ("storage.k8s.io", "StorageClass"),
    ("storage.k8s.io", "VolumeAttributesClass"),
];

/// True for what a person or a tool fills in: a word in capitals, signs that no name has, or nothing but `_`.
pub fn is_placeholder(text: &str) -> bool {
    is_in_capitals(text)
        || has_template_sign(text)
        || text.contains(['@', '(', ')', '*'])
        || !text.contains(|c: char| c.is_ascii_alphanumeric())
}
