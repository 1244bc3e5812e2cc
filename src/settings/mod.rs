//! The settings of a run: `bowline.yaml` and the flags on top of it.

pub mod baseline;
pub mod config;
pub(crate) mod configs;
pub(crate) mod parts;
pub mod suppress;

use globset::{GlobMatcher, GlobSet};
use jiff::civil::Date;

use crate::diagnostic::{Confidence, Diagnostic, Severity};
use crate::rule::{Category, Rule};
use crate::source::{STDIN, Span};
use crate::workspace::Project;

/// Which findings are reported, and how severe they are.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// The predefined selection that the lists below refine.
    pub profile: Profile,
    /// Rule ids and categories; empty means all.
    pub select: Vec<String>,
    /// Rule ids and categories that are left out, after `select`.
    pub ignore: Vec<String>,
    /// The severities by rule id or category. A rule comes before its category, and a later entry before an earlier
    /// one.
    pub severity: Vec<(String, Level)>,
    /// The severities by the confidence of a finding. They apply unless the rule or its category has a severity.
    pub confidence: Vec<(Confidence, Level)>,
    /// Settings for some files only; the last entry that matches applies.
    pub overrides: Vec<Override>,
    /// Findings that the project accepts.
    pub suppressions: Vec<Suppression>,
    /// Whether findings of severity info are also reported.
    pub info: bool,
    /// Whether comments and annotations silence nothing.
    pub no_inline_ignores: bool,
    /// The knowledge of rules apart from the files.
    pub project: Project,
}

/// A predefined selection of findings.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Profile {
    /// Errors and warnings.
    #[default]
    Correctness,
    /// Errors, and all findings about secrets.
    Security,
    /// Infos as well.
    Strict,
}

/// How severe the findings of a rule are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// The rule is left out.
    Off,
    /// The rule has this severity. A finding that the rule itself considers less severe gets at most this one.
    At(Severity),
}

/// Settings for some files only.
#[derive(Debug, Clone)]
pub struct Override {
    /// The files.
    pub paths: Paths,
    /// Rule ids and categories that are left out in these files.
    pub ignore: Vec<String>,
    /// The severities by rule id or category.
    pub severity: Vec<(String, Level)>,
}

/// Files that match one of some globs, or that are below a matching folder.
#[derive(Debug, Clone)]
pub struct Paths {
    /// The path in the project of the folder that the globs are relative to; empty for the folder of the project.
    pub folder: String,
    /// The globs.
    pub globs: GlobSet,
}

impl Paths {
    /// Whether a file matches, by its path in the project.
    pub fn has(&self, path: &str) -> bool {
        below(path, &self.folder).is_some_and(|path| self.globs.is_match(path))
    }
}

/// The rest of a path below a folder, both relative to the project. Returns `None` if the path is not below the folder.
fn below<'p>(path: &'p str, folder: &str) -> Option<&'p str> {
    match folder {
        "" => Some(path),
        _ => path.strip_prefix(folder)?.strip_prefix('/'),
    }
}

/// The files of a project that one configuration applies to.
#[derive(Debug, Clone, Default)]
pub struct Part {
    /// The path in the project of the folder of the configuration; empty for the folder of the project.
    pub folder: String,
    /// The folders below it that have a configuration of their own.
    pub others: Vec<String>,
    /// Whether another configuration applies to standard input, which has no folder.
    pub lacks_stdin: bool,
}

impl Part {
    /// Whether the configuration applies to a file, by its path in the project.
    pub fn has(&self, path: &str) -> bool {
        match path == STDIN {
            true => !self.lacks_stdin,
            false => {
                below(path, &self.folder).is_some() && self.others.iter().all(|other| below(path, other).is_none())
            }
        }
    }
}

/// Findings that the project accepts. All given conditions must match.
#[derive(Debug, Clone)]
pub struct Suppression {
    /// Rule ids and categories.
    pub rules: Vec<String>,
    /// `kind` of the object.
    pub kind: Option<String>,
    /// Glob of the object's name.
    pub name: Option<GlobMatcher>,
    /// Glob of the object's namespace.
    pub namespace: Option<GlobMatcher>,
    /// The files; `None` for any file.
    pub paths: Option<Paths>,
    /// The last day on which the entry applies.
    pub expires: Option<Date>,
    /// The first key of the entry.
    pub span: Span,
    /// Whether several configurations contain the entry. Then none of them can tell whether it is useful.
    pub is_shared: bool,
}

impl Settings {
    /// Whether the settings report a rule's findings for at least some files.
    pub fn wants(&self, rule: &Rule) -> bool {
        let always = rule.meta.category == Category::Configuration;
        let selected = always || self.select.is_empty() || names(&self.select, rule);
        let mut lists = self.overrides.iter().map(|over| &over.severity).chain([&self.severity]);
        selected
            && !names(&self.ignore, rule)
            && (self.starts(rule) || lists.any(|list| own_level(list, rule).is_some()))
    }

    /// Whether a rule runs without a severity of its own: it is on by default, or selected by its id. A category
    /// selects only those of its rules that are on.
    fn starts(&self, rule: &Rule) -> bool {
        rule.meta.on || self.select.iter().any(|name| rule.meta.is_called(name))
    }

    /// The severity of a finding, in a file by its path in the project, given what its rule says and how sure it is.
    /// Returns `None` if the finding is not reported.
    pub fn severity(&self, rule: &Rule, path: &str, found: Severity, sure: Option<Confidence>) -> Option<Severity> {
        let overrides = || self.overrides.iter().rev().filter(|over| over.paths.has(path));
        if !self.wants(rule) || overrides().any(|over| names(&over.ignore, rule)) {
            return None;
        }
        let lists = || overrides().map(|over| &over.severity).chain([&self.severity]);
        if !self.starts(rule) && !lists().any(|list| own_level(list, rule).is_some()) {
            return None;
        }
        let by_confidence =
            || self.confidence.iter().rev().find(|(one, _)| Some(*one) == sure).map(|(_, level)| *level);
        let severity = match lists().find_map(|list| level(list, rule)).or_else(by_confidence) {
            Some(Level::Off) => return None,
            // A finding that the rule considers less severe is not raised with the rule.
            Some(Level::At(severity)) if found < rule.meta.severity => found.min(severity),
            Some(Level::At(severity)) => severity,
            None if self.profile == Profile::Strict => rule.meta.strict.map_or(found, |strict| found.max(strict)),
            None => found,
        };
        let in_profile = match self.profile {
            Profile::Security => {
                severity == Severity::Error || matches!(rule.meta.category, Category::Secrets | Category::Configuration)
            }
            Profile::Correctness | Profile::Strict => true,
        };
        in_profile.then_some(severity)
    }

    /// Whether any finding of a rule is reported in a file, by its path in the project.
    pub fn runs(&self, rule: &Rule, path: &str) -> bool {
        // A finding that the rule considers less severe may not be an error.
        let least = if self.profile == Profile::Security { Severity::Info } else { rule.meta.severity };
        self.severity(rule, path, least, None).is_some()
    }

    /// Whether a severity is shown.
    pub fn shows(&self, severity: Severity) -> bool {
        severity > Severity::Info || self.info || self.profile == Profile::Strict
    }
}

/// Whether a name is a category, or an id that a rule has or once had.
pub fn is_known_name(rules: &[&Rule], name: &str) -> bool {
    rules.iter().any(|rule| rule.meta.is_called(name)) || Category::ALL.iter().any(|category| category.as_str() == name)
}

fn names(list: &[String], rule: &Rule) -> bool {
    list.iter().any(|name| rule.meta.is_called(name) || name == rule.meta.category.as_str())
}

/// The level of a rule in a list: by its id before its category, and by the last entry before the first.
fn level(list: &[(String, Level)], rule: &Rule) -> Option<Level> {
    let of_category = || list.iter().rev().find(|(name, _)| name == rule.meta.category.as_str());
    own_level(list, rule).or_else(|| of_category().map(|(_, level)| *level))
}

/// The level that a list gives to a rule by its id.
fn own_level(list: &[(String, Level)], rule: &Rule) -> Option<Level> {
    list.iter().rev().find(|(name, _)| rule.meta.is_called(name)).map(|(_, level)| *level)
}

impl Suppression {
    /// Whether the suppression covers a finding, in a file by its path in the project. An object without a namespace is
    /// in the `default` namespace.
    pub fn covers(&self, rule: &Rule, diagnostic: &Diagnostic, path: &str, default: Option<&str>) -> bool {
        let object = diagnostic.object.as_ref();
        let fits = |glob: &Option<GlobMatcher>, text: Option<&str>| match glob {
            None => true,
            Some(glob) => text.is_some_and(|text| glob.is_match(text)),
        };
        names(&self.rules, rule)
            && self.paths.as_ref().is_none_or(|paths| paths.has(path))
            && self.kind.as_ref().is_none_or(|kind| object.is_some_and(|object| object.kind == *kind))
            && fits(&self.name, object.and_then(|object| object.name.as_deref()))
            && fits(&self.namespace, object.and_then(|object| object.namespace.as_deref()).or(default))
    }

    /// Whether the suppression names a rule or its category.
    pub fn names(&self, rule: &Rule) -> bool {
        names(&self.rules, rule)
    }

    /// Whether the last day of the suppression has passed.
    pub fn is_over(&self, today: Option<Date>) -> bool {
        self.expires.zip(today).is_some_and(|(last, today)| last < today)
    }
}
