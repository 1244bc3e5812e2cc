//! The labels and annotations of an object and of its pod template.

use super::kind::Kind;
use super::pod::PodTemplate;
use super::resource::Resource;
use crate::yaml::Entry;

/// The `labels` or `annotations` that the API server reads: those of the object, its pod template and a
/// ResourceClaimTemplate. Those of other templates, of claims or of Jobs, are only checked when an object is created.
pub fn maps<'w>(resource: &Resource<'w>, template: Option<&PodTemplate<'w>>, key: &str) -> Vec<Entry<'w>> {
    let of_pods = template.filter(|template| template.entry.is_some()).and_then(|template| template.metadata);
    let of_claims = resource.spec().filter(|_| resource.kind == Kind::ResourceClaimTemplate);
    let of_claims = of_claims.and_then(|spec| spec.entry("metadata"));
    let found = resource.root.entry("metadata").into_iter().chain(of_pods).chain(of_claims);
    found.filter_map(|metadata| metadata.value.entry(key)).collect()
}
