//! Sets of Kubernetes versions.

use std::fmt;

use super::version::{Version, Versions};

/// A set of versions of Kubernetes 1: bit n is 1.n.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct VersionSet(u64);

impl VersionSet {
    /// A set by its bits: bit n is 1.n.
    pub const fn from_minors(bits: u64) -> Self {
        Self(bits)
    }

    /// Whether the set is empty.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether the version is in the set.
    pub fn contains(self, version: Version) -> bool {
        version.major == 1 && version.minor < u64::BITS && self.0 & 1 << version.minor != 0
    }

    /// The versions that are in both sets.
    pub fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The versions that are in at least one of the sets.
    pub fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The versions that are not in the other set.
    pub fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// The oldest version. Returns `None` if the set is empty.
    pub fn first(self) -> Option<Version> {
        (!self.is_empty()).then(|| minor(self.0.trailing_zeros()))
    }

    /// The newest version. Returns `None` if the set is empty.
    pub fn last(self) -> Option<Version> {
        (!self.is_empty()).then(|| minor(u64::BITS - 1 - self.0.leading_zeros()))
    }
}

fn minor(minor: u32) -> Version {
    Version { major: 1, minor }
}

impl From<Versions> for VersionSet {
    fn from(versions: Versions) -> Self {
        let minors = versions.first.minor..=versions.last.minor.min(u64::BITS - 1);
        Self(minors.fold(0, |bits, minor| bits | 1 << minor))
    }
}

impl fmt::Display for VersionSet {
    /// Writes the versions as ranges: `1.14-1.15, 1.18`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = *self;
        while let Some(first) = rest.first() {
            let last = (first.minor..).map(minor).take_while(|&version| rest.contains(version)).last().unwrap_or(first);
            let run = Versions { first, last };
            rest = rest.without(run.into());
            write!(f, "{run}{}", if rest.is_empty() { "" } else { ", " })?;
        }
        Ok(())
    }
}
