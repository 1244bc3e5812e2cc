//! The lines of a template, as far as they are literal text.

use std::cell::Cell;
use std::collections::HashMap;

/// How many comparisons of template lines with rendered lines are made; long lines count more. If a template repeats a
/// line very often, its occurrences cannot be distinguished anyway.
const MAX_LOOKS: usize = 5_000_000;

/// The start of an item of a list.
const ITEM: &str = "- ";

/// The indentation of a line of YAML.
#[derive(Debug, Clone, Copy)]
pub(super) struct Indent {
    /// The column of its first character.
    column: usize,
    /// The column of its key: after the `-` of an item.
    key: usize,
}

/// A line on the way from a place up to the root of its document.
#[derive(Debug)]
pub(super) struct Step<'a> {
    /// The text without blanks around it.
    pub text: &'a str,
    /// Whether this line begins the item that the step before is another key of. That step is then not part of its
    /// value.
    pub is_mate: bool,
}

/// Lines that give text by themselves.
#[derive(Debug)]
pub(super) struct Template {
    lines: Vec<Line>,
    /// The indices of lines by their first words. The empty word has the lines that may begin with any word.
    by_word: HashMap<String, Vec<usize>>,
    /// The rest of [`MAX_LOOKS`].
    looks: Cell<usize>,
}

#[derive(Debug)]
struct Line {
    /// 1-based.
    number: u32,
    /// The literal text: before, between and after the actions of the line.
    parts: Vec<String>,
    /// The index of the line above that it belongs to, and whether the two are keys of one item.
    parent: Option<(usize, bool)>,
}

impl Indent {
    /// The indentation of a line. Returns `None` for a blank line.
    pub(super) fn of(line: &str) -> Option<Self> {
        let text = line.trim_start();
        let column = line.len() - text.len();
        let key = column + text.len() - strip_item(text).len();
        (!text.is_empty()).then_some(Self { column, key })
    }

    /// Whether a line below could belong to this one. An item can belong to a key in the same column.
    pub(super) fn is_above(self, below: Self) -> bool {
        (self.column, self.key > self.column) < (below.column, below.key > below.column)
    }

    /// Whether both are keys of one item.
    pub(super) fn is_mate(self, below: Self) -> bool {
        self.key > self.column && self.key == below.key && below.key == below.column
    }
}

impl Template {
    /// Reads any text: a text without actions is also a template.
    pub(super) fn new(text: &str) -> Self {
        let mut lines: Vec<Line> = Vec::new();
        // The line above, preceded by its parents.
        let mut open: Vec<(Indent, usize)> = Vec::new();
        for (number, parts) in (1..).zip(literals(text)).filter(|(_, parts)| is_literal(parts)) {
            let column = parts.first().map_or(0, |first| first.len() - first.trim_start().len());
            let indent = parts.first().and_then(|first| Indent::of(first)).unwrap_or(Indent { column, key: column });
            while open.pop_if(|(above, _)| !above.is_above(indent)).is_some() {}
            let parent = open.last().map(|(above, index)| (*index, above.is_mate(indent)));
            open.push((indent, lines.len()));
            lines.push(Line { number, parts: trimmed(parts), parent });
        }
        let mut by_word: HashMap<String, Vec<usize>> = HashMap::new();
        for (index, line) in lines.iter().enumerate() {
            let word = match line.parts.as_slice() {
                [whole] => first_word(whole).unwrap_or(strip_item(whole)),
                parts => parts.first().and_then(|first| first_word(first)).unwrap_or_default(),
            };
            by_word.entry(word.to_owned()).or_default().push(index);
        }
        Self { lines, by_word, looks: Cell::new(MAX_LOOKS) }
    }

    /// The number of the line that a rendered line was made from, if only one is possible. The line itself and all
    /// lines above it in the path must match. The path starts with the rendered line.
    pub(super) fn only_line(&self, path: &[Step<'_>]) -> Option<u32> {
        let text = path.first()?.text;
        let words = [first_word(text).unwrap_or(strip_item(text)), ""];
        let words = if words[0].is_empty() { &words[1..] } else { &words[..] };
        let near = || words.iter().filter_map(|word| self.by_word.get(*word)).flatten();
        let only = |mates: bool| {
            let lines = near().take_while(|_| self.looks.get() > 0).filter_map(|&index| self.lines.get(index));
            let mut fitting = lines.filter(|line| self.lies_at(line, path, mates));
            fitting.next().filter(|_| fitting.next().is_none() && self.looks.get() > 0)
        };
        // Kustomize sorts keys, so another key may begin an item.
        only(true).or_else(|| only(false)).map(|line| line.number)
    }

    /// Whether the line and those above it match a path. Without `mates` it does not matter which key of an item comes
    /// first.
    fn lies_at(&self, line: &Line, path: &[Step<'_>], mates: bool) -> bool {
        let mut above = Some((line, false));
        let own = std::iter::from_fn(|| {
            let (line, is_mate) = above?;
            above = line.parent.and_then(|(index, is_mate)| Some((self.lines.get(index)?, is_mate)));
            Some((line, is_mate))
        });
        let mut own = own.filter(|(_, is_mate)| mates || !is_mate);
        let mut rendered = path.iter().enumerate().filter(|(index, step)| mates || *index == 0 || !step.is_mate);
        let mut is_at = |step: &Step<'_>| {
            self.looks.set(self.looks.get().saturating_sub(1 + step.text.len() / 64));
            own.next().is_some_and(|(line, _)| fits(&line.parts, step.text, mates))
        };
        rendered.all(|(_, step)| is_at(step)) && own.next().is_none()
    }
}

/// The lines of a text as the literal parts around their actions.
fn literals(text: &str) -> Vec<Vec<String>> {
    let mut lines = vec![vec![String::new()]];
    let mut rest = text;
    while let Some((literal, action)) = rest.split_once("{{") {
        push(&mut lines, literal);
        let end = if is_comment(action) { "*/" } else { "" };
        let body = action.find(end).unwrap_or_default();
        let length = action[body..].find("}}").map_or(action.len(), |close| body + close + 2);
        lines.extend(action[..length].matches('\n').map(|_| vec![String::new()]));
        if let Some(line) = lines.last_mut() {
            line.push(String::new());
        }
        rest = &action[length..];
    }
    push(&mut lines, rest);
    lines
}

fn push(lines: &mut Vec<Vec<String>>, literal: &str) {
    let mut pieces = literal.split('\n');
    if let (Some(line), Some(piece)) = (lines.last_mut().and_then(|parts| parts.last_mut()), pieces.next()) {
        line.push_str(piece);
    }
    lines.extend(pieces.map(|piece| vec![piece.to_owned()]));
}

fn is_comment(action: &str) -> bool {
    action.trim_start_matches('-').trim_start().starts_with("/*")
}

/// Whether the line has words of its own. The output of an action alone could be anything.
fn is_literal(parts: &[String]) -> bool {
    let is_yaml_comment = parts.first().is_some_and(|part| part.trim_start().starts_with('#'));
    !is_yaml_comment && parts.iter().any(|part| part.contains(char::is_alphanumeric))
}

fn trimmed(mut parts: Vec<String>) -> Vec<String> {
    if let Some(first) = parts.first_mut() {
        *first = first.trim_start().to_owned();
    }
    if let Some(last) = parts.last_mut() {
        *last = last.trim_end().to_owned();
    }
    parts
}

fn strip_item(text: &str) -> &str {
    text.strip_prefix(ITEM).map_or(text, str::trim_start)
}

/// The first word after the `-` of an item, if it is complete.
fn first_word(text: &str) -> Option<&str> {
    strip_item(text).split_once([':', ' ']).map(|(word, _)| word)
}

/// Whether the parts are in a line in order, the first at its start and the last at its end. Without `items`, the line
/// may or may not be an item.
fn fits(parts: &[String], rendered: &str, items: bool) -> bool {
    let bare = |text| if items { text } else { strip_item(text) };
    let [first, between @ .., last] = parts else { return parts.iter().any(|part| bare(part) == bare(rendered)) };
    let rest = bare(rendered).strip_prefix(bare(first)).and_then(|rest| rest.strip_suffix(last.as_str()));
    let rest = between.iter().try_fold(rest, |rest, part| Some(rest?.split_once(part.as_str()).map(|(_, rest)| rest)));
    rest.flatten().is_some()
}
