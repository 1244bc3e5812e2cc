//! The keys of each mapping in the configuration. `schema/config.v1.json` contains the same keys.

/// A mapping with its own set of keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keys {
    /// The whole file.
    Configuration,
    /// `confidence`.
    Confidence,
    /// An item of `external`.
    External,
    /// An item of `overrides`.
    Override,
    /// `secrets`.
    Secrets,
    /// An item of `suppress`.
    Suppression,
}

impl Keys {
    /// The words for the mapping in messages.
    pub(super) fn noun(self) -> &'static str {
        match self {
            Keys::Configuration => "the configuration",
            Keys::Confidence => "`confidence`",
            Keys::External => "an object of `external`",
            Keys::Override => "an override",
            Keys::Secrets => "`secrets`",
            Keys::Suppression => "a suppression",
        }
    }

    /// All allowed keys.
    pub fn all(self) -> &'static [&'static str] {
        match self {
            Keys::Configuration => &[
                "baseline",
                "closed",
                "confidence",
                "crds",
                "exclude",
                "extends",
                "external",
                "ignore",
                "include",
                "kubernetes",
                "namespace",
                "overrides",
                "profile",
                "root",
                "secrets",
                "select",
                "severity",
                "suppress",
            ],
            Keys::Confidence => &["high", "low", "medium"],
            Keys::External => &["kind", "labels", "name", "namespace", "reason"],
            Keys::Override => &["ignore", "paths", "severity"],
            Keys::Secrets => &["allow-names", "allow-paths", "formats", "names"],
            Keys::Suppression => &["expires", "kind", "name", "namespace", "path", "paths", "reason", "rule", "rules"],
        }
    }
}
