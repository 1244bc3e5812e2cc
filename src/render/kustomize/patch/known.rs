//! The types that kustomize knows when it merges: the API of Kubernetes 1.21, whose OpenAPI is a part of kustomize.

use crate::kube::values::version::Version;
use crate::render::Value;
use crate::schema::{self, Patch, Shape};

/// The version that kustomize embeds (`kyaml/openapi/kubernetesapi`).
const VERSION: Version = Version { major: 1, minor: 21 };

/// Lists whose items are merged if two keys are equal (`x-kubernetes-list-map-keys`, for lists with a merge key):
/// definition, field, keys.
const PAIRS: &[(&str, &str, &[&str])] = &[
    ("io.k8s.api.core.v1.Container", "ports", &["containerPort", "protocol"]),
    ("io.k8s.api.core.v1.PodSpec", "topologySpreadConstraints", &["topologyKey", "whenUnsatisfiable"]),
    ("io.k8s.api.core.v1.ServiceSpec", "ports", &["port", "protocol"]),
];

/// The type of a value.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known {
    shape: Shape<'static>,
    /// How a list is merged.
    pub(super) list: List,
}

/// How a list is merged.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum List {
    /// The list is replaced.
    Replaced,
    /// Plain values are added.
    Values,
    /// Items with the same values of these keys are merged.
    Key(&'static str),
    /// Items with the same values of several keys are merged.
    Keys(&'static [&'static str]),
}

impl Known {
    /// The type of an object, from its `apiVersion` and `kind`.
    pub(super) fn of(value: &Value<'_>) -> Option<Known> {
        let text = |key| value.get(key).filter(|value| !value.is_null());
        let (version, kind) = (text("apiVersion")?, text("kind")?);
        let api = schema::built_in().api(version.text(), kind.text())?;
        let shape = Shape::Record(api.definition());
        api.versions().contains(VERSION).then_some(Known { shape, list: List::Replaced })
    }

    /// The type of the value of a key.
    pub(super) fn field(self, key: &str) -> Option<Known> {
        match self.shape {
            Shape::Record(definition) => {
                let field = definition.field(key).find(|field| field.versions().contains(VERSION))?;
                let pair = PAIRS.iter().find(|(name, of, _)| *name == definition.name() && *of == key);
                let list = match (pair, field.patch()) {
                    (Some((_, _, keys)), _) => List::Keys(keys),
                    (None, Patch::Merge { key, .. }) => List::Key(key),
                    (None, Patch::Add) => List::Values,
                    _ => List::Replaced,
                };
                Some(Known { shape: field.shape(), list })
            }
            Shape::Map(value) => Some(Known { shape: value.shape(), list: List::Replaced }),
            _ => None,
        }
    }

    /// The type of the items of a list.
    pub(super) fn item(self) -> Option<Known> {
        match self.shape {
            Shape::List { item, .. } => Some(Known { shape: item.shape(), list: List::Replaced }),
            _ => None,
        }
    }
}
