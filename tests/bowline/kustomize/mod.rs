//! Builds of kustomizations, compared with what kustomize itself prints.

mod cases;
mod compare;
mod corpus;
mod fixtures;
mod inputs;
mod links;
mod places;
