//! Documents that a program fills in before they are YAML: templates of Helm and Go, of Jinja, of ytt.

use std::collections::HashSet;
use std::iter::successors;

use crate::source::Span;
use crate::yaml::{Document, Kind, Parsed, Problem, ProblemKind, Style};

/// Why a template is left out.
pub const TEMPLATE: &str = "template";

/// Sets templates aside, so that nothing is said of what they seem to hold: a document that is not YAML because of the
/// signs of a template, or that has one of them where a value belongs. Inside of a text such signs are text, as those of
/// Argo Workflows or Alertmanager. `charts` are the names of folders with a chart, where templates are no surprise.
pub fn set_aside(parsed: &mut Parsed, charts: &HashSet<String>) {
    if !may_have_sign(parsed.source.text.as_bytes()) {
        return;
    }
    let name = &parsed.source.name;
    let mut folders = successors(Some(folder(name)), |name| (!name.is_empty()).then(|| folder(name)));
    let is_expected = is_template_name(name) || folders.any(|folder| charts.contains(folder));
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

/// Whether a text has `{{`, `{%`, `#@` or `(@`; one pass, as nearly all have none.
fn may_have_sign(text: &[u8]) -> bool {
    memchr::memchr2_iter(b'{', b'@', text).any(|at| match text[at] {
        b'{' => matches!(text.get(at + 1), Some(b'{' | b'%')),
        _ => at.checked_sub(1).is_some_and(|before| matches!(text[before], b'#' | b'(')),
    })
}

/// The folder of a chart, if a name is that of the file which makes one.
pub fn chart(name: &str) -> Option<&str> {
    let is_chart = name.rsplit('/').next() == Some("Chart.yaml");
    is_chart.then(|| folder(name))
}

/// The name of the folder that holds a file or a folder; empty for the working directory.
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
    ytt(text).or_else(|| match document.broken {
        true => lines(text).find_map(|(at, line)| go_or_jinja(line).map(|column| at + column)),
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

/// Whether a text starts with an action that is not empty.
fn is_action(text: &str) -> bool {
    text.strip_prefix("{{").is_some_and(|rest| !rest.trim_start_matches(['-', ' ']).starts_with("}}"))
}

/// Where a line has a sign of Go or Jinja outside of quotes and of plain text.
fn go_or_jinja(line: &str) -> Option<usize> {
    let mut quote = None;
    let mut before = ' ';
    let mut starts_value = true;
    for (at, c) in line.char_indices() {
        let rest = &line[at..];
        match quote {
            Some(open) if c == open => quote = None,
            Some(_) => {}
            None if c == '#' && before == ' ' => return None,
            None if starts_value && (is_action(rest) || rest.starts_with("{%")) => return Some(at),
            None if starts_value && matches!(c, '"' | '\'') => quote = Some(c),
            None => {}
        }
        // A value begins where nothing but blanks is between it and one of these signs.
        starts_value = match c {
            ' ' | '\t' => starts_value || matches!(before, ':' | '-'),
            '[' | '{' | ',' => true,
            '-' | '?' => starts_value,
            _ => false,
        };
        before = c;
    }
    None
}

/// The lines that are not in a block of text, each with its offset.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut block: Option<usize> = None;
    let mut at = 0;
    text.split_inclusive('\n').filter_map(move |line| {
        let start = at;
        at += line.len();
        let content = line.trim();
        let indent = line.len() - line.trim_start().len();
        if block.is_some_and(|column| content.is_empty() || indent > column) {
            return None;
        }
        let header = content.split(" #").next().unwrap_or(content).trim_end();
        let opens_block = header.rsplit([' ', '\t']).next().is_some_and(|word| {
            word.strip_prefix(['|', '>']).is_some_and(|rest| rest.chars().all(|c| matches!(c, '-' | '+' | '0'..='9')))
        });
        block = opens_block.then_some(indent);
        Some((start, line))
    })
}

/// Where ytt has code: on a comment line, or after a value.
fn ytt(text: &str) -> Option<usize> {
    const WORDS: &[&str] = &["load", "if", "elif", "else", "end", "for", "while", "def", "data/values", "overlay/"];
    if !text.contains("#@") && !text.contains("(@") {
        return None;
    }
    lines(text).find_map(|(start, line)| {
        let at = line.find("#@").or_else(|| line.find("(@=").filter(|at| line[*at..].contains("@)")))?;
        let code = line[at + 2..].trim_start();
        let is_code = WORDS.iter().any(|word| {
            let rest = code.strip_prefix(word);
            rest.is_some_and(|rest| word.ends_with('/') || !rest.starts_with(|c: char| c.is_alphanumeric()))
        });
        let is_value = line[..at].trim_end().ends_with(':') && line[at + 2..].starts_with(' ');
        (is_code || is_value || line[at..].starts_with("(@=")).then_some(start + at)
    })
}
