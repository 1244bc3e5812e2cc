//! The labels and annotations of an object and of its pod template.

use super::pod::PodTemplate;
use super::resource::Resource;
use crate::yaml::Entry;

/// The `labels` or `annotations` that the API server looks at: the object's own and those of its pod template, each with its
/// path. What a template of claims or of Jobs has is judged when one is made.
pub fn maps<'w>(resource: &Resource<'w>, template: Option<&PodTemplate<'w>>, key: &str) -> Vec<(Entry<'w>, String)> {
    let own = resource.root.entry("metadata").map(|metadata| (metadata, "metadata".to_owned()));
    let of_pods = template.filter(|template| template.entry.is_some()).and_then(|template| {
        let path = template.spec_path().trim_end_matches("spec");
        Some((template.metadata?, format!("{path}metadata")))
    });
    let found = own.into_iter().chain(of_pods);
    found.filter_map(|(metadata, path)| Some((metadata.value.entry(key)?, format!("{path}.{key}")))).collect()
}
