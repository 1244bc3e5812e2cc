//! Discovery of a project's files, by configurations and by the flags of a run.

use std::path::PathBuf;

use super::args::Selection;
use super::{Failure, Io};
use crate::discover;
use crate::settings::configs::Configs;

/// Finds files below paths, as people write them in the working directory.
pub(super) fn discover(
    paths: &[PathBuf],
    options: &discover::Options,
    io: &Io<'_>,
) -> Result<discover::Discovery, Failure> {
    discover::discover(&io.folder, paths, options).map_err(bad_glob)
}

/// The files to leave out and to add, by flags and by configurations.
pub(super) fn options(selection: &Selection, configs: &Configs) -> discover::Options {
    discover::Options {
        include: selection.include.clone(),
        exclude: selection.exclude.clone(),
        projects: configs.lookup(),
        only_files: false,
    }
}

/// The failure for an invalid pattern.
pub(super) fn bad_glob(error: discover::GlobError) -> Failure {
    Failure::Message(error.to_string())
}
