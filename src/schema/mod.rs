//! What the API server accepts, by Kubernetes version: the kinds of objects, their fields and the types of these.
//!
//! The facts are those of `schema/facts.txt` and `schema/overlay.txt`, which the build turns into tables.

mod advice;
mod api;
mod crd;
mod doubt;
mod facts;
mod fit;
mod flattened;
mod limit;
mod owner;
mod placement;
mod problem;
mod role;
mod rows;
mod spelling;
#[cfg(test)]
mod tests;
mod texts;
mod validate;

use std::borrow::Cow;

use crate::kube::values::version::{Version, Versions};
use crate::kube::values::version_set::VersionSet;
use crate::text::similar::is_slip;
pub use advice::Advice;
pub use api::Api;
pub use crd::Crd;
pub use doubt::Doubt;
pub use facts::{Facts, PortFact, QuantityFact, ReferenceFact, SelectorFact};
pub use flattened::mend;
pub use limit::{Bound, Format, Limit, Pattern};
pub use owner::owner;
pub use placement::{Meant, Placement, Target};
pub use problem::{
    BrokenLimit, MissingField, NullField, Problem, SameItems, Spot, UnknownField, UnknownWord, Within, WrongType,
};
pub use role::{Keys, Part, PortForm, PortOwner, PortRole, ReferenceRole, Role, Scope, Use};
use rows::{ApiRow, DefinitionRow, FieldRow, LifeRow, LimitRow, Name, PatchRow, ShapeRow, UniqueRow};
pub use spelling::Slip;
pub use texts::{Misread, Misreading, TextPlace, Texts, bare_pair};
pub use validate::{facts, problems};

/// What every object holds in its `metadata`.
const OBJECT_META: &str = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";

/// The version whose strings the enums are. Later ones may allow more (kubernetes/kubernetes#109177).
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

/// The API that Kubernetes itself serves, from the oldest version that can be asked for to the newest.
pub fn built_in() -> &'static Schema<'static> {
    &rows::BUILT_IN
}

impl<'a> Schema<'a> {
    /// The API of an object by its `apiVersion` and `kind`, in whatever version of Kubernetes it is or was served.
    pub fn api(&'a self, api_version: &str, kind: &str) -> Option<Api<'a>> {
        self.apis_of(kind).find(|api| api.api_version() == api_version)
    }

    /// The API of this `apiVersion` that a kind which it does not have must have been meant to be: the same word in
    /// other letters, or the only one that is a slip away.
    pub fn meant(&'a self, api_version: &str, kind: &str) -> Option<Api<'a>> {
        let group = api_version.rsplit_once('/').map_or("", |(group, _)| group);
        if !self.has_group(group) || self.api(api_version, kind).is_some() {
            return None;
        }
        let newest = Versions::default();
        let apis = || {
            let apis = self.apis().filter(|api| api.api_version() == api_version && api.serves(newest));
            apis.filter(|api| api.namespaced().is_some())
        };
        let mut near = apis().filter(|api| is_slip(kind, api.kind()));
        let only = near.next().filter(|_| near.next().is_none());
        apis().find(|api| api.kind().eq_ignore_ascii_case(kind)).or(only)
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

    /// The API that has a kind and serves all of these versions: the most mature one, of this group where it can be.
    pub fn serving(&'a self, kind: &str, group: &str, versions: Versions) -> Option<Api<'a>> {
        let apis = self.apis_of(kind).filter(|api| api.serves(versions));
        apis.max_by_key(|api| (api.group() == group, api.rank()))
    }

    /// The most mature API of a group that has a kind, whatever versions serve it.
    pub fn most_mature(&'a self, kind: &str, group: &str) -> Option<Api<'a>> {
        self.apis_of(kind).filter(|api| api.has_group(group)).max_by_key(|api| api.rank())
    }

    /// True for a group that Kubernetes serves or once served itself; the core group is empty.
    pub fn has_group(&'a self, group: &str) -> bool {
        self.apis().any(|api| api.has_group(group))
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

/// A mapping with known keys.
#[derive(Debug, Clone, Copy)]
pub struct Definition<'a> {
    schema: &'a Schema<'a>,
    row: &'a DefinitionRow,
}

impl<'a> Definition<'a> {
    /// The full name: `io.k8s.api.core.v1.PodSpec`.
    pub fn name(self) -> &'a str {
        self.schema.name(self.row.name)
    }

    /// The last part of the name: `PodSpec`.
    pub fn short_name(self) -> &'a str {
        self.name().rsplit('.').next().unwrap_or_default()
    }

    /// The versions that have it.
    pub fn versions(self) -> VersionSet {
        self.schema.versions(self.row.versions)
    }

    /// True for one of Kubernetes itself, false for one of a custom resource.
    pub fn is_built_in(self) -> bool {
        std::ptr::eq(self.schema, built_in())
    }

    /// True where it may have keys that are no fields of it (`x-kubernetes-preserve-unknown-fields`).
    pub fn is_open(self) -> bool {
        self.row.open
    }

    /// Whether a version requires one of its fields.
    pub(super) fn requires(self) -> bool {
        self.row.requires
    }

    /// All its fields, in the order of their names.
    pub fn fields(self) -> impl Iterator<Item = Field<'a>> {
        self.rows().iter().map(move |row| Field { schema: self.schema, row })
    }

    /// A field by name: once for each type that it ever had, each with versions of its own.
    pub fn field(self, name: &str) -> impl Iterator<Item = Field<'a>> + use<'a, '_> {
        // Few names are of one length, so this is faster than a search by order.
        let is_named =
            move |row: &&FieldRow| usize::from(row.name.length) == name.len() && self.schema.name(row.name) == name;
        let rows = self.rows();
        let first = rows.iter().position(|row| is_named(&row)).unwrap_or(rows.len());
        rows[first..].iter().take_while(is_named).map(move |row| Field { schema: self.schema, row })
    }

    fn rows(self) -> &'a [FieldRow] {
        let first = usize::from(self.row.first);
        &self.schema.fields[first..first + usize::from(self.row.count)]
    }
}

/// A key of a definition, with one type.
#[derive(Debug, Clone, Copy)]
pub struct Field<'a> {
    schema: &'a Schema<'a>,
    row: &'a FieldRow,
}

impl<'a> Field<'a> {
    /// The key.
    pub fn name(self) -> &'a str {
        self.schema.name(self.row.name)
    }

    /// What its value is.
    pub fn shape(self) -> Shape<'a> {
        self.value().shape()
    }

    /// The type of its value.
    pub fn value(self) -> Type<'a> {
        Type { schema: self.schema, row: self.row.shape }
    }

    /// The versions that have it with this type.
    pub fn versions(self) -> VersionSet {
        self.schema.versions(self.row.versions)
    }

    /// Those of them that require it.
    pub fn required(self) -> VersionSet {
        self.schema.versions(self.row.required)
    }

    /// What it is for.
    pub fn roles(self) -> &'static [Role] {
        rows::roles(self.row.first_role, self.row.roles)
    }

    /// What a strategic merge patch does with it. Custom resources take no such patches.
    pub fn patch(self) -> Patch {
        match rows::PATCHES[usize::from(self.row.patch)] {
            PatchRow::Default => Patch::Default,
            PatchRow::Replace => Patch::Replace,
            PatchRow::Retain => Patch::Retain,
            PatchRow::Add => Patch::Add,
            PatchRow::Merge { key, retain } => Patch::Merge { key: built_in().name(key), retain },
        }
    }
}

/// What a strategic merge patch does with a field (`x-kubernetes-patch-strategy`, `x-kubernetes-patch-merge-key`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Patch {
    /// Merges a mapping key by key, and replaces anything else.
    Default,
    /// Replaces a mapping as well.
    Replace,
    /// Merges a mapping, and drops the keys that the patch does not have.
    Retain,
    /// Adds to a list of plain values.
    Add,
    /// Merges the items of a list that have the same value of a key, and adds the others.
    Merge {
        /// The key.
        key: &'static str,
        /// Whether a merged item keeps only the keys that the patch has.
        retain: bool,
    },
}

/// The type of items and of the values of a mapping.
#[derive(Debug, Clone, Copy)]
pub struct Type<'a> {
    schema: &'a Schema<'a>,
    row: u16,
}

impl<'a> Type<'a> {
    /// What such a value is.
    pub fn shape(self) -> Shape<'a> {
        self.schema.shape(self.row)
    }

    /// What is asked of such a value besides.
    pub fn limits(self) -> impl Iterator<Item = Limit<'a>> {
        let rows = &self.schema.limits;
        let first = rows.partition_point(|limit| limit.shape < self.row);
        rows[first..].iter().take_while(move |limit| limit.shape == self.row).map(Limit::new)
    }
}

/// What a value may be.
#[derive(Debug, Clone, Copy)]
pub enum Shape<'a> {
    /// Anything.
    Any,
    /// A mapping of anything.
    Object,
    /// An object of some other API.
    Raw,
    /// A string.
    Text,
    /// One of these strings.
    Enum(Words<'a>),
    /// A string in base64.
    Bytes,
    /// A string with a time of RFC 3339.
    Time,
    /// An integer of 32 bits.
    Int32,
    /// An integer of 64 bits.
    Int64,
    /// A number.
    Number,
    /// `true` or `false`.
    Bool,
    /// An integer or a string.
    IntOrString,
    /// An integer of 64 bits or a string.
    LongOrString,
    /// A string or a number: `500m`, `1Gi`, `0.5`.
    Quantity,
    /// A list.
    List {
        /// Its items.
        item: Type<'a>,
        /// What no two of them share.
        unique: Unique<'a>,
    },
    /// A mapping from any string.
    Map(Type<'a>),
    /// A mapping with known keys.
    Record(Definition<'a>),
}

/// What no two items of a list may share.
#[derive(Debug, Clone, Copy)]
pub enum Unique<'a> {
    /// Items may be equal.
    Nothing,
    /// No two items are equal.
    Items,
    /// No two items have the same values of these keys.
    Keys(Words<'a>),
}

/// Some words: the values of an enum, the keys of a list.
#[derive(Debug, Clone, Copy)]
pub struct Words<'a> {
    schema: &'a Schema<'a>,
    names: &'a [Name],
}

impl<'a> Words<'a> {
    /// The words, sorted as the facts have them.
    pub fn iter(self) -> impl Iterator<Item = &'a str> {
        self.names.iter().map(move |&name| self.schema.name(name))
    }
}
