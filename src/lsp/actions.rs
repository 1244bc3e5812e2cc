//! Actions for findings: fixes, and ways to silence findings.

use lsp_types::{CodeAction, CodeActionKind, CodeActionOrCommand, CodeActionParams, CodeActionResponse, Range};

use super::configuration::ignore_everywhere;
use super::diagnostics::diagnostic;
use super::edits::workspace_edit;
use super::state::{Asked, Refusal, State};
use crate::diagnostic::{Applicability, Diagnostic, Fix};
use crate::fix;
use crate::rule::Category;
use crate::rules;
use crate::source::Span;
use crate::yaml;

/// The kind of "fix all safe problems".
pub const FIX_ALL: CodeActionKind = CodeActionKind::new("source.fixAll.bowline");

/// The actions for a range.
///
/// # Errors
/// If the text changed in the meantime.
pub fn code_actions(state: &State, params: CodeActionParams) -> Result<Option<CodeActionResponse>, Refusal> {
    let Some(asked) = state.asked(&params.text_document.uri)? else { return Ok(None) };
    let is_versioned = state.client.versioned_edits;
    let only = params.context.only;
    let is_wanted = |kind: &CodeActionKind| {
        only.as_ref().is_none_or(|only| only.iter().any(|wanted| is_kind(kind.as_str(), wanted.as_str())))
    };
    let mut actions = Vec::new();
    let here = within(&asked, params.range);
    if is_wanted(&CodeActionKind::QUICKFIX) {
        actions.extend(here.iter().filter_map(|finding| fix_one(finding, &asked, is_versioned)));
        actions.extend(here.iter().filter_map(|finding| ignore(finding, &asked, is_versioned)));
        let mut rules: Vec<&'static str> = here.iter().map(|finding| finding.rule).collect();
        rules.sort_unstable();
        rules.dedup();
        let creates = is_versioned && state.client.creates;
        actions.extend(rules.into_iter().filter_map(|rule| ignore_everywhere(rule, &asked, is_versioned, creates)));
    }
    // Unlike other actions, it is shown only if it changes something.
    if is_wanted(&FIX_ALL) {
        actions.extend(fix_all(&asked, is_versioned));
    }
    Ok(Some(actions.into_iter().map(CodeActionOrCommand::CodeAction).collect()))
}

/// Whether a kind equals the requested one, or is below it.
fn is_kind(kind: &str, wanted: &str) -> bool {
    kind.strip_prefix(wanted).is_some_and(|rest| rest.is_empty() || rest.starts_with('.') || wanted.is_empty())
}

/// The findings with a place in a range, including findings of other files.
fn within<'a>(asked: &Asked<'a>, range: Range) -> Vec<&'a Diagnostic> {
    let (source, encoding) = (asked.source, asked.places.encoding);
    let (start, end) = (encoding.offset(source, range.start), encoding.offset(source, range.end));
    let meets = |span: Span| span.start <= end.max(start) && start.min(end) <= span.end;
    let own = asked.snapshot.of_file(source.id()).filter(|finding| meets(finding.primary.span));
    let others = asked.snapshot.touching(source.id()).filter(|(_, span, _)| meets(*span)).map(|(finding, ..)| finding);
    own.chain(others).collect()
}

/// The fix of a finding.
fn fix_one(finding: &Diagnostic, asked: &Asked<'_>, is_versioned: bool) -> Option<CodeAction> {
    let fix = finding.fix.as_ref().filter(|fix| !fix.edits.is_empty())?;
    let edits = fix.edits.iter().map(|edit| (edit.span(), edit.text()));
    let edit = workspace_edit(edits, is_versioned, asked.snapshot, &asked.places)?;
    Some(CodeAction {
        title: fix.title.clone(),
        kind: Some(CodeActionKind::QUICKFIX),
        diagnostics: Some(vec![diagnostic(finding, asked.snapshot, &asked.places)]),
        edit: Some(edit),
        is_preferred: Some(fix.applicability == Applicability::Safe),
        ..CodeAction::default()
    })
}

/// All safe fixes of a file that apply together.
fn fix_all(asked: &Asked<'_>, is_versioned: bool) -> Option<CodeAction> {
    let file = asked.source.id();
    let is_own =
        |fix: &&Fix| fix.applicability == Applicability::Safe && fix.edits.iter().all(|edit| edit.span().file == file);
    let offered: Vec<&Fix> = asked.snapshot.of_file(file).filter_map(|one| one.fix.as_ref()).filter(is_own).collect();
    let picked = fix::together(&asked.snapshot.sources, &offered);
    let mut edits = picked.iter().flat_map(|fix| &*fix.edits).map(|edit| (edit.span(), edit.text())).peekable();
    edits.peek()?;
    let edit = workspace_edit(edits, is_versioned, asked.snapshot, &asked.places)?;
    Some(CodeAction {
        title: "Fix all safe problems in this file".to_owned(),
        kind: Some(FIX_ALL),
        edit: Some(edit),
        ..CodeAction::default()
    })
}

/// The action that adds a comment above the line of a finding. The comment silences the finding and has room for a
/// reason.
fn ignore(finding: &Diagnostic, asked: &Asked<'_>, is_versioned: bool) -> Option<CodeAction> {
    let span = finding.primary.span;
    let category = rules::find(finding.rule)?.meta.category;
    if span.file != asked.source.id() || matches!(category, Category::Configuration | Category::Suppression) {
        return None;
    }
    let text = &asked.source.text;
    let line = asked.source.line_range(asked.source.line_index(span.start));
    let code = &text[line.start as usize..line.end as usize];
    let indent = &code[..code.len() - code.trim_start_matches(' ').len()];
    let end = if text[line.end as usize..].starts_with('\r') { "\r\n" } else { "\n" };
    let comment = format!("{indent}# bowline: ignore[{}] TODO: say why this is right{end}", finding.rule);
    let place = Span::new(span.file, line.start, line.start);
    if !is_comment(text, place.start, &comment) {
        return None;
    }
    let edits = std::iter::once((place, comment.as_str()));
    Some(CodeAction {
        title: format!("Ignore `{}` here", finding.rule),
        kind: Some(CodeActionKind::QUICKFIX),
        diagnostics: Some(vec![diagnostic(finding, asked.snapshot, &asked.places)]),
        edit: Some(workspace_edit(edits, is_versioned, asked.snapshot, &asked.places)?),
        ..CodeAction::default()
    })
}

/// Whether a line that is inserted into a text is read as a comment. Within text of several lines it is not.
fn is_comment(text: &str, at: u32, line: &str) -> bool {
    let mut whole = text.to_owned();
    whole.insert_str(at as usize, line);
    let source = crate::source::Source::new(String::new(), whole);
    let parsed = yaml::parse(&std::sync::Arc::new(source));
    let start = at + (line.len() - line.trim_start().len()) as u32;
    let mut comments = parsed.documents.iter().flat_map(|document| &document.comments);
    comments.any(|comment| comment.span.start == start)
}
