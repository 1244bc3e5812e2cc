//! How the files of a project are found: by its settings and by the flags of a run.

use std::path::PathBuf;

use super::args::Selection;
use super::project::Project;
use super::{Failure, Io};
use crate::discover;

/// Finds files below paths, as people write them in the working directory.
pub(super) fn discover(
    paths: &[PathBuf],
    options: &discover::Options,
    io: &Io<'_>,
) -> Result<discover::Discovery, Failure> {
    discover::discover(&io.folder, paths, options).map_err(bad_glob)
}

/// What is left out and what is added, by flags and by the project.
pub(super) fn options(selection: &Selection, project: &Project) -> discover::Options {
    discover::Options {
        include: selection.include.clone(),
        exclude: selection.exclude.clone(),
        project: Some(discover::Project {
            folder: project.folder.clone(),
            include: project.config.include.clone(),
            exclude: project.config.exclude.clone(),
        }),
        only_files: false,
    }
}

/// Why a pattern is refused.
pub(super) fn bad_glob(error: discover::GlobError) -> Failure {
    Failure::Message(error.to_string())
}
