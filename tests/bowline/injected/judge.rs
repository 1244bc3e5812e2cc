//! The findings about a mistake.

use std::collections::BTreeMap;

use bowline::diagnostic::{Diagnostic, Severity};
use bowline::lint::settle::Scope;
use bowline::session::{self, Checked, Session};
use bowline::settings::Settings;
use bowline::source::Span;

use super::app::App;
use super::edit::Mistake;

/// An application that is checked again and again, with one file edited each time.
pub struct Bench<'a> {
    app: &'a App,
    session: Session,
}

/// The errors and warnings about a mistake.
#[derive(Clone)]
pub struct Verdict {
    pub count: usize,
    pub is_placed: bool,
    pub rules: Vec<&'static str>,
    /// The edit and the findings, for people.
    pub story: String,
}

impl Verdict {
    pub fn is_good(&self) -> bool {
        self.count == 1 && self.is_placed
    }
}

impl<'a> Bench<'a> {
    pub fn new(app: &'a App) -> Self {
        let mut bench = Self { app, session: Session::default() };
        (0..app.files.len()).for_each(|file| bench.set(file, &app.files[file].text));
        bench
    }

    fn set(&mut self, file: usize, text: &str) {
        self.session.set(session::load(&self.app.files[file].name, Ok(text.as_bytes().to_vec())));
    }

    fn check(&mut self) -> Checked {
        self.session.check(&Settings::default(), Scope { complete: true, ..Scope::default() })
    }

    /// The errors and warnings of the unedited application.
    pub fn grave(&mut self) -> Vec<String> {
        let checked = self.check();
        grave(&checked).map(|found| format!("{}: {}", found.rule, found.message)).collect()
    }

    pub fn judge(&mut self, mistake: &Mistake) -> Verdict {
        self.set(mistake.file, &mistake.text);
        let checked = self.check();
        self.set(mistake.file, &self.app.files[mistake.file].text);
        let found: Vec<&Diagnostic> = grave(&checked).collect();
        let tell = |one: &&Diagnostic| {
            let position = checked.sources.get(one.primary.span.file).position(one.primary.span.start);
            format!("\n    {} at line {}: {}", one.rule, position.line, one.message)
        };
        Verdict {
            count: found.len(),
            is_placed: found.iter().any(|one| one.labels().any(|label| self.is_at(&checked, label.span, mistake))),
            rules: found.iter().map(|one| one.rule).collect(),
            story: mistake.story(self.app) + &found.iter().map(tell).collect::<String>(),
        }
    }

    /// Whether a place is on one of the edited lines.
    fn is_at(&self, checked: &Checked, span: Span, mistake: &Mistake) -> bool {
        let source = checked.sources.get(span.file);
        let (first, last) = (source.position(span.start).line as usize, source.position(span.end).line as usize);
        let is_in = |line: usize| first <= line && line <= last;
        let name = |file: usize| self.app.files[file].name == source.name;
        name(mistake.file) && mistake.lines.iter().any(|line| is_in(*line))
            || mistake.others.iter().any(|(file, line)| name(*file) && is_in(*line))
    }
}

fn grave(checked: &Checked) -> impl Iterator<Item = &Diagnostic> {
    checked.outcome.diagnostics.iter().filter(|found| found.severity > Severity::Info)
}

/// The numbers of all mistakes, of those that are found, and of the found ones: at their place, and with only one
/// finding.
pub fn counts(verdicts: &[Verdict]) -> [usize; 4] {
    let found = || verdicts.iter().filter(|verdict| verdict.count > 0);
    let placed = found().filter(|verdict| verdict.is_placed).count();
    [verdicts.len(), found().count(), placed, found().filter(|verdict| verdict.count == 1).count()]
}

/// The rules that find a kind of mistake, the one with most findings first.
pub fn rules(verdicts: &[Verdict]) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    verdicts.iter().flat_map(|verdict| &verdict.rules).for_each(|rule| *counts.entry(rule).or_default() += 1);
    let mut counts: Vec<(&str, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|(rule, count)| (std::cmp::Reverse(*count), *rule));
    counts.iter().map(|(rule, count)| format!("{rule} {count}")).collect::<Vec<_>>().join(", ")
}
