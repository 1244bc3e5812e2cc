//! Custom resource definitions, compiled to the same rows as the built-in tables.
//!
//! Source: the structural schemas of k8s.io/apiextensions-apiserver (`pkg/apiserver/schema`), and how it prunes,
//! defaults and validates by them.

mod compile;
mod structure;

use std::sync::OnceLock;

use super::{Api, Problem, Schema, validate};
use crate::kube::values::version::{Version, Versions};
use crate::text::unknown::is_unknown;
use crate::yaml::Node;
pub use structure::{Fault, FaultSpot, Followed, Structure, follow, structures};

/// One version of a kind in a definition.
#[derive(Debug)]
pub struct Crd<'w> {
    /// Group and version, as objects write them.
    pub api_version: String,
    /// `spec.names.kind`
    pub kind: &'w str,
    /// Whether the API server accepts objects of this version.
    pub is_served: bool,
    /// The OpenAPI schema, if it has one.
    root: Option<Node<'w>>,
    /// Whether unknown fields are kept everywhere.
    keeps: bool,
    /// Whether the API server drops the `status` of an object when it is created.
    has_status: bool,
    namespaced: Option<bool>,
    compiled: OnceLock<Option<Compiled>>,
}

#[derive(Debug)]
struct Compiled {
    schema: Schema<'static>,
    rules: usize,
}

impl<'w> Crd<'w> {
    /// The versions of a definition; empty if the mapping is not a definition.
    pub fn read(root: Node<'w>) -> Vec<Crd<'w>> {
        let text = |node: Node<'w>, key: &str| known(node.get(key)?);
        let is_crd = text(root, "kind") == Some("CustomResourceDefinition");
        let is_beta = match text(root, "apiVersion") {
            Some("apiextensions.k8s.io/v1") => false,
            Some("apiextensions.k8s.io/v1beta1") => true,
            _ => return Vec::new(),
        };
        let Some(spec) = root.get("spec").filter(|_| is_crd) else { return Vec::new() };
        let group = text(spec, "group").filter(|group| !group.is_empty());
        let kind = spec.get("names").and_then(|names| text(names, "kind"));
        let Some((group, kind)) = group.zip(kind) else { return Vec::new() };
        // The old API keeps unknown fields unless it is told to drop them.
        let keeps = spec.get("preserveUnknownFields").map_or(Some(is_beta), Node::as_bool).unwrap_or(true);
        let namespaced = match text(spec, "scope") {
            Some("Namespaced") => Some(true),
            Some("Cluster") => Some(false),
            _ => None,
        };
        let of_version = |name: &str, version: Option<Node<'w>>| {
            let own = |key| version.and_then(|version| version.get(key)).or_else(|| spec.get(key).filter(|_| is_beta));
            let schema = own("schema").or_else(|| own("validation"));
            Crd {
                api_version: format!("{group}/{name}"),
                kind,
                is_served: version.and_then(|version| version.get("served")).and_then(Node::as_bool) != Some(false),
                root: schema.and_then(|schema| schema.get("openAPIV3Schema")),
                keeps,
                has_status: own("subresources").is_some_and(|all| all.get("status").is_some()),
                namespaced,
                compiled: OnceLock::new(),
            }
        };
        let listed = || spec.get("versions").into_iter().flat_map(Node::items);
        match listed().next() {
            Some(_) => listed().filter_map(|version| Some(of_version(text(version, "name")?, Some(version)))).collect(),
            None => text(spec, "version").map(|name| of_version(name, None)).into_iter().collect(),
        }
    }

    /// The API of its objects. Returns `None` if there is no schema or it cannot be read.
    pub fn api(&'w self) -> Option<Api<'w>> {
        self.compiled()?.schema.api(&self.api_version, self.kind)
    }

    /// The number of rules in CEL in the schema.
    pub fn rules(&self) -> usize {
        self.compiled().map_or(0, |compiled| compiled.rules)
    }

    fn compiled(&self) -> Option<&Compiled> {
        self.compiled.get_or_init(|| compile::compile(self)).as_ref()
    }
}

/// Calls `each` for every problem of the default of a schema.
pub fn default_problems(schema: Node<'_>, mut each: impl FnMut(&Problem<'_>)) {
    let Some(compiled) = compile::compile_default(schema) else { return };
    let Some(definition) = compiled.definitions().last() else { return };
    let all = Versions { first: Version::OLDEST, last: Version::NEWEST };
    validate::of_definition(schema, definition, all.into()).iter().for_each(&mut each);
}

fn known(node: Node<'_>) -> Option<&str> {
    node.as_str().filter(|text| !is_unknown(text))
}
