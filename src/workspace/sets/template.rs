//! Documents that a program fills in before they are YAML: templates of Helm and Go, of Jinja, of ytt.

use std::collections::HashSet;
use std::iter::successors;

use crate::source::Span;
use crate::yaml::template::{is_action, ytt};
use crate::yaml::{Document, Kind, Parsed, Problem, ProblemKind, Style};

/// Why a template is left out.
pub const TEMPLATE: &str = "template";

/// Sets templates aside, so that their apparent contents are not reported. A template is a document that is not YAML
/// because of the signs of a template, or that has one of them in place of a value. Such signs inside a text are part
/// of it, as in Argo Workflows or Alertmanager. `charts` are the names of folders with a chart, in which templates are
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

/// Whether a text has `{{`, `{%`, `{#`, `<%`, `#@` or `(@=`; one pass, as nearly all have none.
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

/// The folder of a chart, if the name is that of the file that defines one.
pub fn chart(name: &str) -> Option<&str> {
    let is_chart = name.rsplit('/').next() == Some("Chart.yaml");
    is_chart.then(|| folder(name))
}

/// Whether a file is in a folder, at any depth.
pub fn is_below(name: &str, folder: &str) -> bool {
    folders(name).any(|one| one == folder)
}

/// The folder that contains a file, and those around it.
fn folders(name: &str) -> impl Iterator<Item = &str> {
    successors(Some(folder(name)), |name| (!name.is_empty()).then(|| folder(name)))
}

/// The name of the folder that contains a file or a folder; empty for the working directory.
fn folder(name: &str) -> &str {
    name.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Whether people expect a template where a file is: in the folder `templates` of a chart, or by its name.
fn is_template_name(path: &str) -> bool {
    let mut parts = path.rsplit('/');
    let name = parts.next().unwrap_or(path);
    let mut words = name.split(['.', '-', '_']);
    words.any(|word| {
        matches!(word, "tpl" | "tmpl" | "gotmpl" | "template" | "templates" | "j2" | "jinja" | "jinja2" | "ytt")
    }) || parts.any(|folder| matches!(folder, "templates" | "template"))
}

/// The first sign of a template in a document that is one, by its offset in the document's text.
fn sign(document: &Document) -> Option<usize> {
    let text = document.text();
    let at_problem = || document.problems.iter().find(|problem| problem.kind == ProblemKind::Template);
    ytt(text).or_else(|| match document.broken {
        true => at_problem().map(|problem| (problem.span.start - document.span.start) as usize),
        false => action(document),
    })
}

/// `{{ x }}` as a node: YAML reads a mapping in a mapping.
fn action(document: &Document) -> Option<usize> {
    if !document.text().contains("{{") {
        return None;
    }
    let nodes = document.tree.nodes().filter(|node| node.kind() == Kind::Mapping && node.style() != Style::Block);
    let mut actions = nodes.filter(|node| !node.is_alias() && is_action(node.source_text()));
    actions.next().map(|node| (node.span().start - document.span.start) as usize)
}
