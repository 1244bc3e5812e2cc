//! The files of a run: those that are asked for, and the rest of the project where they are a part of it.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::args::Selection;
use super::discovery::{bad_glob, discover, options};
use super::project::{Project, canonical};
use super::{Failure, Io, since};
use crate::discover::{self, Found};
use crate::report::Skipped;
use crate::session::{self, Before, Loaded, MAX_FILE};
use crate::source::STDIN;

/// The argument that stands for standard input.
const DASH: &str = "-";

/// What the command line asks for.
pub(super) struct Targets {
    /// Files and folders.
    paths: Vec<PathBuf>,
    stdin: bool,
    /// The file that standard input stands for.
    stdin_file: Option<PathBuf>,
}

impl Targets {
    pub(super) fn of(selection: &Selection, cwd: &Path) -> Result<Targets, Failure> {
        let is_stdin = |path: &PathBuf| path == Path::new(DASH);
        let stdin = selection.paths.iter().any(is_stdin);
        let stdin_file = selection.stdin_filename.clone();
        if stdin_file.is_some() && !stdin {
            return Err(Failure::Message("--stdin-filename also wants `-` as a path".to_owned()));
        }
        if let Some(file) = stdin_file.as_ref().filter(|file| cwd.join(file).is_dir()) {
            let message = format!("--stdin-filename wants a file, and {} is a folder", file.display());
            return Err(Failure::Message(message));
        }
        let mut paths: Vec<PathBuf> = selection.paths.iter().filter(|path| !is_stdin(path)).cloned().collect();
        // A hook gets no path if no file of the commit is there any more.
        if selection.paths.is_empty() && !selection.hook {
            paths.push(PathBuf::from("."));
        }
        Ok(Targets { paths, stdin, stdin_file })
    }

    /// The text of standard input, where it stands for a file of the project itself.
    pub(super) fn own_text(&self, own: &Path, io: &mut Io<'_>) -> Result<Option<String>, Failure> {
        if self.stdin_file.as_ref().is_none_or(|file| canonical(&io.folder.join(file)) != own) {
            return Ok(None);
        }
        let mut text = String::new();
        let read = io.stdin.read_to_string(&mut text);
        read.map_err(|error| Failure::Message(format!("{}: {error}", own.display())))?;
        Ok(Some(text))
    }

    /// Where the project is looked for.
    pub(super) fn places(&self) -> Vec<PathBuf> {
        self.paths.iter().chain(&self.stdin_file).cloned().collect()
    }
}

/// The files of a run.
pub(super) struct Files {
    /// In the order of their paths in the project.
    list: Vec<Piece>,
    /// Names of those whose findings are wanted; none where that is all of them.
    pub(super) targets: Option<HashSet<String>>,
    /// The whole project is among them.
    pub(super) is_complete: bool,
    /// Files that were seen and are not read.
    pub(super) skipped: Vec<Skipped>,
    /// The paths of the command line that are not there.
    pub(super) missing: Vec<String>,
    /// Paths in the project of the files that were named for the definitions in them.
    pub(super) definitions: HashSet<String>,
    /// The files as they were before a change, if one is looked at.
    pub(super) before: Option<Before>,
}

/// Something to lint.
struct Piece {
    /// As people call it.
    name: String,
    /// Where it stands in the project.
    path: String,
    /// Its bytes are in this file, or here.
    bytes: Result<PathBuf, io::Result<Vec<u8>>>,
}

impl Files {
    /// Number of files.
    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    /// Names of the files whose findings are wanted, which are in `targets` if that is not all.
    pub(super) fn asked(&self, targets: Option<&HashSet<String>>) -> HashSet<String> {
        let names = self.list.iter().map(|piece| &piece.name);
        names.filter(|name| targets.is_none_or(|targets| targets.contains(*name))).cloned().collect()
    }

    /// Reads and judges each; `each` runs on any thread when one is done.
    pub(super) fn load(self, each: &(dyn Fn() + Sync)) -> Vec<Loaded> {
        use rayon::prelude::*;
        let load = |piece: Piece| {
            let bytes = piece.bytes.map_or_else(|bytes| bytes, |path| read(&path));
            let loaded = session::load_at(&piece.name, &piece.path, bytes);
            each();
            loaded
        };
        self.list.into_par_iter().map(load).collect()
    }
}

/// What the disk holds of a run.
struct Walked {
    list: Vec<Found>,
    skipped: Vec<discover::Skipped>,
    problems: Vec<discover::Problem>,
    /// The files whose findings are wanted.
    wanted: HashSet<PathBuf>,
    definitions: HashSet<String>,
    before: Option<Before>,
    /// Whether there is nothing where a run was asked to look.
    is_empty: bool,
    /// Whether more is read than was asked for.
    is_surrounded: bool,
    is_complete: bool,
}

/// Finds the files. Those in `own` hold no manifests.
pub(super) fn find(
    selection: &Selection,
    targets: &Targets,
    project: &Project,
    own: &HashSet<PathBuf>,
    io: &mut Io<'_>,
) -> Result<Files, Failure> {
    let stdin_file = targets.stdin_file.as_ref().map(|path| canonical(&io.folder.join(path)));
    let walked = walk(selection, targets, project, own, io)?;
    let Walked { mut list, mut skipped, problems, wanted, definitions, .. } = walked;
    list.retain(|found| !own.contains(&found.path) && Some(&found.path) != stdin_file.as_ref());
    let left_out = match &targets.stdin_file {
        Some(file) => discover::excluded(&io.folder, file, &options(selection, project)).map_err(bad_glob)?,
        None => None,
    };
    // The project's own file was read as what it is.
    let is_own = stdin_file.as_ref().is_some_and(|file| own.contains(file));
    let is_lint = targets.stdin && !is_own && left_out.is_none();
    if left_out.is_some() {
        // Read all the same: whoever writes it would fail otherwise. How it ends does not matter.
        let _ = io::copy(&mut io.stdin, &mut io::sink());
    }
    skipped.extend(left_out);
    let stdin = match is_lint {
        true => Some(stdin(project, stdin_file, walked.is_empty && !selection.may_be_empty(), io)?),
        false => None,
    };
    // What is wrong with the configuration is said even where nothing else is.
    let is_misconfigured = !project.config.problems.is_empty();
    let missing: Vec<String> = problems.iter().filter(|one| one.is_missing).map(|one| one.name.clone()).collect();
    let may_be_empty = selection.diff.is_some() || is_misconfigured || selection.may_be_empty() && missing.is_empty();
    if walked.is_empty && !targets.stdin && !may_be_empty {
        return Err(Failure::Message(nothing_to_check(&targets.paths, &problems)));
    }
    let names = list.iter().filter(|found| wanted.contains(&found.path)).map(|found| found.name.clone());
    let names = names.chain(own.intersection(&wanted).map(|path| project.name(path)));
    let names = names.chain(skipped.iter().map(|skipped| skipped.name.clone()));
    let names = names.chain(problems.iter().map(|problem| problem.name.clone()));
    let names: HashSet<String> = names.chain(stdin.iter().map(|piece| piece.name.clone())).collect();
    let on_disk = |found: Found| Piece { name: found.name, path: project.path(&found.path), bytes: Ok(found.path) };
    let mut list: Vec<Piece> =
        list.into_iter().map(on_disk).chain(problems.into_iter().map(unread)).chain(stdin).collect();
    list.sort_by(|a, b| (&a.path, &a.name).cmp(&(&b.path, &b.name)));
    Ok(Files {
        list,
        targets: (walked.is_surrounded || selection.diff.is_some() || !definitions.is_empty()).then_some(names),
        is_complete: walked.is_complete,
        skipped: skipped.into_iter().map(unchecked).collect(),
        missing,
        definitions,
        before: walked.before,
    })
}

/// Finds what is on the disk.
fn walk(
    selection: &Selection,
    targets: &Targets,
    project: &Project,
    own: &HashSet<PathBuf>,
    io: &Io<'_>,
) -> Result<Walked, Failure> {
    let given: Vec<PathBuf> = targets.places().iter().map(|path| canonical(&io.folder.join(path))).collect();
    let found = discover(&targets.paths, &options(selection, project), io)?;
    let (mut list, mut skipped, problems) = (found.files, found.skipped, found.problems);
    skipped.extend(found.hidden.into_iter().filter(is_manifest).map(hidden));
    let is_empty = list.is_empty() && skipped.is_empty();
    // What a flag leaves out or what cannot be read belongs to the project, too.
    let mut is_whole = problems.is_empty() && selection.exclude.is_empty();
    let mut wanted: HashSet<PathBuf> = list.iter().map(|found| found.path.clone()).collect();
    let covers = |folder: &Path| given.iter().any(|target| target.is_dir() && folder.starts_with(target));
    let surroundings = surroundings(selection, project, &given, io).filter(|(folder, _)| !covers(folder));
    if let Some((_, shown)) = &surroundings {
        let options = discover::Options { only_files: true, ..options(selection, project) };
        let around = discover(std::slice::from_ref(shown), &options, io)?;
        if let (Some(problem), true) = (around.problems.first(), selection.context.is_some()) {
            return Err(Failure::Message(format!("--context {}: {}", problem.name, problem.message)));
        }
        is_whole &= around.problems.is_empty();
        let around = around.files.into_iter().filter(|found| !wanted.contains(&found.path));
        list.extend(around.map(|found| Found { name: project.name(&found.path), ..found }));
    }
    let known: HashSet<PathBuf> = list.iter().map(|found| found.path.clone()).collect();
    let crds = crds(selection, project, io)?;
    let definitions: HashSet<String> = crds.iter().map(|found| project.path(&found.path)).collect();
    list.extend(crds.into_iter().filter(|found| !known.contains(&found.path)));
    let roots = given.iter().filter(|path| path.is_dir()).chain(surroundings.iter().map(|(folder, _)| folder));
    let change = since::change(selection, project, &given, &roots.collect::<Vec<_>>(), &known, io)?;
    match change.as_ref().filter(|_| selection.diff.is_some()) {
        None => wanted.extend(given.iter().filter(|path| path.is_file()).cloned()),
        Some(change) => {
            wanted.retain(|path| change.changed.contains(path));
            // Links are not followed, so none of them leads to a change.
            skipped.clear();
        }
    }
    let before = change.map(|change| since::before(change, &list, project, own));
    Ok(Walked {
        is_complete: is_whole
            && (covers(&project.folder)
                || surroundings.as_ref().is_some_and(|(folder, _)| project.folder.starts_with(folder))),
        is_surrounded: surroundings.is_some(),
        list,
        skipped,
        problems,
        wanted,
        definitions,
        before,
        is_empty,
    })
}

/// Whether a hidden file holds what would be checked if it were not hidden.
fn is_manifest(found: &Found) -> bool {
    read(&found.path).is_ok_and(|bytes| session::is_manifest(&found.name, &bytes))
}

fn hidden(found: Found) -> discover::Skipped {
    discover::Skipped { name: found.name, reason: "hidden".to_owned() }
}

fn unchecked(skipped: discover::Skipped) -> Skipped {
    Skipped { file: skipped.name, line: None, reason: skipped.reason }
}

/// Files that are read for the definitions in them, whatever is left out of the project.
fn crds(selection: &Selection, project: &Project, io: &Io<'_>) -> Result<Vec<Found>, Failure> {
    let places = selection.crds.iter().map(|path| io.folder.join(path));
    let places: Vec<PathBuf> = places.chain(project.config.crds.iter().map(|path| project.folder.join(path))).collect();
    if places.is_empty() {
        return Ok(Vec::new());
    }
    let found = discover(&places, &discover::Options { only_files: true, ..discover::Options::default() }, io)?;
    match found.problems.first() {
        Some(problem) => Err(Failure::Message(format!("CRDs in {}: {}", problem.name, problem.message))),
        None => Ok(found.files.into_iter().map(|found| Found { name: project.name(&found.path), ..found }).collect()),
    }
}

/// The folder that is read around what is `given`, and how a person writes it.
fn surroundings(
    selection: &Selection,
    project: &Project,
    given: &[PathBuf],
    io: &Io<'_>,
) -> Option<(PathBuf, PathBuf)> {
    // A folder is a set that somebody chose; a file is a part of one, even one that is not there yet.
    let is_part = selection.diff.is_some() || selection.hook || selection.stdin_filename.is_some();
    let is_part = is_part || given.iter().any(|path| path.is_file());
    match &selection.context {
        _ if selection.no_context => None,
        Some(folder) => Some((canonical(&io.folder.join(folder)), folder.clone())),
        None if project.is_known && (!given.is_empty() || selection.hook) && (is_part || project.config.closed) => {
            Some((project.folder.clone(), project.shown_folder()))
        }
        None => None,
    }
}

/// An argument that cannot be read.
fn unread(problem: discover::Problem) -> Piece {
    let bytes = Err(Err(io::Error::other(problem.message)));
    Piece { path: problem.name.clone(), name: problem.name, bytes }
}

fn stdin(project: &Project, file: Option<PathBuf>, alone: bool, io: &mut Io<'_>) -> Result<Piece, Failure> {
    let mut bytes = Vec::new();
    let read = io.stdin.read_to_end(&mut bytes);
    if bytes.iter().all(u8::is_ascii_whitespace) && read.is_ok() && alone && file.is_none() {
        return Err(Failure::Message("standard input is empty: there is nothing to check".to_owned()));
    }
    let (name, path) = match file {
        Some(file) => (project.name(&file), project.path(&file)),
        None => (STDIN.to_owned(), STDIN.to_owned()),
    };
    Ok(Piece { name, path, bytes: Err(read.map(|_| bytes)) })
}

/// Why there is no file at all.
fn nothing_to_check(paths: &[PathBuf], problems: &[discover::Problem]) -> String {
    if let Some(problem) = problems.first() {
        return format!("{}: {}", problem.name, problem.message);
    }
    let places: Vec<_> = paths.iter().map(|path| format!("`{}`", path.display())).collect();
    format!("there is no YAML or JSON file in {}: nothing to check", places.join(", "))
}

/// The disk below and around a project's folder.
pub(super) struct Disk {
    pub(super) folder: PathBuf,
    pub(super) cwd: PathBuf,
    /// Whether the folder is that of a project, out of which nothing is read.
    pub(super) is_bounded: bool,
}

impl session::Disk for Disk {
    fn read(&self, path: &str) -> Option<Vec<u8>> {
        read(&self.folder.join(path)).ok()
    }

    fn is_folder(&self, path: &str) -> bool {
        self.folder.join(path).is_dir()
    }

    fn is_outside(&self, path: &str) -> bool {
        self.is_bounded && (path.starts_with('/') || path == ".." || path.starts_with("../"))
    }

    fn name(&self, path: &str) -> String {
        let path = self.folder.join(path);
        discover::slashed(path.strip_prefix(&self.cwd).unwrap_or(&path))
    }
}

fn read(path: &Path) -> io::Result<Vec<u8>> {
    let file = File::open(path)?;
    let length = file.metadata()?.len();
    if length > MAX_FILE {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    let mut bytes = Vec::with_capacity(length as usize + 1);
    // A pipe has no length, so the limit is kept while reading too.
    file.take(MAX_FILE + 1).read_to_end(&mut bytes)?;
    match bytes.len() as u64 > MAX_FILE {
        true => Err(io::ErrorKind::FileTooLarge.into()),
        false => Ok(bytes),
    }
}
