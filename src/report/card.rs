//! Shows the cards of rules in a terminal: turns their Markdown into text with colours.

use std::io;

use super::style::{BOLD, CYAN, DIM, GREEN, REMOVED, Style, color};
use super::visible::visible;
use crate::diagnostic::Severity;
use crate::rule::{Category, Check, Meta, Rule};
use crate::schema::listed;

/// A piece of a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Block<'c> {
    /// The title of the card.
    Title(&'c str),
    /// The line of facts below the title.
    Facts(&'c str),
    /// The title of a section; `###` starts one within a section.
    Section(&'c str),
    /// A paragraph or a list.
    Prose(&'c str),
    /// A code block: the word after the fence, and the lines inside.
    Fence(&'c str, &'c str),
}

impl Block<'_> {
    /// Whether this is only the name of the file in the fence below.
    pub fn is_file_name(&self) -> bool {
        let name = |text: &&str| text.strip_prefix('`')?.strip_suffix('`').map(|name| !name.contains(['`', '\n']));
        matches!(self, Block::Prose(text) if name(text) == Some(true))
    }
}

/// The pieces of a card, in order.
pub fn blocks(card: &str) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    let mut rest = card.trim_start_matches('\n');
    while !rest.is_empty() {
        let (block, after) = match rest.strip_prefix("```") {
            Some(fence) => {
                let (info, body) = fence.split_once('\n').unwrap_or((fence, ""));
                let (text, after) = body.split_once("\n```").unwrap_or((body, ""));
                (Block::Fence(info.split(' ').next().unwrap_or_default(), text), after)
            }
            None => {
                let (text, after) = rest.split_once("\n\n").unwrap_or((rest, ""));
                (block(text.trim_end()), after)
            }
        };
        blocks.push(block);
        rest = after.trim_start_matches('\n');
    }
    blocks
}

fn block(text: &str) -> Block<'_> {
    let title = |sign: &str| text.strip_prefix(sign).map(str::trim_start);
    let section = title("### ").or_else(|| title("## ")).map(Block::Section);
    let block = section.or_else(|| title("# ").map(Block::Title)).or_else(|| title("> ").map(Block::Facts));
    block.unwrap_or(Block::Prose(text))
}

/// Writes the pieces of a card, sections below their titles.
pub fn write(out: &mut dyn io::Write, blocks: &[Block<'_>], style: Style) -> io::Result<()> {
    let mut indent = 0;
    let mut before: Option<&Block<'_>> = None;
    for block in blocks {
        let belongs =
            matches!(before, Some(Block::Title(_) | Block::Section(_))) || before.is_some_and(Block::is_file_name);
        if before.is_some() && !belongs {
            writeln!(out)?;
        }
        match block {
            Block::Title(text) => writeln!(out, "{}", style.paint(BOLD, text))?,
            Block::Facts(text) => writeln!(out, "{}", style.paint(DIM, text))?,
            Block::Section(text) => {
                indent = 2;
                writeln!(out, "{}", style.paint(BOLD, text))?;
            }
            Block::Prose(text) => prose(out, text, indent, style)?,
            Block::Fence(info, text) => {
                for line in text.lines() {
                    let painted = match line.as_bytes().first() {
                        Some(b'-') if *info == "diff" => style.paint(REMOVED, &visible(line)),
                        Some(b'+') if *info == "diff" => style.paint(GREEN, &visible(line)),
                        _ => visible(line).into_owned(),
                    };
                    writeln!(out, "{}", format!("{:indent$}{painted}", "").trim_end())?;
                }
            }
        }
        before = Some(block);
    }
    Ok(())
}

/// Writes a table of rules: id, severity and text, broken to fit.
pub fn table(out: &mut dyn io::Write, rules: &[(&str, Severity, String)], style: Style) -> io::Result<()> {
    let width = rules.iter().map(|(id, ..)| id.len()).max().unwrap_or(0);
    for (id, severity, text) in rules {
        let word = style.paint(color(*severity), &format!("{:7}", severity.as_str()));
        let hanging = 2 + width + 2 + 7 + 2;
        let lines = style.lines(&spans(text, style), hanging, hanging);
        writeln!(out, "  {id:width$}  {word}  {}", lines.join(&format!("\n{:hanging$}", "")))?;
    }
    Ok(())
}

/// A paragraph or the items of a list, broken to fit.
fn prose(out: &mut dyn io::Write, text: &str, indent: usize, style: Style) -> io::Result<()> {
    let mut items: Vec<String> = Vec::new();
    for line in text.lines() {
        match items.last_mut() {
            Some(item) if marker(line) == 0 => {
                item.push(if style.wrap { ' ' } else { '\n' });
                item.push_str(line.trim_start());
            }
            _ => items.push(line.to_owned()),
        }
    }
    for item in items {
        let (mark, text) = item.split_at(marker(&item));
        let hanging = indent + mark.len();
        let lines = style.lines(&spans(text, style), hanging, hanging);
        for (index, line) in lines.iter().enumerate() {
            let mark = if index == 0 { mark } else { "" };
            writeln!(out, "{}", format!("{:indent$}{mark:width$}{line}", "", width = hanging - indent).trim_end())?;
        }
    }
    Ok(())
}

/// The length of `- ` or `1. ` at the start of a list item in bytes; 0 for other lines.
fn marker(line: &str) -> usize {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    match &line[digits..] {
        rest if digits > 0 && rest.starts_with(". ") => digits + 2,
        rest if digits == 0 && rest.starts_with("- ") => 2,
        _ => 0,
    }
}

/// The text with its code in colour, or unchanged without colours.
fn spans(text: &str, style: Style) -> String {
    let mut out = String::new();
    for (index, part) in text.split('`').enumerate() {
        match index % 2 {
            1 if style.color => out.push_str(&style.paint(CYAN, part)),
            1 => out.push_str(&format!("`{part}`")),
            _ => out.push_str(part),
        }
    }
    out
}

/// The fields of Kubernetes' own kinds that the rule checks: their number, or with `all` each field with its
/// constraint.
fn fields(meta: &Meta, all: bool) -> String {
    let Some(test) = meta.constraints else { return String::new() };
    let fields = listed(test);
    let lines = match all {
        false => {
            let (count, id) = (fields.len(), meta.id);
            format!("{count} fields of Kubernetes' own kinds. `bowline explain {id} --all` lists them.\n")
        }
        true => fields.iter().map(|field| format!("- {field}\n")).collect(),
    };
    format!("## Fields\n\n{lines}\n")
}

/// The text after a card, in Markdown: the fields that the rule checks, or their number, and how to silence the rule or
/// to turn it on.
pub fn closing(rule: &Rule, all: bool) -> String {
    let Meta { id, category, on, .. } = rule.meta;
    // bowline's own configuration has no place for directives, and files that cannot be read have no comments.
    let has_place =
        !matches!(category, Category::Configuration | Category::Suppression) && !matches!(rule.check, Check::Engine);
    let here = if has_place { format!("- one finding: `# bowline: ignore[{id}] reason`\n") } else { String::new() };
    let switch = match on {
        true => format!("## How to silence it\n\n{here}- everywhere: `ignore: [{id}]` in `bowline.yaml`"),
        false => format!("## How to turn it on\n\n- `severity: {{{id}: warning}}` in `bowline.yaml`"),
    };
    format!("{}{switch}", fields(&rule.meta, all))
}
