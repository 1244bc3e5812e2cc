//! Kustomizations, as far as they change the objects that they build.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::changes::{Change, field_path, items, keys, labels, leaves, operation_paths};
use super::evidence;
use crate::source::{FileId, paths};
use crate::yaml::{self, Kind, Node, Parsed, Step};

/// One kustomization.
#[derive(Debug)]
pub struct Kustomization {
    /// The file of the kustomization.
    pub file: FileId,
    /// The folder of the kustomization.
    pub folder: String,
    /// The files that it names as patches.
    pub patch_files: Vec<FileId>,
    /// The namespace that it sets.
    pub namespace: Option<String>,
    /// The kind and name of the objects of its generators, before a hash is added.
    generated: Vec<(&'static str, String)>,
    /// Whether it also builds objects that are not in the files: those of charts, remote bases and plugins.
    is_open: bool,
    /// The names in `vars`. The kustomization replaces `$(NAME)` with their values.
    pub(super) variables: HashSet<String>,
    /// The files and folders that it builds on.
    entries: Vec<String>,
    /// The folders of the components that change the objects that it builds.
    components: Vec<String>,
    changes: Vec<Change>,
}

/// Reads all kustomizations among the files.
pub(super) fn read_all(by_path: &HashMap<String, FileId>, files: &[Arc<Parsed>]) -> Vec<Kustomization> {
    let mut found = Vec::new();
    let by_file: HashMap<FileId, &Parsed> = files.iter().map(|file| (file.file(), file.as_ref())).collect();
    for file in files {
        let name = &file.source.path;
        // A Component may have any file name.
        let by_kind = |root: &Node<'_>| {
            let version = root.get("apiVersion").map_or("", |node| node.text());
            version.starts_with("kustomize.config.k8s.io/")
        };
        if let Some((document, root)) = file.documents.iter().find_map(|found| Some((found, found.tree.root()?)))
            && (evidence::is_kustomization_name(name) || by_kind(&root))
        {
            let reader = Reader { by_path, by_file: &by_file };
            let mut kustomization = reader.read(file.file(), paths::folder(name), root);
            if document.broken {
                // The part that was not read may change anything.
                kustomization.changes.push(Change::of_all(vec![Vec::new()]));
            }
            found.push(kustomization);
        }
    }
    found
}

/// The files that a kustomization may name.
struct Reader<'a> {
    by_path: &'a HashMap<String, FileId>,
    by_file: &'a HashMap<FileId, &'a Parsed>,
}

impl Reader<'_> {
    fn read(&self, file: FileId, folder: String, root: Node<'_>) -> Kustomization {
        let named = |key| {
            let names = items(root, key).filter_map(|node| node.as_str());
            names.map(|entry| paths::join(&folder, entry)).collect::<Vec<_>>()
        };
        let mut kustomization = Kustomization {
            file,
            patch_files: Vec::new(),
            entries: ["resources", "bases", "components"].into_iter().flat_map(named).collect(),
            components: named("components"),
            namespace: root.get("namespace").and_then(|node| node.as_str()).map(str::to_owned),
            generated: generated(root),
            is_open: is_open(root),
            variables: items(root, "vars").filter_map(|var| Some(var.get("name")?.as_str()?.to_owned())).collect(),
            changes: labels(root),
            folder,
        };
        for patch in items(root, "patchesStrategicMerge") {
            match self.file(&kustomization, patch.text()) {
                Some(file) => self.patch_file(&mut kustomization, file, None),
                None => kustomization.inline(patch, None),
            }
        }
        for patch in items(root, "patches").chain(items(root, "patchesJson6902")) {
            let target = patch.get("target");
            match patch.get("path").and_then(|node| node.as_str()) {
                Some(path) => match self.file(&kustomization, path) {
                    Some(file) => self.patch_file(&mut kustomization, file, target),
                    None => kustomization.change(target, None, vec![Vec::new()]),
                },
                None => match patch.get("patch") {
                    Some(text) => kustomization.inline(text, target),
                    None => kustomization.change(target, None, vec![Vec::new()]),
                },
            }
        }
        for replacement in items(root, "replacements") {
            for target in items(replacement, "targets") {
                let paths = items(target, "fieldPaths").map(|node| field_path(node.text())).collect();
                kustomization.change(target.get("select"), None, paths);
            }
        }
        for replicas in items(root, "replicas") {
            let name = replicas.get("name").map(|node| node.text().to_owned());
            let paths = vec![keys(&["spec", "replicas"])];
            kustomization.changes.push(Change { name, ..Change::of_all(paths) });
        }
        if items(root, "transformers").next().is_some() {
            kustomization.changes.push(Change::of_all(vec![Vec::new()]));
        }
        kustomization
    }

    fn file(&self, of: &Kustomization, path: &str) -> Option<FileId> {
        self.by_path.get(&paths::join(&of.folder, path)).copied()
    }

    fn patch_file(&self, of: &mut Kustomization, file: FileId, target: Option<Node<'_>>) {
        of.patch_files.push(file);
        let documents = self.by_file.get(&file).into_iter().flat_map(|parsed| &parsed.documents);
        for document in documents {
            match document.tree.root().filter(|_| !document.broken) {
                Some(root) => of.patch(root, target),
                None => of.change(target, None, vec![Vec::new()]),
            }
        }
    }
}

/// The kind and name of the objects that the generators of a kustomization make. `types.GeneratorArgs` has their
/// fields.
fn generated(root: Node<'_>) -> Vec<(&'static str, String)> {
    let kinds = [("configMapGenerator", "ConfigMap"), ("secretGenerator", "Secret")];
    let named = |(key, kind)| {
        let names = items(root, key).filter_map(|generator| generator.get("name")?.as_str());
        names.map(move |name| (kind, name.to_owned()))
    };
    kinds.into_iter().flat_map(named).collect()
}

/// Whether a kustomization builds objects that are not in the files.
fn is_open(root: Node<'_>) -> bool {
    let is_remote = |node: Node<'_>| node.text().contains("://") || node.text().contains("?ref=");
    let mut entries = ["resources", "bases", "components"].into_iter().flat_map(|key| items(root, key));
    let makers = ["generators", "helmCharts", "helmChartInflationGenerator"];
    makers.iter().any(|key| items(root, key).next().is_some()) || entries.any(is_remote)
}

impl Kustomization {
    /// Whether a generator of the kustomization makes an object.
    pub(super) fn generates(&self, kind: &str, name: &str) -> bool {
        self.generated.iter().any(|(of, generated)| *of == kind && generated == name)
    }

    /// Whether the kustomization also builds objects that are not in the files.
    pub(super) fn is_open(&self) -> bool {
        self.is_open
    }

    /// The changes that the kustomization may make to the objects that it builds.
    pub(super) fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// Adds a patch that is written as text inside the kustomization.
    fn inline(&mut self, text: Node<'_>, target: Option<Node<'_>>) {
        match yaml::parse_embedded(text).as_ref().and_then(|tree| tree.root()) {
            Some(root) => self.patch(root, target),
            None => self.change(target, None, vec![Vec::new()]),
        }
    }

    fn patch(&mut self, root: Node<'_>, target: Option<Node<'_>>) {
        let mut paths = Vec::new();
        match root.kind() {
            Kind::Sequence => root.items().for_each(|operation| operation_paths(operation, &mut paths)),
            _ => leaves(root, &mut Vec::new(), &mut paths),
        }
        self.change(target, Some(root), paths);
    }

    fn change(&mut self, target: Option<Node<'_>>, patch: Option<Node<'_>>, paths: Vec<Vec<Step>>) {
        let text = |path: &[&str]| patch.and_then(|node| node.find(path)).and_then(|node| node.as_str());
        let (kind, name) = match target {
            Some(target) => {
                let field = |key| target.get(key).and_then(|node| node.as_str());
                (field("kind"), field("name"))
            }
            None => (text(&["kind"]), text(&["metadata", "name"])),
        };
        let scalars = patch.into_iter().flat_map(Node::descendants).filter(|node| node.kind() == Kind::Scalar);
        let says = scalars.filter(|node| !node.is_key()).map(|node| node.text().to_owned()).collect();
        self.changes.push(Change { kind: kind.map(str::to_owned), name: name.map(str::to_owned), paths, says });
    }
}

/// The numbers of kustomizations by folder.
pub(super) fn by_folder(kustomizations: &[Kustomization]) -> HashMap<&str, usize> {
    kustomizations.iter().enumerate().map(|(index, kustomization)| (kustomization.folder.as_str(), index)).collect()
}

/// For every kustomization, itself and the components that change its objects, including the components of components.
pub(super) fn with_components(kustomizations: &[Kustomization]) -> Vec<Vec<usize>> {
    let by_folder = by_folder(kustomizations);
    let all = |first: usize| {
        let mut found = vec![first];
        let mut next = 0;
        while let Some(&at) = found.get(next) {
            next += 1;
            for index in kustomizations[at].components.iter().filter_map(|folder| by_folder.get(folder.as_str())) {
                if !found.contains(index) {
                    found.push(*index);
                }
            }
        }
        found
    };
    (0..kustomizations.len()).map(all).collect()
}

/// For every file, the kustomizations that build it, directly or through a base.
pub(super) fn members(
    kustomizations: &[Kustomization],
    by_path: &HashMap<String, FileId>,
) -> HashMap<FileId, Vec<usize>> {
    let by_folder = by_folder(kustomizations);
    let mut members: HashMap<FileId, Vec<usize>> = HashMap::new();
    for index in 0..kustomizations.len() {
        let reached = reached(kustomizations, &by_folder, index);
        let entries = reached.iter().flat_map(|&at| &kustomizations[at].entries);
        let built: HashSet<FileId> = entries.filter_map(|entry| by_path.get(entry).copied()).collect();
        built.iter().for_each(|file| members.entry(*file).or_default().push(index));
    }
    members
}

/// A kustomization and the kustomizations that it builds on, directly or through others.
pub(super) fn reached(kustomizations: &[Kustomization], by_folder: &HashMap<&str, usize>, index: usize) -> Vec<usize> {
    let mut reached = vec![index];
    let mut seen = HashSet::from([index]);
    let mut next = 0;
    while let Some(&at) = reached.get(next) {
        next += 1;
        let bases = kustomizations[at].entries.iter().filter_map(|entry| by_folder.get(entry.as_str()).copied());
        reached.extend(bases.filter(|base| seen.insert(*base)));
    }
    reached
}
