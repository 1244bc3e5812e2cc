//! Strategic merge patches, as `kyaml/yaml/merge2` applies them.

use std::collections::HashMap;

use super::directive::{Directive, Merged, directive, list_directive};
use super::known::{Known, List};
use super::{keyed, settle};
use crate::render::{Key, Pair, Value};
use crate::yaml::{Cause, Kind, Scalar};

/// The application of one patch.
pub(super) struct Merger<'c> {
    /// The cause of each value that the patch sets.
    pub(super) cause: &'c Cause,
}

impl Merger<'_> {
    /// Merges a patch into a value. One of them may be missing.
    pub(super) fn merge<'a>(
        &self,
        base: Option<Value<'a>>,
        patch: Option<Value<'a>>,
        known: Option<Known>,
    ) -> Merged<'a> {
        let Some(patch) = patch else {
            return Ok(base.and_then(|base| settle::untouched(base, known)));
        };
        let Some(base) = base.filter(|base| !base.is_null()) else {
            return Ok(self.added(patch, known));
        };
        if patch.is_null() {
            return Ok(None);
        }
        if base.kind() != patch.kind() {
            let (old, new) = (describe(base.kind()), describe(patch.kind()));
            return Err((
                patch.at(),
                format!("the patch has {new} where the object has {old}, so kustomize refuses it"),
            ));
        }
        let known = known.or_else(|| Known::of(&base)).or_else(|| Known::of(&patch));
        match base.kind() {
            Kind::Scalar => Ok(Some(self.scalar(&base, patch))),
            Kind::Mapping => self.mapping(base, patch, known),
            Kind::Sequence => self.list(base, patch, known),
        }
    }

    /// The value that a patch adds.
    fn added<'a>(&self, patch: Value<'a>, known: Option<Known>) -> Option<Value<'a>> {
        let known = known.or_else(|| Known::of(&patch));
        settle::added(patch, known).map(|value| value.because(self.cause.clone()))
    }

    /// The merged scalar. It keeps its quotes, so that a number becomes a string (`FieldSetter` keeps the style).
    fn scalar<'a>(&self, base: &Value<'a>, patch: Value<'a>) -> Value<'a> {
        // An equal value changes nothing, such as the name that selects an item.
        if base.is_same(&patch) {
            return base.clone();
        }
        let becomes_string = base.is_quoted() && !matches!(patch.scalar(), Scalar::Str(_));
        let value = if becomes_string { Value::string(patch.text(), patch.at()) } else { patch };
        value.because(self.cause.clone())
    }

    fn mapping<'a>(&self, mut base: Value<'a>, mut patch: Value<'a>, known: Option<Known>) -> Merged<'a> {
        match directive(&mut patch)? {
            Directive::Delete => return Ok(None),
            Directive::Replace => return Ok(self.added(patch, known)),
            Directive::Merge => {}
        }
        let mut entries: Vec<Option<Pair<'a>>> = patch.pairs().into_owned().into_iter().map(Some).collect();
        let numbered = entries.iter().enumerate();
        let places: HashMap<String, usize> =
            numbered.filter_map(|(at, pair)| Some((pair.as_ref()?.key.text().to_owned(), at))).collect();
        let of = |key: &Key<'a>| known.and_then(|known| known.field(key.text()));
        let mut merged = Vec::with_capacity(entries.len());
        for Pair { key, value } in std::mem::take(base.pairs_mut()) {
            let patch = places.get(key.text()).and_then(|&at| entries[at].take()).map(|pair| pair.value);
            let known = of(&key);
            merged.extend(self.merge(Some(value), patch, known)?.map(|value| Pair { key, value }));
        }
        for Pair { key, value } in entries.into_iter().flatten() {
            let known = of(&key);
            merged.extend(self.merge(None, Some(value), known)?.map(|value| Pair { key, value }));
        }
        *base.pairs_mut() = merged;
        Ok(Some(base))
    }

    fn list<'a>(&self, mut base: Value<'a>, mut patch: Value<'a>, known: Option<Known>) -> Merged<'a> {
        let how = known.map_or(List::Replaced, |known| known.list);
        if how == List::Replaced {
            return Ok(Some(patch.because(self.cause.clone())));
        }
        match list_directive(&mut patch)? {
            Directive::Delete => return Ok(None),
            Directive::Replace => return Ok(self.added(patch, known)),
            Directive::Merge => {}
        }
        let items = std::mem::take(base.items_mut());
        let item = known.and_then(Known::item);
        let merge = |base, patch| self.merge(base, patch, item);
        let merged = match how {
            List::Replaced => items,
            List::Values => self.values(items, &patch),
            List::Key(key) => keyed::merge(items, patch.items().into_owned(), &[key], &merge)?,
            List::Keys(keys) => keyed::merge(items, patch.items().into_owned(), keys, &merge)?,
        };
        *base.items_mut() = merged;
        Ok(Some(base))
    }

    /// Merges lists of plain values: first those of the patch, then the others.
    fn values<'a>(&self, base: Vec<Value<'a>>, patch: &Value<'a>) -> Vec<Value<'a>> {
        let mut merged: Vec<Value<'a>> = Vec::new();
        let added = patch.items().into_owned().into_iter().map(|value| value.because(self.cause.clone()));
        for value in added.chain(base) {
            match merged.iter().position(|other| other.text() == value.text()) {
                Some(_) => {}
                None => merged.push(value),
            }
        }
        merged
    }
}

fn describe(kind: Kind) -> &'static str {
    match kind {
        Kind::Scalar => "a plain value",
        Kind::Mapping => "a mapping",
        Kind::Sequence => "a list",
    }
}

/// The patch without the value at a path.
pub(super) fn without<'a>(mut patch: Value<'a>, path: &[&str]) -> Value<'a> {
    if let Some((last, above)) = path.split_last()
        && patch.find(path).is_some()
        && let Some(mapping) = patch.find_mut(above)
    {
        mapping.remove(last);
    }
    patch
}
