//! What a run was asked for.
use crate::diagnostic::Severity;
use crate::rule::{Category, Rule};

/// Which findings are wanted.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Rule ids and categories; empty means all.
    pub select: Vec<String>,
    /// Rule ids and categories that are left out, after `select`.
    pub ignore: Vec<String>,
    /// Findings of severity info are wanted too.
    pub info: bool,
}

impl Settings {
    /// True where a rule's findings are wanted.
    pub fn wants(&self, rule: &Rule) -> bool {
        let named =
            |list: &[String]| list.iter().any(|name| name == rule.meta.id || name == rule.meta.category.as_str());
        (self.select.is_empty() || named(&self.select)) && !named(&self.ignore)
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
