//! The change that a run looks at: the files that differ from a commit, and their contents there.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::args::Selection;
use super::discovery::{bad_glob, options};
use super::git::{self, Change};
use super::project::Project;
use super::{Failure, Io};
use crate::discover::{self, Found};
use crate::session::{self, Before};
use crate::settings::configs::Configs;

/// The variable with the commit at the start of a range, if pre-commit runs over one.
const RANGE_START: &str = "PRE_COMMIT_FROM_REF";

/// The change that the run looks at. Returns `None` if it looks at none. `roots` are the folders that were walked, and
/// `known` the files that were found.
pub(super) fn change(
    selection: &Selection,
    (project, configs): (&Project, &Configs),
    given: &[PathBuf],
    roots: &[&PathBuf],
    known: &HashSet<PathBuf>,
    io: &Io<'_>,
) -> Result<Option<Change>, Failure> {
    let Some(reference) = reference(selection, project, io) else { return Ok(None) };
    let options = options(selection, configs);
    let takes: Vec<_> = roots
        .iter()
        .map(|root| discover::takes(&io.folder, root, &options).map_err(bad_glob))
        .collect::<Result<_, _>>()?;
    // A run on a part of the project looks only at the change of that part.
    let is_asked = |path: &Path| selection.diff.is_none() || given.iter().any(|target| path.starts_with(target));
    let is_wanted = |path: &Path| is_asked(path) && (known.contains(path) || takes.iter().any(|takes| takes(path)));
    let mut change = git::change_since(&io.folder, &project.folder, &reference, &is_wanted)?;
    change.changed.retain(|path| is_asked(path));
    Ok(Some(change))
}

/// The commit to compare the files with.
fn reference(selection: &Selection, project: &Project, io: &Io<'_>) -> Option<String> {
    let named = selection.diff.as_ref().or(selection.since.as_ref());
    let of_hook = || {
        let start = std::env::var(RANGE_START).ok().filter(|start| !start.is_empty());
        // The first commit of a repository breaks nothing.
        start.or_else(|| git::has_commit(&io.folder, &project.folder).then(|| "HEAD".to_owned()))
    };
    // Only a hook starts another process.
    named.cloned().or_else(|| selection.hook.then(of_hook).flatten())
}

/// The files as they were before a change. Those in `own` contain no manifests.
pub(super) fn before(change: Change, list: &[Found], project: &Project, own: &HashSet<PathBuf>) -> Before {
    let is_changed = |found: &&Found| change.changed.contains(&found.path);
    let changed: HashSet<String> = list.iter().filter(is_changed).map(|found| found.name.clone()).collect();
    let held = change.before.into_iter().filter(|(path, _)| !own.contains(path));
    let load =
        |(path, bytes): (PathBuf, Vec<u8>)| session::load_at(&project.name(&path), &project.path(&path), Ok(bytes));
    Before { loaded: held.map(load).collect(), changed }
}
