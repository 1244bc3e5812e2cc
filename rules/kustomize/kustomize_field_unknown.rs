//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::rule::{Category, Check, Cx, Meta, Rank, Rule};
use crate::schema::{self, Meant, Placement, Problem, Shape, Target, UnknownField, owner};
use crate::text::list::join;
use crate::yaml::{Edits, Entry, Node, move_into, nest, replace_scalar};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "kustomize-field-unknown",
        summary: "A key that a kustomization does not have",
        category: Category::Values,
        severity: Severity::Error,
        fix: Some(Applicability::Safe),
        since: "0.1.0",
        rank: Some(Rank::Field),
        ..Meta::DEFAULT
    },
    check: Check::Kustomization(check),
};

const REFUSED: &str = "so kustomize builds nothing";

fn check<'w>(root: Node<'w>, cx: &mut Cx<'w>) {
    for problem in schema::kustomization(root) {
        let Problem::Unknown(field) = &problem else { continue };
        match (&field.meant, above(field)) {
            (_, Some((above, below))) => unindented(field, above, &below, cx),
            (Meant::Place(place), None) => misplaced(field, place, cx),
            (_, None) => unknown(field, cx),
        }
    }
}

/// The empty entry before a key, and the keys after it that belong below it.
fn above<'w>(field: &UnknownField<'w>) -> Option<(Entry<'w>, Vec<Entry<'w>>)> {
    let entries: Vec<Entry<'w>> = field.parent.raw_entries().collect();
    let at = entries.iter().position(|entry| entry.key == field.entry.key)?;
    let empty = entries[..at].iter().rposition(|entry| entry.value.is_null())?;
    let shape = field.definition.field(&entries[empty].key.key_text()).next()?.shape();
    let Shape::Record(definition) = shape else { return None };
    let has = |entry: &&Entry<'w>| definition.field(&entry.key.key_text()).next().is_some();
    let below: Vec<Entry<'w>> = entries[empty + 1..].iter().take_while(has).copied().collect();
    (below.len() + empty >= at).then_some((entries[empty], below))
}

/// Reports keys that are not nested under the key that they follow, as one finding.
fn unindented<'w>(field: &UnknownField<'w>, above: Entry<'w>, below: &[Entry<'w>], cx: &mut Cx<'w>) {
    if below.first().is_none_or(|first| first.key != field.entry.key) {
        return;
    }
    let keys = join(below.iter().map(|entry| format!("`{}`", entry.key.key_text())), "and");
    let (are, to) = (if below.len() == 1 { "is" } else { "are" }, above.key.key_text());
    let message = format!("{keys} {are} not indented below `{to}`, so kustomize builds nothing");
    let moved: Vec<(Entry<'w>, usize)> = below.iter().map(|&entry| (entry, 0)).collect();
    let title = format!("indent {keys} below `{to}`");
    let report = cx.report(field.entry, message).related(above.key, "below this key").help(title.clone());
    report.fix(Applicability::Safe, title, nest(above, &moved));
}

fn unknown(field: &UnknownField<'_>, cx: &mut Cx<'_>) {
    let (key, owner) = (field.entry.key.key_text(), owner(field.parent, "kustomization"));
    let report = cx.report(field.entry, format!("`{key}` is not a field of {owner}, {REFUSED}"));
    match &field.meant {
        Meant::Name(typo) if !typo.is_free => {
            report.help(format!("`{}` already exists: remove `{key}`", typo.field.name()));
        }
        Meant::Name(typo) if !typo.fits => {
            report.help(format!("write `{}`, which is {}", typo.field.name(), typo.field.shape().noun()));
        }
        Meant::Name(typo) => {
            let title = format!("write `{}`", typo.field.name());
            let edit = replace_scalar(field.entry.key, typo.field.name());
            report.help(title.clone()).fix(Applicability::Unsafe, title, edit);
        }
        Meant::Told(help) => {
            report.help(*help);
        }
        Meant::Place(_) | Meant::Unclear => {}
    }
}

/// Reports keys in the wrong place; keys that belong together are one finding.
fn misplaced<'w>(field: &UnknownField<'w>, place: &Placement<'w>, cx: &mut Cx<'w>) {
    if place.keys.first().is_none_or(|first| first.key != field.entry.key) {
        return;
    }
    let keys = join(place.keys.iter().map(|entry| format!("`{}`", entry.key.key_text())), "and");
    let to = if place.path.is_empty() { "the top level".to_owned() } else { format!("`{}`", place.path) };
    let owner = owner(field.parent, "kustomization");
    let (are, belong) =
        if place.keys.len() == 1 { ("is not a field", "it belongs") } else { ("are not fields", "they belong") };
    let message = format!("{keys} {are} of {owner}, {REFUSED}: {belong} to {to}");
    let edits = match place.target {
        Target::Below(above) => nest(above, &place.moved),
        Target::Into(mapping) => move_into(mapping, &place.moved),
        Target::Apart | Target::Left => Edits::default(),
    };
    let title = format!("move {keys} to {to}");
    let report = cx.report(field.entry, message).help(title.clone());
    let report = match place.there.filter(|_| !place.path.is_empty()) {
        Some(there) => report.related(there, "it belongs here"),
        None => report,
    };
    report.fix(Applicability::Unsafe, title, edits);
}
