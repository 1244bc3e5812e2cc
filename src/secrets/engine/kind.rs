//! The classes of values.

/// The class of a value: the first that matches, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A reference to another place: `$(VAR)`, `vault:…`, an ARN.
    Reference,
    /// Text that a template tool replaces: `${X}`, `{{ x }}`, `%%X%%`.
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
    /// Text that asks the reader to replace it, and that nobody can mean as a value.
    Placeholder,
    /// Text that asks the reader to replace it, but that works if it is deployed.
    Deployed,
    /// A password that is in lists of common passwords.
    Common,
    /// A value that a generator made.
    Random,
    /// Four or more digits.
    Digits,
    /// Lower-case words joined by hyphens, as in the names of objects.
    Kebab,
    /// Any other value.
    Literal,
}

impl Kind {
    /// Whether the value itself shows that it is not a secret, or is not a single value.
    pub(super) fn is_plain(self) -> bool {
        use Kind::*;
        matches!(self, Reference | Template | Public | Flag | Number | Path | Place | Structure)
    }
}
