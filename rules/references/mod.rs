//! Names of other objects, and the keys and ports that references use.

use crate::rule::Rule;

mod envfrom_key_invalid;
mod gateway_backendref;
mod gateway_parentref;
mod ingress_backend_kind;
mod ingress_backend_port;
mod ingress_tls_secret;
mod namespace_not_created;
mod pod_subdomain_service;
mod pv_pvc;
mod ref_class;
mod ref_configmap;
mod ref_configmap_key;
mod ref_object;
mod ref_pvc;
mod ref_secret;
mod ref_secret_key;
mod ref_service;
mod ref_serviceaccount;
mod reference_broken;
mod webhook_service;

/// The rules of the family, sorted by id.
pub(super) static RULES: &[&Rule] = &[
    &envfrom_key_invalid::RULE,
    &gateway_backendref::RULE,
    &gateway_parentref::RULE,
    &ingress_backend_kind::RULE,
    &ingress_backend_port::RULE,
    &ingress_tls_secret::RULE,
    &namespace_not_created::RULE,
    &pod_subdomain_service::RULE,
    &pv_pvc::RULE,
    &ref_class::RULE,
    &ref_configmap::RULE,
    &ref_configmap_key::RULE,
    &ref_object::RULE,
    &ref_pvc::RULE,
    &ref_secret::RULE,
    &ref_secret_key::RULE,
    &ref_service::RULE,
    &ref_serviceaccount::RULE,
    &reference_broken::RULE,
    &webhook_service::RULE,
];
