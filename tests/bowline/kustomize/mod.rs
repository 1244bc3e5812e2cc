//! Builds of kustomizations, compared with what kustomize itself prints.

mod cases;
mod compare;
mod corpus;
mod fixtures;
mod hostile;
mod links;
mod places;
