//! `cargo run -p xtask -- readme` writes the table of families in the README, from the registry of rules.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use bowline::rules::{self, FAMILIES};

use crate::Outcome;

const START: &str = "<!-- families: `cargo run -p xtask -- readme` writes this table -->\n";
const END: &str = "<!-- end -->";

/// Writes the table, or only compares it.
pub fn write(root: &Path, is_check: bool) -> Outcome<()> {
    let path = root.join("README.md");
    let text = fs::read_to_string(&path)?;
    let (before, rest) = text.split_once(START).ok_or("the README has no place for the families")?;
    let (_, after) = rest.split_once(END).ok_or("the table of families has no end")?;
    let new = format!("{before}{START}{}{END}{after}", table());
    match is_check {
        true if new != text => Err("the README is not current: run `cargo run -p xtask -- readme`".into()),
        true => Ok(()),
        false => Ok(fs::write(path, new)?),
    }
}

/// One row for each family except bowline's own settings: its title, an example of a rule, and the number of its rules.
fn table() -> String {
    let mut out = "\n| about | for example | rules |\n| --- | --- | ---: |\n".to_owned();
    for family in FAMILIES.iter().filter(|family| family.name != "settings") {
        let shown = family.rules.iter().filter(|rule| rule.meta.on).max_by_key(|rule| {
            // The most severe rule, and of several the one with the shortest summary.
            (rule.meta.severity, std::cmp::Reverse(rule.meta.summary.len()))
        });
        let example =
            shown.map_or_else(String::new, |rule| format!("[`{}`]({})", rule.meta.id, rules::url(rule.meta.id)));
        let _ = writeln!(out, "| {} | {example} | {} |", family.title, family.rules.len());
    }
    out + "\n"
}
