//! What a run was asked for: `bowline.yaml` and the flags on top of it.

use globset::GlobSet;

use crate::diagnostic::Severity;
use crate::rule::{Category, Rule};
use crate::source::Span;
use crate::workspace::Project;

/// Which findings are wanted, and how grave they are.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// A named choice that the lists below refine.
    pub profile: Profile,
    /// Rule ids and categories; empty means all.
    pub select: Vec<String>,
    /// Rule ids and categories that are left out, after `select`.
    pub ignore: Vec<String>,
    /// By rule id or category; the last that fits counts, a rule before its category.
    pub severity: Vec<(String, Level)>,
    /// What holds for some files only; the last that fits counts.
    pub overrides: Vec<Override>,
    /// Findings that the project accepts.
    pub suppressions: Vec<Suppression>,
    /// Findings of severity info are wanted too.
    pub info: bool,
    /// Comments and annotations silence nothing.
    pub no_inline_ignores: bool,
    /// What rules may know besides the files.
    pub project: Project,
}

/// A named choice of findings.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Profile {
    /// Errors and warnings.
    #[default]
    Correctness,
    /// Errors, and all that is said of secrets.
    Security,
    /// Infos, too.
    Strict,
}

/// How grave the findings of a rule are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// The rule is left out.
    Off,
    /// As grave as this; findings that the rule itself holds for less grave are at most that.
    At(Severity),
}

/// What holds for some files only.
#[derive(Debug, Clone)]
pub struct Override {
    /// Of paths relative to the folder of the configuration.
    pub paths: GlobSet,
    /// Rule ids and categories that are left out there.
    pub ignore: Vec<String>,
    /// By rule id or category.
    pub severity: Vec<(String, Level)>,
}

/// Findings that the project accepts. All conditions that are given must hold.
#[derive(Debug, Clone)]
pub struct Suppression {
    /// Rule ids and categories.
    pub rules: Vec<String>,
    /// `kind` of the object.
    pub kind: Option<String>,
    /// Glob of the object's name.
    pub name: Option<globset::GlobMatcher>,
    /// Glob of the object's namespace.
    pub namespace: Option<globset::GlobMatcher>,
    /// Globs of paths relative to the folder of the configuration; none for any file.
    pub paths: Option<GlobSet>,
    /// The last day on which it holds.
    pub expires: Option<jiff::civil::Date>,
    /// Where it is written: its first key.
    pub span: Span,
}

impl Settings {
    /// True where a rule's findings are wanted.
    pub fn wants(&self, rule: &Rule) -> bool {
        let named =
            |list: &[String]| list.iter().any(|name| name == rule.meta.id || name == rule.meta.category.as_str());
        // A mistake in the configuration may be why `select` says what it says.
        let selected = self.select.is_empty() || rule.meta.category == Category::Configuration || named(&self.select);
        selected && !named(&self.ignore)
    }

    /// True where a severity is wanted.
    pub fn shows(&self, severity: Severity) -> bool {
        severity > Severity::Info || self.info
    }

    /// The first name that is no rule and no category.
    pub fn unknown_name<'a>(&'a self, rules: &[&Rule]) -> Option<&'a str> {
        let known = |name: &str| {
            rules.iter().any(|rule| rule.meta.id == name)
                || Category::ALL.iter().any(|category| category.as_str() == name)
        };
        self.select.iter().chain(&self.ignore).map(String::as_str).find(|name| !known(name))
    }
}
