//! The API that the API server accepts, by Kubernetes version: the kinds of objects, their fields and the types of
//! these.
//!
//! The facts are in `schema/facts.txt` and `schema/overlay.txt`, which the build turns into tables.

mod advice;
mod api;
mod constraint;
mod crd;
mod doubt;
mod facts;
mod few;
mod fit;
mod flattened;
mod limit;
mod owner;
mod placement;
mod problem;
pub mod resources;
mod role;
mod rows;
mod short_names;
mod spelling;
#[cfg(test)]
mod tests;
mod texts;
mod types;
mod validate;

use std::borrow::Cow;

use crate::kube::Kind;
use crate::kube::values::version::{Version, Versions};
use crate::kube::values::version_set::VersionSet;
use crate::text::similar::is_slip;
pub use advice::Advice;
pub use api::Api;
pub use constraint::{BrokenConstraint, Condition, Constraint, Family, Flaw, Form, Listed, listed};
pub use crd::{Crd, Fault, FaultSpot, Followed, Structure, default_problems, follow, structures};
pub use doubt::Doubt;
pub use facts::{Facts, MakesFact, PortFact, QuantityFact, ReferenceFact, SelectorFact};
pub use few::Few;
pub use flattened::repair;
pub use limit::{Bound, Format, Limit, Pattern};
pub use owner::owner;
pub use placement::{Meant, Placement, Target};
pub use problem::{
    BrokenLimit, MissingField, NotBase64, NullField, Problem, SameItems, Spot, UnknownField, UnknownWord, Within,
    WrongType,
};
pub use role::{Keys, MakesRole, Part, PortForm, PortOwner, PortRole, ReferenceRole, Role, Scope, Use};
use rows::{ApiRow, DefinitionRow, FieldRow, LifeRow, LimitRow, Name, ShapeRow, UniqueRow};
pub use spelling::Slip;
pub use texts::{HostFact, MAX_HOSTS, Misread, Misreading, TextPlace, Texts, bare_pair};
pub use types::{Definition, Field, Patch, Shape, Type, Unique, Words};
pub use validate::{facts, kustomization, makes, problems};

/// The definition of `metadata` in every object.
const OBJECT_META: &str = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";

/// The version whose strings the enums contain. Later versions may allow more (kubernetes/kubernetes#109177).
pub const ENUMS: Version = Version { major: 1, minor: 36 };

/// A set of definitions and the APIs that they describe.
#[derive(Debug)]
pub struct Schema<'a> {
    text: Cow<'a, str>,
    words: Cow<'a, [Name]>,
    versions: Cow<'a, [VersionSet]>,
    shapes: Cow<'a, [ShapeRow]>,
    lives: Cow<'a, [LifeRow]>,
    definitions: Cow<'a, [DefinitionRow]>,
    fields: Cow<'a, [FieldRow]>,
    apis: Cow<'a, [ApiRow]>,
    limits: Vec<LimitRow>,
}

/// The API that Kubernetes itself serves, from the oldest supported version to the newest.
pub fn built_in() -> &'static Schema<'static> {
    &rows::BUILT_IN
}

impl<'a> Schema<'a> {
    /// The API of an object by its `apiVersion` and `kind`, in any version of Kubernetes.
    pub fn api(&'a self, api_version: &str, kind: &str) -> Option<Api<'a>> {
        self.apis_of(kind).find(|api| api.api_version() == api_version)
    }

    /// The API of this `apiVersion` that was certainly meant by a kind that it does not have. The kind may differ in
    /// case, may be a short name of kubectl, or may have a typo that only one API explains.
    pub fn meant(&'a self, api_version: &str, kind: &str) -> Option<Api<'a>> {
        let group = api_version.rsplit_once('/').map_or("", |(group, _)| group);
        if !Kind::has_group(group) || self.api(api_version, kind).is_some() {
            return None;
        }
        let newest = Versions::default();
        let apis = || {
            let apis = self.apis().filter(|api| api.api_version() == api_version && api.serves(newest));
            apis.filter(|api| api.namespaced().is_some())
        };
        let mut near = apis().filter(|api| is_slip(kind, api.kind()));
        let only = near.next().filter(|_| near.next().is_none());
        let is_it =
            |api: &Api<'_>| api.kind().eq_ignore_ascii_case(kind) || short_names::kind(kind) == Some(api.kind());
        apis().find(is_it).or(only)
    }

    /// All APIs that have objects of a kind.
    pub fn apis_of<'k>(&'a self, kind: &'k str) -> impl Iterator<Item = Api<'a>> + use<'a, 'k> {
        let first = self.apis.partition_point(|row| self.name(row.kind) < kind);
        self.apis[first..]
            .iter()
            .take_while(move |row| self.name(row.kind) == kind)
            .map(|row| Api { schema: self, row })
    }

    /// All APIs, in the order of their kinds.
    pub fn apis(&'a self) -> impl Iterator<Item = Api<'a>> {
        self.apis.iter().map(|row| Api { schema: self, row })
    }

    /// The API that has a kind and serves all of these versions: the most mature one, and one of this group if
    /// possible.
    pub fn serving(&'a self, kind: &str, group: &str, versions: Versions) -> Option<Api<'a>> {
        let apis = self.apis_of(kind).filter(|api| api.serves(versions));
        apis.max_by_key(|api| (api.group() == group, api.rank()))
    }

    /// The most mature API of a group that has a kind, in any version.
    pub fn most_mature(&'a self, kind: &str, group: &str) -> Option<Api<'a>> {
        self.apis_of(kind).filter(|api| api.has_group(group)).max_by_key(|api| api.rank())
    }

    /// A definition by its full name: `io.k8s.api.core.v1.PodSpec`.
    pub fn definition(&'a self, name: &str) -> Option<Definition<'a>> {
        let at = self.definitions.binary_search_by(|row| self.name(row.name).cmp(name)).ok()?;
        Some(Definition { schema: self, row: &self.definitions[at] })
    }

    /// All definitions, in the order of their names.
    pub fn definitions(&'a self) -> impl Iterator<Item = Definition<'a>> {
        self.definitions.iter().map(|row| Definition { schema: self, row })
    }

    fn name(&'a self, name: Name) -> &'a str {
        let first = name.at as usize;
        &self.text[first..first + usize::from(name.length)]
    }

    fn versions(&self, row: u8) -> VersionSet {
        self.versions[usize::from(row)]
    }

    fn words(&'a self, first: u16, count: u8) -> Words<'a> {
        let first = usize::from(first);
        Words { schema: self, names: &self.words[first..first + usize::from(count)] }
    }

    fn shape(&'a self, row: u16) -> Shape<'a> {
        match self.shapes[usize::from(row)] {
            ShapeRow::Any => Shape::Any,
            ShapeRow::Object => Shape::Object,
            ShapeRow::Raw => Shape::Raw,
            ShapeRow::Text => Shape::Text,
            ShapeRow::Enum { first, count } => Shape::Enum(self.words(first, count)),
            ShapeRow::Bytes => Shape::Bytes,
            ShapeRow::Time => Shape::Time,
            ShapeRow::Int32 => Shape::Int32,
            ShapeRow::Int64 => Shape::Int64,
            ShapeRow::Number => Shape::Number,
            ShapeRow::Bool => Shape::Bool,
            ShapeRow::IntOrString => Shape::IntOrString,
            ShapeRow::LongOrString => Shape::LongOrString,
            ShapeRow::Quantity => Shape::Quantity,
            ShapeRow::List { item, unique } => {
                let unique = match unique {
                    UniqueRow::Nothing => Unique::Nothing,
                    UniqueRow::Items => Unique::Items,
                    UniqueRow::Keys { first, count } => Unique::Keys(self.words(first, count)),
                };
                Shape::List { item: Type { schema: self, row: item }, unique }
            }
            ShapeRow::Map(value) => Shape::Map(Type { schema: self, row: value }),
            ShapeRow::Record(row) => {
                Shape::Record(Definition { schema: self, row: &self.definitions[usize::from(row)] })
            }
            ShapeRow::BuiltIn(row) => {
                let schema = built_in();
                Shape::Record(Definition { schema, row: &schema.definitions[usize::from(row)] })
            }
        }
    }
}
