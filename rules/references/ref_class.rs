//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::Kind;
use crate::rule::{Category, Check, Meta, Rule, report_missing};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "ref-class",
        summary: "A priority, storage, Ingress, Gateway or runtime class that does not exist",
        category: Category::Links,
        severity: Severity::Warning,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Reference(
        &[
            Kind::DeviceClass,
            Kind::GatewayClass,
            Kind::IngressClass,
            Kind::PriorityClass,
            Kind::RuntimeClass,
            Kind::StorageClass,
            Kind::VolumeAttributesClass,
            Kind::VolumeSnapshotClass,
        ],
        report_missing,
    ),
};
