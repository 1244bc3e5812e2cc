//! The rules for edits, which the tests and the fuzz target share.
use std::ops::Range;

use bowline::diagnostic::{Edit, Edits};
use bowline::source::FileId;
use bowline::yaml::{self, Document, Entry, Kind, Node};

type Verdict = Result<(), String>;

/// The number of nodes of a text on which the helpers are tried.
const MAX_NODES: usize = 40;

/// The text after edits that do not overlap. The error names the mistake in the edits.
pub fn apply(text: &str, edits: &[Edit]) -> Result<String, String> {
    let mut sorted: Vec<&Edit> = edits.iter().collect();
    sorted.sort_by_key(|edit| (edit.span().start, edit.span().end));
    let (mut out, mut at) = (String::new(), 0);
    for edit in sorted {
        let (start, end) = (edit.span().start as usize, edit.span().end as usize);
        let kept = text.get(at..start).ok_or_else(|| format!("{edit:?} overlaps another edit or is no place"))?;
        text.get(start..end).ok_or_else(|| format!("{edit:?} is no place"))?;
        out.push_str(kept);
        out.push_str(edit.text());
        at = end;
    }
    out.push_str(&text[at..]);
    Ok(out)
}

/// Checks the fixes of all findings: each applies, and everything that could be read before can be read after.
pub fn fixes(text: &str) -> Verdict {
    // Invisible characters may keep a text together.
    if text.contains(|c: char| c == '\u{feff}' || c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
        return Ok(());
    }
    let checked = super::invariants::checked(&[("test.yaml", text.as_bytes().to_vec())]);
    for finding in &checked.outcome.diagnostics {
        let Some(fix) = &finding.fix else { continue };
        let before = broken(text);
        let after = apply(text, &fix.edits).map_err(|wrong| format!("{}: {wrong}", finding.rule))?;
        // A repaired separator reveals text that was not read before.
        if fix.title != "begin a new line" && broken(&after) > before {
            return Err(format!("the fix of {} breaks it: {after:?}", finding.rule));
        }
    }
    Ok(())
}

/// The number of documents that cannot be read.
fn broken(text: &str) -> usize {
    let sources = super::invariants::sources(text);
    yaml::parse(sources.get(FileId(0))).documents.iter().filter(|document| document.broken).count()
}

/// Checks the edit helpers on the nodes of a text that is one sound document: each must give the intended tree.
pub fn helpers(text: &str) -> Verdict {
    let sources = super::invariants::sources(text);
    let parsed = yaml::parse(sources.get(FileId(0)));
    let [document] = &parsed.documents[..] else { return Ok(()) };
    if document.broken || !document.problems.is_empty() {
        return Ok(());
    }
    let shape = Shape::new(document);
    let has_aliases = document.tree.nodes().any(Node::is_alias);
    let nodes: Vec<Node<'_>> = document.tree.nodes().collect();
    for (index, &node) in nodes.iter().enumerate().step_by(nodes.len().div_ceil(MAX_NODES).max(1)) {
        // A tag decides the meaning of a new text, and an empty scalar has nothing to replace.
        let replaceable = node.kind() == Kind::Scalar && !node.is_alias() && node.tag_span().is_none();
        if replaceable && !node.span().is_empty() {
            let new = [string("it's # new")];
            shape.demand("replace_scalar", yaml::replace_scalar(node, "it's # new"), shape.of(index), &new)?;
            // A quoted key needs no blank after its colon, and JSON has only quoted keys.
            if !is_key(node) {
                shape.demand("replace_raw", yaml::replace_raw(node, "7"), shape.of(index), &["Int(7)".to_owned()])?;
            }
        }
        if let Some(text) = node.as_str() {
            shape.demand(
                "into_list",
                yaml::into_list(node),
                shape.of(index),
                &collection("Sequence", &[&string(text)]),
            )?;
        }
        if node.is_mapping() && !node.is_alias() {
            let inner: Vec<&str> = shape.words[shape.of(index)].iter().map(String::as_str).collect();
            let new = collection("Mapping", &[&[&*string("k")], &inner[..]].concat());
            shape.demand("wrap_in", yaml::wrap_in(node, "k"), shape.of(index), &new)?;
        }
        let Some(key) = node.key().filter(|_| node.parent().is_some_and(Node::is_mapping)) else { continue };
        let key_index = nodes.iter().position(|other| *other == key).unwrap_or_default();
        let (entry, key_words, value) = (Entry { key, value: node }, shape.of(key_index), shape.of(index));
        // An anchor that is used elsewhere must stay.
        if !has_aliases {
            shape.demand("remove_entry", yaml::remove_entry(entry), key_words.start..value.end, &[])?;
        }
    }
    Ok(())
}

fn string(text: &str) -> String {
    format!("Str({text:?})")
}

fn collection(kind: &str, words: &[&str]) -> Vec<String> {
    [&[kind], words, &["end"]].concat().into_iter().map(str::to_owned).collect()
}

fn is_key(node: Node<'_>) -> bool {
    node.key().is_none() && node.parent().is_some_and(Node::is_mapping)
}

/// A document as a series of words: one for each scalar, alias and end of a collection.
struct Shape {
    text: String,
    words: Vec<String>,
    /// The words of each node.
    ranges: Vec<Range<usize>>,
}

impl Shape {
    fn new(document: &Document) -> Self {
        let text = document.tree.source().text.clone();
        let mut shape = Shape { text, words: Vec::new(), ranges: Vec::new() };
        document.tree.root().into_iter().for_each(|root| shape.add(root));
        shape
    }

    fn add(&mut self, node: Node<'_>) {
        let (at, start) = (self.ranges.len(), self.words.len());
        self.ranges.push(start..start);
        match node.kind() {
            _ if node.is_alias() => self.words.push("*".to_owned()),
            Kind::Scalar => self.words.push(format!("{:?}", node.scalar())),
            kind => {
                self.words.push(format!("{kind:?}"));
                for entry in node.raw_entries() {
                    self.add(entry.key);
                    self.add(entry.value);
                }
                node.items().for_each(|item| self.add(item));
                self.words.push("end".to_owned());
            }
        }
        self.ranges[at].end = self.words.len();
    }

    fn of(&self, index: usize) -> Range<usize> {
        self.ranges[index].clone()
    }

    /// Checks that edits, if there are any, replace the old words by the new ones.
    fn demand(&self, what: &str, edits: impl Into<Edits>, old: Range<usize>, new: &[String]) -> Verdict {
        let edits = edits.into();
        if edits.is_empty() {
            return Ok(());
        }
        let after = apply(&self.text, &edits).map_err(|wrong| format!("{what}: {wrong}"))?;
        let sources = super::invariants::sources(&after);
        let parsed = yaml::parse(sources.get(FileId(0)));
        let [document] = &parsed.documents[..] else { return Err(format!("{what} splits the document: {after:?}")) };
        let mut expected = self.words.clone();
        expected.splice(old, new.iter().cloned());
        let found = Shape::new(document).words;
        match document.broken || found != expected {
            true => Err(format!("{what} gives {found:?}\ninstead of {expected:?}\nin {after:?}")),
            false => Ok(()),
        }
    }
}
