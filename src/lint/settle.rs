//! Settles findings: severities, directives, suppressions, the baseline, order, limits.

use std::collections::HashSet;
use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;

use crate::diagnostic::{Applicability, Diagnostic, Fix, Severity};
use crate::lint::{causes, changes, copies, fingerprint, repeats};
use crate::rule::{Category, Check, MAX_FINDINGS, Rule};
use crate::rules;
use crate::settings::baseline::{Baseline, Entry};
use crate::settings::suppress::{self, Directive, Malformed};
use crate::settings::{Part, Settings, Suppression};
use crate::source::{FileId, STDIN, Sources, Span};
use crate::text::similar;
use crate::yaml::{self, Parsed};

/// The extent of a run, apart from its texts.
#[derive(Debug, Default)]
pub struct Scope {
    /// The files whose findings are reported: a finding needs a label in one of them. `None` for all.
    pub targets: Option<HashSet<FileId>>,
    /// The places of the build problems that the current change makes.
    pub broken: HashSet<Span>,
    /// Whether every file of the project is among the texts. Only then is an entry without effect certainly useless.
    pub complete: bool,
    /// The current day, for entries with a last day. `None` if no entry ends.
    pub today: Option<Date>,
    /// The known findings.
    pub baseline: Option<Baseline>,
    /// Whether all findings of a file are reported, however many there are.
    pub uncapped: bool,
    /// Whether the run also needs the graph of references.
    pub graph: bool,
    /// The files that the settings apply to.
    pub part: Part,
    /// Whether no finding of these files is reported, so that there is nothing to look for.
    pub is_idle: bool,
    /// The configurations of other folders of the project.
    pub nested: Vec<Nested>,
}

/// A folder of the project that has a configuration of its own.
#[derive(Debug)]
pub struct Nested {
    /// The settings of the configuration and of the flags on top of it.
    pub settings: Settings,
    /// The files that the configuration applies to.
    pub part: Part,
    /// The known findings of these files.
    pub baseline: Option<Baseline>,
    /// The findings about the configuration itself.
    pub problems: Vec<Diagnostic>,
}

impl Scope {
    /// Says what applies to which files. The first part is the configuration of the project's folder. Returns its
    /// settings and the findings about it.
    pub fn divide(&mut self, parts: impl IntoIterator<Item = Nested>) -> Option<(Settings, Vec<Diagnostic>)> {
        let mut parts = parts.into_iter();
        let Nested { settings, part, baseline, problems } = parts.next()?;
        (self.part, self.baseline) = (part, baseline);
        self.nested.extend(parts);
        Some((settings, problems))
    }

    /// The scope of a folder that has its own configuration.
    pub(super) fn of(&self, part: Part, baseline: Option<Baseline>) -> Scope {
        let Scope { complete, today, uncapped, .. } = *self;
        let (targets, broken) = (self.targets.clone(), self.broken.clone());
        Scope { targets, broken, complete, today, baseline, uncapped, part, ..Scope::default() }
    }
}

/// How many findings are not shown, by the reason.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Hidden {
    /// Findings of severity info that the settings do not show.
    pub infos: usize,
    /// Findings that a comment, an annotation or the configuration silences.
    pub suppressed: usize,
    /// Findings in the baseline.
    pub known: usize,
}

impl std::ops::AddAssign for Hidden {
    fn add_assign(&mut self, other: Hidden) {
        self.infos += other.infos;
        self.suppressed += other.suppressed;
        self.known += other.known;
    }
}

/// Settles the findings of a run: returns the findings to show, in order, and the numbers of the others.
pub fn settle(
    sources: &Sources,
    parsed: &[Arc<Parsed>],
    settings: &Settings,
    mut scope: Scope,
    mut all: Vec<Diagnostic>,
) -> (Vec<Diagnostic>, Hidden) {
    let mut hidden = Hidden::default();
    all.sort_by(|a, b| a.compare(b, sources));
    all.dedup();
    let severity = |diagnostic: &Diagnostic| {
        let path = &sources.get(diagnostic.primary.span.file).path;
        settings.severity(rules::find(diagnostic.rule)?, path, diagnostic.severity, diagnostic.confidence)
    };
    let is_own = |diagnostic: &Diagnostic| {
        is_about_configuration(diagnostic) || scope.part.has(&sources.get(diagnostic.primary.span.file).path)
    };
    // This comes before anything is silenced: a cause that a person accepts also hides its consequences. Findings of
    // files with another configuration may be silent there, so they explain nothing here.
    let weight =
        |diagnostic: &Diagnostic| severity(diagnostic).filter(|_| touches(&scope, diagnostic) && is_own(diagnostic));
    changes::weigh(&mut all, weight);
    let mut consequences = causes::take_consequences(&mut all, weight);
    consequences.extend(copies::take(&mut all, sources, weight));
    all.retain(is_own);
    let mut kept = without_directed(sources, parsed, settings, &scope, all, &consequences, &mut hidden);
    kept = without_suppressed(sources, settings, &scope, kept, &mut hidden);
    kept.retain(is_own);
    kept.retain_mut(|diagnostic| match severity(diagnostic) {
        Some(severity) => {
            diagnostic.severity = severity;
            true
        }
        None => false,
    });
    kept.sort_by(|a, b| a.compare(b, sources));
    repeats::join(&mut kept);
    fingerprint::assign(sources, parsed, &mut kept);
    if let Some(mut baseline) = scope.baseline.take() {
        kept = without_known(sources, parsed, settings, &scope, &mut baseline, kept, &mut hidden);
    }
    // A problem of the configuration matters to every run.
    kept.retain(|diagnostic| touches(&scope, diagnostic) || is_about_configuration(diagnostic));
    hidden.infos = kept.iter().filter(|diagnostic| !settings.shows(diagnostic.severity)).count();
    kept.retain(|diagnostic| settings.shows(diagnostic.severity));
    (if scope.uncapped { kept } else { capped(kept) }, hidden)
}

fn is_about_configuration(diagnostic: &Diagnostic) -> bool {
    rules::find(diagnostic.rule).is_some_and(|rule| rule.meta.category == Category::Configuration)
}

/// Whether a label of a finding is in a file whose findings are reported. Breakage by a change is reported in any file,
/// because the changed file may no longer exist.
fn touches(scope: &Scope, diagnostic: &Diagnostic) -> bool {
    let Some(targets) = &scope.targets else { return true };
    let is_broken = |rule: &Rule| match rule.check {
        Check::Build(..) => scope.broken.iter().any(|place| place.contains(diagnostic.primary.span)),
        _ => rule.is_on_change(),
    };
    diagnostic.files().any(|file| targets.contains(&file)) || rules::find(diagnostic.rule).is_some_and(is_broken)
}

/// Applies comments and annotations, and adds findings about the directives themselves. A directive for a consequence
/// is useful: the consequence comes back if the cause is no longer found.
fn without_directed(
    sources: &Sources,
    parsed: &[Arc<Parsed>],
    settings: &Settings,
    scope: &Scope,
    all: Vec<Diagnostic>,
    consequences: &[Diagnostic],
    hidden: &mut Hidden,
) -> Vec<Diagnostic> {
    if settings.no_inline_ignores {
        return all;
    }
    let mut directives: Vec<Directive> = Vec::new();
    let mut kept = Vec::with_capacity(all.len());
    let read: Vec<_> = parsed.par_iter().map(|file| suppress::directives(file)).collect();
    for (found, bad) in read {
        directives.extend(found);
        kept.extend(bad.into_iter().map(malformed));
    }
    let mut index = suppress::Index::new(&directives);
    for diagnostic in all {
        let is_secret = rules::find(diagnostic.rule).is_some_and(|rule| rule.meta.category == Category::Secrets);
        match index.covers(sources, &diagnostic) || is_secret && suppress::is_marked(sources, &diagnostic) {
            true => hidden.suppressed += usize::from(touches(scope, &diagnostic)),
            false => kept.push(diagnostic),
        }
    }
    for diagnostic in consequences {
        index.covers(sources, diagnostic);
    }
    for directive in &directives {
        judge(directive, index.is_used(directive), settings, scope, &mut kept);
    }
    kept
}

/// The finding about a directive that names no rule, with the fix that names the most similar one.
fn unknown(directive: &Directive) -> Diagnostic {
    let message = format!("there is no rule or category `{}`", directive.id);
    let found = said(&rules::settings::ignore_unknown_rule::RULE, directive.id_span, message);
    let categories = Category::ALL.iter().map(|category| category.as_str());
    let known = rules::ALL.iter().map(|rule| rule.meta.id).chain(categories);
    let Some((_, near)) = similar::nearest(&directive.id, known) else { return found };
    let title = format!("write `{near}`");
    let fix = yaml::replace_in_comment(directive.id_span, near).filter(|_| !directive.is_annotation());
    let fix = fix.map(|edit| Fix {
        title: title.clone(),
        applicability: Applicability::Unsafe,
        edits: edit.into(),
        needs: None,
    });
    Diagnostic { help: Some(title), fix, ..found }
}

/// The finding about a malformed directive, with the fix that makes it a directive.
fn malformed(bad: Malformed) -> Diagnostic {
    let found = said(&rules::settings::ignore_malformed::RULE, bad.span, bad.message.to_owned());
    let Some(text) = bad.instead else { return found };
    let title = "write it as a directive".to_owned();
    let fix = yaml::replace_in_comment(bad.span, &text);
    let fix = fix.map(|edit| Fix { title, applicability: Applicability::Unsafe, edits: edit.into(), needs: None });
    Diagnostic { fix, ..found }
}

/// Adds the findings about one directive.
fn judge(directive: &Directive, is_used: bool, settings: &Settings, scope: &Scope, kept: &mut Vec<Diagnostic>) {
    let id = &directive.id;
    let named = rules::named(id);
    if named.is_empty() {
        kept.push(unknown(directive));
        return;
    }
    kept.extend(rules::successors(id).map(|successors| Diagnostic {
        severity: Severity::Info,
        help: Some(format!("write {successors}")),
        ..said(&rules::settings::ignore_unknown_rule::RULE, directive.id_span, format!("the rule `{id}` was renamed"))
    }));
    // The other end of a reference may not be among the files of a part.
    let is_certain = scope.complete || named.iter().all(|rule| rule.meta.category != Category::Links);
    let is_wanted = named.iter().any(|rule| settings.wants(rule) && !rule.is_on_change());
    if !is_used && !directive.in_broken && is_wanted && is_certain {
        let message = format!("`{id}` finds nothing here: remove this {}", directive.noun());
        kept.push(said(&rules::settings::ignore_unused::RULE, directive.written, message));
    } else if !directive.has_reason {
        let message = format!("no reason is given for ignoring `{id}`: {}", directive.reason_place());
        kept.push(said(&rules::settings::ignore_without_reason::RULE, directive.written, message));
    }
}

/// Applies the suppressions of the configuration, and reports those that have ended or have no effect.
fn without_suppressed(
    sources: &Sources,
    settings: &Settings,
    scope: &Scope,
    all: Vec<Diagnostic>,
    hidden: &mut Hidden,
) -> Vec<Diagnostic> {
    if settings.suppressions.is_empty() {
        return all;
    }
    let mut uses = vec![0_usize; settings.suppressions.len()];
    let mut kept = Vec::with_capacity(all.len());
    for diagnostic in all {
        let path = &sources.get(diagnostic.primary.span.file).path;
        let rule = rules::find(diagnostic.rule);
        let covers = |entry: &Suppression| {
            rule.is_some_and(|rule| entry.covers(rule, &diagnostic, path, settings.project.namespace.as_deref()))
        };
        let mut covered = false;
        for (entry, uses) in settings.suppressions.iter().zip(&mut uses) {
            if covers(entry) {
                *uses += 1;
                covered |= !entry.is_over(scope.today);
            }
        }
        match covered {
            true => hidden.suppressed += usize::from(touches(scope, &diagnostic)),
            false => kept.push(diagnostic),
        }
    }
    if scope.complete {
        for (entry, uses) in settings.suppressions.iter().zip(uses) {
            let is_judged = |rule: &&&Rule| settings.wants(rule) && !rule.is_on_change();
            let wanted = rules::ALL.iter().filter(is_judged).any(|rule| entry.names(rule));
            let ended = entry.expires.filter(|_| entry.is_over(scope.today));
            match (uses, ended) {
                (0, _) if wanted && !entry.is_shared => {
                    let message = "this entry matches no finding: remove it".to_owned();
                    kept.push(said(&rules::settings::ignore_unused::RULE, entry.span, message));
                }
                (1.., Some(last)) => {
                    let message = format!("this entry ended on {last}, and what it was for is still found");
                    kept.push(said(&rules::settings::ignore_expired::RULE, entry.span, message));
                }
                _ => {}
            }
        }
    }
    kept
}

/// Applies the baseline, and adds the findings about its entries.
fn without_known(
    sources: &Sources,
    parsed: &[Arc<Parsed>],
    settings: &Settings,
    scope: &Scope,
    baseline: &mut Baseline,
    all: Vec<Diagnostic>,
    hidden: &mut Hidden,
) -> Vec<Diagnostic> {
    let former: Vec<_> =
        baseline.former_ids().iter().map(|id| fingerprint::former(sources, parsed, &all, id)).collect();
    let mut kept = Vec::with_capacity(all.len());
    for (index, diagnostic) in all.into_iter().enumerate() {
        let former = former.iter().filter_map(|names| names.get(index)?.as_deref());
        let names = former.chain([&*diagnostic.fingerprint]);
        // Every name is looked up, so that each entry counts as used.
        match names.filter(|name| baseline.knows(name)).count() {
            0 => kept.push(diagnostic),
            _ => hidden.known += usize::from(touches(scope, &diagnostic)),
        }
    }
    if scope.complete {
        let is_read = |path: &str| sources.iter().any(|(_, source)| source.path == path);
        // Standard input is not part of a project.
        let judged = |entry: &&Entry| {
            entry.is_judged(settings) && scope.part.has(&entry.file) && (entry.file != STDIN || is_read(STDIN))
        };
        let mut stale = stale(baseline.stale().filter(judged), sources, settings);
        fingerprint::assign(sources, &[], &mut stale);
        kept.extend(stale);
        kept.sort_by(|a, b| a.compare(b, sources));
    }
    kept
}

/// The findings about baseline entries that no longer match a finding.
fn stale<'b>(entries: impl Iterator<Item = &'b Entry>, sources: &Sources, settings: &Settings) -> Vec<Diagnostic> {
    let finding = |entry: &Entry| {
        let message = format!("`{}` in {} no longer exists: remove this entry", entry.rule, entry.file);
        Diagnostic {
            help: Some("`bowline baseline` rewrites the file".to_owned()),
            ..said(&rules::settings::baseline_stale::RULE, entry.span, message)
        }
    };
    let severity = |found: Diagnostic| {
        let path = &sources.get(found.primary.span.file).path;
        let severity = settings.severity(&rules::settings::baseline_stale::RULE, path, found.severity, None)?;
        Some(Diagnostic { severity, ..found })
    };
    entries.map(finding).filter_map(severity).collect()
}

/// At most [`MAX_FINDINGS`] of each file, and one that says how many are left out.
fn capped(sorted: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut shown: Vec<Diagnostic> = Vec::new();
    let mut sorted = sorted.into_iter().peekable();
    while let Some(file) = sorted.peek().map(|first| first.primary.span.file) {
        let mut of_file = std::iter::from_fn(|| sorted.next_if(|one| one.primary.span.file == file));
        shown.extend(of_file.by_ref().take(MAX_FINDINGS));
        let Some(next) = of_file.next() else { continue };
        let add = |(count, worst): (usize, Severity), one: Diagnostic| (count + 1, worst.max(one.severity));
        let (count, severity) = of_file.fold((1, next.severity), add);
        let place = Span { end: next.primary.span.start, ..next.primary.span };
        let message = format!("{count} further findings of this file are not shown");
        let fingerprint = next.fingerprint;
        shown.push(Diagnostic { severity, fingerprint, ..said(&rules::yaml::yaml_limit::RULE, place, message) });
    }
    shown
}

/// A finding of the engine itself.
pub fn said(rule: &'static Rule, span: Span, message: String) -> Diagnostic {
    Diagnostic::new(rule.meta.id, rule.meta.severity, span, message)
}

/// The most severe severity among findings.
pub fn worst(diagnostics: &[Diagnostic]) -> Option<Severity> {
    diagnostics.iter().map(|diagnostic| diagnostic.severity).max()
}
