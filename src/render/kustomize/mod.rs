//! Builds kustomizations as kustomize does.
//!
//! `load` reads everything that kustomizations name; only this module touches files. `build` makes objects from what
//! was loaded. For each kustomization, the resources come first, then the generated objects, the components, and the
//! transformers one after the other. Names, references and variables are settled at the root. Nothing stops a build:
//! each step that cannot be done is a [`Problem`], and each unavailable input is a [`Gap`].

mod accumulate;
mod affix;
mod again;
mod build;
mod check;
mod definitions;
mod delivery;
mod field_path;
mod field_spec;
mod file;
mod finish;
mod generate;
mod hash;
mod id;
mod images;
mod input;
mod labels;
mod load;
mod metadata;
mod namespace;
mod order;
mod patch;
mod plugins;
mod problem;
mod project;
mod read;
mod references;
mod remote;
mod replace;
mod replicas;
mod resource;
mod scope;
mod similar;
mod specs;
mod state;
mod transform;
mod twins;
mod vars;

pub use again::{Builds, Objects, build_again, build_all};
pub use build::{Build, Builder, roots};
pub use file::{Kustomization, is_file_name};
pub use generate::Made;
pub use id::{Gvk, Id};
pub use input::{Form, Input, Inputs};
pub use load::load;
pub use problem::{Gap, Problem, ProblemKind};
pub use project::{Content, Files, Project};
pub use resource::Resource;
pub use similar::Similar;
