//! What an editor keeps between two checks.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use super::builds;
use super::check::{Checked, Read, judge, unreadable};
use super::load::Loaded;
use super::secrets::Secrets;
use crate::lint;
use crate::lint::settle::Scope;
use crate::report::Skipped;
use crate::settings::Settings;
use crate::source::{FileId, Sources};
use crate::workspace::template;
use crate::yaml::Parsed;

/// Files that are checked again and again. What a check costs is the reading of those that changed since the last one, and
/// the rules.
#[derive(Default)]
pub struct Session {
    sources: Sources,
    /// By name, which is the order of reports.
    files: BTreeMap<String, Kept>,
    parsed: HashMap<FileId, Arc<Parsed>>,
    /// The folders with charts when files were parsed, where templates are no surprise.
    charts: HashSet<String>,
    secrets: Secrets,
}

/// A file as it was last loaded.
enum Kept {
    /// Its text, and what is wrong with the reading (offset and message).
    Text(FileId, Option<(u32, String)>),
    /// It holds nothing to lint.
    Skipped(Skipped),
}

impl Session {
    /// Adds a file, or replaces one of the same name. A text that did not change keeps its tree.
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

    /// Checks all files as they are now.
    pub fn check(&mut self, settings: &Settings, scope: Scope) -> Checked {
        let (mut files, mut problems, mut skipped) = (Vec::new(), Vec::new(), Vec::new());
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
        self.sources.put_in_order(&files);
        let parsed: Vec<_> = files.iter().filter_map(|file| self.parsed.get(file).cloned()).collect();
        let mut sources = self.sources.clone();
        let kustomized = builds::load(&mut sources, &parsed, None);
        let read = Read { sources, parsed, kustomized, before: None, problems, targets: None, skipped };
        judge(read, settings, scope, &mut self.secrets)
    }
    /// Drops the trees of files in folders that have become charts, or are none any more.
    fn forget_below(&mut self, charts: HashSet<String>) {
        let changed: Vec<&String> = self.charts.symmetric_difference(&charts).collect();
        if !changed.is_empty() {
            let is_below = |name: &str| changed.iter().any(|folder| template::is_below(name, folder));
            self.parsed.retain(|file, _| !is_below(&self.sources.get(*file).name));
        }
        self.charts = charts;
    }
}
