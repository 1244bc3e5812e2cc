//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::Kind;
use crate::rule::{Category, Check, Meta, Rule, report_missing};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "ref-object",
        summary: "A reference to any other object that does not exist",
        category: Category::Links,
        severity: Severity::Warning,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Reference(KINDS, report_missing),
};

/// Kinds without a rule of their own.
const KINDS: &[Kind] = &[
    Kind::AlertmanagerConfig,
    Kind::AppProject,
    Kind::Bucket,
    Kind::ClusterIssuer,
    Kind::ClusterSecretStore,
    Kind::ClusterTask,
    Kind::ClusterTriggerAuthentication,
    Kind::FluxKustomization,
    Kind::GitRepository,
    Kind::HTTPProxy,
    Kind::HelmChart,
    Kind::HelmRelease,
    Kind::HelmRepository,
    Kind::Ingress,
    Kind::Issuer,
    Kind::Middleware,
    Kind::MutatingAdmissionPolicy,
    Kind::OCIRepository,
    Kind::PersistentVolume,
    Kind::Pipeline,
    Kind::PriorityLevelConfiguration,
    Kind::ResourceClaim,
    Kind::ResourceClaimTemplate,
    Kind::SecretStore,
    Kind::TLSOption,
    Kind::Task,
    Kind::TraefikService,
    Kind::TriggerAuthentication,
    Kind::ValidatingAdmissionPolicy,
    Kind::VolumeSnapshot,
];
