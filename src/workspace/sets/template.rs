//! Templates of Helm and Go, of Jinja, and of ytt: documents that become YAML only when a program fills them in.

use std::collections::HashSet;
use std::iter::successors;

use crate::source::Span;
use crate::yaml::template::{is_action, ytt};
use crate::yaml::{Document, Kind, Parsed, Problem, ProblemKind, Style};

/// The reason to leave out a template.
pub const TEMPLATE: &str = "template";

/// Sets templates aside, so that their apparent contents are not reported. A template is a document that is not YAML
/// because of the signs of a template, or that has such a sign in place of a value. Signs inside a text are part of the
/// text, as in Argo Workflows or Alertmanager. `charts` are the names of folders with a chart, in which templates are
/// expected.
pub fn set_aside(parsed: &mut Parsed, charts: &HashSet<String>) {
    let is_broken = parsed.documents.iter().any(|document| document.broken);
    if !is_broken && !may_have_sign(parsed.source.text.as_bytes()) {
        return;
    }
    let name = &parsed.source.name;
    let is_expected = is_template_name(name) || folders(name).any(|folder| charts.contains(folder));
    for document in &mut parsed.documents {
        let Some(at) = sign(document) else { continue };
        let start = document.span.start + at as u32;
        let span = Span::new(document.span.file, start, start + 2);
        let message = "a template begins here, so this document is not checked";
        let problem = Problem::new(ProblemKind::Template, span, message)
            .help("check what is made of it, as `helm template CHART | bowline check -` does");
        document.set_aside((!is_expected).then_some(problem));
    }
}

/// Whether a text contains `{{`, `{%`, `{#`, `<%`, `#@` or `(@=`. One pass is enough, as nearly all texts have none.
fn may_have_sign(text: &[u8]) -> bool {
    memchr::memchr3_iter(b'{', b'<', b'@', text).any(|at| match text[at] {
        b'{' => matches!(text.get(at + 1), Some(b'{' | b'%' | b'#')),
        b'<' => text.get(at + 1) == Some(&b'%'),
        _ => match at.checked_sub(1).map(|before| text[before]) {
            Some(b'#') => true,
            Some(b'(') => text.get(at + 1) == Some(&b'='),
            _ => false,
        },
    })
}

/// The folder of a chart. Returns `None` if the name is not that of a file that defines a chart.
pub fn chart(name: &str) -> Option<&str> {
    let is_chart = name.rsplit('/').next() == Some("Chart.yaml");
    is_chart.then(|| folder(name))
}

/// Whether a file is in a folder, at any depth.
pub fn is_below(name: &str, folder: &str) -> bool {
    folders(name).any(|one| one == folder)
}

/// The folder that contains a file, and the folders around it.
fn folders(name: &str) -> impl Iterator<Item = &str> {
    successors(Some(folder(name)), |name| (!name.is_empty()).then(|| folder(name)))
}

/// The name of the folder that contains a file or a folder; empty for the working directory.
fn folder(name: &str) -> &str {
    name.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Whether people expect a template at a path: in the folder `templates` of a chart, or by the name of the file.
fn is_template_name(path: &str) -> bool {
    let mut parts = path.rsplit('/');
    let name = parts.next().unwrap_or(path);
    let mut words = name.split(['.', '-', '_']);
    words.any(|word| {
        matches!(word, "tpl" | "tmpl" | "gotmpl" | "template" | "templates" | "j2" | "jinja" | "jinja2" | "ytt")
    }) || parts.any(|folder| matches!(folder, "templates" | "template"))
}

/// The offset of the first sign of a template in a document's text. Returns `None` if the document is not a template.
fn sign(document: &Document) -> Option<usize> {
    let text = document.text();
    let at_problem = || document.problems.iter().find(|problem| problem.kind == ProblemKind::Template);
    ytt(text).or_else(|| match document.broken {
        true => at_problem().map(|problem| (problem.span.start - document.span.start) as usize),
        false => action(document),
    })
}

/// The offset of the first `{{ x }}` that YAML reads as a mapping in a mapping.
fn action(document: &Document) -> Option<usize> {
    if !document.text().contains("{{") {
        return None;
    }
    let nodes = document.tree.nodes().filter(|node| node.kind() == Kind::Mapping && node.style() != Style::Block);
    let mut actions = nodes.filter(|node| !node.is_alias() && is_action(node.source_text()));
    actions.next().map(|node| (node.span().start - document.span.start) as usize)
}
