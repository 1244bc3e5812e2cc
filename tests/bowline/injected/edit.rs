//! Edits of a place, and the texts that they make.

use bowline::yaml::{Kind, Node, Style};

use super::place::Site;

/// A file with one edit.
pub struct Mistake {
    /// The number of the file.
    pub file: usize,
    pub text: String,
    /// The numbers of the edited lines, from 1, in the new text. For a removal, the lines around it.
    pub lines: Vec<usize>,
    /// Other lines at which a finding may show the edit: the other ends of a removed name, or the first of two
    /// duplicates.
    pub others: Vec<(usize, usize)>,
}

/// An edit of a value.
#[derive(Clone, Copy)]
pub enum Do {
    /// Misspells the value.
    Typo,
    /// Misspells the key of the value.
    KeyTypo,
    /// Replaces the value by other text.
    Write(&'static str),
    /// Writes text before and after the value.
    Around(&'static str, &'static str),
    /// Replaces the value by text that is made from it.
    Make(for<'a> fn(&Site<'a>) -> Option<String>),
    /// Adds lines after the entry, in the column of the key or of the item.
    After(&'static str),
    /// Adds lines before the entry, in the column of the key or of the item.
    Before(&'static str),
    /// Removes the entry or item.
    Drop,
    /// Edits the lines of the entry: the text before it, and its lines.
    Lines(fn(&Site<'_>, &[&str]) -> Option<Vec<String>>),
    /// Edits the whole file.
    File(fn(&Site<'_>, &str) -> Option<String>),
}

impl Do {
    pub fn apply(self, site: &Site<'_>) -> Option<Mistake> {
        let text = &site.app.files[site.object.file].text;
        let node = site.node;
        let replaced = |node: Node<'_>, new: &str| splice(text, node, new);
        let new = match self {
            Do::Typo => replaced(node, &in_quotes(node, &typo(site, node.as_str()?)?)),
            Do::KeyTypo => replaced(node.key()?, &in_quotes(node.key()?, &typo(site, node.key()?.as_str()?)?)),
            Do::Write(new) => replaced(node, new),
            Do::Around(before, after) => replaced(node, &format!("{before}{}{after}", node.source_text())),
            Do::Make(make) => replaced(node, &make(site)?),
            Do::After(added) => lines_of(text, node, |lines, column| {
                Some(lines.iter().map(|&line| line.to_owned()).chain(indented(added, column)).collect())
            })?,
            Do::Before(added) => lines_of(text, node, |lines, column| {
                Some(indented(added, column).chain(lines.iter().map(|&line| line.to_owned())).collect())
            })?,
            Do::Drop => lines_of(text, node, |_, _| Some(Vec::new()))?,
            Do::Lines(edit) => lines_of(text, node, |lines, _| edit(site, lines))?,
            Do::File(edit) => edit(site, text)?,
        };
        (new != *text).then(|| Mistake {
            file: site.object.file,
            lines: changed(text, &new),
            others: match self {
                Do::Drop => other_ends(site),
                Do::Lines(_) => holder(site).into_iter().collect(),
                _ => Vec::new(),
            },
            text: new,
        })
    }
}

fn splice(text: &str, node: Node<'_>, new: &str) -> String {
    let span = node.written_span();
    format!("{}{new}{}", &text[..span.start as usize], &text[span.end as usize..])
}

/// New text in the quotes of a node.
fn in_quotes(node: Node<'_>, new: &str) -> String {
    match node.style() {
        Style::DoubleQuoted => format!("\"{new}\""),
        Style::SingleQuoted => format!("'{new}'"),
        _ => new.to_owned(),
    }
}

fn indented(added: &str, column: usize) -> impl Iterator<Item = String> {
    added.lines().map(move |line| format!("{:column$}{line}", ""))
}

/// Edits the lines of an entry or item that shares them with nothing else. The column is that of its key or dash.
fn lines_of(text: &str, node: Node<'_>, edit: impl FnOnce(&[&str], usize) -> Option<Vec<String>>) -> Option<String> {
    let start = node.key().unwrap_or(node).written_span().start as usize;
    let end = node.descendants().map(|below| below.written_span().end as usize).max()?.max(start + 1);
    let first = text[..start].matches('\n').count();
    let last = text[..end].trim_end().matches('\n').count();
    let all: Vec<&str> = text.lines().collect();
    let before = &text[text[..start].rfind('\n').map_or(0, |at| at + 1)..start];
    let column = match node.key() {
        Some(_) if before.trim().is_empty() => before.len(),
        // The first key of an item.
        Some(_) if before.trim() == "-" => return first_of_item(&all, first, last, before.len(), edit),
        None if before.trim() == "-" => before.find('-')?,
        _ => return None,
    };
    let edited = edit(&all[first..=last], column)?;
    let kept = |lines: &[&str]| lines.iter().map(|&line| line.to_owned()).collect::<Vec<_>>();
    Some([kept(&all[..first]), edited, kept(&all[last + 1..])].concat().join("\n") + "\n")
}

/// Edits the first key of an item. It shares its line with the dash, so lines can only be added after it.
fn first_of_item(
    all: &[&str],
    first: usize,
    last: usize,
    column: usize,
    edit: impl FnOnce(&[&str], usize) -> Option<Vec<String>>,
) -> Option<String> {
    let edited = edit(&all[first..=last], column)?;
    let is_kept = edited.first().is_some_and(|line| *line == all[first]);
    let kept = |lines: &[&str]| lines.iter().map(|&line| line.to_owned()).collect::<Vec<_>>();
    is_kept.then(|| [kept(&all[..first]), edited, kept(&all[last + 1..])].concat().join("\n") + "\n")
}

/// The numbers of the lines that differ from another text, from 1. For removed lines, the lines around their place.
fn changed(old: &str, new: &str) -> Vec<usize> {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let same = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let rest = old.len().min(new.len()) - same;
    let tail = old.iter().rev().zip(new.iter().rev()).take(rest).take_while(|(a, b)| a == b).count();
    let end = new.len() - tail;
    if end > same { (same + 1..=end).collect() } else { vec![same.max(1), same + 1] }
}

/// The other places of the names in a removed entry.
fn other_ends(site: &Site<'_>) -> Vec<(usize, usize)> {
    let key = site.node.key().into_iter();
    let gone: Vec<Node<'_>> = key.chain(site.node.descendants()).filter(|node| node.kind() == Kind::Scalar).collect();
    let is_gone = |node: &Node<'_>| gone.contains(node);
    let names: Vec<&str> = gone.iter().map(|node| node.text()).filter(|text| text.len() > 1).collect();
    let start = gone.iter().map(|node| node.written_span().start).min().unwrap_or_default() as usize;
    let others = site.app.scalars().filter(|(_, node)| names.contains(&node.text()));
    let others = others.filter(|(file, node)| *file != site.object.file || !is_gone(node));
    let line = |file: usize, node: Node<'_>| {
        let at = node.written_span().start as usize;
        let line = site.app.files[file].text[..at].matches('\n').count() + 1;
        let is_after = file == site.object.file && at > start;
        (file, if is_after { line.saturating_sub(height(site)) } else { line })
    };
    others.map(|(file, node)| line(file, node)).chain(holder(site)).collect()
}

/// The line of the key that contains an entry or item. Findings show this line for a mapping or list.
fn holder(site: &Site<'_>) -> Option<(usize, usize)> {
    let key = site.node.parent()?.key()?;
    let at = key.written_span().start as usize;
    Some((site.object.file, site.app.files[site.object.file].text[..at].matches('\n').count() + 1))
}

/// The number of lines of an entry.
fn height(site: &Site<'_>) -> usize {
    let start = site.node.key().unwrap_or(site.node).written_span().start as usize;
    let end = site.node.descendants().map(|below| below.written_span().end as usize).max().unwrap_or(start);
    site.app.files[site.object.file].text[start..end].trim_end().matches('\n').count() + 1
}

/// A name with one wrong letter, which the number of the place decides. It is never an existing text.
pub fn typo(site: &Site<'_>, name: &str) -> Option<String> {
    let letters: Vec<usize> =
        name.char_indices().filter(|(_, letter)| letter.is_ascii_alphabetic()).map(|(at, _)| at).collect();
    let tries = (0..letters.len() * 4).map(|attempt| site.number * 7 + 3 + attempt);
    let words = ["on", "off", "yes", "no", "true", "false", "null", "y", "n"];
    let is_new = |new: &String| {
        *new != name
            && !site.app.has(new)
            && new.starts_with(|first: char| first.is_ascii_alphanumeric())
            && new.ends_with(|last: char| last.is_ascii_alphanumeric())
            && !words.contains(&new.to_ascii_lowercase().as_str())
    };
    tries.filter_map(|number| slip(name, letters[number / 4 % letters.len()], number % 4)).find(is_new)
}

/// Makes one of four typos of the letter at a place.
fn slip(name: &str, at: usize, way: usize) -> Option<String> {
    let (before, letter, after) = (&name[..at], &name[at..=at], &name[at + 1..]);
    match way {
        0 if name.len() > 3 => Some(format!("{before}{after}")),
        1 => {
            let next = after.chars().next().filter(|next| next.is_ascii_alphabetic() && next.to_string() != letter)?;
            Some(format!("{before}{next}{letter}{}", &after[1..]))
        }
        2 => Some(format!("{before}{letter}{letter}{after}")),
        3 => {
            let rows = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];
            let row = rows.iter().find(|row| row.contains(&letter.to_ascii_lowercase()))?;
            let place = row.find(&letter.to_ascii_lowercase())?;
            let near = if place > 0 { &row[place - 1..place] } else { &row[1..2] };
            let is_upper = letter.chars().all(|letter| letter.is_ascii_uppercase());
            let near = if is_upper { near.to_ascii_uppercase() } else { near.to_owned() };
            Some(format!("{before}{near}{after}"))
        }
        _ => None,
    }
}
