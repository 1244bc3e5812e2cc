//! The thread that runs checks. It owns the files that were read and returns snapshots, so the editor never waits for a
//! check.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender};

use super::client::Preferences;
use super::disk::Texts;
use super::progress::Progress;
use super::project::{Place, Project};
use super::snapshot::Snapshot;
use crate::settings::config;
use crate::settings::configs::Configs;

/// How long the user must type nothing before the thread does work that no request waits for.
const IDLE: Duration = Duration::from_millis(200);

/// A change since the last check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// The editor works with these folders from now on.
    Folders(Vec<PathBuf>),
    /// The text of a file changed, in the editor or on the disk.
    Text(PathBuf),
    /// Files may have changed on the disk.
    Disk,
    /// The user changed the settings.
    Settings,
}

/// A request for a check.
pub struct Job {
    /// The number of the editor's state that the job is about. Every change increases it.
    pub revision: u64,
    /// The changes, in their order.
    pub changes: Vec<Change>,
    /// All open texts.
    pub texts: Texts,
    /// The preferences of the user.
    pub wanted: Preferences,
}

/// The result of a job.
pub struct Done {
    /// As in the [`Job`].
    pub revision: u64,
    /// The snapshots of all projects.
    pub snapshots: Vec<Arc<Snapshot>>,
    /// Messages for the user.
    pub notes: Vec<String>,
}

/// Does one job after the other, until the channel closes.
pub fn work(jobs: &Receiver<Job>, done: &Sender<Done>, progress: &Progress) {
    let mut worker = Worker { folders: Vec::new(), projects: Vec::new(), progress, is_lost: false };
    while let Some(job) = worker.next(jobs) {
        let revision = job.revision;
        let (snapshots, notes) = worker.run(job);
        if done.send(Done { revision, snapshots, notes }).is_err() {
            return;
        }
    }
}

struct Worker<'a> {
    /// The folders of the editor.
    folders: Vec<PathBuf>,
    projects: Vec<Kept>,
    progress: &'a Progress,
    /// Whether the files that were read of a project are lost.
    is_lost: bool,
}

/// A project with the snapshot of its last check.
struct Kept {
    project: Project,
    snapshot: Option<Arc<Snapshot>>,
    is_dirty: bool,
}

/// Projects that the worker must still read, by their folders.
type Queue = BTreeMap<PathBuf, Wanted>;

/// How to read a project.
#[derive(Default)]
struct Wanted {
    /// Whether all of its files are read.
    is_whole: bool,
    /// The folders whose findings are shown.
    shown: Vec<PathBuf>,
}

impl Kept {
    fn new(folder: PathBuf, is_whole: bool) -> Kept {
        Kept { project: Project::new(folder, is_whole), snapshot: None, is_dirty: true }
    }
}

impl Worker<'_> {
    /// Waits for the next job. Reads the names of all files after the user has typed nothing for a while.
    fn next(&self, jobs: &Receiver<Job>) -> Option<Job> {
        match jobs.recv_timeout(IDLE) {
            Ok(job) => Some(job),
            Err(RecvTimeoutError::Disconnected) => None,
            Err(RecvTimeoutError::Timeout) => {
                for snapshot in self.projects.iter().filter_map(|kept| kept.snapshot.as_ref()) {
                    // A request for the names meets the same bug, and its user gets the message.
                    let _ = catch_unwind(AssertUnwindSafe(|| _ = snapshot.names()));
                }
                jobs.recv().ok()
            }
        }
    }

    fn run(&mut self, job: Job) -> (Vec<Arc<Snapshot>>, Vec<String>) {
        let Job { changes, texts, wanted, .. } = job;
        let mut notes = Vec::new();
        let mut reads_all = std::mem::take(&mut self.is_lost);
        for change in changes {
            match change {
                Change::Folders(folders) => {
                    self.folders = folders;
                    reads_all = true;
                }
                Change::Disk => reads_all = true,
                Change::Text(path) => reads_all |= !self.set(&path, &texts),
                Change::Settings => self.projects.iter_mut().for_each(|kept| kept.is_dirty = true),
            }
        }
        if reads_all {
            self.refresh(&texts);
        }
        for kept in self.projects.iter_mut().filter(|kept| kept.is_dirty) {
            kept.is_dirty = false;
            let checked = catch_unwind(AssertUnwindSafe(|| kept.project.check(wanted, &texts)));
            match checked {
                Ok(snapshot) => kept.snapshot = Some(Arc::new(snapshot)),
                Err(_) => {
                    notes.push("bowline met a bug of its own and reads all files again: please report it".to_owned());
                    *kept = Kept::new(kept.project.folder().to_owned(), kept.project.is_whole());
                    self.is_lost = true;
                }
            }
            notes.extend(kept.project.new_notes());
        }
        (self.projects.iter().filter_map(|kept| kept.snapshot.clone()).collect(), notes)
    }

    /// Finds the projects, and reads their files on the disk that changed.
    fn refresh(&mut self, texts: &Texts) {
        let configs = Configs::new(texts.clone());
        let mut queue = self.wanted(&configs, texts);
        let mut known = std::mem::take(&mut self.projects);
        // A project inside another one is in a folder below, so it comes later.
        while let Some((folder, Wanted { is_whole, shown })) = queue.pop_first() {
            let is_it = |kept: &Kept| kept.project.folder() == folder && kept.project.is_whole() == is_whole;
            let mut kept = match known.iter().position(is_it) {
                Some(at) => known.swap_remove(at),
                None => Kept::new(folder.clone(), is_whole),
            };
            let others: Vec<PathBuf> = queue.keys().filter(|other| other.starts_with(&folder)).cloned().collect();
            let place = Place { configs: &configs, texts, shown: &shown, others: &others };
            for other in self.progress.during(|each| kept.project.refresh(&place, each)) {
                let wanted = queue.entry(other).or_default();
                wanted.is_whole = true;
                wanted.shown.extend(shown.iter().cloned());
            }
            kept.is_dirty = true;
            self.projects.push(kept);
        }
    }

    /// The projects of the editor's folders and of open files outside of them. The project is that of the
    /// configuration, otherwise the folder itself. For an open file outside, it is otherwise the repository, or else
    /// only the open files of its folder.
    fn wanted(&self, configs: &Configs, texts: &Texts) -> Queue {
        let mut queue = Queue::new();
        let mut want = |folder: PathBuf, is_whole: bool, shown: &Path| {
            let wanted = queue.entry(folder).or_default();
            wanted.is_whole |= is_whole;
            wanted.shown.push(shown.to_owned());
        };
        for folder in &self.folders {
            want(configs.root(folder).unwrap_or_else(|| folder.clone()), true, folder);
        }
        let is_in_folder = |path: &&PathBuf| self.folders.iter().any(|folder| path.starts_with(folder));
        for path in texts.keys().filter(|path| !is_in_folder(path)) {
            let folder = path.parent().unwrap_or(path);
            match configs.root(folder).or_else(|| configs.repository(folder)) {
                Some(home) => want(home.clone(), true, &home),
                None => want(folder.to_owned(), false, folder),
            }
        }
        queue
    }

    /// Updates the text of a file in every project whose folder contains it. Returns whether that is enough. It is not
    /// enough for a file in no project, or for one that says how others are checked: other projects may depend on it.
    fn set(&mut self, path: &Path, texts: &Texts) -> bool {
        let is_configuration = path.file_name().is_some_and(|name| name == config::FILE_NAME);
        if is_configuration || self.projects.iter().any(|kept| kept.project.owns(path)) {
            return false;
        }
        let mut is_known = false;
        for kept in self.projects.iter_mut().filter(|kept| path.starts_with(kept.project.folder())) {
            kept.project.set(path, texts);
            kept.is_dirty = true;
            is_known = true;
        }
        is_known && (texts.contains_key(path) || self.folders.iter().any(|folder| path.starts_with(folder)))
    }
}
