//! Typed views of nodes, in Kubernetes' own terms: a Service, a pod template, a selector.

pub mod container_resource;
pub mod deprecated;
pub mod identity;
pub mod ingress;
pub mod job;
pub mod kind;
pub mod labels;
pub mod metadata;
pub mod networkpolicy;
pub mod numbered;
pub mod object_names;
pub mod pod;
pub mod ports;
pub mod protocol;
pub mod replicas;
pub mod resource;
pub mod scheduling;
pub mod selecting;
pub mod separators;
pub mod service;
pub mod values;
pub mod variables;

pub use kind::Kind;
pub use labels::{Label, Labels, Operator, Requirement, Selector, Truth};
pub use pod::{Container, ContainerPort, ContainerRole, PodTemplate};
pub use ports::{Target, TargetPort};
pub use resource::{Namespace, Resource, SetId};
pub use service::{Service, ServicePort};
