//! The labels and annotations of an object and of its pod template.

use super::kind::Kind;
use super::pod::PodTemplate;
use super::resource::Resource;
use crate::yaml::Entry;

/// The `labels` or `annotations` that the API server looks at: the object's own, those of its pod template and those of a
/// ResourceClaimTemplate. What another template of claims or of Jobs has is judged when one is made.
pub fn maps<'w>(resource: &Resource<'w>, template: Option<&PodTemplate<'w>>, key: &str) -> Vec<Entry<'w>> {
    let of_pods = template.filter(|template| template.entry.is_some()).and_then(|template| template.metadata);
    let of_claims = resource.spec().filter(|_| resource.kind == Kind::ResourceClaimTemplate);
    let of_claims = of_claims.and_then(|spec| spec.entry("metadata"));
    let found = resource.root.entry("metadata").into_iter().chain(of_pods).chain(of_claims);
    found.filter_map(|metadata| metadata.value.entry(key)).collect()
}
