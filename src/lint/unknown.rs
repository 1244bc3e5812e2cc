//! Findings about objects of unknown kinds, which are reported once for each cause and file.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use crate::diagnostic::{Diagnostic, Edits, Fix, Label};
use crate::rule::Category;
use crate::rules;
use crate::workspace::Workspace;

/// The number of further places that a finding lists.
const MAX_PLACES: usize = 20;

/// Merges equal findings about objects of unknown kinds in one file into the first, which lists the places of the
/// others. Findings about secrets stay separate, because a secret is a secret at every place.
pub(super) fn list_once<'w>(workspace: &'w Workspace<'w>, found: &mut Vec<Diagnostic>) {
    let unknown = workspace.resources.iter().filter(|resource| !workspace.knows_kind(resource));
    let unknown: HashSet<(&str, &str)> = unknown.map(|resource| (resource.api_version, resource.kind_name)).collect();
    if unknown.is_empty() {
        return;
    }
    let is_unknown = |finding: &Diagnostic| {
        let kind = finding.object.as_ref().map(|object| (&*object.api_version, &*object.kind));
        let is_secret = rules::find(finding.rule).is_some_and(|rule| rule.meta.category == Category::Secrets);
        kind.is_some_and(|kind| unknown.contains(&kind)) && !is_secret
    };
    let mut first = HashMap::new();
    let mut kept: Vec<Diagnostic> = Vec::with_capacity(found.len());
    for finding in found.drain(..) {
        if !is_unknown(&finding) {
            kept.push(finding);
            continue;
        }
        match first.entry((finding.primary.span.file, finding.rule, finding.message.clone())) {
            Entry::Vacant(entry) => {
                entry.insert(kept.len());
                kept.push(finding);
            }
            Entry::Occupied(entry) => {
                if let Some(one) = kept.get_mut(*entry.get()) {
                    join(one, finding);
                }
            }
        }
    }
    *found = kept;
}

/// Adds the place and the fix of a finding to an equal one. The fix is kept only if it applies at both places.
fn join(one: &mut Diagnostic, other: Diagnostic) {
    one.fix =
        one.fix.take().zip(other.fix).map(|(fix, other)| Fix { edits: Edits::both(fix.edits, other.edits), ..fix });
    one.fix = one.fix.take().filter(|fix| !fix.edits.is_empty());
    if one.related.len() < MAX_PLACES {
        one.related.push(Label { span: other.primary.span, message: "here as well".to_owned() });
    }
}
