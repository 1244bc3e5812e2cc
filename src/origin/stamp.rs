//! The stamps by which a renderer says in its output which file a document comes from.

use std::fmt;
use std::path::{Component, Path};

use crate::yaml::Document;

/// The comment before each document of `helm template` and `helm get manifest`.
const SOURCE: &str = "# Source: ";

/// The annotation of `kubectl kustomize`, if the kustomization has `buildMetadata: [originAnnotations]`.
const ANNOTATION: &str = "config.kubernetes.io/origin";

/// The file of a rendered document, as the renderer writes it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Stamp {
    /// The name of a chart, then the path below its folder.
    Helm(String),
    /// A path relative to the folder that was built.
    Kustomize(String),
    /// A file of another repository.
    Remote(String),
}

impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Stamp::Helm(name) | Stamp::Kustomize(name) | Stamp::Remote(name)) = self;
        f.write_str(name)
    }
}

/// Whether a text may contain stamps.
pub(super) fn is_in(text: &str) -> bool {
    text.contains(SOURCE) || text.contains(ANNOTATION)
}

/// The stamp of a document.
pub(super) fn of(document: &Document) -> Option<Stamp> {
    helm(document).or_else(|| kustomize(document))
}

/// The stamp in a comment at the start of the document, on the line after the separator.
fn helm(document: &Document) -> Option<Stamp> {
    let comment = document.comments.first()?;
    let before = document.tree.source().slice(crate::source::Span { end: comment.span.start, ..document.span });
    let path = document.tree.source().slice(comment.span).strip_prefix(SOURCE)?.trim_end();
    // People also write such comments about other things.
    let mut parts = Path::new(path).components();
    let is_path = parts.clone().all(|part| matches!(part, Component::Normal(_)));
    let folder = parts.nth(1)?.as_os_str();
    let is_chart = ["templates", "charts", "crds"].iter().any(|known| folder == *known);
    (before.trim().trim_start_matches('-').is_empty() && is_path && is_chart).then(|| Stamp::Helm(path.to_owned()))
}

fn kustomize(document: &Document) -> Option<Stamp> {
    let annotation = document.tree.root()?.find(&["metadata", "annotations", ANNOTATION])?;
    let field = |name: &str| {
        let mut lines = annotation.text().lines();
        lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(": ")).map(|value| value.trim().to_owned())
    };
    let path = field("path").or_else(|| field("configuredIn"))?;
    match (field("repo"), field("ref")) {
        (None, _) => Some(Stamp::Kustomize(path)),
        // In the form in which a kustomization would name it.
        (Some(repo), Some(version)) => Some(Stamp::Remote(format!("{repo}//{path}?ref={version}"))),
        (Some(repo), None) => Some(Stamp::Remote(format!("{repo}//{path}"))),
    }
}
