//! What is known of the API of Kubernetes.

mod api_server;
mod cel;
mod constraints;
mod crds;
mod facts;
mod kinds;
mod quantities;
mod references;
mod schema;
