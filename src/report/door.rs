//! The only exit for text: everything that reports show goes through here.
//!
//! A report is made from a masked copy of the findings, so no format can forget to mask a secret.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use super::masks::{MASK, Masks};
use super::texts::Texts;
use crate::diagnostic::{Diagnostic, Edit, Fix, Label, ObjectName};
use crate::secrets::{self, by_look};
use crate::source::{FileId, Source, Sources, Span};
use crate::yaml;

/// The most secrets at the place of a finding that are kept. The others are found only by their text.
const MAX_TOUCHED: usize = 100;

/// Masks the credentials in a text that their form alone shows, wherever the text comes from.
pub fn masked(text: &str) -> Cow<'_, str> {
    replaced(text, by_look(text))
}

/// What is known about the secrets around a finding.
struct Door<'a> {
    sources: &'a Sources,
    masks: &'a Masks,
    texts: Vec<&'a Texts>,
    /// The secrets at the place of the finding itself.
    touched: Vec<&'a str>,
}

/// A finding as reports may show it.
pub(super) fn finding(sources: &Sources, masks: &Masks, found: &Diagnostic) -> Diagnostic {
    let door = Door::of(sources, masks, found);
    let label = |label: &Label| Label { span: label.span, message: door.prose(&label.message) };
    Diagnostic {
        rule: found.rule,
        severity: found.severity,
        confidence: found.confidence,
        credential: None,
        message: door.prose(&found.message),
        primary: label(&found.primary),
        related: found.related.iter().map(label).collect(),
        help: found.help.as_deref().map(|help| door.prose(help)),
        fix: found.fix.as_ref().and_then(|fix| door.fix(fix)),
        object: found.object.as_ref().map(|object| Arc::new(door.object(object))),
        path: door.quote(&found.path),
        basis: None,
        fingerprint: found.fingerprint.clone(),
    }
}

/// A text of a file, as reports may show it.
pub(super) fn quote(sources: &Sources, masks: &Masks, file: FileId, text: &str) -> String {
    let door = Door { sources, masks, texts: masks.texts(file).into_iter().collect(), touched: Vec::new() };
    door.quote(text)
}

impl<'a> Door<'a> {
    fn of(sources: &'a Sources, masks: &'a Masks, found: &Diagnostic) -> Self {
        let edits = found.fix.iter().flat_map(|fix| fix.edits.iter()).map(Edit::span);
        let spans: Vec<Span> = found.labels().map(|label| label.span).chain(edits).collect();
        let mut files: Vec<FileId> = spans.iter().map(|span| span.file).collect();
        files.sort_unstable();
        files.dedup();
        let overlaps = |span: &Span, secret: &secrets::Secret| {
            secret.span.start < span.end.max(span.start + 1) && span.start <= secret.span.end
        };
        let near: Vec<&Span> = spans.iter().filter(|span| masks.touch(**span)).collect();
        let at_place =
            near.iter().flat_map(|span| masks.secrets(span.file).iter().filter(|secret| overlaps(span, secret)));
        let texts_of = |secret: &'a secrets::Secret| {
            let written = sources.text(secret.span).trim().trim_matches(['"', '\'']);
            [Some(written), secret.text.as_deref()].into_iter().flatten()
        };
        let mut touched: Vec<&str> = at_place.take(MAX_TOUCHED).flat_map(texts_of).collect();
        touched.retain(|text| !text.trim().is_empty());
        touched.sort_unstable_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        touched.dedup();
        let texts = files.iter().filter_map(|&file| masks.texts(file)).chain(masks.former()).collect();
        Door { sources, masks, texts, touched }
    }

    /// Masks a sentence, which quotes the file in backticks.
    fn prose(&self, text: &str) -> String {
        let ticks: Vec<usize> = text.match_indices('`').map(|(at, _)| at).collect();
        // If a quoted text contains backticks, nothing shows where its quotation ends.
        let all = ticks.len() % 2 == 1;
        let is_quoted = |at: usize| all || ticks.partition_point(|&tick| tick < at) % 2 == 1;
        let mut hidden = self.hidden(text, &is_quoted);
        for pair in ticks.chunks_exact(2) {
            hidden.extend(self.value_at_end(text, pair[0] + 1..pair[1]));
        }
        replaced(text, hidden).into_owned()
    }

    /// Masks a text that is a quotation as a whole.
    fn quote(&self, text: &str) -> String {
        replaced(text, self.hidden(text, &|_| true)).into_owned()
    }

    fn hidden(&self, text: &str, is_quoted: &dyn Fn(usize) -> bool) -> Vec<Range<usize>> {
        let mut hidden = by_look(text);
        hidden.extend(self.texts.iter().flat_map(|texts| texts.hidden(text, is_quoted)));
        hidden
    }

    /// Finds a secret at the place of the finding at the end of a quotation: `secret`, `key: secret`.
    fn value_at_end(&self, text: &str, quotation: Range<usize>) -> Option<Range<usize>> {
        let quoted = text[quotation.clone()].trim_end_matches(['"', '\'']);
        let secret = self.touched.iter().find(|secret| quoted.ends_with(**secret))?;
        let start = quotation.start + quoted.len() - secret.len();
        let before = text[quotation.start..start].trim_start_matches(['"', '\'']);
        let is_value = match before.chars().next_back() {
            // A key may have the same word as its name.
            None => !self.texts.iter().any(|texts| texts.has_word(secret)),
            Some(c) => matches!(c, ' ' | '=' | ':' | '"' | '\'' | '!' | '&'),
        };
        is_value.then(|| start..start + secret.len())
    }

    fn object(&self, object: &ObjectName) -> ObjectName {
        ObjectName {
            api_version: self.quote(&object.api_version),
            kind: self.quote(&object.kind),
            namespace: object.namespace.as_deref().map(|text| self.quote(text)),
            name: object.name.as_deref().map(|text| self.quote(text)),
            written: None,
        }
    }

    /// A fix that repeats no secret. Returns `None` if that is not possible.
    fn fix(&self, fix: &Fix) -> Option<Fix> {
        let mut edits = Vec::with_capacity(fix.edits.len());
        for edit in fix.edits.iter() {
            match &self.repeated(edit)[..] {
                [] => edits.push(edit.clone()),
                secrets => edits.extend(self.around(edit, secrets)?),
            }
        }
        Some(Fix {
            title: self.prose(&fix.title),
            applicability: fix.applicability,
            edits: edits.into_iter().collect(),
            needs: fix.needs.as_deref().map(|needs| self.prose(needs)),
        })
    }

    /// The ranges in the new text of an edit that repeat a secret. It is found by its text, by its name, or because the
    /// edit replaces it.
    fn repeated(&self, edit: &Edit) -> Vec<Range<usize>> {
        let text = edit.text();
        let mut found = self.hidden(text, &|_| true);
        found.extend(self.named_secrets(text));
        let written = self.sources.text(edit.span()).trim_matches(['"', '\'']);
        if self.masks.hide(edit.span()) && !written.trim().is_empty() {
            found.extend(text.match_indices(written).map(|(at, _)| at..at + written.len()));
        }
        found
    }

    /// The secrets in moved text that come after their names and are known in the files.
    fn named_secrets(&self, text: &str) -> Vec<Range<usize>> {
        if self.texts.is_empty() || !text.contains([':', '=']) {
            return Vec::new();
        }
        let is_known = |secret: &str| self.texts.iter().any(|texts| texts.is_whole(secret));
        let sources = Sources::new(vec![Source::new(String::new(), text.to_owned())]);
        let parsed = yaml::parse(sources.get(FileId(0)));
        let mut places = secrets::places(&parsed);
        places.retain(|secret| is_known(secret.text.as_deref().unwrap_or_else(|| sources.text(secret.span))));
        places.iter().map(|secret| secret.span.start as usize..secret.span.end as usize).collect()
    }

    /// Splits an edit into parts that leave out the text that old and new have in common. Returns `None` if a part
    /// would contain a piece of a secret.
    fn around(&self, edit: &Edit, secrets: &[Range<usize>]) -> Option<Vec<Edit>> {
        let (old, text) = (self.sources.text(edit.span()), edit.text());
        let (kept, parts) = match text.find(old).filter(|_| !old.is_empty()) {
            Some(place) => {
                let end = place + old.len();
                let (before, after) = (edit.part(0..0, &text[..place]), edit.part(old.len()..old.len(), &text[end..]));
                ([place..end, end..end], vec![before, after])
            }
            None => {
                let same = |(a, b): &(char, char)| a == b;
                let first = old.chars().zip(text.chars()).take_while(same).map(|(c, _)| c.len_utf8()).sum();
                let rest = old[first..].chars().rev().zip(text[first..].chars().rev());
                let last: usize = rest.take_while(same).map(|(c, _)| c.len_utf8()).sum();
                let (old_end, end) = (old.len() - last, text.len() - last);
                ([0..first, end..text.len()], vec![edit.part(first..old_end, &text[first..end])])
            }
        };
        let is_kept =
            |secret: &Range<usize>| kept.iter().any(|part| part.start <= secret.start && secret.end <= part.end);
        let mut parts: Vec<Edit> = parts;
        parts.retain(|part| !part.text().is_empty() || !part.span().is_empty());
        (secrets.iter().all(is_kept) && parts.iter().all(|part| self.repeated(part).is_empty())).then_some(parts)
    }
}

/// Replaces the given parts of the text, in any order, with stars.
fn replaced(text: &str, mut hidden: Vec<Range<usize>>) -> Cow<'_, str> {
    if hidden.is_empty() {
        return Cow::Borrowed(text);
    }
    hidden.sort_unstable_by_key(|part| (part.start, part.end));
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    let mut hidden = hidden.into_iter().peekable();
    while let Some(mut part) = hidden.next() {
        while let Some(next) = hidden.next_if(|next| next.start <= part.end) {
            part.end = part.end.max(next.end);
        }
        out.push_str(text.get(at..part.start).unwrap_or_default());
        out.push_str(MASK);
        at = part.end;
    }
    out.push_str(text.get(at..).unwrap_or_default());
    Cow::Owned(out)
}
