//! Completions: matching fields, words and known names. They are computed from the current text. So they work in a
//! half-written document, and do not wait for a check.

mod context;
mod names;

use lsp_types::{
    CompletionItem, CompletionItemKind, CompletionParams, CompletionResponse, CompletionTextEdit, Range, TextEdit,
};

use super::fields::{self, Known, Step};
use super::state::{Refusal, State};
use super::uri;
use crate::kube::values::version::Versions;
use crate::schema::{Api, Definition, Field, Shape, built_in};
use context::{Context, context};

/// The completions at a place.
///
/// # Errors
/// None.
pub fn complete(state: &State, params: CompletionParams) -> Result<Option<CompletionResponse>, Refusal> {
    let place = params.text_document_position;
    let Some(path) = uri::to_path(&place.text_document.uri) else { return Ok(None) };
    let Some(buffer) = state.buffers.get(&path) else { return Ok(None) };
    let source = &buffer.source;
    let encoding = state.client.encoding;
    let offset = encoding.offset(source, place.position);
    let Some(context) = context(&source.text, offset as usize) else { return Ok(None) };
    let start = encoding.position(source, offset.saturating_sub(context.prefix.len() as u32));
    let range = Range { start, end: encoding.position(source, offset) };
    let mut offers = offers(state, &path, &context);
    offers.truncate(MAX_OFFERS);
    let items = offers.into_iter().enumerate().map(|(rank, offer)| offer.item(range, rank));
    Ok(Some(CompletionResponse::Array(items.collect())))
}

/// The largest number of completions in one answer.
const MAX_OFFERS: usize = 300;

/// A completion.
pub(super) struct Offer {
    /// The word that is shown and searched.
    label: String,
    /// The text to insert. `None` for the word itself.
    text: Option<String>,
    /// A description of the word.
    detail: Option<String>,
    kind: CompletionItemKind,
}

impl Offer {
    fn word(label: &str, kind: CompletionItemKind) -> Offer {
        Offer { label: label.to_owned(), text: None, detail: None, kind }
    }

    fn item(self, range: Range, rank: usize) -> CompletionItem {
        let new_text = self.text.unwrap_or_else(|| self.label.clone());
        CompletionItem {
            filter_text: Some(self.label.clone()),
            sort_text: Some(format!("{rank:04}")),
            label: self.label,
            detail: self.detail,
            kind: Some(self.kind),
            text_edit: Some(CompletionTextEdit::Edit(TextEdit { range, new_text })),
            ..CompletionItem::default()
        }
    }
}

fn offers(state: &State, path: &std::path::Path, context: &Context) -> Vec<Offer> {
    if context.prefix.contains("$(") {
        return names::variables(state, path, context);
    }
    if context.steps.is_empty()
        && let Some(key) = context.key.as_deref().filter(|key| matches!(*key, "apiVersion" | "kind"))
    {
        return heads(context, key);
    }
    let Some(api) = built_in().api(&context.api_version, &context.kind) else {
        let is_bare = context.steps.is_empty() && context.key.is_none();
        return if is_bare { bare(context) } else { Vec::new() };
    };
    match &context.key {
        Some(key) => values(state, path, context, api, key),
        None => keys(state, path, context, api),
    }
}

/// The kinds that a version has, or the versions that a kind has.
fn heads(context: &Context, key: &str) -> Vec<Offer> {
    let newest = Versions::default();
    let apis = built_in().apis().filter(|api| api.serves(newest) && api.namespaced().is_some());
    let fits = apis.filter(|api| match key {
        "kind" => context.api_version.is_empty() || api.api_version() == context.api_version,
        _ => context.kind.is_empty() || api.kind() == context.kind,
    });
    let mut words: Vec<&str> = fits.map(|api| if key == "kind" { api.kind() } else { api.api_version() }).collect();
    words.sort_unstable();
    words.dedup();
    words.into_iter().map(|word| Offer::word(word, CompletionItemKind::CLASS)).collect()
}

/// The keys of an object that has no kind yet.
fn bare(context: &Context) -> Vec<Offer> {
    let keys = [("apiVersion", "apiVersion: "), ("kind", "kind: "), ("metadata", "metadata:\n  name: ")];
    let missing = keys.iter().filter(|(key, _)| !context.siblings.iter().any(|(other, _)| other == key));
    let offer = |&(key, text): &(&str, &str)| Offer {
        text: Some(text.to_owned()),
        ..Offer::word(key, CompletionItemKind::FIELD)
    };
    missing.map(offer).collect()
}

/// The missing fields of a mapping, or the words of a list.
fn keys(state: &State, path: &std::path::Path, context: &Context, api: Api<'static>) -> Vec<Offer> {
    let Some(known) = fields::follow(api, &context.steps) else { return Vec::new() };
    let (definition, dash) = match known.shape {
        Shape::Record(definition) => (definition, ""),
        Shape::List { item, .. } => match item.shape() {
            Shape::Record(definition) => (definition, "- "),
            shape => return words(shape, "- "),
        },
        Shape::Map(_) => return names::label_keys(state, context),
        shape => {
            let named = names::referred(state, path, known, None, context);
            return if named.is_empty() { words(shape, "") } else { named };
        }
    };
    let is_missing = |field: &Field<'_>| !context.siblings.iter().any(|(key, _)| key == field.name());
    let fields = newest(definition).into_iter().filter(|field| !dash.is_empty() || is_missing(field));
    let fields = fields.filter(|field| field.name() != "status");
    let indent = context.column + dash.len();
    let offer = |field: Field<'static>| {
        let need = if field.required().is_empty() { "" } else { " (required)" };
        Offer {
            label: field.name().to_owned(),
            text: Some(format!("{dash}{}", written(field, indent, 0))),
            detail: Some(format!("{}{need}", fields::words(field.shape()))),
            kind: CompletionItemKind::FIELD,
        }
    };
    fields.map(offer).collect()
}

/// The fields in the newest version, each once: required fields first, and `name` first among them.
fn newest(definition: Definition<'static>) -> Vec<Field<'static>> {
    let last = Versions::default().last;
    let mut fields: Vec<_> = definition.fields().filter(|field| field.versions().contains(last)).collect();
    fields.sort_by_key(|field| (field.required().is_empty(), field.name() != "name", field.name()));
    fields
}

/// The depth to which required fields are filled in.
const MAX_DEPTH: usize = 4;

/// The text of a field, with the required fields below it.
fn written(field: Field<'static>, indent: usize, depth: usize) -> String {
    let name = field.name();
    let below = |definition: Definition<'static>, indent: usize| -> Vec<String> {
        let fields = newest(definition).into_iter();
        let needed = fields.filter(|field| depth < MAX_DEPTH && !field.required().is_empty());
        needed.map(|field| written(field, indent, depth + 1)).collect()
    };
    let inner = indent + 2;
    let gap = format!("\n{}", " ".repeat(inner));
    match field.shape() {
        Shape::Record(definition) => {
            let lines = below(definition, inner).join(&gap);
            format!("{name}:{gap}{lines}")
        }
        Shape::List { item, .. } => {
            let lines = match item.shape() {
                Shape::Record(definition) => below(definition, inner + 2).join(&format!("{gap}  ")),
                _ => String::new(),
            };
            format!("{name}:{gap}- {lines}")
        }
        Shape::Map(_) | Shape::Object => format!("{name}:{gap}"),
        _ => format!("{name}: "),
    }
}

/// The values that a key may have.
fn values(state: &State, path: &std::path::Path, context: &Context, api: Api<'static>, key: &str) -> Vec<Offer> {
    let steps: Vec<Step> = context.steps.iter().cloned().chain([Step::Key(key.to_owned())]).collect();
    let Some(known) = fields::follow(api, &steps) else { return Vec::new() };
    let holder = fields::follow(api, &context.steps);
    let named = names::referred(state, path, known, holder.map(|holder| (holder, key)), context);
    match named.is_empty() {
        true => words(known.shape, ""),
        false => named,
    }
}

/// The words that a value may be.
fn words(shape: Shape<'_>, dash: &str) -> Vec<Offer> {
    let words: Vec<String> = match shape {
        Shape::Bool => vec!["true".to_owned(), "false".to_owned()],
        Shape::Enum(words) => words.iter().map(str::to_owned).collect(),
        _ => Vec::new(),
    };
    let offer =
        |word: String| Offer { text: Some(format!("{dash}{word}")), ..Offer::word(&word, CompletionItemKind::VALUE) };
    words.into_iter().map(offer).collect()
}

/// Whether the field of a place has a role that passes a test.
pub(super) fn has_role(known: Known<'_>, test: impl Fn(&crate::schema::Role) -> bool) -> bool {
    known.field.is_some_and(|field| field.roles().iter().any(test))
}
