//! Which files git holds for changed.

use std::collections::HashSet;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::Command;

use super::Failure;
use super::project::canonical;

/// The files below the repository of `folder` that differ from a commit, staged or not, and those that git does not
/// know yet; canonical. The commit is the last one that `reference` and the current branch share: what came to the
/// other branch since is no change of this one. Submodules are held against the commits that they had there.
pub(super) fn changed_files(cwd: &Path, folder: &Path, reference: &str) -> Result<HashSet<PathBuf>, Failure> {
    if reference.starts_with('-') || reference.is_empty() {
        return Err(Failure::Message(format!(
            "`{reference}` is not a commit: --diff wants one, such as `origin/main`"
        )));
    }
    // Inside of a hook git says where the repository is, as seen from the working directory.
    let is_hook = std::env::var_os("GIT_DIR").is_some();
    let git = Git { folder: if is_hook { cwd } else { folder }, is_submodule: false };
    let commit =
        git.line(&["rev-parse", "--verify", "--quiet", "--end-of-options", &format!("{reference}^{{commit}}")]);
    let commit = commit.map_err(|_| {
        let hint = "in a shallow clone it may have to be fetched first";
        Failure::Message(format!("git does not know the commit `{reference}`: {hint}"))
    })?;
    // Histories without a common commit, as in shallow clones, are compared end to end.
    let base = git.run(["merge-base".as_ref(), commit.as_os_str(), "HEAD".as_ref()]).map_or(commit, line_of);
    let mut changed = HashSet::new();
    git.changed(Some(&base), &mut changed)?;
    Ok(changed)
}

/// A repository.
struct Git<'a> {
    folder: &'a Path,
    is_submodule: bool,
}

impl Git<'_> {
    /// Adds the files that differ from a commit; all where there is none.
    fn changed(&self, base: Option<&OsStr>, changed: &mut HashSet<PathBuf>) -> Result<(), Failure> {
        const DIFF: [&str; 7] = [
            "diff",
            "--name-only",
            "-z",
            "--no-renames",
            "--no-relative",
            "--diff-filter=d",
            "--ignore-submodules=none",
        ];
        const FILES: [&str; 5] = ["ls-files", "--others", "--exclude-standard", "--full-name", "-z"];
        let top = PathBuf::from(self.line(&["rev-parse", "--show-toplevel"])?);
        let differing = match base {
            Some(base) => self.run(DIFF.map(OsStr::new).into_iter().chain([base, "--".as_ref()]))?,
            None => self.run(["ls-files", "--full-name", "-z", "--", ":/"])?,
        };
        let unknown = self.run(FILES.into_iter().chain(["--", ":/"]))?;
        let names = differing.split(|byte| *byte == 0).chain(unknown.split(|byte| *byte == 0));
        for name in names.filter(|name| !name.is_empty()).map(os_string) {
            let path = top.join(&name);
            if path.join(".git").exists() {
                let module = Git { folder: &path, is_submodule: true };
                let then = base.and_then(|base| {
                    let place: OsString = [base, ":".as_ref(), name.as_os_str()].into_iter().collect();
                    let commit = self.run(["rev-parse".as_ref(), "--verify".as_ref(), place.as_os_str()]).ok()?;
                    let commit = line_of(commit);
                    module.run(["cat-file".as_ref(), "-e".as_ref(), commit.as_os_str()]).ok().map(|_| commit)
                });
                module.changed(then.as_deref(), changed)?;
            } else {
                changed.insert(canonical(&path));
            }
        }
        Ok(())
    }

    /// The only line that git prints.
    fn line(&self, arguments: &[&str]) -> Result<OsString, Failure> {
        self.run(arguments).map(line_of)
    }

    fn run<T: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = T>) -> Result<Vec<u8>, Failure> {
        let mut command = Command::new("git");
        command.current_dir(self.folder).args(arguments);
        if self.is_submodule {
            // What a hook says of the repository around it.
            for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR"] {
                command.env_remove(name);
            }
        }
        let output = command.output().map_err(|error| Failure::Message(format!("cannot run git: {error}")))?;
        match output.status.success() {
            true => Ok(output.stdout),
            false => {
                let message = String::from_utf8_lossy(&output.stderr);
                let first = message.lines().next().unwrap_or("it says nothing");
                let name = command.get_args().next().unwrap_or_default().display();
                Err(Failure::Message(format!("git {name}: {first}")))
            }
        }
    }
}

/// A path may end in a blank, so only the line feed goes.
fn line_of(bytes: Vec<u8>) -> OsString {
    os_string(bytes.strip_suffix(b"\n").unwrap_or(&bytes))
}

#[cfg(unix)]
fn os_string(bytes: &[u8]) -> OsString {
    use std::os::unix::ffi::OsStrExt;
    OsStr::from_bytes(bytes).to_owned()
}

#[cfg(not(unix))]
fn os_string(bytes: &[u8]) -> OsString {
    String::from_utf8_lossy(bytes).into_owned().into()
}
