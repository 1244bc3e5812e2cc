//! The classes of values.

/// The class of a value, first match in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Points elsewhere: `$(VAR)`, `vault:…`, an ARN.
    Reference,
    /// To be filled in by a template tool: `${X}`, `{{ x }}`, `%%X%%`.
    Template,
    /// Encrypted, or public by nature: certificates, public keys.
    Public,
    /// The hash of a password.
    Hash,
    /// A boolean or the word of an enumeration.
    Flag,
    /// A short number, duration, quantity, version, address.
    Number,
    /// A path or file name.
    Path,
    /// A URL, `host:port`, a domain or mail address.
    Place,
    /// Structured text: JSON, several lines, a long sentence.
    Structure,
    /// Tells the reader to put something else here, and cannot be meant.
    Placeholder,
    /// Tells the reader to put something else here, but works as deployed.
    Deployed,
    /// A password from everybody's list.
    Common,
    /// Made by a generator.
    Random,
    /// Four or more digits.
    Digits,
    /// Lower-case words joined by hyphens, as in the names of objects.
    Kebab,
    /// Anything else.
    Literal,
}

impl Kind {
    /// Whether the value itself says that it is not a secret, or not one value.
    pub(super) fn is_plain(self) -> bool {
        use Kind::*;
        matches!(self, Reference | Template | Public | Flag | Number | Path | Place | Structure)
    }
}
