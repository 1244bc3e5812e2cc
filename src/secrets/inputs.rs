//! Finds secrets in texts that are not YAML: files that generators of kustomizations read.

use std::ops::Range;
use std::sync::Arc;

use super::found::Secret;
use super::parts::{lines, offset};
use super::text::in_text_of;
use super::written::{Written, in_settings};
use crate::source::{Source, Span};
use crate::yaml::Tree;

/// The variables of a text, one on each line, with their keys and the ranges of their values. A value without a `=` is
/// empty. Comments start with `#`.
pub fn variables(text: &str) -> impl Iterator<Item = (&str, Range<usize>)> {
    lines(text).filter_map(|(at, line)| {
        let line = if at == 0 { line.strip_prefix('\u{feff}').unwrap_or(line) } else { line };
        let variable = line.trim_start();
        let (key, value) = variable.split_once('=').unwrap_or((variable, ""));
        let start = offset(text, line) + line.len() - value.len();
        (!key.is_empty() && !key.starts_with('#')).then_some((key, start..start + value.len()))
    })
}

/// The variables of a text as a mapping.
pub fn variables_tree(source: &Arc<Source>) -> Tree {
    let text = source.text.as_str();
    let parts = variables(text).map(|(key, value)| {
        let start = offset(text, key);
        (start..start + key.len(), value)
    });
    Tree::of_parts(source, parts)
}

/// The credentials in a part of a text that is the value of a key. Their ranges are in bytes of the whole text.
pub fn credentials(text: &str, part: Range<usize>, key: &str) -> Vec<Written> {
    let found = in_settings(key, &text[part.clone()]).into_iter();
    found.map(|written| written.moved(part.start)).collect()
}

/// The secrets in a file of variables. If the file becomes a Secret, all values are secrets.
pub fn in_variables(source: &Source, is_of_secret: bool) -> Vec<Secret> {
    let all = variables(&source.text).map(|(_, value)| value).filter(|_| is_of_secret);
    spans(source, all.chain(in_text_of("", &source.text)))
}

/// The secrets in the value of a key. If the value becomes part of a Secret, all of it is secret.
pub fn in_value(source: &Source, key: &str, is_of_secret: bool) -> Vec<Secret> {
    let whole = is_of_secret.then_some(0..source.text.len());
    spans(source, whole.into_iter().chain(in_text_of(key, &source.text)))
}

fn spans(source: &Source, parts: impl Iterator<Item = Range<usize>>) -> Vec<Secret> {
    let span = |part: Range<usize>| Span::new(source.id(), part.start as u32, part.end as u32);
    parts.filter(|part| !part.is_empty()).map(|part| Secret { span: span(part), text: None }).collect()
}
