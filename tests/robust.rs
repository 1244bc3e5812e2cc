//! Whatever the bytes, the check ends without a panic and every place that it names is one.
//!
//! `ROBUST_SECONDS` runs for longer, `ROBUST_FOLDERS` (with `:`) adds seeds, `ROBUST_SEED` starts elsewhere.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use bowline::check::{self, Checked, Loaded};
use bowline::report::human::{self, Style};
use bowline::report::json;
use bowline::settings::Settings;
use bowline::source::{FileId, Source, Sources, Span};
use bowline::yaml::{self, Document, Kind, Node};
use common::random::{Random, Rounds, guarded, mutate, seeds};

/// Rounds of the committed test: it has to stay below a few seconds in debug.
const ROUNDS: usize = 400;

#[test]
fn no_bytes_break_it() {
    let seeds = seeds();
    let mut random = Random::from_env("ROBUST_SEED");
    let mut failures: Vec<String> = Vec::new();
    for _ in Rounds::new(ROUNDS, "ROBUST_SECONDS") {
        let mut bytes = random.pick(&seeds).clone();
        for _ in 0..1 + random.below(4) {
            mutate(&mut bytes, &mut random, &seeds);
        }
        try_text(&bytes, &mut failures);
        if failures.len() >= 40 {
            break;
        }
    }
    assert!(failures.is_empty(), "{} failures\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn every_prefix_is_read() {
    let mut text = String::new();
    for seed in seeds() {
        let seed = String::from_utf8_lossy(&seed).into_owned();
        // Debug builds check a prefix in about a millisecond.
        if text.len() + seed.len() < 2_048 {
            text.push_str(&seed);
            text.push_str("\n---\n");
        }
    }
    assert!(text.len() > 1_000);
    let mut failures = Vec::new();
    (0..text.len()).for_each(|end| try_text(&text.as_bytes()[..end], &mut failures));
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

fn try_text(bytes: &[u8], failures: &mut Vec<String>) {
    if let Err(complaint) = guarded(|| inspect(bytes)) {
        failures.push(format!("{complaint}\n  {:?}", String::from_utf8_lossy(bytes)));
    }
}

/// Checks a text and looks at all that comes out.
fn inspect(bytes: &[u8]) -> Result<(), String> {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let sources = Sources::new(vec![Source::new("test.yaml".to_owned(), text)]);
    for document in &yaml::parse(&sources, FileId(0)).documents {
        inspect_document(&sources, document)?;
    }
    let kustomization = [("test.yaml", bytes.to_vec()), ("kustomization.yaml", b"resources: [test.yaml]".to_vec())];
    let alone = [("kustomization.yaml", bytes.to_vec())];
    for files in [&kustomization[..], &alone] {
        let loaded: Vec<Loaded> = files.iter().map(|(name, bytes)| check::load(name, Ok(bytes.clone()))).collect();
        let settings = Settings { info: true, ..Settings::default() };
        inspect_findings(&check::check(loaded, Vec::new(), &settings, &|| {}))?;
    }
    Ok(())
}

fn inspect_findings(checked: &Checked) -> Result<(), String> {
    for finding in &checked.outcome.diagnostics {
        let labels = std::iter::once(&finding.primary).chain(&finding.related).map(|label| label.span);
        let edits = finding.fix.iter().flat_map(|fix| &fix.edits).map(|edit| edit.span);
        for span in labels.chain(edits) {
            is_place(&checked.sources, span, finding.rule)?;
        }
    }
    for span in &checked.outcome.secrets {
        is_place(&checked.sources, *span, "secret")?;
    }
    let mut out = Vec::new();
    let style = Style { color: true, unicode: true, width: 80, links: true };
    checked.report(|report| human::write(&mut out, report, style)).unwrap();
    let mut out = Vec::new();
    checked.report(|report| json::write(&mut out, report)).unwrap();
    Ok(())
}

/// Inside its file, and on whole characters.
fn is_place(sources: &Sources, span: Span, what: &str) -> Result<(), String> {
    let text = &sources.get(span.file).text;
    let (start, end) = (span.start as usize, span.end as usize);
    match text.get(start..end) {
        Some(_) => Ok(()),
        None => Err(format!("{what}: no place {start}..{end} of {}", text.len())),
    }
}

fn inspect_document(sources: &Sources, document: &Document<'_>) -> Result<(), String> {
    is_place(sources, document.span, "document")?;
    for problem in &document.problems {
        is_place(sources, problem.span, "problem")?;
        problem.related.iter().try_for_each(|label| is_place(sources, label.span, "related"))?;
    }
    let Some(root) = document.tree.root() else { return Ok(()) };
    if !document.span.contains(root.written_span()) {
        return Err(format!("the root {:?} leaves its document {:?}", root.written_span(), document.span));
    }
    let mut comments = document.comments.iter().map(|comment| comment.span).collect::<Vec<_>>();
    comments.iter().try_for_each(|span| is_place(sources, *span, "comment"))?;
    if !comments.is_sorted_by(|a, b| a.end <= b.start) {
        return Err(format!("comments overlap: {comments:?}"));
    }
    comments.reverse();
    inspect_node(sources, root, &mut comments)
}

/// `comments` are those that may still come, the next one last.
fn inspect_node(sources: &Sources, node: Node<'_>, comments: &mut Vec<Span>) -> Result<(), String> {
    let span = node.written_span();
    is_place(sources, span, "node")?;
    let text = sources.text(span);
    let at = format!("{} {:?} {:?} {text:?}", node.path(), node.style(), (span.start, span.end));
    if node.is_alias() {
        return match text.starts_with('*') && !text.contains(char::is_whitespace) {
            true => Ok(()),
            false => Err(format!("no alias: {at}")),
        };
    }
    if node.kind() == Kind::Scalar {
        inspect_scalar(node, text).map_err(|wrong| format!("{wrong}: {at}"))?;
        while comments.last().is_some_and(|comment| comment.end <= span.start) {
            comments.pop();
        }
        // The header of a block scalar may have a comment, whose text starts below it.
        let header = text.find('\n').map_or(span.end, |newline| span.start + newline as u32);
        let inside = |comment: &&Span| match node.style() {
            yaml::Style::Literal | yaml::Style::Folded => comment.start < span.end && comment.end > header,
            // A plain text of several lines cannot hold one.
            _ => comment.start < span.end && comment.end > span.start,
        };
        if let Some(comment) = comments.last().filter(inside) {
            return Err(format!("the comment {comment:?} is inside of {at}"));
        }
        return Ok(());
    }
    if node.style() == yaml::Style::Flow && !(text.starts_with(['{', '[']) && text.ends_with(['}', ']'])) {
        return Err(format!("no brackets: {at}"));
    }
    let children: Vec<Node<'_>> = match node.kind() {
        Kind::Mapping => node.raw_entries().flat_map(|entry| [entry.key, entry.value]).collect(),
        _ => node.items().collect(),
    };
    let mut end = span.start;
    for (index, child) in children.iter().enumerate() {
        let place = child.written_span();
        if !span.contains(place) {
            return Err(format!("{place:?} {:?} leaves its parent {at}", child.path()));
        }
        if place.start < end {
            return Err(format!("{place:?} overlaps the one before, which ends at {end}, in {at}"));
        }
        if child.parent() != Some(node) {
            return Err(format!("the parent of {place:?} is not {at}"));
        }
        let key = (node.kind() == Kind::Mapping && index % 2 == 1).then(|| children[index - 1]);
        if child.key() != key {
            return Err(format!("the key of {place:?} is not {key:?}: {at}"));
        }
        end = place.end;
        inspect_node(sources, *child, comments)?;
    }
    Ok(())
}

fn inspect_scalar(node: Node<'_>, text: &str) -> Result<(), &'static str> {
    let blank = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r');
    match node.style() {
        yaml::Style::DoubleQuoted if text.len() < 2 || !text.starts_with('"') || !text.ends_with('"') => Err("quotes"),
        yaml::Style::SingleQuoted if text.len() < 2 || !text.starts_with('\'') || !text.ends_with('\'') => {
            Err("quotes")
        }
        yaml::Style::Literal if !text.starts_with('|') => Err("no literal"),
        yaml::Style::Folded if !text.starts_with('>') => Err("no folded text"),
        yaml::Style::Plain if text.starts_with(blank) || text.ends_with(blank) => Err("blanks around"),
        yaml::Style::Plain if text.starts_with(['"', '\'', '#', '&', '*', '!', '|', '>', '{', '[', ',']) => {
            Err("starts with no plain character")
        }
        yaml::Style::Plain if text.contains(" #") => Err("holds a comment"),
        yaml::Style::Plain if text.is_empty() != node.text().is_empty() => Err("text without a place"),
        yaml::Style::Plain if text.chars().next() != node.text().chars().next() => Err("another start"),
        yaml::Style::Plain if text.chars().next_back() != node.text().chars().next_back() => Err("another end"),
        _ => Ok(()),
    }
}
