//! Builds of kustomizations, compared with what kustomize itself prints.

mod cases;
mod compare;
mod corpus;
mod delivered;
mod fixtures;
mod hostile;
mod inputs;
mod links;
mod places;
