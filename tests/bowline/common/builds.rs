//! Invariants of any kustomization, which the tests and the fuzz targets share.
use std::collections::BTreeMap;
use std::sync::Arc;

use bowline::render::kustomize::{self, Build, Content, Files};
use bowline::render::print::Page;
use bowline::source::{Source, Sources};
use bowline::yaml::{self, Kind, Node, Parsed, Scalar, Tree};

use super::invariants::{self, Verdict};

/// Files by path. The text before the first `-- path --` is the kustomization.
type Project = BTreeMap<String, String>;

/// Builds and checks each project of a text in the form of `testdata/builds`.
pub fn build(text: &str) -> Verdict {
    projects(text).iter().try_for_each(|project| {
        built(project)?;
        let files: Vec<(&str, Vec<u8>)> =
            project.iter().map(|(path, text)| (path.as_str(), text.clone().into_bytes())).collect();
        invariants::findings(&invariants::checked(&files))
    })
}

/// The projects of a text: one, or one for each line that starts with `==`. Each also has the files above the first
/// such line.
fn projects(text: &str) -> Vec<Project> {
    let mut cases = text.split("\n== ");
    let shared = files(cases.next().unwrap_or_default());
    let projects = cases.map(|case| {
        let (_, case) = case.split_once('\n').unwrap_or_default();
        shared.clone().into_iter().chain(files(case)).collect()
    });
    let projects: Vec<Project> = projects.collect();
    if projects.is_empty() { vec![shared] } else { projects }
}

fn files(text: &str) -> Project {
    let mut files = Project::new();
    let mut path = "kustomization.yaml".to_owned();
    for line in text.split_inclusive('\n') {
        match line.strip_prefix("-- ").and_then(|rest| rest.split_once(" --")) {
            Some((next, _)) => path = next.to_owned(),
            None => files.entry(path.clone()).or_default().push_str(line),
        }
    }
    files
}

/// Checks that every built object has places, and is printed as YAML that reads as the same object.
fn built(files: &Project) -> Verdict {
    let mut memory = Memory { files, sources: Sources::default() };
    let kustomizations = files.keys().filter(|path| kustomize::is_file_name(path));
    let mut folders: Vec<&str> =
        kustomizations.map(|path| path.rsplit_once('/').map_or("", |(folder, _)| folder)).collect();
    folders.dedup();
    let project = kustomize::load(&mut memory, &folders);
    kustomize::build_all(&project).iter().try_for_each(|build| {
        places(build, &memory.sources)?;
        let mut objects = build.objects.iter().filter_map(Tree::root);
        match build.is_refused() || objects.any(|root| !is_json(root)) {
            true => Ok(()),
            false => printed(&build.objects),
        }
    })
}

fn places(build: &Build<'_>, sources: &Sources) -> Verdict {
    let nodes = build.objects.iter().filter_map(Tree::root).flat_map(Node::descendants);
    let causes = |node: Node<'_>| node.causes().iter().map(|cause| cause.span).collect::<Vec<_>>();
    let of_nodes = nodes.flat_map(|node| causes(node).into_iter().chain([node.span()]));
    let of_problems = build.problems.iter().map(|problem| problem.at.span());
    let of_gaps = build.gaps.iter().map(|gap| gap.at.span());
    of_nodes.chain(of_problems).chain(of_gaps).try_for_each(|span| invariants::is_place(sources, span, "build"))
}

fn printed(objects: &[Tree]) -> Verdict {
    let text = Page::of(objects).text();
    let parsed = yaml::parse(&Arc::new(Source::new(String::new(), text.clone())));
    let read: Vec<&Tree> = parsed.documents.iter().map(|document| &document.tree).collect();
    let is_whole = parsed.documents.iter().all(|document| !document.broken && document.problems.is_empty());
    if !is_whole || read.len() != objects.len() {
        return Err(format!("{} objects are printed as other YAML:\n{text}", objects.len()));
    }
    let pairs = objects.iter().zip(read);
    pairs.filter_map(|(object, read)| Some((object.root()?, read.root()?))).try_for_each(|(object, read)| {
        match values(object) == values(read) {
            true => Ok(()),
            false => Err(format!("{:?} is printed as {:?}:\n{text}", values(object), values(read))),
        }
    })
}

/// Whether an object has a form in JSON: kustomize refuses a repeated key and an infinite number.
fn is_json(root: Node<'_>) -> bool {
    let has_twins = |node: Node<'_>| {
        let mut keys: Vec<_> = node.raw_entries().map(|entry| entry.key.text()).collect();
        keys.sort_unstable();
        keys.windows(2).any(|pair| pair[0] == pair[1])
    };
    root.descendants().all(|node| node.scalar().is_finite() && !has_twins(node))
}

/// The scalars of an object with the keys that lead to them. The order is not that of the text.
fn values(root: Node<'_>) -> Vec<(String, String)> {
    let mut values = Vec::new();
    let mut open = vec![(root, String::new())];
    while let Some((node, path)) = open.pop() {
        open.extend(node.items().enumerate().map(|(index, item)| (item, format!("{path}/{index}"))));
        open.extend(node.entries().map(|entry| (entry.value, format!("{path}/{}", entry.key.text()))));
        if node.kind() == Kind::Scalar {
            values.push((path, value(node.scalar())));
        }
    }
    values.sort();
    values
}

/// A scalar as in JSON, where all numbers have one type.
fn value(scalar: Scalar) -> String {
    match scalar {
        Scalar::Int(number) => format!("{:?}", number as f64),
        Scalar::Uint(number) => format!("{:?}", number as f64),
        Scalar::Float(number) => format!("{number:?}"),
        other => format!("{other:?}"),
    }
}

struct Memory<'a> {
    files: &'a Project,
    sources: Sources,
}

impl Files for Memory<'_> {
    fn read(&mut self, path: &str) -> Option<Content> {
        let text = self.files.get(path)?.clone();
        Some(Content::Text(self.sources.add(Source::new(path.to_owned(), text))))
    }

    fn is_folder(&mut self, path: &str) -> bool {
        self.files.keys().any(|file| file.strip_prefix(path).is_some_and(|rest| rest.starts_with('/')))
    }

    fn parse(&mut self, source: &Arc<Source>) -> Arc<Parsed> {
        Arc::new(yaml::parse(source))
    }
}
