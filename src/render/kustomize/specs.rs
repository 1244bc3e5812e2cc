//! The fields that transformers change: the tables of `schema/fieldspecs.txt`, and the additions of `configurations`.

use std::ops::Deref;
use std::sync::{Arc, LazyLock};

use super::field_spec::FieldSpec;
use super::id::Gvk;
use super::order;
use crate::yaml::{Entry, Node};

/// The tables of a kustomization and of its bases. They always include the built-in ones.
#[derive(Debug, Clone)]
pub(super) struct Specs(Arc<Tables>);

/// Tables of fields (`builtinconfig.TransformerConfig`).
#[derive(Debug, Clone, Default)]
pub(super) struct Tables {
    tables: [Vec<FieldSpec>; NAMES.len()],
    references: Vec<BackReference>,
}

/// The fields that contain names of objects of a type.
#[derive(Debug, Clone)]
pub(super) struct BackReference {
    /// The type.
    pub(super) gvk: Gvk,
    /// The fields.
    pub(super) referrers: Vec<FieldSpec>,
}

/// A table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Table {
    NamePrefix,
    NameSuffix,
    Namespace,
    CommonLabels,
    Labels,
    TemplateLabels,
    VolumeClaimTemplateLabels,
    CommonAnnotations,
    VarReference,
    Images,
    Replicas,
}

/// The names of the tables in files, in the order of [`Table`].
const NAMES: [&str; 11] = [
    "namePrefix",
    "nameSuffix",
    "namespace",
    "commonLabels",
    "labels",
    "templateLabels",
    "volumeClaimTemplateLabels",
    "commonAnnotations",
    "varReference",
    "images",
    "replicas",
];

/// The name of the table of references in files.
const REFERENCES: &str = "nameReference";

/// The conflict of two tables, of which only one creates a missing field. kustomize refuses it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Conflict {
    /// The path of the field.
    path: String,
}

impl Conflict {
    /// The fact, as a sentence.
    pub(super) fn message(&self) -> String {
        format!("two field specs of `{}` differ in `create`, so kustomize refuses the build", self.path)
    }
}

static BUILT_IN: LazyLock<Specs> =
    LazyLock::new(|| Specs(Arc::new(read_text(include_str!("../../../schema/fieldspecs.txt")))));

impl Default for Specs {
    /// The built-in tables.
    fn default() -> Self {
        BUILT_IN.clone()
    }
}

impl Deref for Specs {
    type Target = Tables;

    fn deref(&self) -> &Tables {
        &self.0
    }
}

impl Specs {
    /// Adds the tables of another kustomization.
    pub(super) fn merge(&mut self, other: &Specs) -> Result<(), Conflict> {
        let is_known = Arc::ptr_eq(&self.0, &other.0) || Arc::ptr_eq(&BUILT_IN.0, &other.0);
        if is_known { Ok(()) } else { self.add(other) }
    }

    /// Adds tables.
    pub(super) fn add(&mut self, tables: &Tables) -> Result<(), Conflict> {
        Arc::make_mut(&mut self.0).merge(tables)
    }
}

impl Tables {
    /// The fields of a table.
    pub(super) fn table(&self, table: Table) -> &[FieldSpec] {
        &self.tables[table as usize]
    }

    /// The fields that contain names.
    pub(super) fn references(&self) -> &[BackReference] {
        &self.references
    }

    /// Adds the fields of other tables.
    fn merge(&mut self, other: &Tables) -> Result<(), Conflict> {
        for (own, theirs) in self.tables.iter_mut().zip(&other.tables) {
            theirs.iter().try_for_each(|spec| add(own, spec))?;
        }
        for reference in &other.references {
            match self.references.iter_mut().find(|own| own.gvk == reference.gvk) {
                Some(own) => reference.referrers.iter().try_for_each(|spec| add(&mut own.referrers, spec))?,
                None => self.references.push(reference.clone()),
            }
        }
        self.sort();
        Ok(())
    }

    /// Adds fields to a table.
    pub(super) fn extend(&mut self, table: Table, specs: impl IntoIterator<Item = FieldSpec>) {
        self.tables[table as usize].extend(specs);
    }

    /// Adds fields that contain names of objects of a type.
    pub(super) fn refer(&mut self, gvk: Gvk, referrers: Vec<FieldSpec>) {
        self.references.push(BackReference { gvk, referrers });
    }

    fn sort(&mut self) {
        self.tables.iter_mut().for_each(|table| table.sort_by(|one, other| order::of_types(&one.gvk, &other.gvk)));
        self.references.sort_by(|one, other| order::of_types(&one.gvk, &other.gvk));
    }
}

/// Adds a field to a list unless a field in the list covers it (`FsSlice.MergeOne`).
pub(super) fn add(specs: &mut Vec<FieldSpec>, spec: &FieldSpec) -> Result<(), Conflict> {
    match specs.iter().find(|known| known.covers(spec)) {
        Some(known) if known.create != spec.create => Err(Conflict { path: spec.path.clone() }),
        Some(_) => Ok(()),
        None => {
            specs.push(spec.clone());
            Ok(())
        }
    }
}

/// Reads a file that `configurations` names.
pub(super) fn read_file(root: Node<'_>) -> Result<Tables, String> {
    let mut tables = Tables::default();
    for entry in root.entries() {
        let key = entry.key.text();
        if key.eq_ignore_ascii_case(REFERENCES) {
            for item in entry.value.items() {
                let specs = item.get("fieldSpecs").into_iter().flat_map(|list| list.items());
                tables.refer(gvk(item), specs.map(spec).collect());
            }
        } else if let Some(table) = NAMES.iter().position(|name| name.eq_ignore_ascii_case(key)) {
            tables.tables[table].extend(entry.value.items().map(spec));
        } else {
            return Err(unknown(entry));
        }
    }
    tables.sort();
    Ok(tables)
}

fn unknown(entry: Entry<'_>) -> String {
    format!("`{}` is not a field of a transformer configuration, so kustomize refuses the build", entry.key.text())
}

/// A field as a person wrote it.
pub(super) fn spec(node: Node<'_>) -> FieldSpec {
    let create = node.get("create").and_then(Node::as_bool) == Some(true);
    FieldSpec::new(gvk(node), node.get("path").map_or("", |path| path.text()), create)
}

fn gvk(node: Node<'_>) -> Gvk {
    let text = |key: &str| node.get(key).map_or_else(String::new, |value| value.text().to_owned());
    Gvk { group: text("group"), version: text("version"), kind: text("kind") }
}

/// Reads text in the form of `schema/fieldspecs.txt`, whose first lines explain it.
fn read_text(text: &str) -> Tables {
    let mut tables = Tables::default();
    let mut places: Vec<(&str, Vec<(Gvk, &str)>)> = Vec::new();
    let (mut table, mut is_reference) = (0, false);
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if let Some((name, list)) = line.split_once(" = ") {
            let place = |word| str::split_once(word, ':').map(|(kind, path)| (read_gvk(kind), path));
            places.push((name, list.split(' ').filter_map(place).collect()));
        } else if let Some(row) = line.strip_prefix("  ") {
            let specs = read_row(row, &places);
            match tables.references.last_mut().filter(|_| is_reference) {
                Some(reference) => reference.referrers.extend(specs),
                None => tables.tables[table].extend(specs),
            }
        } else if let Some(kind) = line.strip_prefix("nameReference ") {
            is_reference = true;
            tables.refer(read_gvk(kind), Vec::new());
        } else {
            is_reference = false;
            table = NAMES.iter().position(|name| *name == line).unwrap_or(table);
        }
    }
    tables.sort();
    tables
}

/// The fields of a line.
fn read_row(row: &str, places: &[(&str, Vec<(Gvk, &str)>)]) -> Vec<FieldSpec> {
    let (path, kinds) = row.split_once(' ').unwrap_or((row, ""));
    let (path, create) = path.strip_prefix('+').map_or((path, false), |path| (path, true));
    if let Some((name, rest)) = path.split_once(':')
        && let Some((_, places)) = places.iter().find(|(known, _)| *known == name)
    {
        let spec = |(gvk, above): &(Gvk, &str)| FieldSpec::new(gvk.clone(), &format!("{above}/{rest}"), create);
        return places.iter().map(spec).collect();
    }
    kinds.split(' ').map(|kind| FieldSpec::new(read_gvk(kind), path, create)).collect()
}

/// A type as `group/Kind@version`.
fn read_gvk(text: &str) -> Gvk {
    let (text, version) = text.split_once('@').unwrap_or((text, ""));
    let (group, kind) = text.rsplit_once('/').unwrap_or(("", text));
    Gvk { group: group.to_owned(), version: version.to_owned(), kind: kind.to_owned() }
}
