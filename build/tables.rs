//! The tables of the schema.

use std::collections::HashMap;
use std::fmt::Write;

use crate::Outcome;
use crate::facts::{Facts, Life};
use crate::roles::CustomRole;
use crate::words;

/// The tables as Rust code.
pub fn write(facts: &Facts) -> Outcome<String> {
    let numbers: HashMap<&str, usize> =
        facts.definitions.keys().enumerate().map(|(number, name)| (name.as_str(), number)).collect();
    let mut rows = Rows { numbers, ..Rows::default() };
    // The patch strategy of fields without one, and of fields of custom resources.
    rows.patch(&[])?;
    let (mut definitions, mut fields, mut apis) = (Vec::new(), Vec::new(), Vec::new());
    for (name, definition) in &facts.definitions {
        let (first, count) = (fields.len(), definition.fields.len());
        definitions.push(format!(
            "DefinitionRow {{ name: {}, first: {first}, count: {count}, versions: {}, open: false, requires: {}, {} }}",
            rows.name(name),
            rows.versions(definition.versions),
            definition.fields.iter().any(|field| field.required != 0),
            rows.constraints(&definition.constraints)
        ));
        for field in &definition.fields {
            let shape = rows.shape(&field.shape, &field.list).map_err(|problem| format!("{name}: {problem}"))?;
            fields.push(format!(
                "FieldRow {{ name: {}, shape: {shape}, versions: {}, required: {}, patch: {}, {}, {} }}",
                rows.name(&field.name),
                rows.versions(field.versions),
                rows.versions(field.required),
                rows.patch(&field.patch)?,
                rows.roles(&field.roles),
                rows.constraints(&field.constraints)
            ));
        }
    }
    for ((kind, api_version), api) in &facts.apis {
        let definition = *rows.numbers.get(api.definition.as_str()).ok_or("an API without a definition")?;
        apis.push(format!(
            "ApiRow {{ kind: {}, api_version: {}, definition: {definition}, versions: {}, namespaced: {:?}, life: {} }}",
            rows.name(kind),
            rows.name(api_version),
            rows.versions(api.versions),
            api.namespaced,
            rows.life(&api.life)
        ));
    }
    let mut custom = Vec::new();
    for CustomRole { kind, path, definition, roles } in &facts.custom_roles {
        let shape = if definition.contains('.') { format!("@{definition}") } else { definition.clone() };
        let shape = rows.shape(&shape, "")?;
        let roles = rows.roles(roles);
        custom.push(format!("CustomRow {{ kind: Kind::{kind}, path: &{path:?}, shape: {shape}, {roles} }}"));
    }
    render(rows, Lists { definitions, fields, apis, custom }, words::write(&facts.words))
}

/// Tables that no other table points into.
struct Lists {
    definitions: Vec<String>,
    fields: Vec<String>,
    apis: Vec<String>,
    custom: Vec<String>,
}

fn render(rows: Rows<'_>, lists: Lists, word_rows: Vec<String>) -> Outcome<String> {
    let Rows { text, words, shapes, versions, lives, patches, roles, constraints, .. } = rows;
    let mut out = String::from("pub(super) static BUILT_IN: Schema<'static> = Schema {\n");
    writeln!(out, "text: Cow::Borrowed({text:?}),\nlimits: Vec::new(),")?;
    for (name, list) in [
        ("words", words.rows),
        ("versions", versions.rows),
        ("shapes", shapes.rows),
        ("lives", lives.rows),
        ("definitions", lists.definitions),
        ("fields", lists.fields),
        ("apis", lists.apis),
    ] {
        writeln!(out, "{name}: Cow::Borrowed(&[\n{},\n]),", list.join(",\n"))?;
    }
    out.push_str("};\n");
    for (head, list) in [
        ("PATCHES: [PatchRow", patches.rows),
        ("ROLES: [Role", roles),
        ("CONSTRAINTS: [ConstraintRow", constraints),
        ("CUSTOM: [CustomRow", lists.custom),
        ("WORDS: [WordRow", word_rows),
    ] {
        writeln!(out, "pub(super) static {head}; {}] = [\n{},\n];", list.len(), list.join(",\n"))?;
    }
    Ok(out)
}

/// The rows of a table without duplicates.
#[derive(Default)]
struct Table {
    rows: Vec<String>,
    seen: HashMap<String, usize>,
}

impl Table {
    fn add(&mut self, row: String) -> usize {
        *self.seen.entry(row).or_insert_with_key(|row| {
            self.rows.push(row.clone());
            self.rows.len() - 1
        })
    }
}

/// The tables that other tables point into.
#[derive(Default)]
struct Rows<'a> {
    /// The numbers of definitions, by name.
    numbers: HashMap<&'a str, usize>,
    text: String,
    names: HashMap<String, String>,
    words: Table,
    /// The starts of the lists of words.
    lists: HashMap<Vec<String>, usize>,
    versions: Table,
    shapes: Table,
    lives: Table,
    patches: Table,
    roles: Vec<String>,
    /// The starts of the lists of roles.
    role_lists: HashMap<Vec<String>, usize>,
    constraints: Vec<String>,
    /// The starts of the lists of constraints.
    constraint_lists: HashMap<Vec<String>, usize>,
}

impl Rows<'_> {
    /// The place of a text in the text that contains all names.
    fn name(&mut self, name: &str) -> String {
        if let Some(row) = self.names.get(name) {
            return row.clone();
        }
        let row = format!("Name {{ at: {}, length: {} }}", self.text.len(), name.len());
        self.text.push_str(name);
        self.names.insert(name.to_owned(), row.clone());
        row
    }

    fn versions(&mut self, versions: u64) -> usize {
        self.versions.add(format!("VersionSet::from_minors({versions:#x})"))
    }

    fn patch(&mut self, words: &[String]) -> Outcome<usize> {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let row = match words.as_slice() {
            [] => "Default".to_owned(),
            ["replace"] => "Replace".to_owned(),
            ["retain"] => "Retain".to_owned(),
            ["merge"] => "Add".to_owned(),
            [merge, rest @ ..] => {
                let key = merge.strip_prefix("merge(").and_then(|rest| rest.strip_suffix(')'));
                let key = key.filter(|_| rest.is_empty() || rest == ["retain"]);
                let key = self.name(key.ok_or_else(|| format!("{} is not a patch strategy", words.join(" ")))?);
                format!("Merge {{ key: {key}, retain: {} }}", !rest.is_empty())
            }
        };
        Ok(self.patches.add(format!("PatchRow::{row}")))
    }

    /// The start and the length of a list of roles.
    fn roles(&mut self, list: &[String]) -> String {
        let next = if list.is_empty() { 0 } else { self.roles.len() };
        let first = *self.role_lists.entry(list.to_vec()).or_insert(next);
        if first == next {
            self.roles.extend_from_slice(list);
        }
        format!("first_role: {first}, roles: {}", list.len())
    }

    /// The start and the length of a list of constraints.
    fn constraints(&mut self, list: &[String]) -> String {
        let next = if list.is_empty() { 0 } else { self.constraints.len() };
        let first = *self.constraint_lists.entry(list.to_vec()).or_insert(next);
        if first == next {
            self.constraints.extend_from_slice(list);
        }
        format!("first_constraint: {first}, constraints: {}", list.len())
    }

    fn life(&mut self, life: &Life) -> usize {
        let [instead, instead_kind, note] = [&life.instead, &life.instead_kind, &life.note].map(|text| self.name(text));
        let minor = |minor: u32| if minor == 0 { "None".to_owned() } else { format!("Some({minor})") };
        self.lives.add(format!(
            "LifeRow {{ deprecated: {}, removed: {}, instead: {instead}, instead_kind: {instead_kind}, note: {note} }}",
            minor(life.deprecated),
            minor(life.removed)
        ))
    }

    /// The start and the length of a list of words.
    fn list<'w>(&mut self, words: impl Iterator<Item = &'w str>) -> String {
        let list: Vec<String> = words.map(|word| self.name(word)).collect();
        let count = list.len();
        let next = self.words.rows.len();
        let first = *self.lists.entry(list.clone()).or_insert(next);
        if first == next {
            self.words.rows.extend(list);
        }
        format!("{{ first: {first}, count: {count} }}")
    }

    fn shape(&mut self, shape: &str, list: &str) -> Outcome<usize> {
        let inside = |open: char, close: char| shape.strip_prefix(open).and_then(|rest| rest.strip_suffix(close));
        let row = if let Some(item) = inside('[', ']') {
            let item = self.shape(item, "")?;
            let unique = match list.strip_prefix("map(").and_then(|rest| rest.strip_suffix(')')) {
                Some(keys) => format!("UniqueRow::Keys {}", self.list(keys.split(','))),
                None if list == "set" => "UniqueRow::Items".to_owned(),
                None => "UniqueRow::Nothing".to_owned(),
            };
            format!("ShapeRow::List {{ item: {item}, unique: {unique} }}")
        } else if let Some(value) = inside('{', '}') {
            format!("ShapeRow::Map({})", self.shape(value, "")?)
        } else if let Some(values) = shape.strip_prefix("str <").and_then(|rest| rest.strip_suffix('>')) {
            format!("ShapeRow::Enum {}", self.list(values.split('|')))
        } else if let Some(name) = shape.strip_prefix('@') {
            let number = self.numbers.get(name).ok_or_else(|| format!("{shape} is not a definition"))?;
            format!("ShapeRow::Record({number})")
        } else {
            let word = match shape {
                "str" => "Text",
                "int32" => "Int32",
                "int64" => "Int64",
                "number" => "Number",
                "bool" => "Bool",
                "bytes" => "Bytes",
                "time" => "Time",
                "intstr" => "IntOrString",
                "quantity" => "Quantity",
                "any" => "Any",
                "object" => "Object",
                "raw" => "Raw",
                _ => return Err(format!("{shape} is not a type").into()),
            };
            format!("ShapeRow::{word}")
        };
        Ok(self.shapes.add(row))
    }
}
