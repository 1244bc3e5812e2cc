//! `bowline rules`, and the messages of other commands about the ids of rules.

use std::io;

use serde::Serialize;

use super::args::RulesFormat;
use super::{CLEAN, Failure, Io};
use crate::diagnostic::Applicability;
use crate::report::card::{self, Block};
use crate::report::human::Style;
use crate::rule::{Category, Rule};
use crate::rules::{self, FAMILIES};
use crate::settings;
use crate::text::similar;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    id: &'static str,
    summary: &'static str,
    family: &'static str,
    category: &'static str,
    severity: &'static str,
    fix: Option<&'static str>,
    on: bool,
    aliases: &'static [&'static str],
    since: &'static str,
    url: String,
}

fn row(rule: &'static Rule) -> Row {
    let meta = &rule.meta;
    Row {
        id: meta.id,
        summary: meta.summary,
        family: rules::family(meta.id).map_or("", |family| family.name),
        category: meta.category.as_str(),
        severity: meta.severity.as_str(),
        fix: meta.fix.map(Applicability::as_str),
        on: meta.on,
        aliases: meta.aliases,
        since: meta.since,
        url: rules::url(meta.id),
    }
}

/// Lists all rules.
pub(super) fn list(format: RulesFormat, style: Style, io: &mut Io<'_>) -> Result<u8, Failure> {
    if format == RulesFormat::Json {
        let rows: Vec<_> = rules::ALL.iter().map(|rule| row(rule)).collect();
        let text = serde_json::to_string_pretty(&rows).map_err(|error| Failure::Message(error.to_string()))?;
        writeln!(io.stdout, "{text}")?;
        return Ok(CLEAN);
    }
    for family in FAMILIES {
        card::write(io.stdout, &[Block::Section(&format!("{} ({})", family.title, family.name))], style)?;
        table(family.rules, style, io)?;
        writeln!(io.stdout)?;
    }
    let categories: Vec<&str> = Category::ALL.iter().map(|category| category.as_str()).collect();
    let categories = format!("The categories, for `--select` and `--ignore`: {}.", categories.join(", "));
    card::write(io.stdout, &[Block::Prose(&categories)], style)?;
    Ok(CLEAN)
}

/// Lists some rules: a line for each, its summary broken to the width of the terminal.
pub(super) fn table(rules: &[&'static Rule], style: Style, io: &mut Io<'_>) -> io::Result<()> {
    let row = |rule: &&'static Rule| {
        let off = if rule.meta.on { "" } else { " (off by default)" };
        (rule.meta.id, rule.meta.severity, format!("{}{off}", rule.meta.summary))
    };
    card::table(io.stdout, &rules.iter().map(row).collect::<Vec<_>>(), style)
}

/// Checks names of rules and categories. The start of an id selects those rules that start with it and are on by
/// default.
pub(super) fn names(given: &[String]) -> Result<Vec<String>, Failure> {
    let mut known = Vec::new();
    for name in given {
        if settings::is_known_name(&rules::ALL, name) {
            known.push(name.clone());
            continue;
        }
        let before = known.len();
        let started = rules::starting_with(name).into_iter().filter(|rule| rule.meta.on);
        known.extend(started.map(|rule| rule.meta.id.to_owned()));
        if known.len() == before {
            let near = did_you_mean(name);
            let message = format!("there is no rule or category `{name}`{near}");
            return Err(Failure::Message(message));
        }
    }
    Ok(known)
}

/// The words after an unknown name of a rule: the most similar name, otherwise how to list all names.
pub(super) fn did_you_mean(id: &str) -> String {
    let categories = Category::ALL.iter().map(|category| category.as_str());
    let near = similar::nearest(id, rules::ALL.iter().map(|rule| rule.meta.id).chain(categories));
    match near {
        Some((_, near)) => format!("; did you mean `{near}`?"),
        None => "; `bowline rules` lists them".to_owned(),
    }
}

/// Prints the current names of the rules with a former id.
pub(super) fn note_former_name(id: &str, io: &mut Io<'_>) -> io::Result<()> {
    match rules::successors(id) {
        Some(successors) => writeln!(io.stderr, "bowline: the rule `{id}` was renamed: write {successors}"),
        None => Ok(()),
    }
}
