//! The names of objects that the API server accepts, which depend on the kind.

use super::kind::Kind;
use super::values::names;
use super::values::version::{Version, Versions};
use crate::text::unknown::{has_template_sign, is_in_capitals};

/// The first version that accepts a Service name with a digit at its start (gate `RelaxedServiceNameValidation`).
const RELAXED_SERVICE_NAMES: Version = Version { major: 1, minor: 36 };

/// A check of the syntax of a name.
pub type Syntax = fn(&str) -> Result<(), String>;

/// The syntax of the names of objects of a kind. Returns `None` if it is not known. Source: the `ValidateObjectMeta`
/// calls in `pkg/apis/*/validation` of Kubernetes 1.37.
pub fn syntax(kind: Kind, versions: Versions) -> Option<Syntax> {
    match kind {
        Kind::Service if versions.first < RELAXED_SERVICE_NAMES => Some(old_service_name),
        Kind::Service | Kind::StatefulSet | Kind::Namespace => Some(names::dns1123_label),
        // Only the common check of the registry applies.
        Kind::APIService | Kind::CertificateSigningRequest | Kind::ClusterTrustBundle => Some(names::path_segment),
        Kind::PodDisruptionBudget | Kind::Role | Kind::ClusterRole | Kind::RoleBinding | Kind::ClusterRoleBinding => {
            Some(names::path_segment)
        }
        Kind::IPAddress => Some(address),
        kind => SUBDOMAINS.contains(&kind).then_some(names::dns1123_subdomain),
    }
}

/// An IP address in the form in which Go prints it.
fn address(text: &str) -> Result<(), String> {
    match text.parse::<std::net::IpAddr>().is_ok_and(|address| address.to_string() == text) {
        true => Ok(()),
        false => Err("it is not an IP address in its shortest form".to_owned()),
    }
}

/// RFC 1035 label.
fn old_service_name(text: &str) -> Result<(), String> {
    names::dns1123_label(text)?;
    match text.starts_with(|first: char| first.is_ascii_digit()) {
        true => Err(format!("it starts with a digit, which Kubernetes accepts only since {RELAXED_SERVICE_NAMES}")),
        false => Ok(()),
    }
}

const SUBDOMAINS: &[Kind] = &[
    Kind::CSIDriver,
    Kind::CSINode,
    Kind::CSIStorageCapacity,
    Kind::ConfigMap,
    Kind::ControllerRevision,
    Kind::CronJob,
    Kind::CustomResourceDefinition,
    Kind::DaemonSet,
    Kind::Deployment,
    Kind::DeviceClass,
    Kind::DeviceTaintRule,
    Kind::EndpointSlice,
    Kind::Endpoints,
    Kind::FlowSchema,
    Kind::HorizontalPodAutoscaler,
    Kind::Ingress,
    Kind::IngressClass,
    Kind::Job,
    Kind::Lease,
    Kind::LimitRange,
    Kind::MutatingAdmissionPolicy,
    Kind::MutatingAdmissionPolicyBinding,
    Kind::MutatingWebhookConfiguration,
    Kind::NetworkPolicy,
    Kind::Node,
    Kind::PersistentVolume,
    Kind::PersistentVolumeClaim,
    Kind::Pod,
    Kind::PodCertificateRequest,
    Kind::PodTemplate,
    Kind::PriorityClass,
    Kind::PriorityLevelConfiguration,
    Kind::ReplicaSet,
    Kind::ReplicationController,
    Kind::ResourceClaim,
    Kind::ResourceClaimTemplate,
    Kind::ResourceQuota,
    Kind::ResourceSlice,
    Kind::RuntimeClass,
    Kind::Secret,
    Kind::ServiceAccount,
    Kind::ServiceCIDR,
    Kind::StorageClass,
    Kind::StorageVersionMigration,
    Kind::ValidatingAdmissionPolicy,
    Kind::ValidatingAdmissionPolicyBinding,
    Kind::ValidatingWebhookConfiguration,
    Kind::VolumeAttachment,
    Kind::VolumeAttributesClass,
];

/// Whether the text is a placeholder: a word in capitals, a text with signs that no name has, or only several signs.
pub fn is_placeholder(text: &str) -> bool {
    is_in_capitals(text)
        || has_template_sign(text)
        || text.contains(['@', '(', ')', '*'])
        || text.len() > 1 && !text.contains(|c: char| c.is_ascii_alphanumeric())
}
