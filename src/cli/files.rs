//! The files of a run: those that the command line names, and the rest of the project they belong to.

use std::collections::{BTreeMap, HashSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::args::Selection;
use super::discovery::{bad_glob, discover, options};
use super::git::Change;
use super::project::{Project, folder_of};
use super::{Failure, Io, reason, since};
use crate::discover::{self, Found};
use crate::report::Skipped;
use crate::session::{self, Before, Loaded, read};
use crate::settings::config::FILE_NAME;
use crate::settings::configs::Configs;
use crate::settings::configs::canonical;
use crate::source::{STDIN, Source};

/// The argument for standard input.
const DASH: &str = "-";

/// Whether a path of the command line means standard input.
pub(super) fn is_stdin(path: &PathBuf) -> bool {
    path == Path::new(DASH)
}

/// The files and folders that the command line requests.
#[derive(Default)]
pub(super) struct Targets {
    /// Files and folders.
    pub(super) paths: Vec<PathBuf>,
    pub(super) stdin: bool,
    /// The path that standard input is treated as.
    pub(super) stdin_file: Option<PathBuf>,
}

impl Targets {
    pub(super) fn of(selection: &Selection, cwd: &Path) -> Result<Targets, Failure> {
        let stdin = selection.paths.iter().any(is_stdin);
        let stdin_file = selection.stdin_filename.clone();
        if stdin_file.is_some() && !stdin {
            return Err(Failure::Message("`--stdin-filename` needs `-` as the path".to_owned()));
        }
        if let Some(file) = stdin_file.as_ref().filter(|file| cwd.join(file).is_dir()) {
            let message = format!("`--stdin-filename` needs a file, but {} is a folder", file.display());
            return Err(Failure::Message(message));
        }
        let mut paths: Vec<PathBuf> = selection.paths.iter().filter(|path| !is_stdin(path)).cloned().collect();
        // A hook gets no path if every file of the commit was deleted.
        if selection.paths.is_empty() && !selection.hook {
            paths.push(PathBuf::from("."));
        }
        Ok(Targets { paths, stdin, stdin_file })
    }

    /// The text of standard input, if it is the text of a configuration.
    pub(super) fn own_text(
        &self,
        config: Option<&Path>,
        io: &mut Io<'_>,
    ) -> Result<Option<(PathBuf, Arc<Source>)>, Failure> {
        let Some(file) = &self.stdin_file else { return Ok(None) };
        let file = canonical(&io.folder.join(file));
        let is_own = file.file_name().is_some_and(|name| name == FILE_NAME)
            || config.is_some_and(|config| canonical(&io.folder.join(config)) == file);
        if !is_own {
            return Ok(None);
        }
        let mut text = String::new();
        let read = io.stdin.read_to_string(&mut text);
        read.map_err(|error| Failure::Message(format!("{}: {}", file.display(), reason(&error))))?;
        let name = file.display().to_string();
        Ok(Some((file, Arc::new(Source::new(name, text)))))
    }

    /// The paths at which to look for the project.
    pub(super) fn places(&self) -> Vec<PathBuf> {
        self.paths.iter().chain(&self.stdin_file).cloned().collect()
    }

    /// The targets by the configured project that contains them. Targets outside of any project come first.
    pub(super) fn by_project(self, cwd: &Path, configs: &Configs) -> BTreeMap<Option<PathBuf>, Targets> {
        let mut all: BTreeMap<Option<PathBuf>, Targets> = BTreeMap::new();
        let root = |path: &Path| configs.root(&folder_of(cwd, path));
        if self.stdin {
            let place = self.stdin_file.as_deref().unwrap_or(Path::new("."));
            let of_stdin = all.entry(root(place)).or_default();
            (of_stdin.stdin, of_stdin.stdin_file) = (true, self.stdin_file);
        }
        for path in self.paths {
            all.entry(root(&path)).or_default().paths.push(path);
        }
        if all.is_empty() {
            all.insert(root(Path::new(".")), Targets::default());
        }
        all
    }
}

/// The files of a run.
pub(super) struct Files {
    /// The files, in the order of their paths in the project.
    list: Vec<Piece>,
    /// Names of the files whose findings are reported.
    targets: HashSet<String>,
    /// Whether the findings of other files are not reported.
    is_part: bool,
    /// Whether the whole project is among the files.
    pub(super) is_complete: bool,
    /// Files that were seen and are not read.
    pub(super) skipped: Vec<Skipped>,
    /// The paths of the command line that do not exist.
    pub(super) missing: Vec<String>,
    /// Paths in the project of the files that were named for the definitions in them.
    pub(super) definitions: HashSet<String>,
    /// The files as they were before a change. `None` if the run does not look at a change.
    pub(super) before: Option<Before>,
    /// Whether the requested paths contain nothing to check.
    pub(super) is_empty: bool,
    /// Files that are on the disk, but are not to be read.
    pub(super) absent: HashSet<PathBuf>,
    /// The problem of the first path that cannot be read.
    pub(super) problem: Option<String>,
}

/// A file or other input to lint.
struct Piece {
    /// The name in reports.
    name: String,
    /// Its path in the project.
    path: String,
    /// The file that contains the bytes, or the bytes themselves.
    bytes: Result<PathBuf, io::Result<Vec<u8>>>,
}

impl Files {
    /// Number of files.
    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    /// Takes the names of the files whose findings are reported. Returns `None` if all findings are reported.
    pub(super) fn take_targets(&mut self, is_part: bool) -> Option<HashSet<String>> {
        (self.is_part || is_part).then(|| std::mem::take(&mut self.targets))
    }

    /// Reads and classifies each file. `each` runs on any thread after each of them.
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

/// The files on the disk that a run found.
pub(super) struct Walked {
    pub(super) list: Vec<Found>,
    skipped: Vec<discover::Skipped>,
    problems: Vec<discover::Problem>,
    /// The files whose findings are reported.
    pub(super) wanted: HashSet<PathBuf>,
    change: Option<Change>,
    /// Existing files that are not in the commit which a hook looks at.
    absent: HashSet<PathBuf>,
    /// Whether the requested paths contain nothing to check.
    is_empty: bool,
    /// Whether more is read than was requested.
    is_surrounded: bool,
    is_complete: bool,
}

/// Reads standard input and names all files. The files in `own` have no manifests.
pub(super) fn find(
    selection: &Selection,
    targets: &Targets,
    project: &Project,
    walked: Walked,
    own: &Own<'_>,
    io: &mut Io<'_>,
) -> Result<Files, Failure> {
    let Own { configs, files: own, crds } = *own;
    let stdin_file = targets.stdin_file.as_ref().map(|path| canonical(&io.folder.join(path)));
    let Walked { mut list, mut skipped, problems, wanted, change, absent, .. } = walked;
    let known: HashSet<PathBuf> = list.iter().map(|found| found.path.clone()).collect();
    let crds = find_crds(selection, project, crds, io)?;
    let definitions: HashSet<String> = crds.iter().map(|found| project.path(&found.path)).collect();
    list.extend(crds.into_iter().filter(|found| !known.contains(&found.path)));
    let before = change.map(|change| since::before(change, &list, project, own));
    list.retain(|found| !own.contains(&found.path) && Some(&found.path) != stdin_file.as_ref());
    let left_out = match &targets.stdin_file {
        Some(file) => discover::excluded(&io.folder, file, &options(selection, configs)).map_err(bad_glob)?,
        None => None,
    };
    // A configuration on standard input was read as a configuration.
    let is_own = stdin_file.as_ref().is_some_and(|file| own.contains(file));
    let is_lint = targets.stdin && !is_own && left_out.is_none();
    if left_out.is_some() {
        // Read it anyway: otherwise the writing process would fail. How it ends does not matter.
        let _ = io::copy(&mut io.stdin, &mut io::sink());
    }
    skipped.extend(left_out);
    let stdin = match is_lint {
        true => Some(stdin(project, stdin_file, walked.is_empty && !selection.may_be_empty(), io)?),
        false => None,
    };
    let problem = problems.first().map(|problem| format!("{}: {}", problem.name, problem.message));
    let missing: Vec<String> = problems.iter().filter(|one| one.is_missing).map(|one| one.name.clone()).collect();
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
        is_part: walked.is_surrounded || selection.diff.is_some() || !definitions.is_empty(),
        targets: names,
        is_complete: walked.is_complete,
        skipped: skipped.into_iter().map(unchecked).collect(),
        missing,
        definitions,
        before,
        is_empty: walked.is_empty && !targets.stdin,
        absent,
        problem,
    })
}

/// The files of a run that are bowline's own.
pub(super) struct Own<'a> {
    pub(super) configs: &'a Configs,
    /// Configurations and baselines, by their canonical paths.
    pub(super) files: &'a HashSet<PathBuf>,
    /// Folders and files with definitions that configurations name.
    pub(super) crds: &'a [PathBuf],
}

/// Finds the files on the disk.
pub(super) fn walk(
    selection: &Selection,
    targets: &Targets,
    project: &Project,
    configs: &Configs,
    io: &Io<'_>,
) -> Result<Walked, Failure> {
    let given: Vec<PathBuf> = targets.places().iter().map(|path| canonical(&io.folder.join(path))).collect();
    let found = discover(&targets.paths, &options(selection, configs), io)?;
    let (mut list, mut skipped, problems) = (found.files, found.skipped, found.problems);
    skipped.extend(found.hidden.into_iter().filter(is_manifest).map(hidden));
    let is_empty = list.is_empty() && skipped.is_empty();
    // Files that a flag leaves out, or that cannot be read, also belong to the project.
    let mut is_whole = problems.is_empty() && selection.exclude.is_empty();
    let mut wanted: HashSet<PathBuf> = list.iter().map(|found| found.path.clone()).collect();
    let covers = |folder: &Path| given.iter().any(|target| target.is_dir() && folder.starts_with(target));
    let surroundings = surroundings(selection, project, &given, io).filter(|(folder, _)| !covers(folder));
    if let Some((_, shown)) = &surroundings {
        let options = discover::Options { only_files: true, ..options(selection, configs) };
        let around = discover(std::slice::from_ref(shown), &options, io)?;
        if let (Some(problem), true) = (around.problems.first(), selection.context.is_some()) {
            return Err(Failure::Message(format!("--context {}: {}", problem.name, problem.message)));
        }
        is_whole &= around.problems.is_empty();
        let around = around.files.into_iter().filter(|found| !wanted.contains(&found.path));
        list.extend(around.map(|found| Found { name: project.name(&found.path), ..found }));
    }
    let known: HashSet<PathBuf> = list.iter().map(|found| found.path.clone()).collect();
    let roots = given.iter().filter(|path| path.is_dir()).chain(surroundings.iter().map(|(folder, _)| folder));
    let mut change = since::change(selection, (project, configs), &given, &roots.collect::<Vec<_>>(), &known, io)?;
    match change.as_ref().filter(|_| selection.diff.is_some()) {
        None => wanted.extend(given.iter().filter(|path| path.is_file()).cloned()),
        Some(change) => {
            wanted.retain(|path| change.changed.contains(path));
            // Links are not followed, so none of them leads to a change.
            skipped.clear();
        }
    }
    let absent = match change.as_mut().filter(|_| selection.hook) {
        Some(change) => leave_out(change, &given, &mut list, &mut skipped),
        None => HashSet::new(),
    };
    Ok(Walked {
        is_complete: is_whole
            && (covers(&project.folder)
                || surroundings.as_ref().is_some_and(|(folder, _)| project.folder.starts_with(folder))),
        is_surrounded: surroundings.is_some(),
        list,
        skipped,
        problems,
        wanted,
        change,
        absent,
        is_empty,
    })
}

/// Leaves out what git does not track. Such files are not in the commit that a hook looks at: pre-commit puts aside
/// what is not staged, but not new files. Returns their paths.
fn leave_out(
    change: &mut Change,
    given: &[PathBuf],
    list: &mut Vec<Found>,
    skipped: &mut Vec<discover::Skipped>,
) -> HashSet<PathBuf> {
    let mut untracked = std::mem::take(&mut change.untracked);
    untracked.retain(|path| !given.contains(path));
    change.changed.retain(|path| !untracked.contains(path));
    let (out, kept) = std::mem::take(list).into_iter().partition(|found: &Found| untracked.contains(&found.path));
    *list = kept;
    let out: Vec<Found> = out;
    let of_manifests = out.into_iter().filter(is_manifest);
    skipped.extend(of_manifests.map(|found| discover::Skipped { name: found.name, reason: "not staged".to_owned() }));
    untracked
}

/// Whether a hidden file would be checked if it were not hidden.
fn is_manifest(found: &Found) -> bool {
    read(&found.path).is_ok_and(|bytes| session::is_manifest(&found.name, &bytes))
}

fn hidden(found: Found) -> discover::Skipped {
    discover::Skipped { name: found.name, reason: "hidden".to_owned() }
}

fn unchecked(skipped: discover::Skipped) -> Skipped {
    Skipped { file: skipped.name, line: None, reason: skipped.reason }
}

/// Finds the files that are read for their definitions, even if the project leaves them out.
fn find_crds(
    selection: &Selection,
    project: &Project,
    configured: &[PathBuf],
    io: &Io<'_>,
) -> Result<Vec<Found>, Failure> {
    let places = selection.crds.iter().map(|path| io.folder.join(path));
    let places: Vec<PathBuf> = places.chain(configured.iter().cloned()).collect();
    if places.is_empty() {
        return Ok(Vec::new());
    }
    let found = discover(&places, &discover::Options { only_files: true, ..discover::Options::default() }, io)?;
    match found.problems.first() {
        Some(problem) => Err(Failure::Message(format!("CRDs in {}: {}", problem.name, problem.message))),
        None => Ok(found.files.into_iter().map(|found| Found { name: project.name(&found.path), ..found }).collect()),
    }
}

/// The folder to read around the `given` paths, and the path as a person writes it.
fn surroundings(
    selection: &Selection,
    project: &Project,
    given: &[PathBuf],
    io: &Io<'_>,
) -> Option<(PathBuf, PathBuf)> {
    // Without a configuration, a folder that the user names is a set. A file is a part of one, even if the file does
    // not exist yet. With a configuration, the verdict on a file must not depend on what else is named.
    let is_part = selection.diff.is_some() || selection.hook || selection.stdin_filename.is_some();
    let is_part = is_part || given.iter().any(|path| path.is_file());
    match &selection.context {
        _ if selection.no_context => None,
        Some(folder) => Some((canonical(&io.folder.join(folder)), folder.clone())),
        None if project.is_known && (!given.is_empty() || selection.hook) && (is_part || project.is_configured) => {
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

/// The message for a run that has no files.
pub(super) fn nothing_to_check(paths: &[PathBuf]) -> String {
    let places: Vec<_> = paths.iter().map(|path| format!("`{}`", path.display())).collect();
    format!("there is no YAML or JSON file in {}: nothing to check", places.join(", "))
}
