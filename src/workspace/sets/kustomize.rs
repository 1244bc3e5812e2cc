//! Kustomizations, as far as they change what may be claimed of their members.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::evidence;
use crate::kube::Resource;
use crate::source::{FileId, paths};
use crate::yaml::{self, Kind, Node, Parsed, Step};

/// One kustomization.
#[derive(Debug)]
pub struct Kustomization {
    /// Its own file.
    pub file: FileId,
    /// Its folder.
    pub folder: String,
    /// Files that it names as patches.
    pub patch_files: Vec<FileId>,
    /// The namespace that it sets.
    pub namespace: Option<String>,
    /// What its generators make: kind and name, before a hash is added.
    generated: Vec<(&'static str, String)>,
    /// Whether it also builds objects that no file has: charts, remote bases, what plugins generate.
    is_open: bool,
    /// The names in `vars`, for which it puts values in the place of `$(NAME)`.
    pub(super) variables: HashSet<String>,
    /// Files and folders that it builds on.
    entries: Vec<String>,
    /// Folders of the components that change what it builds.
    components: Vec<String>,
    changes: Vec<Change>,
}

/// What a patch, a label or a replacement may change.
#[derive(Debug)]
pub(super) struct Change {
    kind: Option<String>,
    name: Option<String>,
    /// From the root of the object.
    pub(super) paths: Vec<Vec<Step>>,
    /// The texts that a patch writes.
    pub(super) says: Vec<String>,
}

impl Change {
    fn of_all(paths: Vec<Vec<Step>>) -> Change {
        Change { kind: None, name: None, paths, says: Vec::new() }
    }

    /// Whether it reaches an object.
    pub(super) fn hits(&self, resource: &Resource<'_>) -> bool {
        let kind = self.kind.as_deref().is_none_or(|kind| is_pattern(kind) || kind == resource.kind_name);
        // A prefix or suffix may be the difference between the two names.
        let name = match (self.name.as_deref(), resource.name) {
            (Some(wanted), Some(name)) => is_pattern(wanted) || wanted.contains(name) || name.contains(wanted),
            _ => true,
        };
        kind && name
    }
}

/// Whether a name of a target is a regular expression.
fn is_pattern(text: &str) -> bool {
    text.is_empty() || text.contains(['*', '|', '+', '(', '[', '?', '$', '^'])
}

fn keys(path: &[&str]) -> Vec<Step> {
    path.iter().map(|key| Step::Key((*key).to_owned())).collect()
}

/// Reads all kustomizations among the files.
pub(super) fn read_all(by_path: &HashMap<String, FileId>, files: &[Arc<Parsed>]) -> Vec<Kustomization> {
    let mut found = Vec::new();
    let by_file: HashMap<FileId, &Parsed> = files.iter().map(|file| (file.file(), file.as_ref())).collect();
    for file in files {
        let name = &file.source.path;
        // A Component may be called anything.
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
                // What was not read may change anything.
                kustomization.changes.push(Change::of_all(vec![Vec::new()]));
            }
            found.push(kustomization);
        }
    }
    found
}

/// What a kustomization may name.
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

/// What the generators of a kustomization make. Fields of a generator's type are those of `types.GeneratorArgs`.
fn generated(root: Node<'_>) -> Vec<(&'static str, String)> {
    let kinds = [("configMapGenerator", "ConfigMap"), ("secretGenerator", "Secret")];
    let named = |(key, kind)| {
        let names = items(root, key).filter_map(|generator| generator.get("name")?.as_str());
        names.map(move |name| (kind, name.to_owned()))
    };
    kinds.into_iter().flat_map(named).collect()
}

/// Whether a kustomization builds objects that no file has.
fn is_open(root: Node<'_>) -> bool {
    let is_remote = |node: Node<'_>| node.text().contains("://") || node.text().contains("?ref=");
    let mut entries = ["resources", "bases", "components"].into_iter().flat_map(|key| items(root, key));
    let makers = ["generators", "helmCharts", "helmChartInflationGenerator"];
    makers.iter().any(|key| items(root, key).next().is_some()) || entries.any(is_remote)
}

impl Kustomization {
    /// Whether one of its generators makes an object.
    pub(super) fn generates(&self, kind: &str, name: &str) -> bool {
        self.generated.iter().any(|(of, generated)| *of == kind && generated == name)
    }

    /// Whether it also builds objects that no file has.
    pub(super) fn is_open(&self) -> bool {
        self.is_open
    }

    /// What it may change in the objects that it builds.
    pub(super) fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// A patch written as text inside the kustomization.
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

/// `commonLabels` and `labels` (kustomize `builtinpluginconsts/commonlabels.go`), one change for each key.
fn labels(root: Node<'_>) -> Vec<Change> {
    let mut found = Vec::new();
    let common = root.get("commonLabels").into_iter().flat_map(|map| map.entries());
    found.extend(common.flat_map(|entry| label(&entry.key.key_text(), true, true)));
    for labels in items(root, "labels") {
        let set = |key: &str| labels.get(key).and_then(|node| node.as_bool()) == Some(true);
        let (selectors, templates) = (set("includeSelectors"), set("includeTemplates"));
        let pairs = labels.get("pairs").into_iter().flat_map(|pairs| pairs.entries());
        found.extend(pairs.flat_map(|entry| label(&entry.key.key_text(), selectors, selectors || templates)));
    }
    found
}

/// A label that is set on every object, on its selectors if `selectors` is set, on its pods if `templates` is.
fn label(key: &str, selectors: bool, templates: bool) -> Vec<Change> {
    const FLAT: &[&str] = &["Service", "ReplicationController"];
    let at = |path: &[&str]| keys(path).into_iter().chain([Step::Key(key.to_owned())]).collect::<Vec<_>>();
    let mut all = vec![at(&["metadata", "labels"])];
    let mut changes = Vec::new();
    if templates {
        all.push(at(&["spec", "template", "metadata", "labels"]));
        all.push(at(&["spec", "jobTemplate", "metadata", "labels"]));
        all.push(at(&["spec", "jobTemplate", "spec", "template", "metadata", "labels"]));
    }
    if selectors {
        all.push(at(&["spec", "jobTemplate", "spec", "selector", "matchLabels"]));
        let of = |kind: &str, path: Vec<Step>| Change { kind: Some(kind.to_owned()), ..Change::of_all(vec![path]) };
        changes.extend(FLAT.iter().map(|kind| of(kind, at(&["spec", "selector"]))));
        const SELECTING: &[&str] =
            &["Deployment", "ReplicaSet", "StatefulSet", "DaemonSet", "Job", "PodDisruptionBudget"];
        changes.extend(SELECTING.iter().map(|kind| of(kind, at(&["spec", "selector", "matchLabels"]))));
        changes.push(of("NetworkPolicy", keys(&["spec"])));
    }
    changes.push(Change::of_all(all));
    changes
}

/// What an operation of a JSON patch may change.
fn operation_paths(operation: Node<'_>, found: &mut Vec<Vec<Step>>) {
    let text = |key: &str| operation.get(key).map_or("", |node| node.text());
    if text("op") == "test" {
        return;
    }
    found.push(pointer(text("path")));
    if text("op") == "move" {
        found.push(pointer(text("from")));
    }
}

/// `/spec/template/spec/containers/0/ports/-` as steps. Items before an inserted one keep no number, so a number counts
/// for all items; a number at the end is a change of the list.
fn pointer(text: &str) -> Vec<Step> {
    let steps: Vec<&str> = text.split('/').skip(1).collect();
    let is_number = |step: &str| step.parse::<u32>().is_ok();
    let steps = match steps.split_last() {
        Some((last, list)) if is_number(last) => list,
        _ => &steps[..],
    };
    let step = |step: &&str| match *step {
        "-" => Step::New,
        step if is_number(step) => Step::Items,
        step => Step::Key(step.replace("~1", "/").replace("~0", "~")),
    };
    steps.iter().map(step).collect()
}

/// `spec.template.spec.containers.[name=web].image` of a replacement as steps.
fn field_path(text: &str) -> Vec<Step> {
    let step = |step: &str| match step.starts_with('[') || step == "*" || step.parse::<u32>().is_ok() {
        true => Step::Items,
        false => Step::Key(step.to_owned()),
    };
    let steps = text.split('.').filter(|step| !step.is_empty()).map(step);
    // A key with dots is written in brackets: what follows is not worth a separate parser.
    steps.take_while(|step| !matches!(step, Step::Key(key) if key.contains(['[', ']', '\\']))).collect()
}

/// What a strategic merge patch may change.
fn leaves(node: Node<'_>, path: &mut Vec<Step>, found: &mut Vec<Vec<Step>>) {
    /// Lists that are merged by `name`, so that an item of a patch reaches its namesake alone.
    const BY_NAME: &[&str] = &["containers", "initContainers", "ephemeralContainers", "env", "volumes"];
    if path.len() > yaml::MAX_DEPTH || is_identity(path) {
        return;
    }
    match node.kind() {
        Kind::Mapping if !node.is_empty() && node.get("$patch").is_none() => {
            for entry in node.entries() {
                path.push(Step::Key(entry.key.key_text().into_owned()));
                leaves(entry.value, path, found);
                path.pop();
            }
        }
        Kind::Sequence if matches!(path.last(), Some(Step::Key(key)) if BY_NAME.contains(&key.as_str())) => {
            for item in node.items() {
                let Some(name) = item.get("name").and_then(|name| name.as_str()) else {
                    found.push(path.clone());
                    continue;
                };
                path.push(Step::Named(name.to_owned()));
                leaves(item, path, found);
                path.pop();
            }
        }
        _ => found.push(path.clone()),
    }
}

/// Whether a path is one of those that tell which object a patch is for, or which item.
fn is_identity(path: &[Step]) -> bool {
    match path {
        [.., Step::Named(_), Step::Key(key)] => key == "name",
        [Step::Key(key)] => matches!(key.as_str(), "apiVersion" | "kind"),
        [Step::Key(metadata), Step::Key(key)] => metadata == "metadata" && matches!(key.as_str(), "name" | "namespace"),
        _ => false,
    }
}

fn items<'a>(root: Node<'a>, key: &str) -> impl Iterator<Item = Node<'a>> + use<'a> {
    root.get(key).into_iter().flat_map(|node| node.items())
}

/// The numbers of kustomizations by folder.
pub(super) fn by_folder(kustomizations: &[Kustomization]) -> HashMap<&str, usize> {
    kustomizations.iter().enumerate().map(|(index, kustomization)| (kustomization.folder.as_str(), index)).collect()
}

/// For every kustomization, itself and the components that change what it builds, those that they name included.
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

/// A kustomization and those that it builds on, directly or through others.
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
