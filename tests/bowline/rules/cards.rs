//! Every rule's card is its test: bad examples give exactly the findings shown, good ones give none, fixes work.
//!
//! `BLESS=1 cargo test card::` writes the findings and the fixed texts into the cards, `card::ID` into one.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use crate::common::walk;
use bowline::diagnostic::Diagnostic;
use bowline::report::human::{self, Style};
use bowline::rule::Rule;
use bowline::rules;
use bowline::session::{self, Checked, Input};
use bowline::settings::Settings;
use bowline::settings::config;
use bowline::source::{FileId, Source};

/// A piece of a card.
#[derive(Debug, Clone)]
enum Block {
    Prose(String),
    /// Info string and text of a fenced block.
    Fence(String, String),
}

/// A small project: file names and texts.
type Project = Vec<(String, String)>;

/// Checks the card at a path from the project's folder.
pub fn holds(path: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let rule = rules::ALL.iter().find(|rule| path.ends_with(format!("{}.md", file_stem(rule))));
    let rule = rule.unwrap_or_else(|| panic!("{} belongs to no rule", path.display()));
    let card = std::fs::read_to_string(&path).unwrap();
    let (expected, mut wrong) = rewrite(rule, &card);
    if expected != card {
        match std::env::var_os("BLESS") {
            Some(_) => std::fs::write(&path, expected).unwrap(),
            None => wrong.push("the card is out of date (BLESS=1 rewrites it)".to_owned()),
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn registry_is_sorted_and_every_file_is_in_it() {
    let ids: Vec<_> = rules::ALL.iter().map(|rule| rule.meta.id).collect();
    assert!(ids.is_sorted_by(|a, b| a < b), "{ids:?}");
    let files = walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join("rules"));
    let names = files.iter().map(|path| path.file_name().unwrap().to_str().unwrap().to_owned());
    let mut names: Vec<String> = names.filter(|name| name != "mod.rs").collect();
    names.sort();
    let mut expected: Vec<String> =
        rules::ALL.iter().flat_map(|rule| ["md", "rs"].map(|end| format!("{}.{end}", file_stem(rule)))).collect();
    expected.sort();
    assert_eq!(names, expected);
}

/// The name of a rule's two files, without the ending.
fn file_stem(rule: &Rule) -> String {
    rule.meta.id.replace('-', "_")
}

/// The card as it has to be, and what no rewriting can mend.
fn rewrite(rule: &Rule, card: &str) -> (String, Vec<String>) {
    let mut complaints = Vec::new();
    let mut out = String::new();
    let mut section = String::new();
    let (mut bad, mut good, mut fixed) = (0, 0, 0);
    let blocks: Vec<Block> = blocks(card).into_iter().filter(|block| !is_generated(block)).collect();
    let mut project = Project::new();
    for (index, block) in blocks.iter().enumerate() {
        match block {
            Block::Prose(text) => {
                for line in text.lines() {
                    if let Some(title) = line.strip_prefix("## ") {
                        section = title.to_owned();
                    }
                }
                out.push_str(text);
                continue;
            }
            Block::Fence(info, text) => {
                write!(out, "```{info}\n{text}```\n").unwrap();
                let name = info.split_once("file=").map_or("example.yaml", |(_, name)| name);
                let takes_part = info.starts_with("yaml") || info.starts_with("json") || info.contains("file=");
                if !takes_part || !matches!(section.as_str(), "Bad" | "Good") {
                    continue;
                }
                project.push((name.to_owned(), text.clone()));
            }
        }
        let goes_on = matches!(blocks.get(index + 1), Some(Block::Prose(text)) if text.trim().is_empty())
            && matches!(blocks.get(index + 2), Some(Block::Fence(..)));
        if goes_on {
            continue;
        }
        let files = std::mem::take(&mut project);
        let checked = check(&files);
        let findings = &checked.outcome.diagnostics;
        if section == "Good" {
            good += 1;
            if !findings.is_empty() {
                complaints.push(format!("a good example is not silent:\n{}", render(&checked)));
            }
            continue;
        }
        bad += 1;
        if !findings.iter().any(|finding| finding.rule == rule.meta.id) {
            complaints.push(format!("bad example {bad} is silent"));
        }
        if findings.iter().any(|finding| finding.rule == rule.meta.id && finding.severity > rule.meta.severity) {
            complaints.push("a finding is graver than the rule says".to_owned());
        }
        if let Some(other) = findings.iter().find(|finding| finding.rule != rule.meta.id) {
            complaints.push(format!("bad example {bad} gives `{}` too:\n{}", other.rule, render(&checked)));
        }
        write!(out, "\n```text\n{}```\n", render(&checked)).unwrap();
        let fixes: Vec<&Diagnostic> = findings.iter().filter(|finding| finding.fix.is_some()).collect();
        if !fixes.is_empty() {
            fixed += 1;
            let after = apply(&checked, &files, &fixes);
            for ((name, text), (_, before)) in after.iter().zip(&files) {
                if text != before {
                    write!(out, "\n```yaml fixed={name}\n{text}```\n").unwrap();
                }
            }
            let again = check(&after);
            let fixed_ids: Vec<_> = fixes.iter().map(|finding| (finding.rule, finding.path.clone())).collect();
            let left = again.outcome.diagnostics.iter().find(|finding| {
                finding.rule.starts_with("yaml-") || fixed_ids.contains(&(finding.rule, finding.path.clone()))
            });
            if left.is_some() {
                complaints.push(format!("the fix of bad example {bad} leaves:\n{}", render(&again)));
            }
        }
    }
    let engine = matches!(rule.check, bowline::rule::Check::Engine) && bad == 0;
    if !engine && (bad == 0 || good == 0) {
        complaints.push("the card needs a bad and a good example".to_owned());
    }
    if rule.meta.fix.is_some() != (fixed > 0) {
        complaints.push("the fix that is declared and the fix that is shown differ".to_owned());
    }
    (with_facts(rule, &out), complaints)
}

/// The title and the line of facts below it.
fn with_facts(rule: &Rule, card: &str) -> String {
    let mut lines = card.lines().skip_while(|line| line.is_empty() || line.starts_with("# ") || line.starts_with("> "));
    let mut body = String::new();
    lines.by_ref().for_each(|line| writeln!(body, "{line}").unwrap());
    format!("# {}\n\n{}\n\n{}", rule.meta.id, rule.meta.facts(), body.trim_start())
}

fn is_generated(block: &Block) -> bool {
    matches!(block, Block::Fence(info, _) if info == "text" || info.contains("fixed="))
}

fn blocks(card: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut prose = String::new();
    let mut lines = card.lines();
    while let Some(line) = lines.next() {
        match line.strip_prefix("```") {
            Some(info) => {
                let text: String =
                    lines.by_ref().take_while(|line| *line != "```").map(|line| format!("{line}\n")).collect();
                let block = Block::Fence(info.to_owned(), text);
                // The blank line before a generated block is generated too.
                if is_generated(&block) && prose.trim().is_empty() {
                    prose.clear();
                } else if !prose.is_empty() {
                    blocks.push(Block::Prose(std::mem::take(&mut prose)));
                }
                blocks.push(block);
            }
            None => writeln!(prose, "{line}").unwrap(),
        }
    }
    blocks.push(Block::Prose(prose));
    blocks
}

fn check(files: &Project) -> Checked {
    let (own, manifests): (Vec<_>, Vec<_>) = files.iter().partition(|(name, _)| name == config::FILE_NAME);
    let config = own.first().map(|(_, text)| config::read(text, FileId(0))).unwrap_or_default();
    let input = Input {
        own: own.iter().map(|(name, text)| Source::new(name.clone(), text.clone())).collect(),
        problems: config.problems.clone(),
        loaded: manifests.iter().map(|(name, text)| session::load(name, Ok(text.clone().into_bytes()))).collect(),
        ..Input::default()
    };
    session::run(input, &Settings { info: true, ..config.settings() }, &|| {})
}

/// The findings as people see them.
fn render(checked: &Checked) -> String {
    let style = Style { color: false, unicode: true, width: 100, wrap: false, links: false, verbose: false };
    let findings: Vec<String> = checked.report(|report| {
        report.diagnostics().iter().map(|diagnostic| human::finding(report, diagnostic, style).unwrap()).collect()
    });
    findings.join("\n")
}

fn apply(checked: &Checked, files: &Project, fixes: &[&Diagnostic]) -> Project {
    let mut edits: BTreeMap<(String, u32, u32), String> = BTreeMap::new();
    for edit in fixes.iter().filter_map(|finding| finding.fix.as_ref()).flat_map(|fix| &fix.edits) {
        let name = checked.sources.get(edit.span.file).name.clone();
        edits.insert((name, edit.span.start, edit.span.end), edit.text.clone());
    }
    let mut after = files.clone();
    for ((name, start, end), text) in edits.into_iter().rev() {
        let file = after.iter_mut().find(|(other, _)| *other == name).unwrap();
        file.1.replace_range(start as usize..end as usize, &text);
    }
    after
}
