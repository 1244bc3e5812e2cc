//! Hover: the information about the place under the mouse.

use lsp_types::{Hover, HoverContents, HoverParams, MarkupContent, MarkupKind, Range};

use super::fields::{self, Known};
use super::moved::Moved;
use super::state::{Asked, Refusal, State};
use crate::rules;
use crate::schema::{Api, Role};
use crate::secrets;
use crate::source::Span;
use crate::text::list::list;
use crate::workspace::{Thing, What};
use crate::yaml::{self, Node, Scalar, Style};

/// The largest number of places of a name that are listed.
const MAX_PLACES: usize = 5;

/// The information about a place: the finding, the name and the field there.
///
/// # Errors
/// If the text changed in the meantime.
pub fn hover(state: &State, params: HoverParams) -> Result<Option<Hover>, Refusal> {
    let place = params.text_document_position_params;
    let Some(asked) = state.asked(&place.text_document.uri)? else { return Ok(None) };
    let offset = asked.places.encoding.offset(asked.source, place.position);
    let mut parts = Vec::new();
    let mut range = None;
    parts.extend(findings(&asked, offset, &mut range));
    parts.extend(names(state, &asked, offset, &mut range));
    let parsed = yaml::parse(asked.source);
    if let Some((root, node)) = fields::node_at(&parsed, offset) {
        let is_secret = secrets::places(&parsed).iter().any(|secret| meets(secret.span, node.written_span()));
        let encoding = asked.places.encoding;
        let known = fields::api(root).and_then(|api| Some((api, fields::follow(api, &fields::steps_to(node))?)));
        parts.extend(known.and_then(|(api, known)| field(api, known)));
        parts.extend(read_as(node).filter(|_| !is_secret));
        range = range.or_else(|| Some(encoding.range(asked.source, node.written_span())));
    }
    if parts.is_empty() {
        return Ok(None);
    }
    let contents =
        HoverContents::Markup(MarkupContent { kind: MarkupKind::Markdown, value: parts.join("\n\n---\n\n") });
    Ok(Some(Hover { contents, range }))
}

fn meets(one: Span, other: Span) -> bool {
    one.start < other.end && other.start < one.end
}

/// The first half of the card of each finding at a place.
fn findings(asked: &Asked<'_>, offset: u32, range: &mut Option<Range>) -> Vec<String> {
    let mut told: Vec<&str> = Vec::new();
    let mut parts = Vec::new();
    for finding in asked.snapshot.of_file(asked.source.id()) {
        let span = finding.primary.span;
        if offset < span.start || span.end < offset || told.contains(&finding.rule) {
            continue;
        }
        told.push(finding.rule);
        *range = Some(asked.places.encoding.range(asked.source, span));
        let card = rules::guide(finding.rule);
        let first = card.split("\n## ").next().unwrap_or_default();
        let lines = first.lines().filter(|line| !line.starts_with("# ") && !line.starts_with("> "));
        let text = lines.collect::<Vec<_>>().join("\n");
        parts.push(format!(
            "**{}** [{}]({})\n\n{}",
            finding.severity.as_str(),
            finding.rule,
            rules::url(finding.rule),
            text.trim()
        ));
    }
    parts
}

/// The name at a place, and its other places. After a key press, they come from the last snapshot with names, if the
/// text around them is the same.
fn names(state: &State, asked: &Asked<'_>, offset: u32, range: &mut Option<Range>) -> Vec<String> {
    let path = asked.snapshot.path(asked.source.id());
    let Some(known) = state.named_around(&path) else { return Vec::new() };
    let Some(old) = known.source(&path) else { return Vec::new() };
    let (back, forth) = (Moved::between(&asked.source.text, &old.text), Moved::between(&old.text, &asked.source.text));
    let Some(at) = back.span(Span::new(asked.source.id(), offset, offset), old.id()) else { return Vec::new() };
    let place = |span: Span| {
        let (source, start) = match span.file == old.id() {
            true => (asked.source, forth.span(span, asked.source.id())?.start),
            false => (known.sources.get(span.file), span.start),
        };
        let at = source.position(start);
        let uri = asked.places.uri(&known.path(span.file));
        let uri = uri.map_or_else(String::new, |uri| format!("{}#L{}", uri.as_str(), at.line));
        Some(format!("[{}:{}]({uri})", source.name, at.line))
    };
    let names = known.names();
    let mut parts = Vec::new();
    for mention in names.at(old.id(), at.start) {
        let Some(thing) = names.things.get(mention.thing) else { continue };
        let Some(here) = forth.span(mention.span, asked.source.id()) else { continue };
        *range = Some(asked.places.encoding.range(asked.source, here));
        let others = names.of(mention.thing).filter(|other| other.span != mention.span);
        let mut others: Vec<_> = others.collect();
        others.sort_by_key(|other| !other.declares);
        let rest = others.len().saturating_sub(MAX_PLACES);
        let mut lines = vec![title(thing)];
        lines.extend(others.iter().take(MAX_PLACES).filter_map(|other| {
            let word = if other.declares { "made" } else { "named" };
            Some(format!("- {word} at {}", place(other.span)?))
        }));
        if rest > 0 {
            lines.push(format!("- and at {rest} other places"));
        }
        parts.push(lines.join("\n"));
    }
    parts
}

/// A description of a named thing.
pub fn title(thing: &Thing) -> String {
    let Thing { what, name, of, namespace, detail, .. } = thing;
    let namespace = namespace.as_ref().map(|name| format!(" in the namespace `{name}`")).unwrap_or_default();
    let detail = detail.as_ref().map(|detail| format!(" ({detail})")).unwrap_or_default();
    match what {
        What::Object(_) => format!("{of}{namespace}"),
        What::Key => format!("key `{name}` of {of}"),
        What::Port => format!("port `{name}`{detail} of {of}"),
        What::Volume => format!("volume `{name}` of {of}"),
        What::Variable => format!("variable `{name}` of {of}"),
        What::Label => format!("label `{of}: {name}`"),
    }
}

/// The type of a field and the versions that have it.
fn field(api: Api<'_>, known: Known<'_>) -> Option<String> {
    let field = known.field?;
    let mut text = format!("**{}**: {}", field.name(), fields::words(known.shape));
    let (all, have, need) = (api.versions(), field.versions(), field.required());
    if !need.is_empty() {
        text += " (required)";
    }
    if have != all && !have.is_empty() {
        text += &format!("\n\nKubernetes {have}");
    }
    let names = field.roles().iter().find_map(|role| match role {
        Role::Reference(role) if !role.kinds.is_empty() => Some(role.kinds.iter().map(|kind| kind.name())),
        _ => None,
    });
    if let Some(names) = names {
        text += &format!("\n\nIt names a {}.", list(names, "or"));
    }
    for (wants, source) in field.requirements() {
        text += &format!("\n\nThe API server requires that it is {wants} ({source}).");
    }
    Some(text)
}

/// The value that kubectl reads, if it differs from the text.
fn read_as(node: Node<'_>) -> Option<String> {
    if node.style() != Style::Plain || node.is_key() || node.is_alias() {
        return None;
    }
    let (text, scalar) = (node.text(), node.scalar());
    let what = match scalar {
        Scalar::Str(_) | Scalar::Null => return None,
        Scalar::Bool(_) => "the boolean",
        _ => "the number",
    };
    let json = scalar.json();
    (json != text).then(|| format!("kubectl reads `{text}` as {what} `{json}`. Quotes keep the text."))
}
