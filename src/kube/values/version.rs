//! Kubernetes versions and ranges of them, as a person writes them: `1.31`, `1.29-1.33`.

use std::fmt;
use std::str::FromStr;

/// A minor version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version {
    /// 1 so far.
    pub major: u32,
    /// The number after the first dot.
    pub minor: u32,
}

impl Version {
    /// The oldest version that can be requested.
    pub const OLDEST: Version = Version { major: 1, minor: 11 };
    /// The newest version that bowline knows.
    pub const NEWEST: Version = Version { major: 1, minor: 37 };
}

/// The versions that manifests are meant for: from the first to the last, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Versions {
    /// The oldest.
    pub first: Version,
    /// The newest.
    pub last: Version,
}

impl Default for Versions {
    fn default() -> Self {
        Self { first: Version::NEWEST, last: Version::NEWEST }
    }
}

impl FromStr for Version {
    type Err = String;

    /// Reads `1.31`, also with a leading `v`, and with a patch number, which is dropped.
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is not a Kubernetes version: write one like `{}`", Version::NEWEST);
        let mut parts = text.strip_prefix('v').unwrap_or(text).split('.');
        let mut number = || -> Option<u32> {
            parts.next().filter(|part| part.bytes().all(|byte| byte.is_ascii_digit()))?.parse().ok()
        };
        let (major, minor) = number().zip(number()).ok_or_else(wrong)?;
        if parts.next().is_some_and(|patch| !patch.starts_with(|first: char| first.is_ascii_digit())) {
            return Err(wrong());
        }
        let version = Version { major, minor };
        match (Version::OLDEST..=Version::NEWEST).contains(&version) {
            true => Ok(version),
            false => {
                let (oldest, newest) = (Version::OLDEST, Version::NEWEST);
                Err(format!("Kubernetes {version} is not known here: {oldest} to {newest} are"))
            }
        }
    }
}

impl FromStr for Versions {
    type Err = String;

    /// Reads one version, or two with a `-` between them.
    fn from_str(text: &str) -> Result<Self, String> {
        let (first, last) = text.split_once('-').unwrap_or((text, text));
        let versions = Versions { first: first.trim().parse()?, last: last.trim().parse()? };
        match versions.first <= versions.last {
            true => Ok(versions),
            false => Err(format!("`{text}` ends before it starts: write the older version first")),
        }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

impl fmt::Display for Versions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.first == self.last {
            true => write!(f, "{}", self.first),
            false => write!(f, "{}-{}", self.first, self.last),
        }
    }
}
