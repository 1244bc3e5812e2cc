//! Mistakes in the text itself.

use super::super::edit::Do;
use super::super::place::Site;
use super::{Kind, always};

pub const KINDS: &[Kind] = &[
    Kind::new(
        "tab before a key",
        SOME,
        is_block,
        Do::Lines(|_, lines| Some(first(lines, |line| line.replacen("  ", "\t", 1)))),
    ),
    Kind::new(
        "colon without a blank",
        PLAIN,
        is_block,
        Do::Lines(|_, lines| Some(first(lines, |line| line.replacen(": ", ":", 1)))),
    ),
    Kind::new("no colon", PLAIN, is_block, Do::Lines(|_, lines| Some(first(lines, |line| line.replacen(':', "", 1))))),
    Kind::new(
        "quote not closed",
        &["pod containers[].image", "CronJob spec.schedule"],
        is_block,
        Do::Make(|site| Some(format!("\"{}", site.text()))),
    ),
    Kind::new("quote not opened", &["pod containers[].image"], is_block, Do::Around("", "\"")),
    Kind::new(
        "bracket not closed",
        &["* spec.accessModes|policyTypes", "Role|ClusterRole rules[].verbs|resources"],
        is_flow,
        Do::Make(|site| site.node.source_text().strip_suffix(']').map(str::to_owned)),
    ),
    Kind::new(
        "key twice",
        &["pod containers[].image", "Deployment spec.replicas", "Service spec.clusterIP"],
        is_block,
        Do::Lines(|_, lines| Some([lines, lines].concat().iter().map(|&line| line.to_owned()).collect())),
    ),
    Kind::new("separator lost", &["* apiVersion"], always, Do::File(without_separator)),
    Kind::new(
        "line one to the right",
        PLAIN,
        is_block,
        Do::Lines(|_, lines| Some(first(lines, |line| format!(" {line}")))),
    ),
    Kind::new(
        "line one to the left",
        PLAIN,
        is_block,
        Do::Lines(|_, lines| Some(first(lines, |line| line[1..].to_owned()))),
    ),
    Kind::new(
        "block to the right",
        &["pod containers[].resources", "pod containers[].readinessProbe"],
        is_block,
        Do::Lines(|_, lines| Some(lines.iter().map(|line| format!("  {line}")).collect())),
    ),
    Kind::new(
        "dash lost",
        &["pod containers[].env[]", "pod containers[].ports[]", "pod volumes[]", "Service spec.ports[]"],
        is_block_item,
        Do::Lines(|_, lines| Some(first(lines, |line| line.replacen('-', " ", 1)))),
    ),
    Kind::new(
        "dash lost before a word",
        &["Role rules[].verbs[]"],
        is_block_item,
        Do::Lines(|_, lines| Some(first(lines, |line| line.replacen('-', " ", 1)))),
    ),
    Kind::new(
        "dash without a blank",
        &["pod containers[].env[]", "pod containers[].ports[]", "Service spec.ports[]"],
        is_block_item,
        Do::Lines(|_, lines| Some(first(lines, |line| line.replacen("- ", "-", 1)))),
    ),
    Kind::new("merge conflict", PLAIN, is_block, Do::Lines(conflict)),
    Kind::new(
        "blank that is none",
        PLAIN,
        is_block,
        Do::Lines(|_, lines| Some(first(lines, |line| line.replacen(": ", ":\u{a0}", 1)))),
    ),
];

/// Entries of many kinds, with one or more lines each.
const SOME: &[&str] = &["pod containers[].image", "Service spec.ports", "* metadata.name"];
/// Entries of one line that are deep enough to move to the left or right.
const PLAIN: &[&str] = &["pod containers[].image", "Deployment spec.replicas", "Ingress spec.ingressClassName"];

fn is_block(site: &Site<'_>) -> bool {
    site.node.key().is_some() && !is_flow(site)
}

fn is_flow(site: &Site<'_>) -> bool {
    site.node.source_text().starts_with('[')
}

fn is_block_item(site: &Site<'_>) -> bool {
    site.node.parent().is_some_and(|list| list.source_text().starts_with('-'))
}

/// Edits the first line.
fn first(lines: &[&str], edit: impl Fn(&str) -> String) -> Vec<String> {
    lines.iter().enumerate().map(|(at, line)| if at == 0 { edit(line) } else { (*line).to_owned() }).collect()
}

fn without_separator(site: &Site<'_>, text: &str) -> Option<String> {
    let start = site.node.key()?.written_span().start as usize;
    let before = text[..start].strip_suffix("---\n")?;
    Some(format!("{before}{}", &text[start..]))
}

fn conflict(_: &Site<'_>, lines: &[&str]) -> Option<Vec<String>> {
    let lines = [&["<<<<<<< HEAD"], lines, &["======="], lines, &[">>>>>>> topic"]].concat();
    Some(lines.iter().map(|&line| line.to_owned()).collect())
}
