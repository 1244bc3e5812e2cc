//! Compares two readers of one document, and finds their first difference.
use bowline::source::{FileId, Source, Sources, Span};
use bowline::yaml::{self, Comment, Document, Kind, Node, Problem, Style};
use saphyr_parser::{Event, Parser, ScalarStyle};

/// The first difference between two readings of the same text, including places. Returns `None` if they are equal.
pub fn difference(a: &Document, b: &Document) -> Option<String> {
    if a.broken != b.broken || a.span != b.span {
        return Some(format!("{:?} broken {}, {:?} broken {}", a.span, a.broken, b.span, b.broken));
    }
    first(a.tree.nodes().map(seen), b.tree.nodes().map(seen))
        .or_else(|| first(a.comments.iter().map(comment), b.comments.iter().map(comment)))
        .or_else(|| first(a.problems.iter().map(problem), b.problems.iter().map(problem)))
}

/// Checks that the fast reader gives the same result as the general one, unless it declines the text.
pub fn as_the_general_reader(text: &str) -> Result<(), String> {
    let sources = Sources::new(vec![Source::new("test.yaml".to_owned(), text.to_owned())]);
    let fast = yaml::parse(sources.get(FileId(0))).documents;
    let general = yaml::parse_general(sources.get(FileId(0))).documents;
    if fast.len() != general.len() {
        return Err(format!("{} and {} documents", fast.len(), general.len()));
    }
    match fast.iter().zip(&general).find_map(|(fast, general)| difference(fast, general)) {
        Some(difference) => Err(difference),
        None => Ok(()),
    }
}

/// Everything that a rule can see of a node itself. The end of a subtree follows from the parents.
fn seen(node: Node<'_>) -> impl PartialEq + std::fmt::Debug + use<> {
    let place = (node.written_span(), node.span(), node.tag_span(), node.anchor_span());
    let value = (node.text().to_owned(), format!("{:?}", node.scalar()));
    let around = (node.parent().map(|parent| parent.written_span()), node.key().map(|key| key.written_span()));
    let entries: Vec<(Span, Span)> =
        node.entries().map(|entry| (entry.key.written_span(), entry.value.written_span())).collect();
    (place, node.kind(), node.style(), node.is_alias(), value, around, entries, node.text_span(0..0))
}

fn comment(comment: &Comment) -> Comment {
    *comment
}

fn problem(problem: &Problem) -> Problem {
    problem.clone()
}

fn first<T: PartialEq + std::fmt::Debug>(a: impl Iterator<Item = T>, b: impl Iterator<Item = T>) -> Option<String> {
    let (mut a, mut b) = (a, b);
    loop {
        match (a.next(), b.next()) {
            (None, None) => return None,
            (x, y) if x == y => {}
            (x, y) => return Some(format!("{x:?}\nis not\n{y:?}")),
        }
    }
}

/// Checks that bowline reads the same kinds, nesting, styles and values as saphyr-parser, if that reads the whole
/// document.
pub fn as_the_oracle(text: &str) -> Result<(), String> {
    let sources = Sources::new(vec![Source::new("test.yaml".to_owned(), text.to_owned())]);
    for document in &yaml::parse(sources.get(FileId(0))).documents {
        let chunk = sources.text(document.span);
        // kubectl reads lines, so the last one also ends. saphyr-parser makes two line endings from a missing one.
        let Some(expected) = oracle(&format!("{}\n", chunk.strip_suffix('\n').unwrap_or(chunk))) else { continue };
        let mut found = Vec::new();
        match document.tree.root() {
            Some(root) if !document.broken => steps(root, &mut found),
            _ => continue,
        }
        if let Some(difference) = first(expected.into_iter(), found.into_iter()) {
            return Err(format!("{difference}\nin {chunk:?}"));
        }
    }
    Ok(())
}

/// A node without its places.
#[derive(Debug, PartialEq)]
enum Step {
    Open(Kind),
    Close,
    Scalar(Style, String),
    Alias,
}

fn steps(node: Node<'_>, found: &mut Vec<Step>) {
    if node.is_alias() {
        return found.push(Step::Alias);
    }
    match node.kind() {
        Kind::Scalar => return found.push(Step::Scalar(node.style(), node.text().to_owned())),
        kind => found.push(Step::Open(kind)),
    }
    for entry in node.raw_entries() {
        steps(entry.key, found);
        steps(entry.value, found);
    }
    node.items().for_each(|item| steps(item, found));
    found.push(Step::Close);
}

/// The events of the only document of a text. Returns `None` if there are more documents, or an error.
fn oracle(text: &str) -> Option<Vec<Step>> {
    let mut found = Vec::new();
    let mut documents = 0;
    for event in Parser::new_from_str(text) {
        match event.ok()?.0 {
            Event::DocumentStart(_) => documents += 1,
            Event::Scalar(value, style, ..) => {
                let style = match style {
                    ScalarStyle::Plain => Style::Plain,
                    ScalarStyle::SingleQuoted => Style::SingleQuoted,
                    ScalarStyle::DoubleQuoted => Style::DoubleQuoted,
                    ScalarStyle::Literal => Style::Literal,
                    ScalarStyle::Folded => Style::Folded,
                };
                found.push(Step::Scalar(style, value.into_owned()));
            }
            Event::Alias(_) => found.push(Step::Alias),
            Event::MappingStart(..) => found.push(Step::Open(Kind::Mapping)),
            Event::SequenceStart(..) => found.push(Step::Open(Kind::Sequence)),
            Event::MappingEnd | Event::SequenceEnd => found.push(Step::Close),
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => {}
        }
    }
    (documents == 1).then_some(found)
}
