//! The known facts about the Kubernetes API.

mod api_server;
mod cel;
mod constraints;
mod crds;
mod facts;
mod kinds;
mod quantities;
mod references;
mod schema;
