//! The files of one folder of the editor, checked again and again.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use super::client::Preferences;
use super::disk::{Overlaid, Texts};
use super::snapshot::{Snapshot, Written};
use crate::discover::{self, Options};
use crate::lint::settle::{Scope, said};
use crate::rules;
use crate::session::{self, Around, Session};
use crate::settings::Settings;
use crate::settings::baseline::Baseline;
use crate::settings::config::{self, Config};
use crate::source::{FileId, Source};

/// A larger text, in bytes, is not read at each key; the API server takes objects of about 1.5 MB.
const MAX_OPEN: usize = 8 << 20;

/// When a file was last written, and its length.
type Stamp = (Option<SystemTime>, u64);

/// A folder with what a check of it needs.
pub struct Project {
    /// The folder that the editor opened, without links. Names of files are relative to it.
    folder: PathBuf,
    /// The folder of the configuration, otherwise that of the repository, otherwise the editor's. Paths of files are relative
    /// to it.
    home: PathBuf,
    /// Whether the home is that of a project, out of which nothing is read.
    is_known: bool,
    /// Whether all files below the folder are read. Otherwise only those that are open are.
    is_whole: bool,
    config: Config,
    /// The configuration's file and its text as it was last read.
    config_file: Option<(PathBuf, String)>,
    /// The baseline's file and its text as it was last read.
    baseline_file: Option<(PathBuf, String)>,
    session: Session,
    /// The files on the disk that the session has.
    stamps: HashMap<PathBuf, Stamp>,
    /// Folders that cannot be read, and why.
    problems: Vec<discover::Problem>,
    /// What the user was told of them.
    told: Vec<String>,
}

impl Project {
    /// A folder whose files are still to be read.
    pub fn new(folder: PathBuf, is_whole: bool) -> Project {
        Project {
            home: folder.clone(),
            folder,
            is_known: false,
            is_whole,
            config: Config::default(),
            config_file: None,
            baseline_file: None,
            session: Session::default(),
            stamps: HashMap::new(),
            problems: Vec::new(),
            told: Vec::new(),
        }
    }

    /// The folder, without links.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// What the user must know and was not told yet.
    pub fn new_notes(&mut self) -> Vec<String> {
        let notes = self.problems.iter().map(|one| format!("bowline: {}: {}", one.name, one.message));
        let new: Vec<String> = notes.filter(|note| !self.told.contains(note)).collect();
        self.told.extend(new.iter().cloned());
        new
    }

    /// Reads what changed on the disk since the last time. `each` is called with the number of files to read, before they are.
    pub fn refresh(&mut self, texts: &Texts, each: &(dyn Fn(usize) + Sync)) {
        self.configure(texts);
        self.read_baseline();
        let found = match self.is_whole {
            true => discover::discover(&self.folder, &[PathBuf::from(".")], &self.options()),
            false => Ok(discover::Discovery::default()),
        };
        let Ok(found) = found else { return };
        self.problems = found.problems;
        let mut stamps: HashMap<PathBuf, Stamp> = HashMap::with_capacity(found.files.len());
        let mut changed = Vec::new();
        for file in found.files {
            let stamp = stamp(&file.path);
            if self.stamps.get(&file.path) != Some(&stamp) && !texts.contains_key(&file.path) {
                changed.push(file.path.clone());
            }
            stamps.insert(file.path, stamp);
        }
        let gone = self.stamps.keys().filter(|path| !stamps.contains_key(*path) && !texts.contains_key(*path));
        let gone: Vec<PathBuf> = gone.cloned().collect();
        for path in gone {
            self.session.remove(&self.name(&path));
        }
        self.stamps = stamps;
        each(changed.len());
        self.read(&changed);
        let folder = self.folder.clone();
        for path in texts.keys().filter(|path| path.starts_with(&folder)) {
            self.set(path, texts);
        }
    }

    /// Reads files from the disk.
    fn read(&mut self, files: &[PathBuf]) {
        use rayon::prelude::*;
        let config = self.config_file.as_ref().map(|(path, _)| path);
        let files = files.par_iter().filter(|path| Some(*path) != config);
        let load = |path: &PathBuf| session::load_at(&self.name(path), &self.path(path), session::read(path));
        let loaded: Vec<_> = files.map(load).collect();
        loaded.into_iter().for_each(|file| self.session.set(file));
    }

    /// Takes the text of a file anew: what is open, otherwise what is on the disk.
    pub fn set(&mut self, path: &Path, texts: &Texts) {
        if path.file_name().is_some_and(|name| name == config::FILE_NAME) {
            self.configure(texts);
            self.read_baseline();
            return;
        }
        let name = self.name(path);
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
            // One that was closed.
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
        let mut own = Vec::new();
        let mut config = Config::default();
        for (path, text) in self.config_file.iter().chain(&self.baseline_file) {
            own.push(Source::at(self.name(path), self.path(path), text.clone()));
        }
        let mut own = self.session.set_own(own).into_iter();
        if self.config_file.is_some()
            && let Some(source) = own.next()
        {
            config = config::read(&source.text, source.id());
        }
        let mut problems = std::mem::take(&mut config.problems);
        let mut settings = Settings { info: wanted.info, ..config.settings() };
        let is_complete = self.is_whole && self.problems.is_empty() && self.home.starts_with(&self.folder);
        settings.project.closed &= is_complete;
        let baseline = own.next().map(|source| {
            let (baseline, wrong) = Baseline::read(&source);
            let rule = &rules::settings::baseline_invalid::RULE;
            problems.extend(wrong.into_iter().map(|(span, message)| said(rule, span, message)));
            baseline
        });
        let today = jiff::tz::Offset::UTC.to_datetime(jiff::Timestamp::now()).date();
        let scope = Scope {
            complete: is_complete,
            today: Some(today),
            baseline,
            uncapped: true,
            graph: wanted.code_lens,
            ..Scope::default()
        };
        let disk = Overlaid { project: &self.home, folder: &self.folder, is_bounded: self.is_known, texts };
        let checked = self.session.check_with(&settings, scope, Around { problems, disk: Some(&disk) });
        let written = Written { trees: self.session.trees(), project: settings.project };
        Snapshot::new(self.folder.clone(), self.home == self.folder, checked, written)
    }

    /// Finds the configuration and reads it, if it changed.
    fn configure(&mut self, texts: &Texts) {
        let file = configured_in(&self.folder).map(|path| super::uri::canonical(&path));
        let read = |path: &PathBuf| match texts.get(path) {
            Some(source) => Some(source.text.clone()),
            None => config::load(path).ok(),
        };
        let found = file.and_then(|path| read(&path).map(|text| (path, text)));
        if found == self.config_file && !self.stamps.is_empty() {
            return;
        }
        let home = found.as_ref().and_then(|(path, _)| path.parent()).or_else(|| repository(&self.folder));
        self.is_known = home.is_some();
        let home = home.map_or_else(|| self.folder.clone(), Path::to_path_buf);
        if home != self.home {
            self.home = home;
            // Every path in the project changes.
            (self.session, self.stamps) = (Session::default(), HashMap::new());
        }
        self.config = found.as_ref().map_or_else(Config::default, |(_, text)| config::read(text, FileId(0)));
        self.config_file = found;
    }

    /// Reads the baseline that the configuration names. It is part of every check, so it is not read at each key.
    fn read_baseline(&mut self) {
        let path = self.config.baseline.as_ref().map(|path| self.home.join(path));
        let read = |path: PathBuf| session::read(&path).ok().map(|bytes| (path, bytes));
        let found = path.and_then(read);
        self.baseline_file = found.map(|(path, bytes)| (path, String::from_utf8_lossy(&bytes).into_owned()));
    }

    fn options(&self) -> Options {
        let project = discover::Project::new(self.home.clone(), &self.config.include, &self.config.exclude);
        // The reader of the configuration took only globs that are valid.
        let projects: Arc<[Arc<discover::Project>]> = project.ok().map(Arc::new).into_iter().collect();
        Options {
            projects: discover::Lookup::new(move |_| Arc::clone(&projects)),
            only_files: true,
            ..Options::default()
        }
    }

    fn name(&self, path: &Path) -> String {
        discover::slashed(path.strip_prefix(&self.folder).unwrap_or(path))
    }

    fn path(&self, path: &Path) -> String {
        discover::slashed(path.strip_prefix(&self.home).unwrap_or(path))
    }
}

/// The nearest configuration at or above a folder, not above the repository that has it.
pub fn configured_in(folder: &Path) -> Option<PathBuf> {
    for folder in folder.ancestors() {
        let path = folder.join(config::FILE_NAME);
        if path.is_file() {
            return Some(path);
        }
        if folder.join(".git").exists() {
            break;
        }
    }
    None
}

/// The folder of the repository that a folder is in.
pub fn repository(folder: &Path) -> Option<&Path> {
    folder.ancestors().find(|folder| folder.join(".git").exists())
}

fn stamp(path: &Path) -> Stamp {
    match std::fs::metadata(path) {
        Ok(meta) => (meta.modified().ok(), meta.len()),
        Err(_) => (None, 0),
    }
}
