//! Whatever the bytes, the check ends without a panic and every place that it names is one.
//!
//! `ROBUST_SECONDS` runs for longer, `ROBUST_FOLDERS` (with `:`) adds seeds, `ROBUST_SEED` starts elsewhere.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::{Duration, Instant};

use bowline::check::{self, Checked, Loaded};
use bowline::report::human::{self, Style};
use bowline::report::json;
use bowline::settings::Settings;
use bowline::source::{FileId, Source, Sources, Span};
use bowline::yaml::{self, Document, Kind, Node};

/// Rounds of the committed test: it has to stay below a few seconds in debug.
const ROUNDS: usize = 400;

const TOKENS: &[&str] = &[
    "&a ",
    "*a",
    "*a ",
    "!!str ",
    "!!binary ",
    "!!int ",
    "!x ",
    "<<: *a\n",
    "<<: ",
    "? ",
    "- ",
    ": ",
    "{",
    "}",
    "[",
    "]",
    ",",
    "\"",
    "'",
    "|",
    "|\n",
    ">-2",
    ">\n",
    "|+1\n",
    "\t",
    "\r\n",
    "\r",
    "\u{feff}",
    "\u{1f980}",
    "é",
    "\n---\n",
    "\n...\n",
    "\0",
    "#",
    " # x",
    "\n",
    "\n  ",
    "%YAML 1.1\n",
    "\\",
    "\u{85}",
    "\u{2028}",
    "@",
    "`",
    "~",
    "{{ x }}",
];

#[test]
fn no_bytes_break_it() {
    let seeds = seeds();
    let mut random = Random(env_number("ROBUST_SEED").unwrap_or(0x9e37_79b9_7f4a_7c15).max(1));
    let mut failures: Vec<String> = Vec::new();
    let end = env_number("ROBUST_SECONDS").map(|seconds| Instant::now() + Duration::from_secs(seconds));
    let mut rounds = 0;
    loop {
        match end {
            Some(end) if Instant::now() > end => break,
            None if rounds == ROUNDS => break,
            _ => rounds += 1,
        }
        let mut bytes = random.pick(&seeds).clone();
        for _ in 0..1 + random.below(4) {
            mutate(&mut bytes, &mut random, &seeds);
        }
        try_text(&bytes, &mut failures);
        if failures.len() >= 40 {
            break;
        }
    }
    if end.is_some() {
        eprintln!("{rounds} rounds, {} failures", failures.len());
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
    let outcome = catch_unwind(AssertUnwindSafe(|| inspect(bytes)));
    let complaint = match outcome {
        Ok(Ok(())) => return,
        Ok(Err(complaint)) => complaint,
        Err(panic) => {
            let text = panic.downcast_ref::<String>().cloned();
            text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned())).unwrap_or_default()
        }
    };
    failures.push(format!("{complaint}\n  {:?}", String::from_utf8_lossy(bytes)));
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
        let edits = problem.fix.iter().flat_map(|fix| &fix.edits);
        edits.into_iter().try_for_each(|edit| is_place(sources, edit.span, "fix"))?;
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
    if document.broken {
        // Brackets may be open, and comments behind the break are not held against what was read.
        comments.clear();
    }
    inspect_node(sources, root, &mut comments, document.broken)
}

/// `comments` are those that may still come, the next one last.
fn inspect_node(sources: &Sources, node: Node<'_>, comments: &mut Vec<Span>, broken: bool) -> Result<(), String> {
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
    let closed = text.ends_with(['}', ']']) || broken;
    if node.style() == yaml::Style::Flow && !(text.starts_with(['{', '[']) && closed || broken && text.is_empty()) {
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
        inspect_node(sources, *child, comments, broken)?;
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

/// xorshift64.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit.max(1) as u64) as usize
    }

    fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }
}

fn mutate(bytes: &mut Vec<u8>, random: &mut Random, seeds: &[Vec<u8>]) {
    let at = random.below(bytes.len() + 1);
    let mut lines: Vec<Vec<u8>> = bytes.split_inclusive(|&byte| byte == b'\n').map(<[u8]>::to_vec).collect();
    let line = random.below(lines.len());
    match random.below(12) {
        0 if at < bytes.len() => bytes[at] = random.below(256) as u8,
        1 if at < bytes.len() => drop(bytes.remove(at)),
        2 => bytes.truncate(at),
        3 if !lines.is_empty() => {
            let other = random.below(lines.len());
            lines.swap(line, other);
            *bytes = lines.concat();
        }
        4 if !lines.is_empty() => {
            lines.insert(line, lines[line].clone());
            *bytes = lines.concat();
        }
        5 if !lines.is_empty() => {
            lines.remove(line);
            *bytes = lines.concat();
        }
        6 if !lines.is_empty() => {
            let width = 1 + random.below(3);
            let count = 1 + random.below(4);
            for line in lines.iter_mut().skip(line).take(count) {
                match random.0 & 64 {
                    0 => drop(line.splice(0..0, vec![b' '; width])),
                    _ => drop(line.drain(..line.iter().take_while(|&&byte| byte == b' ').count().min(width))),
                }
            }
            *bytes = lines.concat();
        }
        7 => {
            let all = lines.iter().flat_map(|line| match line.strip_suffix(b"\n") {
                Some(line) if !line.ends_with(b"\r") => [line, b"\r\n"].concat(),
                _ => line.clone(),
            });
            *bytes = all.collect();
        }
        8 => {
            let other = random.pick(seeds);
            let from = random.below(other.len());
            let to = (from + random.below(60)).min(other.len());
            drop(bytes.splice(at..at, other[from..to].iter().copied()));
        }
        // Behind a blank, where tokens stand.
        9 | 10 => {
            let blank =
                bytes[at..].iter().position(|byte| matches!(byte, b' ' | b'\n')).map_or(at, |more| at + more + 1);
            drop(bytes.splice(blank..blank, random.pick(TOKENS).bytes()));
        }
        _ => drop(bytes.splice(at..at, random.pick(TOKENS).bytes())),
    }
}

/// The manifests of `testdata` and of the rules' cards.
fn seeds() -> Vec<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut seeds = Vec::new();
    for card in sorted(&root.join("rules")) {
        if card.extension().is_some_and(|extension| extension == "md") {
            let text = std::fs::read_to_string(card).unwrap();
            let fences = text.split("\n```yaml").skip(1).filter_map(|rest| rest.split_once('\n'));
            seeds.extend(fences.map(|(_, rest)| rest.split("\n```").next().unwrap_or(rest).as_bytes().to_vec()));
        }
    }
    files(&root.join("testdata"), &mut seeds);
    for folder in std::env::var("ROBUST_FOLDERS").unwrap_or_default().split(':').filter(|folder| !folder.is_empty()) {
        files(Path::new(folder), &mut seeds);
    }
    seeds
}

fn files(folder: &Path, found: &mut Vec<Vec<u8>>) {
    for path in sorted(folder) {
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "yaml" || extension == "yml") {
            found.extend(std::fs::read(&path).ok().filter(|bytes| bytes.len() < 20_000).map(unescape));
        }
    }
}

/// The marks of the YAML test suite for blanks.
fn unescape(bytes: Vec<u8>) -> Vec<u8> {
    match String::from_utf8(bytes) {
        Ok(text) if text.contains("\n  yaml: |") => {
            let text = text.split_once("\n  yaml: |\n").map_or("", |(_, rest)| rest);
            let lines = text.lines().take_while(|line| line.is_empty() || line.starts_with("    "));
            let text: String = lines.map(|line| format!("{}\n", line.get(4..).unwrap_or(""))).collect();
            let text = text.replace('␣', " ").replace(['—', '»'], "\t").replace('←', "\r").replace('⇔', "\u{feff}");
            text.replace('↵', "").replace("∎\n", "").into_bytes()
        }
        Ok(text) => text.into_bytes(),
        Err(error) => error.into_bytes(),
    }
}

fn sorted(folder: &Path) -> Vec<std::path::PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

fn env_number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}
