//! Explains brackets that stay open, that close nothing, or that close before the value ends.

use super::view::{View, is_entry, part};
use crate::yaml::edit::Applicability;
use crate::yaml::problem::{Problem, ProblemKind};
use crate::yaml::tree::Style;
use crate::yaml::tree::raw::RawKind;

/// Explains a bracket that was still open when the parser stopped.
pub(super) fn open(view: &View<'_>) -> Option<Problem> {
    if view.says(&["misplaced bracket"]) && matches!(view.byte(view.at), Some(b']' | b'}')) {
        let message = "this bracket closes nothing";
        return Some(Problem::new(ProblemKind::Syntax, view.span(view.at..view.at + 1), message));
    }
    let flow: Vec<_> = view.open.iter().filter(|open| open.style == Style::Flow).collect();
    let open = flow.first()?.start;
    let bracket_line = view.line(open);
    let below = view.lines(bracket_line.start..view.chunk.end).skip(1);
    let mut below = below.filter(|line| !part(view.text, line.clone()).trim().is_empty());
    // The first line that cannot belong to the brackets.
    let indent = view.indent(&bracket_line);
    let goes_on = below.find(|line| {
        let content = part(view.text, view.content(line));
        line.start <= view.at
            && view.indent(line) <= indent
            && (is_entry(content) || part(view.text, line.clone()).trim_start().starts_with("- "))
    });
    let at_end = part(view.text, view.at..view.chunk.end).trim().is_empty();
    if goes_on.is_none() && !at_end {
        let message = "a comma or a closing bracket is missing before this place";
        let width = part(view.text, view.at..).chars().next().map_or(0, char::len_utf8);
        let innermost = flow.last()?.start;
        return Some(
            Problem::new(ProblemKind::Syntax, view.span(view.at..view.at + width), message)
                .related(view.span(innermost..innermost + 1), "the bracket opens here"),
        );
    }
    let message = "this bracket is not closed";
    let mut problem = Problem::new(ProblemKind::Syntax, view.span(open..open + 1), message).label("it opens here");
    let end = match &goes_on {
        Some(line) => {
            let content = view.content(line);
            problem = problem.related(view.span(content), "this line is read as a part of it");
            part(view.text, ..line.start).trim_end().len()
        }
        None => view.chunk.start + part(view.text, view.chunk.clone()).trim_end().len(),
    };
    let line = view.line(end.saturating_sub(1).max(open));
    let end = view.value_end(line.start, line.end).max(open + 1);
    let inside = flow.iter().rev().filter(|open| open.start < end);
    let closers: String = inside.map(|open| if open.kind == RawKind::Mapping { '}' } else { ']' }).collect();
    let edit = view.edit(end..end, closers);
    if view.works(std::slice::from_ref(&edit)) {
        problem = problem.fix(Applicability::Unsafe, "close the bracket", edit);
    }
    Some(problem)
}

/// Explains text after the bracket that closes the value: `[sh, -c] echo`.
pub(super) fn text_after(view: &View<'_>) -> Option<Problem> {
    let line = view.line(view.at);
    let value = view.value(&line);
    let text = part(view.text, value.clone());
    if view.in_flow() || text.starts_with("{{") {
        return None;
    }
    let length = closed(text)?;
    let rest = part(text, length..);
    let after = value.start + text.len() - rest.trim_start().len();
    // Text that follows directly may belong to a text that starts with a bracket, such as `[::1]:80`.
    if rest.trim().is_empty() || !rest.starts_with([' ', '\t', ',', '[', '{', ']', '}']) {
        return None;
    }
    let close = value.start + length - 1;
    let (sign, what) = if text.starts_with('[') { (']', "list") } else { ('}', "mapping") };
    let message = format!("text follows the closing `{sign}`, which ends the {what}");
    let problem = Problem::new(ProblemKind::Syntax, view.span(after..value.end), message)
        .related(view.span(close..close + 1), format!("the {what} ends here"));
    let edit = view.edit(close + 1..value.end, "");
    let is_comma = rest.trim() == "," && view.works(std::slice::from_ref(&edit));
    Some(match is_comma {
        true => problem.fix(Applicability::Unsafe, "remove the comma", edit),
        false => problem.help("move it into the brackets, or quote the whole value"),
    })
}

/// The length of the text in brackets at the start of a text. Returns `None` if the brackets are not closed.
fn closed(text: &str) -> Option<usize> {
    let (mut depth, mut quote) = (0_usize, None);
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') if part(text, ..at).ends_with([' ', '[', '{', ',', ':']) => quote = Some(c),
            (None, '[' | '{') => depth += 1,
            (None, ']' | '}') => depth = depth.checked_sub(1)?,
            _ => {}
        }
        if depth == 0 {
            return (at > 0).then_some(at + c.len_utf8());
        }
    }
    None
}
