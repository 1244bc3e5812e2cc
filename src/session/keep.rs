//! The state that an editor keeps between two checks.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use super::builds::{self, Disk, Others};
use super::check::{Checked, Read, judge, unreadable};
use super::load::Loaded;
use super::secrets::Secrets;
use crate::diagnostic::Diagnostic;
use crate::lint::settle::Scope;
use crate::lint::{self, Memories};
use crate::render::kustomize;
use crate::report::Skipped;
use crate::settings::Settings;
use crate::source::{FileId, Source, Sources};
use crate::workspace::template;
use crate::yaml::Parsed;

/// Files that are checked again and again. A check costs the reading of the files that changed since the last one, and
/// the rules.
#[derive(Default)]
pub struct Session {
    sources: Sources,
    /// The texts without manifests.
    own: Vec<FileId>,
    /// The texts without manifests that the session had before.
    old: Vec<FileId>,
    /// The files by name, which is the order of reports.
    files: BTreeMap<String, Kept>,
    parsed: HashMap<FileId, Arc<Parsed>>,
    /// The folders with charts at the time when files were parsed. Their files may be templates.
    charts: HashSet<String>,
    secrets: Secrets,
    /// Texts that only kustomizations name.
    others: Others,
    /// The findings and builds of the last check.
    memories: Memories,
}

/// The input of a check apart from the files of a session.
#[derive(Default)]
pub struct Around<'a> {
    /// The findings about the session's [own](Session::own) texts.
    pub problems: Vec<Diagnostic>,
    /// Names of the files whose findings are reported. `None` for all.
    pub targets: Option<&'a HashSet<String>>,
    /// The disk, from which further files that kustomizations name are read. `None` if all files are given.
    pub disk: Option<&'a dyn Disk>,
}

/// A file as it was last loaded.
enum Kept {
    /// The text, and the problem of reading it (offset and message).
    Text(FileId, Option<(u32, String)>),
    /// The file contains nothing to lint.
    Skipped(Skipped),
}

impl Session {
    /// Adds a file, or replaces the file of the same name. An unchanged text keeps its tree.
    pub fn set(&mut self, loaded: Loaded) {
        match loaded {
            Loaded::Skipped(skipped) => {
                self.remove(&skipped.file);
                self.files.insert(skipped.file.clone(), Kept::Skipped(skipped));
            }
            Loaded::Text(source, problem) => {
                if let Some(Kept::Text(file, known)) = self.files.get(&source.name)
                    && *known == problem
                    && self.sources.get(*file).text == source.text
                {
                    return;
                }
                self.remove(&source.name);
                let source = self.sources.add(source);
                self.files.insert(source.name.clone(), Kept::Text(source.id(), problem));
            }
        }
    }

    /// Forgets a file.
    pub fn remove(&mut self, name: &str) {
        if let Some(Kept::Text(file, _)) = self.files.remove(name) {
            self.parsed.remove(&file);
            self.secrets.forget(file);
            self.sources.forget(file);
        }
    }

    /// Starts a new list of texts without manifests that findings may refer to, such as configurations. It replaces the
    /// former list.
    pub fn begin_own(&mut self) {
        self.old = std::mem::take(&mut self.own);
    }

    /// Adds a text without manifests and numbers it. A text that the session already had keeps its number.
    pub fn own(&mut self, source: Source) -> FileId {
        let is_it = |file: &FileId| {
            let known = self.sources.get(*file);
            (&known.name, &known.path, &known.text) == (&source.name, &source.path, &source.text)
        };
        let known = self.own.iter().chain(&self.old).copied().find(is_it);
        let file = known.unwrap_or_else(|| self.sources.add(source).id());
        if !self.own.contains(&file) {
            self.own.push(file);
        }
        file
    }

    /// Forgets the texts without manifests that were not added again.
    pub fn end_own(&mut self) {
        for file in std::mem::take(&mut self.old) {
            if !self.own.contains(&file) {
                self.secrets.forget(file);
                self.sources.forget(file);
            }
        }
    }

    /// The text with a number.
    pub fn source(&self, file: FileId) -> &Arc<Source> {
        self.sources.get(file)
    }

    /// The tree of a file at the last check. Returns `None` if there is nothing in it to lint.
    pub fn tree(&self, name: &str) -> Option<&Arc<Parsed>> {
        match self.files.get(name)? {
            Kept::Text(file, _) => self.parsed.get(file),
            Kept::Skipped(_) => None,
        }
    }

    /// The trees of all files as they were last checked, in the order of reports.
    pub fn trees(&self) -> Vec<Arc<Parsed>> {
        self.files.keys().filter_map(|name| self.tree(name)).cloned().collect()
    }

    /// Checks all files as they are now.
    pub fn check(&mut self, settings: &Settings, scope: Scope) -> Checked {
        self.check_with(settings, scope, Around::default())
    }

    /// Checks all files as they are now, with the other input of a check.
    pub fn check_with(&mut self, settings: &Settings, scope: Scope, around: Around<'_>) -> Checked {
        let Around { mut problems, targets, disk } = around;
        let (mut files, mut skipped) = (Vec::new(), Vec::new());
        let mut charts = HashSet::new();
        for kept in self.files.values() {
            match kept {
                Kept::Skipped(one) => {
                    charts.extend(template::chart(&one.file).map(str::to_owned));
                    skipped.push(one.clone());
                }
                Kept::Text(file, problem) => {
                    files.push(*file);
                    let problem = problem.clone();
                    problems.extend(problem.map(|(at, message)| unreadable(self.sources.get(*file), at, message)));
                }
            }
        }
        self.forget_below(charts);
        let new: Vec<FileId> = files.iter().copied().filter(|file| !self.parsed.contains_key(file)).collect();
        self.parsed.extend(new.iter().copied().zip(lint::parse(&self.sources, &new, &self.charts, &|| {})));
        let parsed: Vec<_> = files.iter().filter_map(|file| self.parsed.get(file).cloned()).collect();
        let kustomized = self.load(&parsed, disk);
        self.sources.put_in_order(&[self.own.as_slice(), &files].concat());
        let read = Read {
            sources: self.sources.clone(),
            parsed,
            kustomized,
            before: None,
            problems,
            targets: targets.cloned(),
            skipped,
        };
        let checked = judge(read, settings, scope, &mut self.secrets, Some(&mut self.memories));
        // The secrets of such a text depend on the kustomization that names it.
        self.others.values().for_each(|other| self.secrets.forget(other.id()));
        checked
    }

    /// Loads the kustomizations of the files, with everything that they name.
    fn load(&mut self, parsed: &[Arc<Parsed>], disk: Option<&dyn Disk>) -> kustomize::Project {
        let before: Vec<Arc<Source>> = self.others.values().cloned().collect();
        let kustomized = builds::load(&mut self.sources, parsed, disk, &mut self.others);
        let is_used = |old: &Source| self.others.get(&old.path).is_some_and(|other| other.id() == old.id());
        for old in before.iter().filter(|old| !is_used(old)) {
            self.sources.forget(old.id());
        }
        kustomized
    }

    /// Drops the trees of files in folders that have become charts, or that are no longer charts.
    fn forget_below(&mut self, charts: HashSet<String>) {
        let changed: Vec<&String> = self.charts.symmetric_difference(&charts).collect();
        if !changed.is_empty() {
            let is_below = |name: &str| changed.iter().any(|folder| template::is_below(name, folder));
            self.parsed.retain(|file, _| !is_below(&self.sources.get(*file).name));
            self.memories = Memories::default();
        }
        self.charts = charts;
    }
}
