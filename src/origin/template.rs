//! The lines of a template, as far as they are literal text.

use super::depth;

/// Lines that give text by themselves.
#[derive(Debug)]
pub(super) struct Template {
    lines: Vec<Line>,
}

#[derive(Debug)]
struct Line {
    /// 1-based.
    number: u32,
    /// The literal text: before, between and after the actions of the line.
    parts: Vec<String>,
    /// Index of the line that it lies below.
    parent: Option<usize>,
}

impl Template {
    /// Any text: one without actions is a template too.
    pub(super) fn new(text: &str) -> Self {
        let mut lines: Vec<Line> = Vec::new();
        // The line above and those that it lies below.
        let mut open: Vec<(usize, usize)> = Vec::new();
        for (number, parts) in (1..).zip(literals(text)).filter(|(_, parts)| is_literal(parts)) {
            let depth = parts.first().map_or(0, |first| depth(first));
            while open.pop_if(|(above, _)| *above >= depth).is_some() {}
            let parent = open.last().map(|(_, index)| *index);
            open.push((depth, lines.len()));
            lines.push(Line { number, parts: trimmed(parts), parent });
        }
        Self { lines }
    }

    /// The number of the line that a rendered line was made from, where only one can be: the line itself and all that
    /// it lies below must fit. The path holds the rendered line first, then those above it, without blanks around them.
    pub(super) fn only_line(&self, path: &[&str]) -> Option<u32> {
        let mut fitting = self.lines.iter().filter(|line| self.lies_at(line, path));
        let line = fitting.next()?;
        fitting.next().is_none().then_some(line.number)
    }

    fn lies_at(&self, line: &Line, path: &[&str]) -> bool {
        let lines = std::iter::successors(Some(line), |line| self.lines.get(line.parent?));
        let mut rendered = path.iter();
        lines.into_iter().all(|line| rendered.next().is_some_and(|text| fits(&line.parts, text))) && rendered.len() == 0
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

/// True for a line with words of its own. What an action gives alone could be anything.
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

/// True where the parts stand in a line in order, the first at its start and the last at its end.
fn fits(parts: &[String], rendered: &str) -> bool {
    let [first, between @ .., last] = parts else { return parts.iter().any(|part| part == rendered) };
    let rest = rendered.strip_prefix(first.as_str()).and_then(|rest| rest.strip_suffix(last.as_str()));
    let rest = between.iter().try_fold(rest, |rest, part| Some(rest?.split_once(part.as_str()).map(|(_, rest)| rest)));
    rest.flatten().is_some()
}
