//! What is known of the API of Kubernetes.

mod crds;
mod kinds;
mod quantities;
mod schema;
