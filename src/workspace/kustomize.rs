//! Kustomizations, as far as they change what may be claimed of their members: until they are built, a place that one
//! may change is unknown.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::paths;
use crate::kube::{Namespace, Resource};
use crate::source::{FileId, Source, Sources};
use crate::text::unknown::is_unknown;
use crate::yaml::{self, Kind, Node, Parsed};

/// One kustomization.
#[derive(Debug)]
pub struct Kustomization {
    /// Its own file.
    pub file: FileId,
    /// Its folder.
    pub folder: String,
    /// Files that it names as patches.
    pub patch_files: Vec<FileId>,
    /// Files and folders that it builds on.
    entries: Vec<String>,
    namespace: Option<String>,
    changes: Vec<Change>,
}

/// What a patch, a label or a replacement may change.
#[derive(Debug)]
struct Change {
    kind: Option<String>,
    name: Option<String>,
    /// Dotted paths without list indexes.
    paths: Vec<String>,
}

impl Change {
    fn of_all(paths: &[&str]) -> Change {
        Change { kind: None, name: None, paths: paths.iter().map(|path| (*path).to_owned()).collect() }
    }

    fn hits(&self, resource: &Resource<'_>, path: &str) -> bool {
        let kind = self.kind.as_deref().is_none_or(|kind| is_pattern(kind) || kind == resource.kind_name);
        // A prefix or suffix may stand between the two names.
        let name = match (self.name.as_deref(), resource.name) {
            (Some(wanted), Some(name)) => is_pattern(wanted) || wanted.contains(name) || name.contains(wanted),
            _ => true,
        };
        kind && name && self.paths.iter().any(|changed| paths_meet(changed, path))
    }
}

/// Target names are regular expressions.
fn is_pattern(text: &str) -> bool {
    text.is_empty() || text.contains(['*', '|', '+', '(', '[', '?', '$', '^'])
}

fn paths_meet(a: &str, b: &str) -> bool {
    let below =
        |path: &str, of: &str| of.is_empty() || path == of || path.starts_with(of) && path[of.len()..].starts_with('.');
    below(a, b) || below(b, a)
}

impl Kustomization {
    /// True where it may change the object at a path.
    pub(super) fn may_change(&self, resource: &Resource<'_>, path: &str) -> bool {
        self.changes.iter().any(|change| change.hits(resource, path))
    }
}

/// Reads all kustomizations among the files.
pub(super) fn read_all(sources: &Sources, by_path: &HashMap<String, FileId>, files: &[Parsed]) -> Vec<Kustomization> {
    let mut found = Vec::new();
    for file in files {
        let name = &sources.get(file.file()).path;
        // A Component may be called anything.
        let by_kind = |root: &Node<'_>| {
            let version = root.get("apiVersion").map_or("", |node| node.text());
            version.starts_with("kustomize.config.k8s.io/")
        };
        if let Some((document, root)) = file.documents.iter().find_map(|found| Some((found, found.tree.root()?)))
            && (super::evidence::is_kustomization_name(name) || by_kind(&root))
        {
            let mut kustomization = read(sources, by_path, files, file.file(), paths::folder(name), root);
            if document.broken {
                // What was not read may change anything.
                kustomization.changes.push(Change::of_all(&[""]));
            }
            found.push(kustomization);
        }
    }
    found
}

fn read(
    sources: &Sources,
    by_path: &HashMap<String, FileId>,
    files: &[Parsed],
    file: FileId,
    folder: String,
    root: Node<'_>,
) -> Kustomization {
    let mut kustomization = Kustomization {
        file,
        patch_files: Vec::new(),
        entries: Vec::new(),
        namespace: root.get("namespace").and_then(|node| node.as_str()).map(str::to_owned),
        changes: Vec::new(),
        folder,
    };
    for key in ["resources", "bases", "components"] {
        for entry in items(root, key).filter_map(|node| node.as_str()) {
            kustomization.entries.push(paths::join(&kustomization.folder, entry));
        }
    }
    kustomization.labels(root);
    for patch in items(root, "patchesStrategicMerge") {
        let text = patch.text();
        match by_path.get(&paths::join(&kustomization.folder, text)) {
            Some(&file) => kustomization.patch_file(sources, files, file, None),
            None => kustomization.inline(text, None),
        }
    }
    for patch in items(root, "patches").chain(items(root, "patchesJson6902")) {
        let target = patch.get("target");
        match patch.get("path").and_then(|node| node.as_str()) {
            Some(path) => {
                if let Some(&file) = by_path.get(&paths::join(&kustomization.folder, path)) {
                    kustomization.patch_file(sources, files, file, target);
                } else {
                    kustomization.change(target, None, vec![String::new()]);
                }
            }
            None => kustomization.inline(patch.get("patch").map_or("", |node| node.text()), target),
        }
    }
    for replacement in items(root, "replacements") {
        for target in items(replacement, "targets") {
            let fields = items(target, "fieldPaths").map(|node| dotted(&node.text().replace('.', "/"))).collect();
            kustomization.change(target.get("select"), None, fields);
        }
    }
    for replicas in items(root, "replicas") {
        let name = replicas.get("name").map(|node| node.text().to_owned());
        kustomization.changes.push(Change { kind: None, name, paths: vec!["spec.replicas".to_owned()] });
    }
    if items(root, "transformers").next().is_some() {
        kustomization.changes.push(Change::of_all(&[""]));
    }
    kustomization
}

impl Kustomization {
    /// `commonLabels` and `labels` (kustomize `builtinpluginconsts/commonlabels.go`).
    fn labels(&mut self, root: Node<'_>) {
        const METADATA: &[&str] = &["metadata.labels"];
        const TEMPLATES: &[&str] = &["metadata.labels", "spec.template.metadata.labels"];
        const SELECTORS: &[&str] =
            &["metadata.labels", "spec.selector", "spec.template.metadata.labels", "spec.jobTemplate"];
        if root.get("commonLabels").is_some_and(|node| !node.is_empty()) {
            self.changes.push(Change::of_all(SELECTORS));
        }
        for labels in items(root, "labels") {
            let set = |key: &str| labels.get(key).and_then(|node| node.as_bool()) == Some(true);
            let paths = match (set("includeSelectors"), set("includeTemplates")) {
                (true, _) => SELECTORS,
                (false, true) => TEMPLATES,
                (false, false) => METADATA,
            };
            self.changes.push(Change::of_all(paths));
        }
    }

    fn patch_file(&mut self, sources: &Sources, files: &[Parsed], file: FileId, target: Option<Node<'_>>) {
        self.patch_files.push(file);
        match files.iter().find(|parsed| parsed.file() == file) {
            Some(parsed) => {
                for root in parsed.documents.iter().filter_map(|document| document.tree.root()) {
                    self.patch(root, target);
                }
            }
            // Left out as no manifest: a list of JSON patch operations.
            None => self.inline(&sources.get(file).text, target),
        }
    }

    /// A patch written as text inside the kustomization.
    fn inline(&mut self, text: &str, target: Option<Node<'_>>) {
        let source = Arc::new(Source::new(String::new(), text.to_owned()));
        match yaml::parse_fragment(&source).as_ref().and_then(|document| document.tree.root()) {
            Some(root) => self.patch(root, target),
            None => self.change(target, None, vec![String::new()]),
        }
    }

    fn patch(&mut self, root: Node<'_>, target: Option<Node<'_>>) {
        let mut paths = Vec::new();
        match root.kind() {
            Kind::Sequence => {
                paths.extend(root.items().map(|operation| dotted(operation.get("path").map_or("", |node| node.text()))))
            }
            _ => leaves(root, String::new(), 0, &mut paths),
        }
        self.change(target, Some(root), paths);
    }

    fn change(&mut self, target: Option<Node<'_>>, patch: Option<Node<'_>>, paths: Vec<String>) {
        let text = |path: &[&str]| patch.and_then(|node| node.find(path)).and_then(|node| node.as_str());
        let (kind, name) = match target {
            Some(target) => {
                let field = |key| target.get(key).and_then(|node| node.as_str());
                (field("kind"), field("name"))
            }
            None => (text(&["kind"]), text(&["metadata", "name"])),
        };
        self.changes.push(Change { kind: kind.map(str::to_owned), name: name.map(str::to_owned), paths });
    }
}

/// `/spec/template/spec/containers/0/ports/-` as `spec.template.spec.containers.ports`.
fn dotted(pointer: &str) -> String {
    let steps = pointer.split('/').map(|step| step.replace("~1", "/").replace("~0", "~"));
    let steps = steps.filter(|step| !step.is_empty() && step != "-" && step.parse::<u32>().is_err());
    steps.collect::<Vec<_>>().join(".")
}

fn leaves(node: Node<'_>, path: String, depth: usize, found: &mut Vec<String>) {
    let identity = matches!(path.as_str(), "apiVersion" | "kind" | "metadata.name" | "metadata.namespace");
    if depth > yaml::MAX_DEPTH || identity {
        return;
    }
    match node.kind() {
        Kind::Mapping if !node.is_empty() => {
            for entry in node.entries() {
                let key = entry.key.key_text();
                let below = if path.is_empty() { key.to_string() } else { format!("{path}.{key}") };
                leaves(entry.value, below, depth + 1, found);
            }
        }
        // A list's items are merged by a key, so the names in them change nothing; what else they set does.
        Kind::Sequence if node.items().any(|item| item.is_mapping()) => {
            node.items().for_each(|item| leaves(item, path.clone(), depth + 1, found));
        }
        _ => found.push(path),
    }
}

fn items<'a>(root: Node<'a>, key: &str) -> impl Iterator<Item = Node<'a>> + use<'a> {
    root.get(key).into_iter().flat_map(|node| node.items())
}

/// For every file, the kustomizations that build it, directly or through a base.
pub(super) fn members(
    kustomizations: &[Kustomization],
    files: usize,
    by_path: &HashMap<String, FileId>,
) -> Vec<Vec<usize>> {
    let by_folder: HashMap<&str, usize> = kustomizations
        .iter()
        .enumerate()
        .map(|(index, kustomization)| (kustomization.folder.as_str(), index))
        .collect();
    let mut members = vec![Vec::new(); files];
    for index in 0..kustomizations.len() {
        let mut visited = HashSet::from([index]);
        let mut open = vec![index];
        let mut built = HashSet::new();
        while let Some(at) = open.pop() {
            for entry in &kustomizations[at].entries {
                if let Some(&file) = by_path.get(entry) {
                    built.insert(file);
                } else if let Some(&base) = by_folder.get(entry.as_str())
                    && visited.insert(base)
                {
                    open.push(base);
                }
            }
        }
        built.iter().for_each(|file| members[file.0 as usize].push(index));
    }
    members
}

/// Sets the namespace that the kustomizations of an object's file agree on.
pub(super) fn set_namespace(resource: &mut Resource<'_>, kustomizations: &[Kustomization], members: &[usize]) {
    let set: HashSet<&str> = members.iter().filter_map(|&index| kustomizations[index].namespace.as_deref()).collect();
    let only = set.iter().next().filter(|_| set.len() == 1);
    resource.namespace = match only {
        None if set.is_empty() => return,
        Some(name) if !is_unknown(name) => Namespace::Named((*name).to_owned()),
        _ => Namespace::Unknown,
    };
}
