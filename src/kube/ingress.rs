//! Converts an Ingress of the beta APIs to `networking.k8s.io/v1`.
//!
//! Source: the conversion of `pkg/apis/networking/v1beta1` in Kubernetes. It turns `serviceName` and `servicePort` into
//! `service`, and `spec.backend` into `spec.defaultBackend`. A path without a `pathType` gets `ImplementationSpecific`.

use super::resource::{items, known_str};
use crate::yaml::{Content, Edit, Edits, Node, fill, insert_after, insert_before, replace_scalar};

/// Whether an object is an Ingress with parts that the stable API names differently.
pub fn is_beta(object: Node<'_>) -> bool {
    let is_ingress = object.get("kind").and_then(|kind| kind.as_str()) == Some("Ingress");
    is_ingress && object.get("spec").is_some_and(|spec| spec.get("backend").is_some() || paths(spec).next().is_some())
}

/// The edits that rename and wrap the parts of an Ingress, without its `apiVersion`. Empty if no edit is needed, or if
/// one of them cannot be made.
pub fn to_stable(object: Node<'_>) -> Edits {
    let mut edits: Vec<Option<Edit>> = Vec::new();
    let Some(spec) = object.get("spec") else { return Edits::default() };
    if let Some(backend) = spec.written("backend") {
        edits.push(replace_scalar(backend.key, "defaultBackend"));
        edits.extend(service(backend.value));
    }
    for path in paths(spec) {
        let Some(backend) = path.written("backend") else { return Edits::default() };
        if path.get("pathType").is_none() {
            edits.push(match path.written("path") {
                Some(path) => insert_after(path, "pathType", "ImplementationSpecific"),
                None => insert_before(backend, "pathType", "ImplementationSpecific"),
            });
        }
        edits.extend(service(backend.value));
    }
    edits.into_iter().collect()
}

/// The paths of all rules.
fn paths<'a>(spec: Node<'a>) -> impl Iterator<Item = Node<'a>> {
    items(Some(spec), "rules").flat_map(|rule| items(rule.get("http"), "paths"))
}

/// The edit that wraps the name and port of a backend in `service`. `None` for a backend that needs no edit, and
/// `Some(None)` for one that cannot be edited.
fn service(backend: Node<'_>) -> Option<Option<Edit>> {
    let (name, port) = (backend.get("serviceName"), backend.get("servicePort"));
    if name.is_none() && port.is_none() {
        return None;
    }
    let service = || {
        let (name, port) = (known_str(name?)?, port?);
        let port = match (port.as_i64(), known_str(port)) {
            (Some(number), _) => ("number", Content::from(number)),
            // The API server reads a quoted number as a port name, which a number cannot be.
            (None, Some(text)) if text.bytes().any(|byte| byte.is_ascii_alphabetic()) => ("name", Content::from(text)),
            _ => return None,
        };
        let service = Content::map([("name", Content::from(name)), ("port", Content::map([port]))]);
        fill(backend, Content::map([("service", service)])).filter(|_| backend.raw_entries().count() == 2)
    };
    Some(service())
}
