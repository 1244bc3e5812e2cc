//! Builds of kustomizations, compared with the output of kustomize itself.

mod cases;
mod compare;
mod corpus;
mod delivered;
mod fixtures;
mod hostile;
mod inputs;
mod links;
mod places;
