//! Every rule's card is its test: bad examples give exactly the findings shown, good examples give none, fixes work.
//!
//! `BLESS=1 cargo test card::` writes the findings and the fixed texts into the cards, `card::ID` into one.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use super::fixes;
use crate::common::walk;
use bowline::diagnostic::{Applicability, Diagnostic};
use bowline::report::human::{self, Style};
use bowline::rule::{Category, Meta, Rule};
use bowline::rules;
use bowline::session::{self, Before, Checked, Input};
use bowline::settings::Settings;
use bowline::settings::config;
use bowline::source::{FileId, Source};

/// A piece of a card.
#[derive(Debug, Clone)]
enum Block {
    Prose(String),
    /// The info string and the text of a fenced block.
    Fence(String, String),
}

/// A small project: file names and texts.
type Project = Vec<(String, String)>;

/// Checks the card at a path relative to the project's folder.
pub fn run(path: &str) {
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

#[test]
fn a_rule_says_what_it_must_and_former_ids_are_no_names() {
    for rule in rules::ALL.iter() {
        let Meta { id, summary, since, .. } = rule.meta;
        assert!(!summary.is_empty() && !rule.meta.guide().is_empty(), "{id}");
        let version = |text: &str| text.split('.').map(|part| part.parse::<u32>().unwrap()).collect::<Vec<_>>();
        assert!(version(since) <= version(env!("CARGO_PKG_VERSION")), "{id} is of version {since}, which is to come");
        for alias in rule.meta.aliases {
            let is_category = Category::ALL.iter().any(|category| category.as_str() == *alias);
            assert!(rules::find(alias).is_none() && !is_category, "{alias} of {id}");
        }
    }
}

/// The name of a rule's two files, without the extension.
fn file_stem(rule: &Rule) -> String {
    rule.meta.id.replace('-', "_")
}

/// The part of a card that contains a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Section {
    /// Prose for people, with blocks that are not run.
    Prose,
    /// The one example for people: diffs from a bad project to a good one.
    Example,
    Bad,
    Good,
}

/// A card as it must be, and the complaints that rewriting cannot resolve.
struct Page<'r> {
    rule: &'r Rule,
    text: String,
    complaints: Vec<String>,
    bad: usize,
    good: usize,
    fixed: usize,
}

/// The card as it must be, and the complaints that rewriting cannot resolve.
fn rewrite(rule: &Rule, card: &str) -> (String, Vec<String>) {
    let mut page = Page { rule, text: String::new(), complaints: Vec::new(), bad: 0, good: 0, fixed: 0 };
    let mut section = Section::Prose;
    let blocks = blocks(card);
    // The files of an example, and their good texts. The texts differ only in the example for people.
    let (mut files, mut goods) = (Project::new(), Project::new());
    let mut name = None;
    for (index, block) in blocks.iter().enumerate() {
        match block {
            Block::Prose(text) => {
                section = text.lines().rev().find_map(section_of).unwrap_or(section);
                name = file_name(text);
                page.text.push_str(text);
                continue;
            }
            Block::Fence(info, text) => {
                write!(page.text, "```{info}\n{text}```\n").unwrap();
                if section == Section::Prose || !matches!(info.as_str(), "yaml" | "json" | "diff") {
                    continue;
                }
                let name = name.take().unwrap_or("example.yaml").to_owned();
                let side = |sign| if info == "diff" { side(text, sign) } else { text.clone() };
                goods.push((name.clone(), side('+')));
                files.push((name, side('-')));
            }
        }
        let next = blocks.get(index + 1);
        if matches!(next, Some(Block::Prose(text)) if text.trim().is_empty() || only_name(text).is_some())
            && matches!(blocks.get(index + 2), Some(Block::Fence(..)))
        {
            continue;
        }
        let (files, goods) = (std::mem::take(&mut files), std::mem::take(&mut goods));
        match section {
            Section::Prose => {}
            // In the card of a rule on changes, a diff is the change.
            Section::Good if rule.is_on_change() => page.good_change(&files, &goods),
            _ if rule.is_on_change() => page.bad_change(&files, &goods),
            Section::Good => page.good(&goods),
            Section::Bad => page.bad(&files, None),
            Section::Example => {
                page.bad(&files, Some(&goods));
                page.good(&goods);
            }
        }
    }
    page.finish()
}

impl Page<'_> {
    fn bad(&mut self, files: &Project, repaired: Option<&Project>) {
        let checked = check(files);
        self.judge(&checked);
        self.complaints.extend(fixes::complaints(&checked, |files| check(&files.to_vec())));
        let findings = &checked.outcome.diagnostics;
        let fixes: Vec<&Diagnostic> = findings.iter().filter(|finding| finding.fix.is_some()).collect();
        if fixes.is_empty() {
            return;
        }
        self.fixed += 1;
        let after = apply(&checked, files, &fixes);
        match repaired {
            // A placeholder is not an example of a repair.
            Some(repaired) if *repaired != after && !fixes.iter().copied().any(is_manual) => {
                self.complaints.push(format!("the example is repaired otherwise than the fix does: {after:#?}"));
            }
            Some(_) => {}
            None => self.show_fixed(&after, files),
        }
        let again = check(&after);
        let fixed_ids: Vec<_> = fixes.iter().map(|finding| (finding.rule, finding.path.clone())).collect();
        let left = again.outcome.diagnostics.iter().find(|finding| {
            finding.rule.starts_with("yaml-") || fixed_ids.contains(&(finding.rule, finding.path.clone()))
        });
        if left.is_some() {
            self.complaints.push(format!("the fix of bad example {} leaves:\n{}", self.bad, render(&again)));
        }
    }

    /// Adds complaints about the findings of a bad example, and shows the findings.
    fn judge(&mut self, checked: &Checked) {
        self.bad += 1;
        let (id, number) = (self.rule.meta.id, self.bad);
        let findings = &checked.outcome.diagnostics;
        let report = render(checked);
        if !findings.iter().any(|finding| finding.rule == id) {
            self.complaints.push(format!("bad example {number} is silent"));
        }
        if findings.iter().any(|finding| finding.rule == id && finding.severity > self.rule.meta.severity) {
            self.complaints.push("a finding is graver than the rule says".to_owned());
        }
        if let Some(other) = findings.iter().find(|finding| finding.rule != id) {
            self.complaints.push(format!("bad example {number} gives `{}` too:\n{report}", other.rule));
        }
        write!(self.text, "\n```text\n{report}```\n").unwrap();
    }

    fn bad_change(&mut self, before: &Project, after: &Project) {
        let checked = check_change(before, after);
        self.judge(&checked);
        let fixes: Vec<&Diagnostic> =
            checked.outcome.diagnostics.iter().filter(|finding| finding.fix.is_some()).collect();
        if fixes.is_empty() {
            return;
        }
        self.fixed += 1;
        let fixed = apply(&checked, after, &fixes);
        self.show_fixed(&fixed, after);
        let again = check_change(before, &fixed);
        if !again.outcome.diagnostics.is_empty() {
            self.complaints.push(format!("the fix of bad example {} leaves:\n{}", self.bad, render(&again)));
        }
    }

    fn good_change(&mut self, before: &Project, after: &Project) {
        self.good += 1;
        self.must_be_silent(&check_change(before, after));
    }

    fn show_fixed(&mut self, after: &Project, before: &Project) {
        for ((name, text), _) in after.iter().zip(before).filter(|((_, text), (_, before))| text != before) {
            write!(self.text, "\n`{name}` {FIXED}\n\n```yaml fixed\n{text}```\n").unwrap();
        }
    }

    fn good(&mut self, files: &Project) {
        self.good += 1;
        self.must_be_silent(&check(files));
    }

    fn must_be_silent(&mut self, checked: &Checked) {
        // Errors are silent on a placeholder, and `placeholder-left` reports it.
        let is_wrong = |finding: &Diagnostic| finding.rule != "placeholder-left" || self.rule.meta.id == finding.rule;
        if checked.outcome.diagnostics.iter().any(is_wrong) {
            self.complaints.push(format!("a good example is not silent:\n{}", render(checked)));
        }
    }

    fn finish(mut self) -> (String, Vec<String>) {
        let meta = &self.rule.meta;
        let engine = matches!(self.rule.check, bowline::rule::Check::Engine) && self.bad == 0;
        if !engine && (self.bad == 0 || self.good == 0) {
            self.complaints.push("the card needs a bad and a good example".to_owned());
        }
        if meta.fix.is_some() != (self.fixed > 0) {
            self.complaints.push("the fix that is declared and the fix that is shown differ".to_owned());
        }
        let titles: Vec<&str> = self.text.lines().filter_map(|line| line.strip_prefix("## ")).collect();
        let mut known = TITLES.iter();
        if !titles.iter().all(|title| known.any(|known| known == title)) {
            self.complaints.push(format!("the sections are {titles:?}, and may be {TITLES:?} in this order"));
        }
        (with_facts(self.rule, &self.text), self.complaints)
    }
}

fn is_manual(finding: &Diagnostic) -> bool {
    finding.fix.as_ref().is_some_and(|fix| fix.applicability == Applicability::Manual)
}

/// The sections of a card.
const TITLES: [&str; 4] = ["Example", "When it is silent", "Source", "Cases"];
/// The words that follow the name of a file above its fixed text.
const FIXED: &str = "with the fix:";

/// The section that a title starts.
fn section_of(line: &str) -> Option<Section> {
    match line {
        "### Bad" => Some(Section::Bad),
        "### Good" => Some(Section::Good),
        "## Example" => Some(Section::Example),
        _ => line.starts_with('#').then_some(Section::Prose),
    }
}

/// The name of the file in the block below: the last paragraph, if it is only a name in backticks.
fn file_name(prose: &str) -> Option<&str> {
    only_name(prose.trim_end().rsplit("\n\n").next()?)
}

fn only_name(prose: &str) -> Option<&str> {
    let name = prose.trim().strip_prefix('`')?.strip_suffix('`')?;
    (!name.contains(['`', '\n'])).then_some(name)
}

/// One side of a diff: the common lines, and the lines with the sign.
fn side(diff: &str, sign: char) -> String {
    let lines = diff.lines().filter_map(|line| match line.chars().next() {
        None => Some(""),
        Some(first) => (first == ' ' || first == sign).then(|| &line[1..]),
    });
    lines.map(|line| format!("{line}\n")).collect()
}

/// The card with its title and the line of facts below it.
fn with_facts(rule: &Rule, card: &str) -> String {
    let mut lines = card.lines().skip_while(|line| line.is_empty() || line.starts_with("# ") || line.starts_with("> "));
    let mut body = String::new();
    lines.by_ref().for_each(|line| writeln!(body, "{line}").unwrap());
    format!("# {}\n\n> {}\n\n{}", rule.meta.id, rule.meta.facts(), body.trim_start())
}

fn is_generated(block: &Block) -> bool {
    matches!(block, Block::Fence(info, _) if info == "text" || info == "yaml fixed")
}

/// The blocks of a card that a person wrote.
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
                let generated = is_generated(&block);
                // The prose above a generated block is generated as well.
                if generated && (prose.trim().is_empty() || prose.trim().ends_with(FIXED)) {
                    prose.clear();
                } else if !prose.is_empty() {
                    blocks.push(Block::Prose(std::mem::take(&mut prose)));
                }
                if !generated {
                    blocks.push(block);
                }
            }
            None => writeln!(prose, "{line}").unwrap(),
        }
    }
    blocks.push(Block::Prose(prose));
    blocks
}

fn check(files: &Project) -> Checked {
    check_since(files, None)
}

/// Checks the change from one project to another. A file without text does not exist.
fn check_change(before: &Project, after: &Project) -> Checked {
    let there = |files: &Project| files.iter().filter(|(_, text)| !text.is_empty()).cloned().collect::<Project>();
    let (before, after) = (there(before), there(after));
    let is_in = |file: &&(String, String), files: &Project| files.contains(file);
    let old = before.iter().filter(|file| !is_in(file, &after));
    let before = Before {
        changed: after.iter().filter(|file| !is_in(file, &before)).map(|(name, _)| name.clone()).collect(),
        loaded: old.map(|(name, text)| session::load(name, Ok(text.clone().into_bytes()))).collect(),
    };
    check_since(&after, Some(before))
}

fn check_since(files: &Project, before: Option<Before>) -> Checked {
    let (own, manifests): (Vec<_>, Vec<_>) = files.iter().partition(|(name, _)| name == config::FILE_NAME);
    let config = own.first().map(|(_, text)| config::read(text, FileId(0))).unwrap_or_default();
    let input = Input {
        own: own.iter().map(|(name, text)| Source::new(name.clone(), text.clone())).collect(),
        problems: config.problems.clone(),
        loaded: manifests.iter().map(|(name, text)| session::load(name, Ok(text.clone().into_bytes()))).collect(),
        before,
        ..Input::default()
    };
    session::run(input, &Settings { info: true, ..config.settings() }, &|| {})
}

/// The findings as people see them.
fn render(checked: &Checked) -> String {
    let style =
        Style { color: false, unicode: true, width: 100, wrap: false, links: false, verbose: false, quiet: false };
    let findings: Vec<String> = checked.report(|report| {
        report.diagnostics().iter().map(|diagnostic| human::finding(report, diagnostic, style).unwrap()).collect()
    });
    findings.join("\n")
}

fn apply(checked: &Checked, files: &Project, fixes: &[&Diagnostic]) -> Project {
    let mut edits: BTreeMap<(String, u32, u32), String> = BTreeMap::new();
    for edit in fixes.iter().filter_map(|finding| finding.fix.as_ref()).flat_map(|fix| fix.edits.iter()) {
        let name = checked.sources.get(edit.span().file).name.clone();
        edits.insert((name, edit.span().start, edit.span().end), edit.text().to_owned());
    }
    let mut after = files.clone();
    for ((name, start, end), text) in edits.into_iter().rev() {
        let file = after.iter_mut().find(|(other, _)| *other == name).unwrap();
        file.1.replace_range(start as usize..end as usize, &text);
    }
    after
}
