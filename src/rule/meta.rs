//! The facts of a rule.

use super::card;
use crate::diagnostic::{Applicability, Severity};
use crate::schema::Constraint;

/// The subject of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Category {
    /// The text is not read, or is read differently than it seems.
    Syntax,
    /// A value that the API server rejects or that cannot work.
    Values,
    /// Two objects or fields that do not match.
    Links,
    /// A secret in plain sight.
    Secrets,
    /// Directives in comments and annotations.
    Suppression,
    /// The content of `bowline.yaml`.
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

/// How close to the text a rule looks, from the closest. A problem at one rank explains seeming problems at later
/// ranks: nothing follows from a value of the wrong type.
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
    /// The effect of a change on references that worked before it.
    Change,
    /// The content of a value.
    Value,
    /// How a workload matches its own pods, and how a Service matches its intended pods.
    Pods,
    /// How several places match.
    Link,
}

impl Rank {
    /// Whether the more severe of two findings in one place is the cause. A breakage by a change is proven, but a
    /// finding without the change may be worse.
    pub fn yields_to(self, change: Rank) -> bool {
        self > Rank::Change && change == Rank::Change
    }
}

/// The facts of a rule. The prose is in its card, the file next to it.
#[derive(Debug)]
pub struct Meta {
    /// Kebab-case name.
    pub id: &'static str,
    /// One line that says what the rule finds.
    pub summary: &'static str,
    /// The category of the rule.
    pub category: Category,
    /// The highest severity that it reports.
    pub severity: Severity,
    /// The least severity in the profile `strict`. `None` if the profile changes nothing.
    pub strict: Option<Severity>,
    /// The safest fix that the rule offers.
    pub fix: Option<Applicability>,
    /// The version of bowline that added the rule.
    pub since: &'static str,
    /// Former ids for the findings of this rule, which people may still write. Rules that were once a single rule share
    /// an alias.
    pub aliases: &'static [&'static str],
    /// How close to the text the rule looks. `None` if the category decides it.
    pub rank: Option<Rank>,
    /// Which constraints of the schema the rule puts into words. `None` for rules that are not about constraints.
    pub constraints: Option<fn(Constraint) -> bool>,
    /// Whether the rule runs unless it is turned off. A rule that is off runs only if its own id is selected or has a
    /// severity.
    pub on: bool,
}

impl Meta {
    /// The facts that most rules need not repeat: no fix, no former id, on by default. The rest is empty.
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

    /// How close to the text the rule looks. Returns `None` if findings of the rule neither explain others nor follow
    /// from them. A secret in plain sight is a secret, whatever is around it.
    pub fn rank(&self) -> Option<Rank> {
        self.rank.or(match self.category {
            Category::Syntax => Some(Rank::Text),
            Category::Values => Some(Rank::Value),
            Category::Links => Some(Rank::Link),
            Category::Secrets | Category::Suppression | Category::Configuration => None,
        })
    }

    /// Whether a name is the id of the rule or a former id.
    pub fn is_called(&self, name: &str) -> bool {
        self.id == name || self.aliases.contains(&name)
    }

    /// The card in Markdown: a guide for people, then the cases that test the rule.
    pub fn card(&self) -> &'static str {
        card::of(self.id)
    }

    /// The part of the card that is for people: the findings, the reason, the exceptions, an example. The cases follow
    /// it.
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
