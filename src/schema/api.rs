//! The APIs of kinds: the versions that serve them, and their successors.

use super::rows::{ApiRow, LifeRow};
use super::{Definition, Schema};
use crate::kube::values::version::Version;
use crate::kube::values::version_set::VersionSet;

/// An `apiVersion` and a `kind`.
#[derive(Debug, Clone, Copy)]
pub struct Api<'a> {
    pub(super) schema: &'a Schema<'a>,
    pub(super) row: &'a ApiRow,
}

impl<'a> Api<'a> {
    /// The `apiVersion`: `apps/v1`.
    pub fn api_version(self) -> &'a str {
        self.schema.name(self.row.api_version)
    }

    /// The group: `apps`; empty for the core group.
    pub fn group(self) -> &'a str {
        self.api_version().rsplit_once('/').map_or("", |(group, _)| group)
    }

    /// Whether [`Api::group`] is the given group. This is faster, as it does not search for the end of the group.
    pub(super) fn has_group(self, group: &str) -> bool {
        match self.api_version().strip_prefix(group) {
            Some(version) if group.is_empty() => !version.contains('/'),
            Some(rest) => rest.starts_with('/'),
            None => false,
        }
    }

    /// The version: `v1`.
    pub fn version(self) -> &'a str {
        self.api_version().rsplit_once('/').map_or(self.api_version(), |(_, version)| version)
    }

    /// The kind: `Deployment`.
    pub fn kind(self) -> &'a str {
        self.schema.name(self.row.kind)
    }

    /// The versions of Kubernetes that serve the API, including alpha and beta versions that a cluster must enable.
    pub fn versions(self) -> VersionSet {
        self.schema.versions(self.row.versions)
    }

    /// The definition of its objects.
    pub fn definition(self) -> Definition<'a> {
        Definition { schema: self.schema, row: &self.schema.definitions[usize::from(self.row.definition)] }
    }

    /// Whether its objects are in a namespace. Returns `None` for objects that nobody writes to a file.
    pub fn namespaced(self) -> Option<bool> {
        self.row.namespaced
    }

    /// The first version that warns of the API.
    pub fn deprecated(self) -> Option<Version> {
        self.life().deprecated.map(minor)
    }

    /// The first version that no longer serves the API. It may be a future version.
    pub fn removed(self) -> Option<Version> {
        self.life().removed.map(minor)
    }

    /// The further changes that an object needs for the successor of its API.
    pub fn note(self) -> Option<&'a str> {
        Some(self.schema.name(self.life().note)).filter(|note| !note.is_empty())
    }

    /// The API that replaces this one in a version of Kubernetes: a later one of its group, or one of another group.
    pub fn successor(self, version: Version) -> Option<Api<'a>> {
        let LifeRow { instead, instead_kind, .. } = *self.life();
        let (instead, kind) = (self.schema.name(instead), self.schema.name(instead_kind));
        let serves = |api: &Api<'_>| api.versions().contains(version);
        if !instead.is_empty() {
            return self.schema.api(instead, kind).filter(serves);
        }
        let others = self.schema.apis_of(self.kind()).filter(|api| api.group() == self.group());
        others.filter(|api| api.rank() > self.rank()).filter(serves).max_by_key(|api| api.rank())
    }

    /// Whether the version is like `v1`, which no release removes.
    pub fn is_stable(self) -> bool {
        self.rank().0 == 2
    }

    /// Whether the version is like `v1alpha1`, which any release may change.
    pub fn is_alpha(self) -> bool {
        self.rank().0 == 0
    }

    /// The maturity of a version: `v1` beats `v2beta1` beats `v1beta2` beats `v1alpha1`.
    pub(super) fn rank(self) -> (u8, u32, u32) {
        let text = self.version().trim_start_matches('v');
        let split =
            text.split_once("beta").map(|parts| (1, parts)).or(text.split_once("alpha").map(|parts| (0, parts)));
        let (stage, (major, minor)) = split.unwrap_or((2, (text, "")));
        (stage, major.parse().unwrap_or(0), minor.parse().unwrap_or(0))
    }

    fn life(self) -> &'a LifeRow {
        &self.schema.lives[usize::from(self.row.life)]
    }
}

fn minor(minor: u8) -> Version {
    Version { major: 1, minor: u32::from(minor) }
}
