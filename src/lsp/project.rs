//! The files of one folder of the editor, checked again and again.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::client::Preferences;
use super::configured::{Configuration, Reader};
use super::disk::{Overlaid, Seen, Texts};
use super::snapshot::{Snapshot, Written};
use crate::discover::{self, Found, Options};
use crate::lint::settle::Scope;
use crate::session::{self, Around, Session};
use crate::settings::configs::Configs;
use crate::settings::parts::Walk;

/// Larger texts, in bytes, are not read at each key press. The API server accepts objects of about 1.5 MB.
const MAX_OPEN: usize = 8 << 20;

/// The time at which a file was last written, and its length.
type Stamp = (Option<SystemTime>, u64);

/// A folder with everything that a check of it needs.
pub struct Project {
    /// The folder without links: that of the outermost configuration, otherwise the one that the editor opened. Names
    /// of files are relative to it.
    folder: PathBuf,
    /// The folder of the configuration, otherwise that of the repository, otherwise the editor's. Paths of files are
    /// relative to it.
    home: PathBuf,
    /// Whether the home is the folder of a project. Nothing outside of a project is read.
    is_known: bool,
    /// Whether all files below the folder are read. Otherwise, only open files are read.
    is_whole: bool,
    configuration: Configuration,
    session: Session,
    /// The files on the disk that the session has read.
    stamps: HashMap<PathBuf, Stamp>,
    /// Other answers of the disk since then.
    seen: Seen,
    /// The names of the files whose findings are shown. `None` for all.
    targets: Option<HashSet<String>>,
    /// The open files that a configuration leaves out.
    left_out: HashSet<PathBuf>,
    /// The paths that cannot be read, and why.
    problems: Vec<discover::Problem>,
    /// The problems that the user already knows.
    told: Vec<String>,
}

/// The surroundings of a project when it is read.
pub struct Place<'a> {
    /// The configurations of all folders.
    pub configs: &'a Configs,
    /// All open texts.
    pub texts: &'a Texts,
    /// The folders whose findings are shown. Findings of an open file are shown wherever the file is.
    pub shown: &'a [PathBuf],
    /// Folders that are checked on their own.
    pub others: &'a [PathBuf],
}

impl Place<'_> {
    /// Whether the findings of a file are shown.
    fn shows(&self, path: &Path) -> bool {
        let is_below = |folder: &PathBuf| path.starts_with(folder);
        (self.texts.contains_key(path) || self.shown.iter().any(is_below)) && !self.others.iter().any(is_below)
    }
}

impl Project {
    /// A folder whose files are not read yet.
    pub fn new(folder: PathBuf, is_whole: bool) -> Project {
        Project {
            home: folder.clone(),
            folder,
            is_known: false,
            is_whole,
            configuration: Configuration::default(),
            session: Session::default(),
            stamps: HashMap::new(),
            seen: Seen::default(),
            targets: None,
            left_out: HashSet::new(),
            problems: Vec::new(),
            told: Vec::new(),
        }
    }

    /// Whether a file has no manifests, but says how manifests are checked.
    pub fn owns(&self, path: &Path) -> bool {
        self.configuration.owns(path)
    }

    /// Whether all files below the folder are read.
    pub fn is_whole(&self) -> bool {
        self.is_whole
    }

    /// The folder, without links.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The messages for the user that were not shown before.
    pub fn new_notes(&mut self) -> Vec<String> {
        let notes = self.problems.iter().map(|one| format!("bowline: {}: {}", one.name, one.message));
        let new: Vec<String> = notes.filter(|note| !self.told.contains(note)).collect();
        self.told.extend(new.iter().cloned());
        new
    }

    /// Reads the files on the disk that changed since the last time. `each` gets the number of files before they are
    /// read. Returns the folders of other projects whose findings are shown.
    pub fn refresh(&mut self, place: &Place<'_>, each: &(dyn Fn(usize) + Sync)) -> Vec<PathBuf> {
        self.seen = Seen::default();
        self.settle_in(place.configs);
        let options = Options { projects: place.configs.lookup(), only_files: true, ..Options::default() };
        let found = match self.is_whole {
            true => discover::discover(&self.folder, &[PathBuf::from(".")], &options),
            false => Ok(discover::Discovery::default()),
        };
        let Ok(mut found) = found else { return Vec::new() };
        let open: Vec<&PathBuf> = place.texts.keys().filter(|path| path.starts_with(&self.folder)).collect();
        let leaves = |path: &Path| discover::excluded(&self.folder, path, &options).is_ok_and(|left| left.is_some());
        let (left_out, open): (Vec<&PathBuf>, Vec<&PathBuf>) = open.into_iter().partition(|path| leaves(path));
        self.left_out = left_out.into_iter().cloned().collect();
        let others = self.configure(place, &mut found.files, &open);
        self.problems = found.problems;
        self.problems.extend(place.configs.failure().map(unread));
        self.read_changed(found.files, place.texts, each);
        for path in open {
            self.set(path, place.texts);
        }
        others
    }

    /// Finds the folder of the project.
    fn settle_in(&mut self, configs: &Configs) {
        let home = configs.root(&self.folder).or_else(|| configs.repository(&self.folder));
        self.is_known = home.is_some();
        let home = home.unwrap_or_else(|| self.folder.clone());
        if home != self.home {
            self.home = home;
            // Every path in the project changes.
            (self.session, self.stamps) = (Session::default(), HashMap::new());
        }
    }

    /// Reads the configurations of the found files, and adds the files with definitions to them. Returns the folders of
    /// other projects whose findings are shown.
    fn configure(&mut self, place: &Place<'_>, found: &mut Vec<Found>, open: &[&PathBuf]) -> Vec<PathBuf> {
        let mut files: Vec<&Path> = found.iter().map(|found| found.path.as_path()).collect();
        files.extend(open.iter().map(|path| path.as_path()));
        files.sort_unstable();
        files.dedup();
        let wanted = files.iter().copied().filter(|path| place.shows(path)).collect();
        let walk = Walk { project: &self.folder, files, wanted, stdin: None };
        let (folder, home) = (&self.folder, &self.home);
        let names = |path: &Path| (below(folder, path), below(home, path));
        let mut session = std::mem::take(&mut self.session);
        session.begin_own();
        let mut reader = Reader { session: &mut session, texts: place.texts, names: &names };
        let (configuration, crds, others) = Configuration::read(place.configs, &walk, &mut reader);
        session.end_own();
        self.session = session;
        self.configuration = configuration;
        let is_other = |path: &Path| others.iter().any(|folder| path.starts_with(folder));
        let is_all = walk.wanted.len() == walk.files.len() && others.is_empty();
        let targets = walk.wanted.iter().filter(|path| !is_other(path)).map(|path| self.name(path));
        self.targets = (!is_all || !crds.is_empty()).then(|| targets.collect());
        let known: HashSet<&Path> = walk.files.into_iter().collect();
        let crds: Vec<Found> = crds.into_iter().filter(|found| !known.contains(found.path.as_path())).collect();
        found.extend(crds);
        others
    }

    /// Reads the files on the disk that changed.
    fn read_changed(&mut self, found: Vec<Found>, texts: &Texts, each: &(dyn Fn(usize) + Sync)) {
        let mut stamps: HashMap<PathBuf, Stamp> = HashMap::with_capacity(found.len());
        let mut changed = Vec::new();
        for file in found.into_iter().filter(|file| !self.owns(&file.path)) {
            let stamp = stamp(&file.path);
            if self.stamps.get(&file.path) != Some(&stamp) && !texts.contains_key(&file.path) {
                changed.push(file.path.clone());
            }
            stamps.insert(file.path, stamp);
        }
        let is_gone = |path: &&PathBuf| {
            !stamps.contains_key(*path) && (!texts.contains_key(*path) || self.left_out.contains(*path))
        };
        let gone: Vec<PathBuf> = self.stamps.keys().filter(is_gone).cloned().collect();
        for path in gone {
            self.session.remove(&self.name(&path));
        }
        self.stamps = stamps;
        each(changed.len());
        self.read(&changed);
    }

    /// Reads files from the disk.
    fn read(&mut self, files: &[PathBuf]) {
        use rayon::prelude::*;
        let (folder, home) = (&self.folder, &self.home);
        let load = |path: &PathBuf| session::load_at(&below(folder, path), &below(home, path), session::read(path));
        let loaded: Vec<_> = files.par_iter().map(load).collect();
        loaded.into_iter().for_each(|file| self.session.set(file));
    }

    /// Takes the text of a file again: from the editor if the file is open, otherwise from the disk.
    pub fn set(&mut self, path: &Path, texts: &Texts) {
        let name = self.name(path);
        if self.owns(path) || self.left_out.contains(path) {
            self.session.remove(&name);
            return;
        }
        self.problems.retain(|one| one.name != name);
        match texts.get(path) {
            Some(source) if source.text.len() > MAX_OPEN => {
                self.session.remove(&self.name(path));
                let message =
                    format!("it is larger than {} MiB, so it is not checked while it is open", MAX_OPEN >> 20);
                self.problems.push(discover::Problem { name: self.name(path), message, is_missing: false });
            }
            Some(source) => {
                let bytes = Ok(source.text.clone().into_bytes());
                self.session.set(session::load_at(&self.name(path), &self.path(path), bytes));
            }
            // The file was closed.
            None => match self.stamps.contains_key(path) && path.is_file() {
                true => self.read(&[path.to_path_buf()]),
                false => {
                    self.stamps.remove(path);
                    self.session.remove(&self.name(path));
                }
            },
        }
    }

    /// Checks all files as they are now.
    pub fn check(&mut self, wanted: Preferences, texts: &Texts) -> Snapshot {
        let complete = self.is_whole && self.problems.is_empty() && self.home.starts_with(&self.folder);
        let today = Some(jiff::tz::Offset::UTC.to_datetime(jiff::Timestamp::now()).date());
        let mut scope = Scope { complete, today, uncapped: true, graph: wanted.code_lens, ..Scope::default() };
        let (settings, problems) = self.configuration.apply(wanted, &mut scope);
        let disk =
            Overlaid { project: &self.home, folder: &self.folder, is_bounded: self.is_known, texts, seen: &self.seen };
        let checked = self.session.check_with(
            &settings,
            scope,
            Around { problems, disk: Some(&disk), targets: self.targets.as_ref() },
        );
        let written = Written { trees: self.session.trees(), project: settings.project };
        Snapshot::new(self.folder.clone(), self.home == self.folder, checked, written)
    }

    fn name(&self, path: &Path) -> String {
        below(&self.folder, path)
    }

    fn path(&self, path: &Path) -> String {
        below(&self.home, path)
    }
}

/// A path relative to a folder, with `/`.
fn below(folder: &Path, path: &Path) -> String {
    discover::slashed(path.strip_prefix(folder).unwrap_or(path))
}

/// The problem for a configuration that cannot be read. `failure` starts with its name.
fn unread(failure: String) -> discover::Problem {
    let (name, message) = failure.split_once(": ").unwrap_or(("", &failure));
    discover::Problem { name: name.to_owned(), message: message.to_owned(), is_missing: false }
}

fn stamp(path: &Path) -> Stamp {
    match std::fs::metadata(path) {
        Ok(meta) => (meta.modified().ok(), meta.len()),
        Err(_) => (None, 0),
    }
}
