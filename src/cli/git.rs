//! The changes since a commit, from git.

use std::collections::HashSet;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::Command;

use super::Failure;
use super::blobs::{Blobs, cannot_run};
use crate::settings::configs::canonical;

/// The differences from a commit, staged or not. Paths are canonical.
#[derive(Default)]
pub(super) struct Change {
    /// The files that exist and differ, or that git does not know yet.
    pub(super) changed: HashSet<PathBuf>,
    /// The files that git neither tracks nor ignores: a commit does not contain them.
    pub(super) untracked: HashSet<PathBuf>,
    /// The content at the commit of files that differ from it or were deleted, in the order of their paths.
    pub(super) before: Vec<(PathBuf, Vec<u8>)>,
}

/// The change since a commit, below the repository of `folder`. It is compared with the last commit that `reference`
/// and the current branch share. Later commits of the other branch are not part of it. Submodules are compared with the
/// commits that they had there. Only the old files that `is_wanted` accepts are read.
pub(super) fn change_since(
    cwd: &Path,
    folder: &Path,
    reference: &str,
    is_wanted: &dyn Fn(&Path) -> bool,
) -> Result<Change, Failure> {
    if reference.starts_with('-') || reference.is_empty() {
        return Err(Failure::Message(format!("`{reference}` is not a commit: write one, such as `origin/main`")));
    }
    let git = Git::of(cwd, folder);
    let commit = git.commit(reference).map_err(|_| {
        let hint = "in a shallow clone it may have to be fetched first";
        Failure::Message(format!("git does not know the commit `{reference}`: {hint}"))
    })?;
    // Histories without a common commit, as in shallow clones, are compared end to end.
    let base = git.run(["merge-base".as_ref(), commit.as_os_str(), "HEAD".as_ref()]).map_or(commit, line_of);
    let mut change = Change::default();
    git.compare(Some(&base), is_wanted, &mut change)?;
    change.changed.extend(change.untracked.iter().cloned());
    change.before.sort();
    Ok(change)
}

/// Whether the repository of `folder` has a commit.
pub(super) fn has_commit(cwd: &Path, folder: &Path) -> bool {
    Git::of(cwd, folder).commit("HEAD").is_ok()
}

/// A repository.
pub(super) struct Git<'a> {
    folder: &'a Path,
    is_submodule: bool,
}

impl<'a> Git<'a> {
    fn of(cwd: &'a Path, folder: &'a Path) -> Self {
        // Inside a hook, git gives the path of the repository relative to the working directory.
        let is_hook = std::env::var_os("GIT_DIR").is_some();
        Git { folder: if is_hook { cwd } else { folder }, is_submodule: false }
    }

    /// Adds the difference from a commit, or from an empty one if there is none.
    fn compare(
        &self,
        base: Option<&OsStr>,
        is_wanted: &dyn Fn(&Path) -> bool,
        change: &mut Change,
    ) -> Result<(), Failure> {
        const FILES: [&str; 5] = ["ls-files", "--others", "--exclude-standard", "--full-name", "-z"];
        let top = PathBuf::from(self.line(&["rev-parse", "--show-toplevel"])?);
        let mut blobs = Blobs::new(self.command());
        for entry in self.differing(base)? {
            let path = top.join(&entry.name);
            if path.join(".git").exists() {
                self.compare_submodule(&path, &entry, is_wanted, change)?;
                continue;
            }
            let path = canonical(&path);
            if entry.is_regular() && is_wanted(&path) {
                let held = blobs.read(&entry.blob)?;
                change.before.extend(held.map(|held| (path.clone(), held)));
            }
            if path.exists() {
                change.changed.insert(path);
            }
        }
        let unknown = self.run(FILES.into_iter().chain(["--", ":/"]))?;
        change.untracked.extend(names(&unknown).map(|name| canonical(&top.join(name))));
        Ok(())
    }

    fn compare_submodule(
        &self,
        path: &Path,
        entry: &Entry,
        is_wanted: &dyn Fn(&Path) -> bool,
        change: &mut Change,
    ) -> Result<(), Failure> {
        let module = Git { folder: path, is_submodule: true };
        // The commit may be missing. An entry that is new or that was a file had no commit.
        let then = Some(&entry.blob).filter(|_| entry.mode == GITLINK);
        let then = then.filter(|commit| module.run(["cat-file", "-e", commit]).is_ok());
        module.compare(then.map(OsStr::new), is_wanted, change)
    }

    /// The entries that differ from a commit, or all that git tracks if there is none.
    fn differing(&self, base: Option<&OsStr>) -> Result<Vec<Entry>, Failure> {
        const DIFF: [&str; 7] =
            ["diff", "--raw", "--no-abbrev", "-z", "--no-renames", "--no-relative", "--ignore-submodules=none"];
        let Some(base) = base else {
            let all = self.run(["ls-files", "--full-name", "-z", "--", ":/"])?;
            return Ok(names(&all).map(|name| Entry { name, ..Entry::default() }).collect());
        };
        let raw = self.run(DIFF.map(OsStr::new).into_iter().chain([base, "--".as_ref()]))?;
        let mut fields = raw.split(|byte| *byte == 0);
        let mut entries = Vec::new();
        while let (Some(facts), Some(name)) = (fields.next(), fields.next()) {
            entries.extend(Entry::read(facts, name));
        }
        Ok(entries)
    }

    fn commit(&self, reference: &str) -> Result<OsString, Failure> {
        self.line(&["rev-parse", "--verify", "--quiet", "--end-of-options", &format!("{reference}^{{commit}}")])
    }

    /// The only line that git prints.
    fn line(&self, arguments: &[&str]) -> Result<OsString, Failure> {
        self.run(arguments).map(line_of)
    }

    /// A call of git, still without arguments.
    pub(super) fn command(&self) -> Command {
        let mut command = Command::new("git");
        // A partial clone may leave objects out and fetch them on demand.
        command.current_dir(self.folder).env("GIT_NO_LAZY_FETCH", "1");
        if self.is_submodule {
            // The variables in which a hook names the repository around the submodule.
            for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR"] {
                command.env_remove(name);
            }
        }
        command
    }

    fn run<T: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = T>) -> Result<Vec<u8>, Failure> {
        let mut command = self.command();
        let output = command.args(arguments).output().map_err(cannot_run)?;
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

/// The mode of a submodule.
const GITLINK: &str = "160000";

/// A file, a link or a submodule that differs from a commit.
#[derive(Default)]
struct Entry {
    /// The path from the top of the repository.
    name: OsString,
    /// The mode before the change, in octal digits: zeros if the entry did not exist.
    mode: String,
    /// The object id of the content before the change.
    blob: String,
}

impl Entry {
    /// Reads `:100644 100644 NUMBER NUMBER M` and the name.
    fn read(facts: &[u8], name: &[u8]) -> Option<Entry> {
        let facts = std::str::from_utf8(facts).ok()?.strip_prefix(':')?;
        let mut words = facts.split(' ');
        let (mode, blob) = (words.next()?, words.nth(1)?);
        Some(Entry { name: os_string(name), mode: mode.to_owned(), blob: blob.to_owned() })
    }

    /// Whether the entry was a file and not a link. Links are not followed.
    fn is_regular(&self) -> bool {
        self.mode.starts_with("100")
    }
}

fn names(list: &[u8]) -> impl Iterator<Item = OsString> {
    list.split(|byte| *byte == 0).filter(|name| !name.is_empty()).map(os_string)
}

/// The only line of an output. A path may end in a blank, so only the line feed is removed.
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
