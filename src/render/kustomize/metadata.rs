//! `buildMetadata`: the notes of kustomize in the objects that it prints.

use super::file::Kustomization;
use super::resource::Resource;
use crate::render::{Key, Value};
use crate::source::paths;
use crate::yaml::{Cause, Node};

/// The version that a kustomize build which is not a release prints, such as the one in kubectl.
const VERSION: &str = "kustomize-(devel)";

/// Adds the requested notes to the objects of a root, as far as they are about files.
pub(super) fn add<'a>(root: &Kustomization<'a>, resources: &mut [Resource<'a>]) {
    for request in root.items("buildMetadata") {
        for resource in resources.iter_mut() {
            match request.text() {
                "managedByLabel" => {
                    put(resource, ["labels", "app.kubernetes.io/managed-by"], VERSION.to_owned(), request);
                }
                "originAnnotations" => {
                    let origin = origin(root, resource);
                    put(resource, ["annotations", "config.kubernetes.io/origin"], origin, request);
                }
                _ => {}
            }
        }
    }
}

fn put<'a>(resource: &mut Resource<'a>, [map, key]: [&'static str; 2], text: String, request: Node<'a>) {
    let mut at = &mut resource.value;
    for key in ["metadata", map] {
        at = at.get_or_insert(Key::made(key, request), || Value::mapping(Vec::new(), request));
    }
    let cause = Cause { span: request.span(), what: "entry adds the note".to_owned(), is_made: true };
    at.set(Key::made(key, request), Value::string(text, request).because(cause));
}

/// The origin of an object (`Origin.String`).
fn origin(root: &Kustomization<'_>, resource: &Resource<'_>) -> String {
    let at = resource.value.at();
    let path = paths::relative(root.folder, &at.source().path);
    if !resource.is_generated {
        return format!("path: {path}\n");
    }
    let kind = resource.text(&["kind"]);
    let name = at.find(&["metadata", "name"]).map_or_else(String::new, |name| format!("  name: {}\n", name.text()));
    format!("configuredIn: {path}\nconfiguredBy:\n  apiVersion: builtin\n  kind: {kind}Generator\n{name}")
}
