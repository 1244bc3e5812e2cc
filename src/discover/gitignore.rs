//! The `.gitignore` files that apply to a folder, and the files that git tracks although they are ignored.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::index;

/// The rules of a folder and of the folders above it, nearest first.
#[derive(Clone, Default)]
pub(super) struct Ignores {
    scope: Option<Arc<Scope>>,
    repository: Option<Arc<Repository>>,
}

struct Repository {
    folder: PathBuf,
    /// The tracked files, read when a file is ignored for the first time.
    tracked: OnceLock<HashSet<PathBuf>>,
}

struct Scope {
    rules: Gitignore,
    outer: Ignores,
}

/// Whether git ignores a file, or a folder that contains it, and does not track the file.
pub fn is_ignored(file: &Path) -> bool {
    let ignores = Ignores::above(file);
    let Some(repository) = &ignores.repository else { return false };
    let folders = file.ancestors().skip(1).take_while(|folder| *folder != repository.folder);
    let is_left = ignores.ignores(file, false) || folders.into_iter().any(|folder| ignores.ignores(folder, true));
    is_left && !ignores.tracks(file)
}

impl Ignores {
    /// The rules above `root`, up to the repository that contains it. Empty if it is not in a repository.
    pub(super) fn above(root: &Path) -> Ignores {
        let is_repository = |folder: &&Path| folder.join(".git").exists();
        let mut folders: Vec<&Path> = Vec::new();
        for folder in root.ancestors() {
            folders.push(folder);
            if is_repository(&folder) {
                return folders[1..].iter().rev().fold(Ignores::default(), |outer, folder| {
                    let has_file = folder.join(".gitignore").symlink_metadata().is_ok_and(|meta| meta.is_file());
                    outer.enter(folder, is_repository(folder), has_file)
                });
            }
        }
        Ignores::default()
    }

    /// The rules that apply inside `folder`. In a repository, the rules around it do not apply.
    pub(super) fn enter(&self, folder: &Path, is_repository: bool, has_gitignore: bool) -> Ignores {
        let mut ignores = if is_repository { Ignores::default() } else { self.clone() };
        if is_repository {
            let repository = Repository { folder: folder.to_owned(), tracked: OnceLock::new() };
            ignores.repository = Some(Arc::new(repository));
            ignores = ignores.with(folder, &folder.join(".git/info/exclude"));
        }
        if has_gitignore {
            ignores = ignores.with(folder, &folder.join(".gitignore"));
        }
        ignores
    }

    /// Whether the nearest rule that matches `path` ignores it.
    pub(super) fn ignores(&self, path: &Path, is_dir: bool) -> bool {
        let mut ignores = self;
        while let Some(scope) = &ignores.scope {
            match scope.rules.matched(path, is_dir) {
                Match::Ignore(_) => return true,
                Match::Whitelist(_) => return false,
                Match::None => ignores = &scope.outer,
            }
        }
        false
    }

    /// Whether git tracks a file. A tracked file counts even if it is ignored.
    pub(super) fn tracks(&self, path: &Path) -> bool {
        self.in_index(path).is_some_and(|(path, tracked)| tracked.contains(path))
    }

    /// Whether git tracks a file in a folder, or in one below it.
    pub(super) fn tracks_below(&self, folder: &Path) -> bool {
        self.in_index(folder).is_some_and(|(folder, tracked)| tracked.iter().any(|path| path.starts_with(folder)))
    }

    /// A path relative to the repository, and all paths in its index. Returns `None` outside of a repository.
    fn in_index<'a>(&'a self, path: &'a Path) -> Option<(&'a Path, &'a HashSet<PathBuf>)> {
        let repository = self.repository.as_ref()?;
        let path = path.strip_prefix(&repository.folder).ok()?;
        Some((path, repository.tracked.get_or_init(|| index::tracked(&repository.folder))))
    }

    /// Adds the rules of `file`. Rules that cannot be read or understood are left out, as in git.
    fn with(self, folder: &Path, file: &Path) -> Ignores {
        let Ok(bytes) = fs::read(file) else { return self };
        let mut builder = GitignoreBuilder::new(folder);
        for line in String::from_utf8_lossy(&bytes).trim_start_matches('\u{feff}').lines() {
            // A bad line is not added.
            let _ = builder.add_line(None, line);
        }
        match builder.build() {
            Ok(rules) if !rules.is_empty() => {
                let repository = self.repository.clone();
                Ignores { scope: Some(Arc::new(Scope { rules, outer: self })), repository }
            }
            _ => self,
        }
    }
}
