//! Finds the files to lint.

mod gitignore;
mod globs;
mod index;
mod name;
mod project;

use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;
use walkdir::{DirEntry, WalkDir};

use gitignore::Ignores;
pub use gitignore::is_ignored;
use globs::Globs;
pub use globs::{GlobError, path_glob};
use name::Name;
pub use name::slashed;
pub use project::{CONFIGURATION, Lookup, Project};

/// Which files are taken in addition to the usual extensions, and which are left out.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Files that match one of these are taken whatever their extension.
    pub include: Vec<String>,
    /// Files and folders that match one of these are left out, with everything below them.
    pub exclude: Vec<String>,
    /// The configurations of folders.
    pub projects: Lookup,
    /// Whether only the files to lint are needed. If so, folders that are left out are not walked to count their files.
    pub only_files: bool,
}

/// A file to lint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The canonical path, which does not depend on how the file was reached.
    pub path: PathBuf,
    /// The name for people: relative to the working directory if possible, with `/`.
    pub name: String,
    /// Whether the file was an argument itself.
    pub explicit: bool,
}

/// A path that is skipped, with the reason.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Skipped {
    /// The name for people.
    pub name: String,
    /// Why the path is skipped.
    pub reason: String,
}

/// A path that should have been taken, but could not be.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The name for people.
    pub name: String,
    /// The error.
    pub message: String,
    /// Whether it is an argument that does not exist.
    pub is_missing: bool,
}

/// All files and problems that were found, each list sorted by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Discovery {
    /// The files to lint, each once.
    pub files: Vec<Found>,
    /// Symbolic links that were not followed, arguments that are excluded, files that git ignores or Go vendored.
    pub skipped: Vec<Skipped>,
    /// Hidden files, and files in hidden folders: they are not linted, and most contain no manifests.
    pub hidden: Vec<Found>,
    /// Arguments that do not exist, folders that cannot be read.
    pub problems: Vec<Problem>,
}

/// A folder to list.
struct Folder {
    path: PathBuf,
    name: Name,
    ignores: Ignores,
    /// The reason to leave out the files of the folder. `None` if they are not left out.
    left: Option<Left>,
    /// The configurations that apply to the folder, unless it has its own.
    projects: Arc<[Arc<Project>]>,
}

/// Why a file or a folder that was not named is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Left {
    /// Git ignores it.
    Ignored,
    /// Its name starts with a dot.
    Hidden,
    /// Go copied it from another module.
    Vendored,
}

#[derive(Default)]
struct Listing {
    found: Discovery,
    folders: Vec<Folder>,
    /// Number of entries of the folder.
    entries: usize,
}

/// The settings that apply to the entries of a folder.
struct Around<'a> {
    folder: &'a Folder,
    ignores: Ignores,
    projects: Arc<[Arc<Project>]>,
}

struct Filter {
    include: Globs,
    exclude: Globs,
    projects: Lookup,
    only_files: bool,
}

/// Why an argument is skipped.
const EXCLUDED: &str = "excluded";

/// How many entries of folders that are left out, such as `node_modules`, are listed to count their files. After that,
/// each further folder counts as one.
const MAX_LEFT: usize = 20_000;

/// Finds the files to lint in `targets`, which are relative to `cwd`, an absolute path.
///
/// # Errors
///
/// When one of the globs is not valid.
pub fn discover(cwd: &Path, targets: &[PathBuf], options: &Options) -> Result<Discovery, GlobError> {
    let filter = Filter::new(cwd, options)?;
    let mut found = Discovery::default();
    let mut level = Vec::new();
    let mut named = HashSet::new();
    for target in targets {
        named.insert(start(cwd, target, &filter, &mut found, &mut level));
    }
    // Level by level, not by recursion: depth costs no stack and the order does not depend on the threads.
    let mut entries_left = 0;
    while !level.is_empty() {
        if entries_left > MAX_LEFT {
            let skip = |folder: Folder| {
                Some(Skipped { name: format!("{}/", folder.name.text), reason: folder.left?.reason() })
            };
            found.skipped.extend(level.extract_if(.., |folder| folder.left.is_some()).filter_map(skip));
        }
        let listings: Vec<Listing> = level.par_iter().map(|folder| filter.list(folder)).collect();
        let is_left = level.drain(..).map(|folder| folder.left.is_some()).collect::<Vec<_>>();
        for (listing, is_left) in listings.into_iter().zip(is_left) {
            entries_left += if is_left { listing.entries } else { 0 };
            found.hidden.extend(listing.found.hidden);
            found.files.extend(listing.found.files);
            found.skipped.extend(listing.found.skipped);
            found.problems.extend(listing.found.problems);
            level.extend(listing.folders);
        }
    }
    let taken: HashSet<&Path> = found.files.iter().map(|file| file.path.as_path()).collect();
    found.hidden.retain(|file| !taken.contains(file.path.as_path()));
    named.extend(found.files.iter().map(|file| file.name.clone()));
    found.skipped.retain(|skipped| !named.contains(&skipped.name) || skipped.reason == EXCLUDED);
    Ok(settle(found))
}

/// The reason to skip a file if it is excluded. The file need not exist.
///
/// # Errors
///
/// When one of the globs is not valid.
pub fn excluded(cwd: &Path, target: &Path, options: &Options) -> Result<Option<Skipped>, GlobError> {
    let full = cwd.join(target);
    let path = fs::canonicalize(&full).unwrap_or(full);
    let name = Name::of_target(cwd, target, &path);
    let filter = Filter::new(cwd, options)?;
    let left = filter.leaves_below(&name, &path, &filter.projects.around(&path));
    Ok(left.then(|| Skipped { name: name.display().to_owned(), reason: EXCLUDED.to_owned() }))
}

/// Returns a test for paths: whether a walk of the folder `root` would find the file, if the file existed and git
/// tracked it. Paths are absolute.
///
/// # Errors
///
/// When one of the globs is not valid.
pub fn takes(cwd: &Path, root: &Path, options: &Options) -> Result<impl Fn(&Path) -> bool, GlobError> {
    let filter = Filter::new(cwd, options)?;
    let root = root.to_owned();
    let name = Name::of_target(cwd, &root, &root).into_root();
    Ok(move |path: &Path| {
        let Ok(below) = path.strip_prefix(&root) else { return false };
        let name = below.iter().fold(name.clone(), |name, part| name.child(part));
        let projects = filter.projects.around(path);
        let fits = has_fitting_name(path) || filter.takes(&name, path, &projects);
        fits && !below.iter().any(is_hidden) && !filter.leaves_below(&name, path, &projects)
    })
}

/// Adds one argument to `found` or `level`; returns its name.
fn start(cwd: &Path, target: &Path, filter: &Filter, found: &mut Discovery, level: &mut Vec<Folder>) -> String {
    let full = cwd.join(target);
    // Has no canonical form if it is a pipe, such as `<(helm template .)`.
    let path = fs::canonicalize(&full).unwrap_or_else(|_| full.clone());
    let name = Name::of_target(cwd, target, &path);
    let shown = name.display().to_owned();
    match fs::metadata(&full) {
        Err(err) => {
            let is_missing = matches!(err.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory);
            let message = match err.kind() {
                ErrorKind::NotFound => "no such file or folder".to_owned(),
                _ => format!("cannot read it: {err}"),
            };
            found.problems.push(Problem { name: shown.clone(), message, is_missing });
        }
        Ok(_) if filter.leaves_below(&name, &path, &filter.projects.around(&path)) => {
            found.skipped.push(Skipped { name: shown.clone(), reason: EXCLUDED.to_owned() });
        }
        Ok(meta) if meta.is_dir() => {
            let (ignores, projects) = (Ignores::above(&path), filter.projects.of(&path));
            level.push(Folder { ignores, path, name: name.into_root(), left: None, projects });
        }
        Ok(_) => found.files.push(Found { path, name: shown.clone(), explicit: true }),
    }
    shown
}

/// Drops paths that were found twice, and sorts the rest.
fn settle(mut found: Discovery) -> Discovery {
    // The sort is stable and the arguments come first: they win over what a walk found.
    found.files.sort_by(|a, b| a.path.as_os_str().cmp(b.path.as_os_str()));
    found.files.dedup_by(|later, first| later.path.as_os_str() == first.path.as_os_str());
    found.hidden.sort_by(|a, b| (&a.name, &a.path).cmp(&(&b.name, &b.path)));
    found.hidden.dedup();
    // Stable again: names that are equal once made UTF-8 stay ordered by path.
    found.files.sort_by(|a, b| a.name.cmp(&b.name));
    found.skipped.sort();
    found.skipped.dedup();
    found.problems.sort();
    found.problems.dedup();
    found
}

impl Filter {
    fn new(cwd: &Path, options: &Options) -> Result<Filter, GlobError> {
        Ok(Filter {
            include: Globs::new(cwd, "--include", &options.include)?,
            exclude: Globs::new(cwd, "--exclude", &options.exclude)?,
            projects: options.projects.clone(),
            only_files: options.only_files,
        })
    }

    /// Whether a file is taken whatever its extension.
    fn takes(&self, name: &Name, path: &Path, projects: &[Arc<Project>]) -> bool {
        self.include.matches(name) || projects.iter().any(|project| project.takes(path))
    }

    /// Whether this very file or folder is excluded.
    fn leaves(&self, name: &Name, path: &Path, projects: &[Arc<Project>]) -> bool {
        self.exclude.matches(name) || projects.iter().any(|project| project.leaves(path))
    }

    /// Whether this file or folder, or a folder above it, is excluded.
    fn leaves_below(&self, name: &Name, path: &Path, projects: &[Arc<Project>]) -> bool {
        self.exclude.covers(name) || projects.iter().any(|project| project.leaves_below(path))
    }

    /// Lists the entries of one folder, but not the contents of its subfolders.
    fn list(&self, folder: &Folder) -> Listing {
        let mut listing = Listing::default();
        let mut entries = Vec::new();
        // Unsorted, since everything is sorted in the end. To sort, walkdir would also read every child folder.
        for entry in WalkDir::new(&folder.path).min_depth(1).max_depth(1) {
            match entry {
                Ok(entry) => entries.push(entry),
                Err(err) => {
                    let cause = err.io_error().map_or_else(|| err.to_string(), ToString::to_string);
                    let message = format!("cannot list this folder: {cause}");
                    let name = folder.name.display().to_owned();
                    listing.found.problems.push(Problem { name, message, is_missing: false });
                }
            }
        }
        listing.entries = entries.len();
        let ignores = match folder.left {
            // Everything below an ignored folder is ignored, whatever a `.gitignore` in it says.
            Some(_) => folder.ignores.clone(),
            None => folder.ignores.enter(
                &folder.path,
                entries.iter().any(|entry| entry.file_name() == ".git"),
                entries.iter().any(|entry| entry.file_name() == ".gitignore" && entry.file_type().is_file()),
            ),
        };
        let projects = match entries.iter().any(|entry| entry.file_name() == CONFIGURATION) {
            true => self.projects.of(&folder.path),
            false => Arc::clone(&folder.projects),
        };
        let around = Around { folder, ignores, projects };
        for entry in entries {
            self.sort_in(entry, &around, &mut listing);
        }
        listing
    }

    fn sort_in(&self, entry: DirEntry, around: &Around<'_>, listing: &mut Listing) {
        let Around { folder, ignores, projects } = around;
        let kind = entry.file_type();
        let name = folder.name.child(entry.file_name());
        let fits = has_fitting_name(entry.path()) || self.takes(&name, entry.path(), projects);
        // A pipe or a device is not a candidate, whatever its name.
        let candidate = kind.is_dir() || kind.is_symlink() || (kind.is_file() && fits);
        if !candidate || entry.file_name() == ".git" || self.leaves(&name, entry.path(), projects) {
            return;
        }
        let left = folder.left.or_else(|| Left::of(&entry, ignores));
        if kind.is_dir() {
            if self.only_files && left.is_some() && !(left == Some(Left::Ignored) && ignores.tracks_below(entry.path()))
            {
                return;
            }
            let (ignores, projects) = (ignores.clone(), Arc::clone(projects));
            listing.folders.push(Folder { path: entry.into_path(), name, ignores, left, projects });
            return;
        }
        let found = |entry: DirEntry, name: Name| Found { path: entry.into_path(), name: name.text, explicit: false };
        match left {
            // Git reads the files that it tracks, even if they are ignored.
            Some(Left::Ignored) if kind.is_file() && ignores.tracks(entry.path()) => {
                listing.found.files.push(found(entry, name));
            }
            Some(Left::Hidden) if kind.is_file() => listing.found.hidden.push(found(entry, name)),
            Some(left) if kind.is_file() => {
                listing.found.skipped.push(Skipped { name: name.text, reason: left.reason() });
            }
            // Nobody requested the target of a link that is left out.
            Some(_) => {}
            None if kind.is_file() => listing.found.files.push(found(entry, name)),
            None if fits || entry.path().is_dir() => {
                listing.found.skipped.push(Skipped { name: name.text, reason: "symbolic link".to_owned() });
            }
            None => {}
        }
    }
}

impl Left {
    /// The reason to leave out an entry of a folder. Returns `None` if there is none.
    fn of(entry: &DirEntry, ignores: &Ignores) -> Option<Left> {
        let is_folder = entry.file_type().is_dir();
        if is_hidden(entry.file_name()) {
            return Some(Left::Hidden);
        }
        if ignores.ignores(entry.path(), is_folder) {
            return Some(Left::Ignored);
        }
        let is_vendored = is_folder && entry.file_name() == "vendor" && entry.path().join("modules.txt").is_file();
        is_vendored.then_some(Left::Vendored)
    }

    /// The reason, for people.
    fn reason(self) -> String {
        match self {
            Left::Ignored => "ignored by git",
            Left::Hidden => "hidden",
            Left::Vendored => "vendored by Go",
        }
        .to_owned()
    }
}

fn is_hidden(file_name: &OsStr) -> bool {
    file_name.as_encoded_bytes().starts_with(b".")
}

fn has_fitting_name(path: &Path) -> bool {
    match path.extension() {
        Some(extension) => ["yaml", "yml", "json"].iter().any(|known| extension.eq_ignore_ascii_case(known)),
        None => path.file_name().is_some_and(|name| name == "Kustomization"),
    }
}
