//! The facts of a rule.

use super::card;
use crate::diagnostic::{Applicability, Severity};
use crate::schema::Constraint;

/// What a rule is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Category {
    /// The text is not read, or not as it seems.
    Syntax,
    /// A value that the API server rejects or that cannot work.
    Values,
    /// Two objects or fields that do not match.
    Links,
    /// A secret in plain sight.
    Secrets,
    /// What bowline itself is told in comments.
    Suppression,
    /// What bowline itself is told in `bowline.yaml`.
    Configuration,
}

impl Category {
    /// All categories, in order.
    pub const ALL: &[Category] = &[
        Category::Syntax,
        Category::Values,
        Category::Links,
        Category::Secrets,
        Category::Suppression,
        Category::Configuration,
    ];

    /// The lower-case word that people and JSON use.
    pub fn as_str(self) -> &'static str {
        match self {
            Category::Syntax => "syntax",
            Category::Values => "values",
            Category::Links => "links",
            Category::Secrets => "secrets",
            Category::Suppression => "suppression",
            Category::Configuration => "configuration",
        }
    }
}

/// How close to the text a rule looks, from the closest. What is wrong at one rank explains what seems wrong to later ones:
/// nothing follows from a value that is of the wrong type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// Where documents start and end.
    Document,
    /// How the text of a value or key is read.
    Text,
    /// How mappings and lists are nested.
    Structure,
    /// The type of a value.
    Type,
    /// Which keys a mapping may not have.
    Field,
    /// Which keys a mapping must have.
    Presence,
    /// What a change does to what fitted together before it.
    Change,
    /// What a value says.
    Value,
    /// How a workload fits together with its own pods, and a Service with the pods that it is for.
    Pods,
    /// How several places fit together.
    Link,
}

impl Rank {
    /// Whether the more severe of two findings in one place is the cause: what a change breaks is proven, but what a
    /// rule finds without the change may be worse.
    pub fn yields_to(self, change: Rank) -> bool {
        self > Rank::Change && change == Rank::Change
    }
}

/// The facts of a rule. The prose is in its card, the file next to it.
#[derive(Debug)]
pub struct Meta {
    /// Kebab-case name.
    pub id: &'static str,
    /// One line: what it finds.
    pub summary: &'static str,
    /// What it is about.
    pub category: Category,
    /// The highest severity that it reports.
    pub severity: Severity,
    /// The least severity in the profile `strict`. `None` if the profile changes nothing.
    pub strict: Option<Severity>,
    /// The most trusted fix that it offers.
    pub fix: Option<Applicability>,
    /// The version of bowline that brought it.
    pub since: &'static str,
    /// Ids that the findings of this rule once had; people may still write them. Rules that were one have one in common.
    pub aliases: &'static [&'static str],
    /// How close to the text it looks. `None` for what follows from the category.
    pub rank: Option<Rank>,
    /// Which constraints of the schema the rule puts into words. `None` for rules that are not about constraints.
    pub constraints: Option<fn(Constraint) -> bool>,
    /// Whether the rule runs unless it is turned off. A rule that is off runs only if its own id is selected or has a
    /// severity.
    pub on: bool,
}

impl Meta {
    /// What a rule need not say: that it offers no fix, always had its id and is on by default. The rest is empty.
    pub const DEFAULT: Meta = Meta {
        id: "",
        summary: "",
        category: Category::Values,
        severity: Severity::Error,
        strict: None,
        fix: None,
        since: "",
        aliases: &[],
        rank: None,
        constraints: None,
        on: true,
    };

    /// How close to the text the rule looks. Returns `None` for a rule whose findings neither explain others nor follow
    /// from them: a secret in plain sight is one whatever is around it.
    pub fn rank(&self) -> Option<Rank> {
        self.rank.or(match self.category {
            Category::Syntax => Some(Rank::Text),
            Category::Values => Some(Rank::Value),
            Category::Links => Some(Rank::Link),
            Category::Secrets | Category::Suppression | Category::Configuration => None,
        })
    }

    /// Whether a name is the id of the rule or one that it once had.
    pub fn is_called(&self, name: &str) -> bool {
        self.id == name || self.aliases.contains(&name)
    }

    /// The card, in Markdown: what people need, then the cases that test the rule.
    pub fn card(&self) -> &'static str {
        card::of(self.id)
    }

    /// The part of the card that is for people: what it finds, why, when it is silent, an example. The cases follow it.
    pub fn guide(&self) -> &'static str {
        self.card().split("\n## Cases\n").next().unwrap_or_default()
    }

    /// The line of facts below the title of the card.
    pub fn facts(&self) -> String {
        let fix = self.fix.map_or("none", Applicability::as_str);
        let on = if self.on { "on" } else { "off" };
        let Meta { category, severity, since, .. } = self;
        format!("{} · {} · fix: {fix} · {on} by default · since {since}", severity.as_str(), category.as_str())
    }
}
