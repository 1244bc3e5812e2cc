//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::yaml::{
    Content, Edit, Edits, Entry, Node, Style, insert_before, insert_item_after, insert_item_before, remove_entry,
    replace_raw, replace_scalar,
};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "kustomize-deprecated",
        summary: "A deprecated field of a kustomization",
        category: Category::Values,
        severity: Severity::Info,
        strict: Some(Severity::Warning),
        fix: Some(Applicability::Safe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Kustomization(check),
};

/// The function that replaces a field.
type Repair = for<'w> fn(Entry<'w>, Node<'w>) -> (Applicability, Edits);

/// Fields that kustomize warns about (`Kustomization.CheckDeprecatedFields`), with their replacements.
const FIELDS: &[(&str, &str, Repair)] = &[
    ("bases", "resources", |entry, root| (Applicability::Safe, move_items(entry, root, "resources"))),
    ("commonLabels", "labels", |entry, root| (Applicability::Safe, label(entry, root))),
    ("helmChartInflationGenerator", "helmCharts", |_, _| (Applicability::Manual, Edits::default())),
    ("imageTags", "images", |entry, root| (Applicability::Safe, rename(entry, root, "images"))),
    ("patchesJson6902", "patches", |entry, root| (later(root), rename(entry, root, "patches"))),
    ("patchesStrategicMerge", "patches", |entry, root| (Applicability::Safe, paths(entry, root))),
    ("vars", "replacements", |_, _| (Applicability::Manual, Edits::default())),
];

fn check<'w>(root: Node<'w>, cx: &mut Cx<'w>) {
    for (field, instead, repair) in FIELDS {
        let Some(entry) = root.written(field) else { continue };
        let message = format!("`{field}` is deprecated: kustomize warns about it in every build");
        let (applicability, edits) = repair(entry, root);
        let help = match *field {
            "commonLabels" => "write an entry of `labels` with these `pairs` and `includeSelectors: true`".to_owned(),
            "patchesStrategicMerge" => "write each file as a `path` under `patches`".to_owned(),
            _ => format!("use `{instead}`"),
        };
        cx.report(entry, message).help(help).fix(applicability, format!("move it to `{instead}`"), edits);
    }
}

/// How safe it is to move patches. kustomize applies `patchesJson6902` after other changes, and `patches` before them.
fn later(root: Node<'_>) -> Applicability {
    const BETWEEN: [&str; 6] = ["namespace", "namePrefix", "nameSuffix", "labels", "commonLabels", "commonAnnotations"];
    let is_between = BETWEEN.iter().any(|field| root.written(field).is_some());
    if is_between { Applicability::Unsafe } else { Applicability::Safe }
}

/// Renames a key, unless the new key also exists.
fn rename(entry: Entry<'_>, root: Node<'_>, key: &str) -> Edits {
    root.entry(key).is_none().then(|| replace_scalar(entry.key, key)).flatten().into()
}

/// Moves items to the end of another list.
fn move_items(entry: Entry<'_>, root: Node<'_>, key: &str) -> Edits {
    let Some(list) = root.entry(key) else { return rename(entry, root, key) };
    let (Some(last), true) = (list.value.items().last(), is_simple(entry)) else { return Edits::default() };
    let items: Edits = texts(entry).map(|text| insert_item_after(last, text)).collect();
    Edits::both(items, remove_entry(entry))
}

/// Writes the files as patches with a `path`.
fn paths(entry: Entry<'_>, root: Node<'_>) -> Edits {
    let is_path = |item: Node<'_>| item.as_str().is_some_and(|text| !text.contains(['\n', ':', '{']));
    if !entry.value.items().all(is_path) || !is_simple(entry) {
        return Edits::default();
    }
    let Some(list) = root.entry("patches") else {
        let write = |item: Node<'_>| -> Option<Edit> {
            let path = format!("path: {}", item.source_text());
            replace_raw(item, &if entry.value.style() == Style::Flow { format!("{{{path}}}") } else { path })
        };
        let items: Edits = entry.value.items().map(write).collect();
        return Edits::both(replace_scalar(entry.key, "patches"), items);
    };
    // Merge patches come first.
    let Some(first) = list.value.items().next() else { return Edits::default() };
    let items: Edits = texts(entry).map(|text| insert_item_before(first, Content::map([("path", text)]))).collect();
    Edits::both(items, remove_entry(entry))
}

/// Writes common labels as an entry of `labels`.
fn label(entry: Entry<'_>, root: Node<'_>) -> Edits {
    let is_text = |value: Node<'_>| value.as_str().is_some_and(|text| !text.contains('\n'));
    if !is_simple(entry) || !entry.value.entries().all(|pair| is_text(pair.value)) || entry.value.is_empty() {
        return Edits::default();
    }
    let pairs: Vec<(String, Content)> =
        entry.value.entries().map(|pair| (pair.key.key_text().into_owned(), pair.value.text().into())).collect();
    let new = Content::map([("pairs", Content::Map(pairs)), ("includeSelectors", Content::Raw("true".to_owned()))]);
    let written = match root.entry("labels") {
        Some(labels) => {
            let Some(last) = labels.value.items().last() else { return Edits::default() };
            insert_item_after(last, new)
        }
        None => insert_before(entry, "labels", Content::list([new])),
    };
    Edits::both(written, remove_entry(entry))
}

/// Whether the entry can be written elsewhere without loss.
fn is_simple(entry: Entry<'_>) -> bool {
    let mut nodes = entry.value.descendants();
    !entry.value.is_alias()
        && !entry.value.source_text().contains('#')
        && nodes.all(|node| !node.is_alias() && !node.has_tag() && !node.is_repeated())
}

fn texts<'w>(entry: Entry<'w>) -> impl Iterator<Item = &'w str> {
    entry.value.items().map(|item| item.text())
}
