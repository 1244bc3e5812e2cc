//! The objects that a patch or a replacement is for: patterns of type, name and namespace, and selectors of labels.

use regex::bytes::{Regex, RegexBuilder};

use super::directive::Refusal;
use crate::render::Value;
use crate::render::kustomize::resource::Resource;

/// Conditions on objects, which must all match.
#[derive(Debug, Default)]
pub(in crate::render::kustomize) struct Target {
    group: Pattern,
    version: Pattern,
    kind: Pattern,
    name: Pattern,
    namespace: Pattern,
    labels: Vec<Term>,
    annotations: Vec<Term>,
}

/// A pattern that matches whole strings.
#[derive(Debug, Default)]
enum Pattern {
    #[default]
    Any,
    Text(String),
    Regex(Regex),
}

impl Pattern {
    fn read<'a>(target: &Value<'a>, key: &str) -> Result<Pattern, Refusal<'a>> {
        let Some(value) = target.get(key).filter(|value| !value.is_empty()) else { return Ok(Pattern::Any) };
        let text = value.text();
        if !text.contains(|c: char| regex_syntax::is_meta_character(c)) {
            return Ok(Pattern::Text(text.to_owned()));
        }
        // Go's character classes contain only ASCII.
        let pattern = RegexBuilder::new(&format!("^(?:{text})$")).unicode(false).build();
        pattern.map(Pattern::Regex).map_err(|_| (value.at(), "this is not a regular expression".to_owned()))
    }

    fn matches(&self, text: &str) -> bool {
        match self {
            Pattern::Any => true,
            Pattern::Text(wanted) => wanted == text,
            Pattern::Regex(regex) => regex.is_match(text.as_bytes()),
        }
    }
}

/// A requirement of a selector, such as `app in (a, b)`.
#[derive(Debug)]
struct Term {
    key: String,
    /// The allowed values. `None` for any value.
    values: Option<Vec<String>>,
    /// Whether the requirement is negated.
    is_not: bool,
}

impl Target {
    /// Reads a target.
    ///
    /// # Errors
    /// If a pattern or a selector cannot be read, with its place.
    pub(in crate::render::kustomize) fn read<'a>(target: &Value<'a>) -> Result<Target, Refusal<'a>> {
        Ok(Target {
            group: Pattern::read(target, "group")?,
            version: Pattern::read(target, "version")?,
            kind: Pattern::read(target, "kind")?,
            name: Pattern::read(target, "name")?,
            namespace: Pattern::read(target, "namespace")?,
            labels: selector(target, "labelSelector")?,
            annotations: selector(target, "annotationSelector")?,
        })
    }

    /// Whether an object matches, by its present or first identity (`ResMap.Select`).
    pub(in crate::render::kustomize) fn matches(&self, resource: &Resource<'_>) -> bool {
        let (now, first) = (resource.id(), resource.original());
        let either = |pattern: &Pattern, now: &str, first: &str| pattern.matches(first) || pattern.matches(now);
        either(&self.namespace, now.effective_namespace(), first.effective_namespace())
            && either(&self.name, &now.name, &first.name)
            && self.group.matches(&now.gvk.group)
            && self.version.matches(&now.gvk.version)
            && self.kind.matches(&now.gvk.kind)
            && are_met(&self.labels, resource, "labels")
            && are_met(&self.annotations, resource, "annotations")
    }
}

impl Target {
    /// Whether an identity of an object, present or former, matches the patterns, and the object has the labels and
    /// annotations (`TargetSelectorRegex`).
    pub(in crate::render::kustomize) fn is_any_id_of(&self, resource: &Resource<'_>) -> bool {
        self.names(resource)
            && are_met(&self.labels, resource, "labels")
            && are_met(&self.annotations, resource, "annotations")
    }

    /// Whether a replacement leaves an object out because of this target: by its identity, or by its labels and
    /// annotations.
    pub(in crate::render::kustomize) fn rejects(&self, resource: &Resource<'_>) -> bool {
        let has_selector = !self.labels.is_empty() || !self.annotations.is_empty();
        let patterns = [&self.group, &self.version, &self.kind, &self.name, &self.namespace];
        let has_pattern = patterns.iter().any(|pattern| !matches!(pattern, Pattern::Any));
        has_selector && are_met(&self.labels, resource, "labels") && are_met(&self.annotations, resource, "annotations")
            || has_pattern && self.names(resource)
    }

    fn names(&self, resource: &Resource<'_>) -> bool {
        resource.ids().any(|id| {
            self.group.matches(&id.gvk.group)
                && self.version.matches(&id.gvk.version)
                && self.kind.matches(&id.gvk.kind)
                && self.name.matches(&id.name)
                && self.namespace.matches(&id.namespace)
        })
    }
}

fn are_met(terms: &[Term], resource: &Resource<'_>, key: &str) -> bool {
    terms.iter().all(|term| {
        let value = resource.value.find(&["metadata", key, &term.key]);
        let is_met = match (&value, &term.values) {
            (None, _) => false,
            (Some(_), None) => true,
            (Some(value), Some(wanted)) => wanted.iter().any(|wanted| wanted == value.text()),
        };
        is_met != term.is_not
    })
}

/// Reads a selector in kubectl's syntax (`labels.Parse`).
fn selector<'a>(target: &Value<'a>, key: &str) -> Result<Vec<Term>, Refusal<'a>> {
    let Some(value) = target.get(key).filter(|value| !value.is_empty()) else { return Ok(Vec::new()) };
    let mut terms = Vec::new();
    for text in split_outside_brackets(value.text()) {
        terms.push(term(text.trim()).ok_or_else(|| (value.at(), "this is not a selector of labels".to_owned()))?);
    }
    Ok(terms)
}

/// The parts between the commas outside of brackets.
fn split_outside_brackets(text: &str) -> Vec<&str> {
    let (mut parts, mut start, mut depth) = (Vec::new(), 0, 0_usize);
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                parts.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

fn term(text: &str) -> Option<Term> {
    let is_key = |key: &str| !key.is_empty() && !key.contains([' ', '(', ')', '=', '!', ',']);
    let of = |key: &str, values: Option<Vec<String>>, is_not: bool| {
        let key = key.trim();
        is_key(key).then(|| Term { key: key.to_owned(), values, is_not })
    };
    let one = |value: &str| Some(vec![value.trim().to_owned()]);
    if let Some((key, value)) = text.split_once("!=") {
        return of(key, one(value), true);
    }
    if let Some((key, value)) = text.split_once("==").or_else(|| text.split_once('=')) {
        return of(key, one(value), false);
    }
    if let Some((head, list)) = text.strip_suffix(')').and_then(|text| text.split_once('(')) {
        let values = Some(list.split(',').map(|value| value.trim().to_owned()).collect());
        return match head.trim().rsplit_once(' ') {
            Some((key, "in")) => of(key, values, false),
            Some((key, "notin")) => of(key, values, true),
            _ => None,
        };
    }
    match text.strip_prefix('!') {
        Some(key) => of(key, None, true),
        None => of(text, None, false),
    }
}
