//! Invariants of any text, which the tests and the fuzz targets share.
use bowline::report::human;
use bowline::report::json;
use bowline::session::{self, Checked};
use bowline::settings::Settings;
use bowline::source::{FileId, Source, Sources, Span};
use bowline::yaml::{self, Document, Kind, Node, Parsed, Style};

/// A complaint, or nothing if the invariant is true.
pub type Verdict = Result<(), String>;

/// The sources of one file.
pub fn sources(text: &str) -> Sources {
    Sources::new(vec![Source::new("test.yaml".to_owned(), text.to_owned())])
}

/// Reads a text and checks the whole result.
pub fn parse(text: &str) -> Verdict {
    let sources = sources(text);
    let parsed = yaml::parse(sources.get(FileId(0)));
    places(&sources, &parsed)?;
    // Readers may differ on a text that kubectl refuses.
    let refused = |document: &&Document| {
        use yaml::ProblemKind::{NotJson, Syntax};
        document.broken || document.problems.iter().any(|problem| matches!(problem.kind, Syntax | NotJson))
    };
    let accepted = parsed.documents.iter().filter(|document| !refused(document));
    accepted.filter_map(|document| document.tree.root()).try_for_each(|root| scalars(root, false))
}

/// Checks that everything in a file has its place.
pub fn places(sources: &Sources, parsed: &Parsed) -> Verdict {
    let mut end = 0;
    for document in &parsed.documents {
        self::document(sources, document)?;
        if document.span.start < end {
            return Err(format!("{:?} overlaps the document before, which ends at {end}", document.span));
        }
        end = document.span.end;
    }
    Ok(())
}

/// Checks a text as a manifest, as a kustomization, and as a manifest that a kustomization names.
pub fn check(bytes: &[u8]) -> Verdict {
    let both = [("test.yaml", bytes.to_vec()), ("kustomization.yaml", b"resources: [test.yaml]".to_vec())];
    let alone = [("kustomization.yaml", bytes.to_vec())];
    [&both[..], &alone].into_iter().try_for_each(|files| findings(&checked(files)))
}

/// All findings in files in memory, including infos.
pub fn checked<N: AsRef<str>, T: AsRef<[u8]>>(files: &[(N, T)]) -> Checked {
    checked_with(files, &Settings { info: true, ..Settings::default() })
}

/// The findings in files in memory, with the given settings.
pub fn checked_with<N: AsRef<str>, T: AsRef<[u8]>>(files: &[(N, T)], settings: &Settings) -> Checked {
    let loaded = files.iter().map(|(name, bytes)| session::load(name.as_ref(), Ok(bytes.as_ref().to_vec())));
    session::check(loaded.collect(), Vec::new(), settings, &|| {})
}

/// Checks that every span of the findings is a place, and that both reports can be written.
pub fn findings(checked: &Checked) -> Verdict {
    for finding in &checked.outcome.diagnostics {
        let labels = std::iter::once(&finding.primary).chain(&finding.related).map(|label| label.span);
        let edits = finding.fix.iter().flat_map(|fix| fix.edits.iter()).map(|edit| edit.span());
        for span in labels.chain(edits) {
            is_place(&checked.sources, span, finding.rule)?;
        }
    }
    for secret in &checked.secrets {
        is_place(&checked.sources, secret.span, "secret")?;
    }
    let style =
        human::Style { color: true, unicode: true, width: 80, wrap: true, links: true, verbose: true, quiet: false };
    let mut out = Vec::new();
    checked.report(|report| human::write(&mut out, report, style)).map_err(|error| error.to_string())?;
    let mut out = Vec::new();
    checked.report(|report| json::write(&mut out, report)).map_err(|error| error.to_string())
}

/// Checks that a span is inside its file, and on whole characters.
pub fn is_place(sources: &Sources, span: Span, what: &str) -> Verdict {
    let text = &sources.get(span.file).text;
    let (start, end) = (span.start as usize, span.end as usize);
    match text.get(start..end) {
        Some(_) => Ok(()),
        None => Err(format!("{what}: no place {start}..{end} of {}", text.len())),
    }
}

/// Checks that line and column of every offset lead back to it, and that they are what a person would count.
pub fn positions(text: &str) -> Verdict {
    let source = Source::new("test.yaml".to_owned(), text.to_owned());
    let (mut line, mut start) = (1, 0);
    for at in (0..=text.len()).filter(|&at| text.is_char_boundary(at)) {
        if at > 0 && text.as_bytes()[at - 1] == b'\n' {
            (line, start) = (line + 1, at);
        }
        let before = &text[start..at];
        let counted = (line, 1 + before.chars().count() as u32, 1 + before.encode_utf16().count() as u32);
        let position = source.position(at as u32);
        if (position.line, position.column, position.column_utf16) != counted || position.offset != at as u32 {
            return Err(format!("{position:?} of {at} is not {counted:?}"));
        }
        // Nothing can be written between the two halves of a line ending.
        let back = if before.ends_with('\r') && text[at..].starts_with('\n') { at - 1 } else { at } as u32;
        let found = source.offset(position.line, position.column);
        let found_utf16 = source.offset_utf16(position.line, position.column_utf16);
        if (found, found_utf16) != (back, back) {
            return Err(format!("{position:?} leads to {found} and {found_utf16}, not to {back}"));
        }
    }
    Ok(())
}

fn document(sources: &Sources, document: &Document) -> Verdict {
    is_place(sources, document.span, "document")?;
    for problem in &document.problems {
        is_place(sources, problem.span, "problem")?;
        problem.related.iter().try_for_each(|label| is_place(sources, label.span, "related"))?;
        problem
            .fix
            .iter()
            .flat_map(|fix| fix.edits.iter())
            .try_for_each(|edit| is_place(sources, edit.span(), "fix"))?;
    }
    let mut comments = document.comments.iter().map(|comment| comment.span).collect::<Vec<_>>();
    for &span in &comments {
        is_place(sources, span, "comment")?;
        if !document.span.contains(span) || !sources.text(span).starts_with('#') || sources.text(span).contains('\n') {
            return Err(format!("no comment: {span:?} {:?}", sources.text(span)));
        }
    }
    if !comments.is_sorted_by(|a, b| a.end <= b.start) {
        return Err(format!("comments overlap: {comments:?}"));
    }
    let Some(root) = document.tree.root() else { return Ok(()) };
    if !document.span.contains(root.written_span()) {
        return Err(format!("the root {:?} leaves its document {:?}", root.written_span(), document.span));
    }
    if document.broken {
        // Brackets may be open, and comments after the break are not compared with what was read.
        comments.clear();
    }
    comments.reverse();
    let mut walk = Walk { sources, comments, at: document.span.start, broken: document.broken };
    walk.node(root)?;
    match document.tree.nodes().count() == root.descendants().count() {
        true => Ok(()),
        false => Err("nodes stand outside of the root".to_owned()),
    }
}

struct Walk<'a> {
    sources: &'a Sources,
    /// The comments that may still come, the next one last.
    comments: Vec<Span>,
    /// The end of everything that was met so far.
    at: u32,
    broken: bool,
}

impl Walk<'_> {
    fn node(&mut self, node: Node<'_>) -> Verdict {
        let span = node.written_span();
        is_place(self.sources, span, "node")?;
        let text = self.sources.text(span);
        self.node_at(node, span, text).map_err(|wrong| {
            format!("{wrong}: {} {:?} {:?} {text:?}", node.path(), node.style(), (span.start, span.end))
        })
    }

    fn node_at(&mut self, node: Node<'_>, span: Span, text: &str) -> Verdict {
        self.properties(node)?;
        if span.start < self.at {
            return Err(format!("what stands before ends at {}", self.at));
        }
        self.at = span.start;
        if node.is_alias() {
            self.at = span.end;
            return match text.starts_with('*') && !text.contains(char::is_whitespace) {
                true => Ok(()),
                false => Err("no alias".to_owned()),
            };
        }
        if node.kind() == Kind::Scalar {
            self.at = span.end;
            scalar(node, text)?;
            return self.no_comment_inside(node, text);
        }
        let (opened, closed) = (text.starts_with(['{', '[']), text.ends_with(['}', ']']));
        if node.style() == Style::Flow && !(opened && closed || self.broken && (opened || text.is_empty())) {
            return Err("no brackets".to_owned());
        }
        let children = children(node);
        for (index, child) in children.iter().enumerate() {
            let place = child.written_span();
            if !span.contains(place) {
                return Err(format!("{place:?} {:?} leaves its parent", child.path()));
            }
            if child.parent() != Some(node) {
                return Err(format!("the parent of {place:?} is another"));
            }
            let key = (node.kind() == Kind::Mapping && index % 2 == 1).then(|| children[index - 1]);
            if child.key() != key {
                return Err(format!("the key of {place:?} is not {key:?}"));
            }
            self.node(*child)?;
        }
        self.at = span.end;
        Ok(())
    }

    /// Checks that the tag and the anchor are between the previous node and this one.
    fn properties(&self, node: Node<'_>) -> Result<(), String> {
        let start = node.written_span().start;
        for (place, sign) in [(node.tag_span(), '!'), (node.anchor_span(), '&')] {
            let Some(place) = place else { continue };
            is_place(self.sources, place, "tag or anchor")?;
            let text = self.sources.text(place);
            if !text.starts_with(sign) || text.contains([' ', '\t', '\n', '\r']) {
                return Err(format!("{text:?} is no `{sign}`"));
            }
            if place.start < self.at || place.end > start {
                return Err(format!("{text:?} does not stand right before its node"));
            }
        }
        match (node.tag_span(), node.anchor_span()) {
            (Some(tag), Some(anchor)) if tag.start < anchor.end && anchor.start < tag.end => {
                Err("tag and anchor overlap".to_owned())
            }
            _ => Ok(()),
        }
    }

    fn no_comment_inside(&mut self, node: Node<'_>, text: &str) -> Verdict {
        let span = node.written_span();
        while self.comments.last().is_some_and(|comment| comment.end <= span.start) {
            self.comments.pop();
        }
        // The header of a block scalar may have a comment, whose text starts below it.
        let header = text.find('\n').map_or(span.end, |newline| span.start + newline as u32);
        let inside = |comment: &&Span| match node.style() {
            Style::Literal | Style::Folded => comment.start < span.end && comment.end > header,
            // A plain scalar of several lines cannot contain a comment.
            _ => comment.start < span.end && comment.end > span.start,
        };
        match self.comments.last().filter(inside) {
            Some(comment) => Err(format!("the comment {comment:?} is inside")),
            None => Ok(()),
        }
    }
}

fn children(node: Node<'_>) -> Vec<Node<'_>> {
    match node.kind() {
        Kind::Mapping => node.raw_entries().flat_map(|entry| [entry.key, entry.value]).collect(),
        _ => node.items().collect(),
    }
}

fn scalar(node: Node<'_>, text: &str) -> Result<(), &'static str> {
    let blank = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r');
    match node.style() {
        Style::DoubleQuoted if text.len() < 2 || !text.starts_with('"') || !text.ends_with('"') => Err("quotes"),
        Style::SingleQuoted if text.len() < 2 || !text.starts_with('\'') || !text.ends_with('\'') => Err("quotes"),
        Style::Literal if !text.starts_with('|') => Err("no literal"),
        Style::Folded if !text.starts_with('>') => Err("no folded text"),
        Style::Plain if text.starts_with(blank) || text.ends_with(blank) => Err("blanks around"),
        Style::Plain if text.starts_with(['"', '\'', '#', '&', '*', '!', '{', '[', ',']) => {
            Err("starts with no plain character")
        }
        // A document of one scalar is not a manifest, and its lines may start at the margin.
        Style::Plain if text.contains(" #") && node.parent().is_some() => Err("holds a comment"),
        Style::Plain if text.is_empty() != node.text().is_empty() => Err("text without a place"),
        Style::Plain if text.chars().next() != node.text().chars().next() => Err("another start"),
        Style::Plain if text.chars().next_back() != node.text().chars().next_back() => Err("another end"),
        _ => Ok(()),
    }
}

/// Checks that every scalar is read the same way when it is alone.
pub fn scalars(node: Node<'_>, in_flow: bool) -> Verdict {
    if node.is_alias() {
        return Ok(());
    }
    if node.kind() == Kind::Scalar {
        return reads_alone(node, in_flow)
            .map_err(|wrong| format!("{wrong}: {} {:?}", node.path(), node.source_text()));
    }
    let in_flow = in_flow || node.style() == Style::Flow;
    children(node).into_iter().try_for_each(|child| scalars(child, in_flow))
}

/// Checks that the source of a scalar reads as the same scalar: as a key, or as the value of the only entry of a
/// document.
fn reads_alone(node: Node<'_>, in_flow: bool) -> Verdict {
    let slice = node.source_text();
    if slice.is_empty() {
        return Ok(());
    }
    let block = matches!(node.style(), Style::Literal | Style::Folded);
    let source = node.source();
    let behind = source.text[node.span().end as usize..].trim_start_matches([' ', '\t']);
    // Quotes mean the same within brackets, where their lines may start anywhere.
    let in_flow = in_flow || matches!(node.style(), Style::SingleQuoted | Style::DoubleQuoted);
    let is_key = !block && !slice.contains('\n') && behind.starts_with(':');
    let text = match node.parent() {
        // A document of one scalar is not a manifest, and its lines may start at the margin.
        None => return Ok(()),
        Some(_) if in_flow && is_key => format!("{{{slice}: }}"),
        Some(_) if in_flow => format!("{{\"k\": {slice}\n}}"),
        Some(parent) if block => {
            let pad = " ".repeat(source.position(parent.span().start).column as usize - 1);
            let outer = if pad.is_empty() { "" } else { "k:\n" };
            format!("{outer}{pad}k: {slice}\n")
        }
        Some(_) if is_key => format!("{slice}: \n"),
        Some(_) => format!("k: {slice}\n"),
    };
    // At the start of a text, the byte order mark would not be part of the scalar. Alone, a `?` starts a key.
    if slice.starts_with('\u{feff}') || slice == "?" {
        return Ok(());
    }
    let sources = sources(&text);
    let parsed = yaml::parse(sources.get(FileId(0)));
    let [document] = &parsed.documents[..] else { return Err(format!("alone, {text:?} is no one document")) };
    let last = document.tree.nodes().filter(|node| node.source_text() != "").last();
    // Alone, a merge key merges nothing, and kubectl may refuse the character that it refused before.
    let Some(again) = last.filter(|_| !document.broken) else {
        return Err(format!("alone, {text:?} is broken: {:?}", document.problems));
    };
    // The types are compared as text, since no NaN equals another.
    let type_of = |node: Node<'_>| format!("{:?}", node.scalar());
    // Blank lines at the end are not part of the span.
    let value = |node: Node<'_>| match block {
        true => node.text().trim_end_matches([' ', '\t', '\n']).to_owned(),
        false => node.text().to_owned(),
    };
    let same_type = block || node.tag_span().is_some() || type_of(again) == type_of(node);
    match again.style() == node.style() && value(again) == value(node) && same_type {
        true => Ok(()),
        false => Err(format!("{:?} reads as {:?} alone, in {text:?}", node.text(), again.text())),
    }
}
