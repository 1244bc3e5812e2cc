//! The thread that checks. It owns what is read and hands out snapshots, so the editor never waits for a check.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender};

use super::client::Preferences;
use super::disk::Texts;
use super::progress::Progress;
use super::project::{Project, configured_in, repository};
use super::snapshot::Snapshot;

/// How long nothing is typed before work is done that nobody waits for.
const IDLE: Duration = Duration::from_millis(200);

/// What happened since the last check.
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

/// What is to be checked.
pub struct Job {
    /// The state of the editor that this is about: it counts every change.
    pub revision: u64,
    /// In their order.
    pub changes: Vec<Change>,
    /// All open texts.
    pub texts: Texts,
    /// What the user wants.
    pub wanted: Preferences,
}

/// What came out.
pub struct Done {
    /// As in the [`Job`].
    pub revision: u64,
    /// Of every folder.
    pub snapshots: Vec<Arc<Snapshot>>,
    /// What the user must know.
    pub notes: Vec<String>,
}

/// Does one job after the other, until the channel closes.
pub fn work(jobs: &Receiver<Job>, done: &Sender<Done>, progress: &Progress) {
    let mut worker = Worker { projects: Vec::new(), progress };
    while let Some(job) = worker.next(jobs) {
        let revision = job.revision;
        let (snapshots, notes) = worker.run(job);
        if done.send(Done { revision, snapshots, notes }).is_err() {
            return;
        }
    }
}

struct Worker<'a> {
    projects: Vec<Kept>,
    progress: &'a Progress,
}

/// A folder with what the last check of it found.
struct Kept {
    project: Project,
    snapshot: Option<Arc<Snapshot>>,
    /// Whether it exists only for open files that are in no folder of the editor.
    is_loose: bool,
    is_dirty: bool,
}

impl Kept {
    fn new(folder: PathBuf, is_whole: bool, is_loose: bool) -> Kept {
        Kept { project: Project::new(folder, is_whole), snapshot: None, is_loose, is_dirty: true }
    }
}

impl Worker<'_> {
    /// The next job. The names of all files are read once nothing is typed for a while.
    fn next(&self, jobs: &Receiver<Job>) -> Option<Job> {
        match jobs.recv_timeout(IDLE) {
            Ok(job) => Some(job),
            Err(RecvTimeoutError::Disconnected) => None,
            Err(RecvTimeoutError::Timeout) => {
                for snapshot in self.projects.iter().filter_map(|kept| kept.snapshot.as_ref()) {
                    // Whoever asks for them meets the same bug, and is told.
                    let _ = catch_unwind(AssertUnwindSafe(|| _ = snapshot.names()));
                }
                jobs.recv().ok()
            }
        }
    }

    fn run(&mut self, job: Job) -> (Vec<Arc<Snapshot>>, Vec<String>) {
        let Job { changes, texts, wanted, .. } = job;
        let mut notes = Vec::new();
        for change in changes {
            match change {
                Change::Folders(folders) => self.open(folders, &texts),
                Change::Text(path) => self.set(&path, &texts),
                Change::Disk => {
                    self.projects.iter_mut().for_each(|kept| self.progress.during(|each| kept.refresh(&texts, each)))
                }
                Change::Settings => self.projects.iter_mut().for_each(|kept| kept.is_dirty = true),
            }
        }
        let is_used = |kept: &Kept| !kept.is_loose || texts.keys().any(|path| path.starts_with(kept.project.folder()));
        self.projects.retain(is_used);
        for kept in self.projects.iter_mut().filter(|kept| kept.is_dirty) {
            kept.is_dirty = false;
            let checked = catch_unwind(AssertUnwindSafe(|| kept.project.check(wanted, &texts)));
            match checked {
                Ok(snapshot) => kept.snapshot = Some(Arc::new(snapshot)),
                Err(_) => {
                    notes.push("bowline met a bug of its own and reads all files again: please report it".to_owned());
                    *kept = Kept::new(kept.project.folder().to_owned(), !kept.is_loose, kept.is_loose);
                }
            }
            notes.extend(kept.project.new_notes());
        }
        (self.projects.iter().filter_map(|kept| kept.snapshot.clone()).collect(), notes)
    }

    /// Reads the folders that are new, and forgets those that are gone.
    fn open(&mut self, folders: Vec<PathBuf>, texts: &Texts) {
        self.projects.retain(|kept| kept.is_loose || folders.iter().any(|folder| folder == kept.project.folder()));
        for folder in folders {
            if !self.projects.iter().any(|kept| kept.project.folder() == folder) {
                let mut kept = Kept::new(folder, true, false);
                self.progress.during(|each| kept.refresh(texts, each));
                self.projects.push(kept);
            }
        }
    }

    /// Takes the text of a file into every folder around it.
    fn set(&mut self, path: &Path, texts: &Texts) {
        let mut is_known = false;
        for kept in self.projects.iter_mut().filter(|kept| path.starts_with(kept.project.folder())) {
            kept.project.set(path, texts);
            kept.is_dirty = true;
            is_known = true;
        }
        if !is_known && texts.contains_key(path) {
            let mut kept = loose(path);
            self.progress.during(|each| kept.refresh(texts, each));
            self.projects.push(kept);
        }
    }
}

impl Kept {
    fn refresh(&mut self, texts: &Texts, each: &(dyn Fn(usize) + Sync)) {
        self.project.refresh(texts, each);
        self.is_dirty = true;
    }
}

/// The project of a file that is in no folder of the editor: that of its configuration or repository, otherwise what is open of
/// its folder.
fn loose(path: &Path) -> Kept {
    let folder = path.parent().unwrap_or(path);
    let config = configured_in(folder).and_then(|path| path.parent().map(Path::to_path_buf));
    let home = config.or_else(|| repository(folder).map(Path::to_path_buf));
    match home {
        Some(home) => Kept::new(home, true, true),
        None => Kept::new(folder.to_path_buf(), false, true),
    }
}
