//! How a Service port reaches a container (k8s.io/endpointslice `FindPort`).

use super::pod::{ContainerPort, PodTemplate};
use super::protocol::Protocol;
use crate::text::unknown::is_unknown;
use crate::yaml::{Node, Scalar};

/// The port that a Service port sends to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target<'w> {
    /// A port number.
    Number(i64),
    /// The name of a container port.
    Name(&'w str),
    /// The port is templated or malformed.
    Unknown,
}

/// An int-or-string port with its place.
#[derive(Debug, Clone, Copy)]
pub struct TargetPort<'w> {
    /// The port that is written.
    pub target: Target<'w>,
    /// Its place.
    pub node: Node<'w>,
}

impl<'w> TargetPort<'w> {
    /// Reads an int-or-string port.
    pub fn read(node: Node<'w>) -> TargetPort<'w> {
        let target = match node.scalar() {
            _ if !matches!(node.kind(), crate::yaml::Kind::Scalar) => Target::Unknown,
            Scalar::Int(number) => Target::Number(number),
            // A quoted number is reported elsewhere.
            Scalar::Str(text) if !is_unknown(text) && text.parse::<i64>().is_err() && !text.is_empty() => {
                Target::Name(text)
            }
            _ => Target::Unknown,
        };
        TargetPort { target, node }
    }
}

/// The port that a Service port reaches in a pod template.
#[derive(Debug)]
pub enum Reached<'w> {
    /// A declared port of the right protocol.
    Port(ContainerPort<'w>),
    /// Only a declared port of another protocol.
    OtherProtocol(ContainerPort<'w>),
    /// No declared port.
    Nothing,
    /// A template or a controller decides.
    Unknown,
}

/// Looks a target up in a pod template as the EndpointSlice controller does: by name and protocol, first in the
/// containers, then in the sidecars. A number is reached even if it is not declared; the result shows whether it is.
pub fn reach<'w>(template: &PodTemplate<'w>, target: Target<'_>, protocol: Protocol<'_>) -> Reached<'w> {
    let Some(spec) = template.spec.filter(|spec| spec.get("containers").is_some()) else { return Reached::Unknown };
    if spec.get("containers").is_some_and(|node| !node.is_sequence()) {
        return Reached::Unknown;
    }
    // A template may fill in containers or ports.
    let mut unknown = template.partial
        || template.running_containers().any(|container| {
            let ports = container.node.get("ports");
            !container.node.is_mapping() || ports.is_some_and(|ports| !ports.is_sequence() && !ports.is_null())
        });
    let mut other = None;
    for port in template.ports() {
        let named = port.node.get("name").is_some() && port.name.is_none();
        let numbered = port.number.is_none();
        let same = match target {
            Target::Number(number) => {
                unknown |= numbered;
                port.number == Some(number)
            }
            Target::Name(name) => {
                unknown |= named;
                port.name == Some(name)
            }
            Target::Unknown => return Reached::Unknown,
        };
        match same {
            true if port.protocol.differs(protocol) => other = other.or(Some(port)),
            true => return Reached::Port(port),
            false => {}
        }
    }
    match other {
        _ if unknown => Reached::Unknown,
        Some(port) => Reached::OtherProtocol(port),
        None => Reached::Nothing,
    }
}
