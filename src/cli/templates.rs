//! Finds the source files of rendered text, below the working directory.

use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::Read;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use walkdir::WalkDir;

use crate::origin::Stamp;
use crate::session::Checked;
use crate::source::Source;
use crate::yaml;

/// The largest file that is read, in bytes: Helm accepts no larger chart.
const MAX_BYTES: u64 = 5 << 20;

/// The depth below the working directory to which charts and kustomizations are searched.
const MAX_DEPTH: usize = 10;

/// The largest number of files and folders that a search looks at.
const MAX_ENTRIES: usize = 100_000;

/// The charts and kustomizations of a folder. The folder is walked when they are first needed.
struct Templates<'a> {
    folder: &'a Path,
    roots: OnceCell<Roots>,
}

/// Folders that a renderer renders.
#[derive(Default)]
struct Roots {
    /// The charts, each with its name, which may differ from the name of its folder.
    charts: Vec<(String, PathBuf)>,
    /// The kustomizations that leave stamps.
    kustomizations: Vec<PathBuf>,
}

/// Traces the findings in rendered text to files below a folder.
pub(super) fn trace(checked: &mut Checked, folder: &Path) {
    let templates = Templates { folder, roots: OnceCell::new() };
    checked.trace(&|stamp| templates.find(stamp));
}

impl Templates<'_> {
    /// The name and the text of the only file that a stamp can refer to. Returns `None` if there are several.
    fn find(&self, stamp: &Stamp) -> Option<(String, String)> {
        let roots = || self.roots.get_or_init(|| roots(self.folder));
        let paths: BTreeSet<PathBuf> = match stamp {
            Stamp::Helm(path) => {
                let (chart, rest) = path.split_once('/')?;
                let charts = roots().charts.iter().filter(|(name, _)| name == chart);
                charts.map(|(_, folder)| folder.join(rest)).filter(|path| path.is_file()).collect()
            }
            Stamp::Kustomize(path) => {
                let folders = roots().kustomizations.iter();
                let paths = folders.filter_map(|folder| below(self.folder, &folder.join(path)));
                paths.filter(|path| path.is_file()).collect()
            }
            Stamp::Remote(_) => return None,
        };
        let mut paths = paths.iter();
        let path = paths.next().filter(|_| paths.len() == 0)?;
        let parts = path.strip_prefix(self.folder).ok()?.iter().map(|part| part.to_string_lossy());
        Some((parts.collect::<Vec<_>>().join("/"), read(path)?))
    }
}

fn roots(folder: &Path) -> Roots {
    let mut roots = Roots::default();
    let is_hidden = |name: &std::ffi::OsStr| name.as_encoded_bytes().starts_with(b".");
    let walk = WalkDir::new(folder).max_depth(MAX_DEPTH).sort_by_file_name().into_iter();
    let entries = walk.filter_entry(|entry| entry.depth() == 0 || !is_hidden(entry.file_name()));
    for entry in entries.take(MAX_ENTRIES).filter_map(Result::ok).filter(|entry| entry.file_type().is_file()) {
        let Some(parent) = entry.path().parent() else { continue };
        match entry.file_name().to_str() {
            Some("Chart.yaml") => {
                let name = read(entry.path()).and_then(chart_name);
                roots.charts.extend(name.map(|name| (name, parent.to_owned())));
            }
            Some("kustomization.yaml" | "kustomization.yml" | "Kustomization")
                if read(entry.path()).is_some_and(|text| text.contains("originAnnotations")) =>
            {
                roots.kustomizations.push(parent.to_owned());
            }
            _ => {}
        }
    }
    roots
}

fn chart_name(text: String) -> Option<String> {
    let source = Arc::new(Source::new("Chart.yaml".to_owned(), text));
    let parsed = yaml::parse(&source);
    let name = parsed.documents.first()?.tree.root()?.get("name")?;
    name.as_str().map(str::to_owned)
}

/// The path without `..`. Returns `None` if it leaves the folder.
fn below(folder: &Path, path: &Path) -> Option<PathBuf> {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => drop(plain.pop()),
            Component::CurDir => {}
            part => plain.push(part),
        }
    }
    plain.starts_with(folder).then_some(plain)
}

fn read(path: &Path) -> Option<String> {
    let mut text = String::new();
    let length = File::open(path).ok()?.take(MAX_BYTES + 1).read_to_string(&mut text).ok()?;
    (length as u64 <= MAX_BYTES).then_some(text)
}
