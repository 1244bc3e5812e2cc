//! What is known of the API of Kubernetes.

mod crds;
mod quantities;
mod schema;
