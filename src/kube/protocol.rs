//! Transport protocols of ports.

use crate::text::unknown::is_unknown;
use crate::yaml::Node;

/// A transport protocol. An unknown one is neither equal to nor different from another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocol<'w> {
    /// The protocol as written, or TCP by default.
    Known(&'w str),
    /// The protocol is templated.
    Unknown,
}

impl<'w> Protocol<'w> {
    /// The `protocol` field; TCP if it is absent or empty (core defaults).
    pub fn read(node: Option<Node<'w>>) -> Protocol<'w> {
        match node.filter(|node| !node.is_empty()).map(|node| node.as_str()) {
            None => Protocol::Known("TCP"),
            Some(Some(text)) if !is_unknown(text) => Protocol::Known(text),
            Some(_) => Protocol::Unknown,
        }
    }

    /// The text for messages.
    pub fn as_str(self) -> &'w str {
        match self {
            Protocol::Known(text) => text,
            Protocol::Unknown => "?",
        }
    }

    /// Whether both protocols are known and differ.
    pub fn differs(self, other: Protocol<'_>) -> bool {
        matches!((self, other), (Protocol::Known(a), Protocol::Known(b)) if a != b)
    }
}
