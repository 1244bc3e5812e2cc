//! The kinds of credentials that rules distinguish.

/// The kind of a credential, in addition to its description.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nature {
    /// A credential that gives access.
    Secret,
    /// A token whose checksum proves that a vendor's generator made it.
    Proven,
    /// A private key.
    PrivateKey,
    /// Only the name of a credential, such as the id of an access key, which is useless without its secret.
    Identifier,
    /// A common password.
    Common,
    /// A password in an address or a connection string.
    InAddress,
    /// A common password in an address or a connection string.
    CommonInAddress,
    /// A placeholder that nobody replaced.
    Deployed,
    /// A random value whose name only suggests a credential.
    Hint,
}
