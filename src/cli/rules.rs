//! `bowline rules` and `bowline explain`.

use serde::Serialize;

use super::args::RulesFormat;
use super::{CLEAN, Failure, Io};
use crate::diagnostic::Applicability;
use crate::rule::Rule;
use crate::rules;
use crate::text::similar;

/// Prints the card of a rule.
pub(super) fn explain(id: &str, io: &mut Io<'_>) -> Result<u8, Failure> {
    let Some(rule) = rules::find(id) else {
        let message = format!("there is no rule `{id}`{}: `bowline rules` lists them", did_you_mean(id));
        return Err(Failure::Message(message));
    };
    writeln!(io.stdout, "{}", rule.meta.card.trim_end())?;
    Ok(CLEAN)
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Row<'a> {
    id: &'a str,
    summary: &'a str,
    category: &'a str,
    severity: &'a str,
    fix: Option<&'a str>,
    since: &'a str,
    url: String,
}

fn row(rule: &'static Rule) -> Row<'static> {
    let meta = &rule.meta;
    Row {
        id: meta.id,
        summary: meta.summary,
        category: meta.category.as_str(),
        severity: meta.severity.as_str(),
        fix: meta.fix.map(Applicability::as_str),
        since: meta.since,
        url: rules::url(meta.id),
    }
}

/// Lists all rules.
pub(super) fn list(format: RulesFormat, io: &mut Io<'_>) -> Result<u8, Failure> {
    let rows: Vec<_> = rules::ALL.iter().map(|rule| row(rule)).collect();
    if format == RulesFormat::Json {
        let text = serde_json::to_string_pretty(&rows).map_err(|error| Failure::Message(error.to_string()))?;
        writeln!(io.stdout, "{text}")?;
        return Ok(CLEAN);
    }
    let width = rows.iter().map(|row| row.id.len()).max().unwrap_or(0);
    for Row { id, severity, category, summary, .. } in &rows {
        writeln!(io.stdout, "{id:width$}  {severity:7}  {category:11}  {summary}")?;
    }
    Ok(CLEAN)
}

/// `, did you mean `x`?`, where a rule is near.
pub(super) fn did_you_mean(id: &str) -> String {
    let near = similar::nearest(id, rules::ALL.iter().map(|rule| rule.meta.id));
    near.map_or_else(String::new, |(_, near)| format!(", did you mean `{near}`?"))
}
