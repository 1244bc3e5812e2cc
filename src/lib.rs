//! bowline ties the pieces of Kubernetes manifests together as the cluster would, and shows what will not hold.
//!
//! The modules are listed in reading order; knowledge flows downward, never up.

pub mod source;
pub mod diagnostic;
pub mod yaml;
pub mod kube;
