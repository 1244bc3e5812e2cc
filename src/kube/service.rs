//! A Service and its ports.

use std::net::IpAddr;

use super::labels::Selector;
use super::ports::{Target, TargetPort};
use super::protocol::Protocol;
use super::resource::{Resource, known_str};
use crate::text::unknown::is_unknown;
use crate::yaml::{Entry, Node};

/// A view of a Service.
#[derive(Debug, Clone, Copy)]
pub struct Service<'w> {
    /// `spec`.
    pub spec: Node<'w>,
}

/// One entry of `spec.ports`.
#[derive(Debug, Clone, Copy)]
pub struct ServicePort<'w> {
    /// The whole port.
    pub node: Node<'w>,
    /// `name`, if it is known.
    pub name: Option<&'w str>,
    /// `port`, if it is known.
    pub port: Option<i64>,
    /// `targetPort` if it is written, otherwise `port`.
    pub target: Option<TargetPort<'w>>,
    /// `protocol`, TCP by default.
    pub protocol: Protocol<'w>,
}

impl<'w> Service<'w> {
    /// The view of an object that is known to be a Service. Returns `None` if it has no `spec`.
    pub fn read(resource: &Resource<'w>) -> Option<Service<'w>> {
        resource.spec().filter(|spec| spec.is_mapping()).map(|spec| Service { spec })
    }

    /// `type`, which is ClusterIP if it is absent or empty. Returns `None` if it is templated or may change.
    pub fn service_type(&self) -> Option<&'w str> {
        if !self.spec.is_certain_at(&["type"]) {
            return None;
        }
        match self.spec.get("type").filter(|node| !node.is_empty()) {
            None => Some("ClusterIP"),
            Some(node) => known_str(node),
        }
    }

    /// `clusterIP`, if it is written and not empty.
    pub fn cluster_ip(&self) -> Option<Entry<'w>> {
        self.spec.entry("clusterIP").filter(|entry| !entry.value.is_empty())
    }

    /// Whether the Service has exactly `clusterIP: None`. Unknown if the field is templated or may change.
    pub fn headless(&self) -> super::Truth {
        if !self.spec.is_certain_at(&["clusterIP"]) {
            return super::Truth::Unknown;
        }
        let written = |key| self.spec.get(key).filter(|node: &Node<'_>| !node.is_empty());
        match written("clusterIP").map(|node| node.as_str()) {
            Some(Some(text)) if is_unknown(text) => super::Truth::Unknown,
            Some(text) => (text == Some("None")).into(),
            // `clusterIPs: [None]` alone is refused, so its intention is unknown.
            None if written("clusterIPs").is_some() => super::Truth::Unknown,
            None => super::Truth::No,
        }
    }

    /// Whether the Service certainly has `clusterIP: None`.
    pub fn is_headless(&self) -> bool {
        self.headless() == super::Truth::Yes
    }

    /// The entry of a field of `spec` that is not empty. The API server treats an empty field as absent.
    pub fn written(&self, key: &str) -> Option<Entry<'w>> {
        self.spec.entry(key).filter(|entry| !entry.value.is_empty())
    }

    /// Whether a field of `spec` has no value and nothing adds one.
    pub fn lacks(&self, key: &str) -> bool {
        self.written(key).is_none() && self.spec.is_certain_at(&[key])
    }

    /// The entry of a `clusterIP: None` that the API server accepts: in a Service of type ClusterIP.
    pub fn headless_entry(&self) -> Option<Entry<'w>> {
        let headless = self.service_type() == Some("ClusterIP") && self.is_headless();
        self.cluster_ip().filter(|_| headless)
    }

    /// Whether the Service is of type ExternalName. The API server does not check most other fields of such a Service.
    pub fn is_external_name(&self) -> bool {
        self.service_type() == Some("ExternalName")
    }

    /// The entry of a `clusterIP` that is null or the empty string. Both request an address.
    pub fn null_cluster_ip(&self) -> Option<Entry<'w>> {
        let ours = self.service_type() == Some("ClusterIP") && self.written("clusterIPs").is_none();
        self.spec.entry("clusterIP").filter(|entry| ours && entry.value.is_empty())
    }

    /// Whether the Service has no selector and nothing adds one.
    pub fn is_selectorless(&self) -> bool {
        self.lacks("selector")
    }

    /// The selector, which may be empty. Returns `None` if it is not written.
    pub fn selector(&self) -> Option<Selector<'w>> {
        self.spec.entry("selector").map(Selector::flat)
    }

    /// The ports.
    pub fn ports(&self) -> impl Iterator<Item = ServicePort<'w>> + use<'w> {
        let list = self.spec.get("ports").into_iter().flat_map(|node| node.items());
        list.filter(|node| node.is_mapping()).map(|node| ServicePort {
            node,
            name: node.get("name").and_then(known_str),
            port: node.get("port").and_then(|port| port.as_i64()),
            target: node
                .get("targetPort")
                .filter(|target| !target.is_empty() && target.as_i64() != Some(0))
                .or_else(|| node.get("port"))
                .map(TargetPort::read),
            protocol: Protocol::read(node.get("protocol")),
        })
    }
}

/// Reads an IP address as the API server reads those of a Service: leading zeros are accepted.
pub fn parse_ip(text: &str) -> Option<IpAddr> {
    let plain =
        |part: &str| Some(part.trim_start_matches('0')).filter(|rest| !rest.is_empty()).unwrap_or("0").to_owned();
    text.parse().ok().or_else(|| {
        let parts: Vec<_> = text.split('.').filter(|part| !part.is_empty()).map(plain).collect();
        parts.join(".").parse().ok().filter(|_| text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.'))
    })
}

impl ServicePort<'_> {
    /// Whether `targetPort` is left out, so that it is `port` (core defaults).
    pub fn target_is_default(&self) -> bool {
        self.node.get("targetPort").is_none_or(|node| node.is_empty())
    }

    /// Whether the target is a number other than `port`.
    pub fn maps_number(&self) -> bool {
        matches!(self.target.map(|target| target.target), Some(Target::Number(number)) if Some(number) != self.port)
    }
}
