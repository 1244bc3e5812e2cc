//! What rules tell credentials apart by.

/// What a credential is, beyond its description.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nature {
    /// It opens something.
    Secret,
    /// A token whose checksum proves that a vendor's generator made it.
    Proven,
    /// A private key.
    PrivateKey,
    /// Only the name of a credential, such as the id of an access key, which is of use with its secret.
    Identifier,
    /// A password that everybody tries first.
    Common,
    /// A password in an address or a connection string.
    InAddress,
    /// A password in an address or a connection string that everybody tries first.
    CommonInAddress,
    /// It reads like something that was to be replaced, and is deployed.
    Deployed,
    /// A random value whose name only suggests a credential.
    Hint,
}
