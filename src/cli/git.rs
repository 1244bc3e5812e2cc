//! Which files git holds for changed.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::Failure;
use super::project::canonical;

/// The files below the repository of `folder` that differ from a commit, staged or not, and those that git does not
/// know yet; canonical. The commit is the last one that `reference` and the current branch share: what came to the
/// other branch since is no change of this one.
pub(super) fn changed_files(folder: &Path, reference: &str) -> Result<HashSet<PathBuf>, Failure> {
    if reference.starts_with('-') || reference.is_empty() {
        return Err(Failure::Message(format!("`{reference}` is no commit: --diff wants one, such as `origin/main`")));
    }
    let top = text(git(folder, &["rev-parse", "--show-toplevel"])?);
    let top = Path::new(top.trim_end());
    let commit = format!("{reference}^{{commit}}");
    let commit =
        text(git(folder, &["rev-parse", "--verify", "--quiet", "--end-of-options", &commit]).map_err(|_| {
            let hint = "in a shallow clone it may have to be fetched first";
            Failure::Message(format!("git does not know the commit `{reference}`: {hint}"))
        })?);
    // Histories without a common commit, as in shallow clones, are compared end to end.
    let base = git(folder, &["merge-base", commit.trim_end(), "HEAD"]).map_or(commit, text);
    let differing = git(top, &["diff", "--name-only", "-z", "--no-renames", "--diff-filter=d", base.trim_end(), "--"])?;
    let unknown = git(top, &["ls-files", "--others", "--exclude-standard", "-z"])?;
    let names = differing.split(|byte| *byte == 0).chain(unknown.split(|byte| *byte == 0));
    Ok(names.filter(|name| !name.is_empty()).map(|name| canonical(&top.join(path_of(name)))).collect())
}

#[cfg(unix)]
fn path_of(name: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    PathBuf::from(OsStr::from_bytes(name))
}

#[cfg(not(unix))]
fn path_of(name: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(name).into_owned())
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8_lossy(&bytes).into_owned()
}

fn git(folder: &Path, arguments: &[&str]) -> Result<Vec<u8>, Failure> {
    let output = Command::new("git").arg("-C").arg(folder).args(arguments).output();
    let output = output.map_err(|error| Failure::Message(format!("cannot run git: {error}")))?;
    match output.status.success() {
        true => Ok(output.stdout),
        false => {
            let message = text(output.stderr);
            let first = message.lines().next().unwrap_or("it says nothing");
            Err(Failure::Message(format!("git {}: {first}", arguments.first().unwrap_or(&""))))
        }
    }
}
