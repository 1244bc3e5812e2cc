//! Turns the facts about the API of Kubernetes into tables: Rust statics that need no work when the program starts.
//! Lists the cards of the rules as tests.
//!
//! `schema/facts.txt` and `schema/overlay.txt` say at their heads how they are written; the rows of the tables are
//! those of `src/schema/rows.rs`. Rows name each other by index, so the tables hold no pointers.

use std::collections::{BTreeMap, HashMap};
use std::error::Error;
use std::fmt::Write;
use std::path::Path;
use std::{env, fs};

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> Outcome<()> {
    let root = env::var("CARGO_MANIFEST_DIR")?;
    let folder = env::var("OUT_DIR")?;
    let mut tables = Tables::default();
    for (file, read) in [
        ("facts.txt", Tables::read_facts as fn(&mut Tables, &str) -> Outcome<()>),
        ("overlay.txt", Tables::read_overlay),
    ] {
        let path = Path::new(&root).join("schema").join(file);
        println!("cargo::rerun-if-changed={}", path.display());
        read(&mut tables, &fs::read_to_string(&path)?).map_err(|problem| format!("{}: {problem}", path.display()))?;
    }
    let tables = tables.write()?;
    fs::write(Path::new(&folder).join("tables.rs"), tables)?;
    println!("cargo::rerun-if-changed={root}/rules");
    let mut tests = String::new();
    card_tests(&Path::new(&root).join("rules"), "rules", &mut tests)?;
    Ok(fs::write(Path::new(&folder).join("cards.rs"), tests)?)
}

/// A test for each card in a folder and in the folders below; `name` is the folder's path in the project.
fn card_tests(folder: &Path, name: &str, tests: &mut String) -> Outcome<()> {
    let mut entries = fs::read_dir(folder)?.collect::<Result<Vec<_>, _>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        let file = entry.file_name().into_string().map_err(|name| format!("{name:?} is not Unicode"))?;
        if path.is_dir() {
            card_tests(&path, &format!("{name}/{file}"), tests)?;
        } else if let Some(stem) = file.strip_suffix(".md") {
            // Raw, as `enum` is a word of Rust.
            writeln!(tests, "#[test]\nfn r#{stem}() {{\n    holds({:?});\n}}", format!("{name}/{file}"))?;
        }
    }
    Ok(())
}

/// What the texts say.
#[derive(Default)]
struct Tables {
    newest: u32,
    definitions: BTreeMap<String, Definition>,
    /// By kind and `apiVersion`.
    apis: BTreeMap<(String, String), Api>,
}

#[derive(Default)]
struct Definition {
    versions: u64,
    fields: Vec<Field>,
}

struct Field {
    name: String,
    shape: String,
    list: String,
    versions: u64,
    required: u64,
}

#[derive(Default)]
struct Api {
    definition: String,
    versions: u64,
    namespaced: Option<bool>,
    life: Life,
}

/// What the overlay tells.
#[derive(Default, Clone, PartialEq, Eq, Hash)]
struct Life {
    deprecated: u32,
    removed: u32,
    instead: String,
    instead_kind: String,
    note: String,
}

/// The lines that say something, with their numbers.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines = text.lines().enumerate().map(|(index, line)| (index + 1, line));
    lines.filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'))
}

impl Tables {
    fn read_facts(&mut self, text: &str) -> Outcome<()> {
        let mut name = "";
        let mut oldest = 0;
        for (number, line) in lines(text) {
            let wrong = || format!("line {number}: {line}");
            if let Some(range) = line.strip_prefix("versions ") {
                let (first, last) = range.split_once("..").ok_or_else(wrong)?;
                (oldest, self.newest) = (first.parse()?, last.parse()?);
            } else if !line.starts_with(' ') {
                let (word, range) = line.split_once(' ').unwrap_or((line, ""));
                name = word;
                let all = versions(&format!("{oldest}..{}", self.newest), 0, self.newest)?;
                let versions = if range.is_empty() { all } else { versions(range, oldest, self.newest)? };
                self.definitions.insert(name.to_owned(), Definition { versions, fields: Vec::new() });
            } else {
                let definition = self.definitions.get_mut(name).ok_or_else(wrong)?;
                if let Some(rest) = line.strip_prefix(" kind ") {
                    let mut words = rest.split(' ');
                    let (api_version, kind) = words.next().zip(words.next()).ok_or_else(wrong)?;
                    let mut api = Api { definition: name.to_owned(), versions: definition.versions, ..Api::default() };
                    for word in words {
                        match word {
                            "namespaced" => api.namespaced = Some(true),
                            "cluster" => api.namespaced = Some(false),
                            range => api.versions = versions(range, oldest, self.newest)?,
                        }
                    }
                    self.apis.insert((kind.to_owned(), api_version.to_owned()), api);
                } else {
                    let (field, rest) = line.trim_start().split_once(' ').ok_or_else(wrong)?;
                    let (shape, rest) = rest.split_at(shape_length(rest).ok_or_else(wrong)?);
                    let (shape, list) = (shape.to_owned(), String::new());
                    let mut field =
                        Field { name: field.to_owned(), shape, list, versions: definition.versions, required: 0 };
                    for word in rest.split_whitespace() {
                        match word.strip_prefix('!') {
                            Some("") => field.required = field.versions,
                            Some(range) => field.required = versions(range, oldest, self.newest)?,
                            None if word.contains("..") => field.versions = versions(word, oldest, self.newest)?,
                            None => field.list = word.to_owned(),
                        }
                    }
                    definition.fields.push(field);
                }
            }
        }
        Ok(())
    }

    fn read_overlay(&mut self, text: &str) -> Outcome<()> {
        let mut head: Vec<&str> = Vec::new();
        for (number, line) in lines(text) {
            let wrong = || format!("line {number}: {line}");
            let Some(fact) = line.strip_prefix("  ") else {
                head = line.split(' ').collect();
                continue;
            };
            let (word, rest) = fact.split_once(' ').unwrap_or((fact, ""));
            let (first, kinds) = head.split_first().ok_or_else(wrong)?;
            if kinds.is_empty() {
                let definition = self.definitions.get_mut(*first).ok_or_else(wrong)?;
                let fields = definition.fields.iter_mut().filter(|field| field.name == word);
                let count = fields
                    .map(|field| match rest {
                        "required" => field.required = field.versions,
                        "optional" => field.required = 0,
                        words => field.shape = format!("str {words}"),
                    })
                    .count();
                if count == 0 {
                    return Err(wrong().into());
                }
                continue;
            }
            for kind in kinds {
                let api = self.apis.get_mut(&((*kind).to_owned(), (*first).to_owned())).ok_or_else(wrong)?;
                match word {
                    "deprecated" => api.life.deprecated = rest.parse()?,
                    "removed" => {
                        api.life.removed = rest.parse()?;
                        api.versions &= (1 << api.life.removed) - 1;
                    }
                    "namespaced" => api.namespaced = Some(true),
                    "cluster" => api.namespaced = Some(false),
                    "note" => api.life.note = rest.to_owned(),
                    "use" => {
                        let (version, other) = rest.split_once(' ').unwrap_or((rest, kind));
                        (api.life.instead, api.life.instead_kind) = (version.to_owned(), other.to_owned());
                    }
                    _ => return Err(wrong().into()),
                }
            }
        }
        Ok(())
    }

    fn write(mut self) -> Outcome<String> {
        for api in self.apis.values_mut().filter(|api| api.life.removed == 0) {
            let after = u64::BITS - api.versions.leading_zeros();
            api.life.removed = if after <= self.newest { after } else { 0 };
        }
        let numbers: HashMap<&str, usize> =
            self.definitions.keys().enumerate().map(|(number, name)| (name.as_str(), number)).collect();
        let mut rows = Rows { numbers, ..Rows::default() };
        let (mut definitions, mut fields, mut apis) = (Vec::new(), Vec::new(), Vec::new());
        for (name, definition) in &self.definitions {
            let (first, count) = (fields.len(), definition.fields.len());
            definitions.push(format!(
                "DefinitionRow {{ name: {}, first: {first}, count: {count}, versions: {}, open: false }}",
                rows.name(name),
                rows.versions(definition.versions)
            ));
            for field in &definition.fields {
                let shape = rows.shape(&field.shape, &field.list).map_err(|problem| format!("{name}: {problem}"))?;
                fields.push(format!(
                    "FieldRow {{ name: {}, shape: {shape}, versions: {}, required: {} }}",
                    rows.name(&field.name),
                    rows.versions(field.versions),
                    rows.versions(field.required)
                ));
            }
        }
        for ((kind, api_version), api) in &self.apis {
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
        let Rows { text, words, shapes, versions, lives, .. } = rows;
        let mut out = String::from("pub(super) static BUILT_IN: Schema<'static> = Schema {\n");
        writeln!(out, "text: Cow::Borrowed({text:?}),\nlimits: Vec::new(),")?;
        for (name, list) in [
            ("words", words.rows),
            ("versions", versions.rows),
            ("shapes", shapes.rows),
            ("lives", lives.rows),
            ("definitions", definitions),
            ("fields", fields),
            ("apis", apis),
        ] {
            writeln!(out, "{name}: Cow::Borrowed(&[\n{},\n]),", list.join(",\n"))?;
        }
        out.push_str("};\n");
        Ok(out)
    }
}

/// Rows of a table, each once.
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

/// The tables that others point into.
#[derive(Default)]
struct Rows<'a> {
    /// Of definitions, by name.
    numbers: HashMap<&'a str, usize>,
    text: String,
    names: HashMap<String, String>,
    words: Table,
    /// Where a list of words starts.
    lists: HashMap<Vec<String>, usize>,
    versions: Table,
    shapes: Table,
    lives: Table,
}

impl Rows<'_> {
    /// Where a text stands in the text of all.
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

    fn life(&mut self, life: &Life) -> usize {
        let [instead, instead_kind, note] = [&life.instead, &life.instead_kind, &life.note].map(|text| self.name(text));
        let minor = |minor: u32| if minor == 0 { "None".to_owned() } else { format!("Some({minor})") };
        self.lives.add(format!(
            "LifeRow {{ deprecated: {}, removed: {}, instead: {instead}, instead_kind: {instead_kind}, note: {note} }}",
            minor(life.deprecated),
            minor(life.removed)
        ))
    }

    /// A list of words: where it starts, and its length.
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
            let number = self.numbers.get(name).ok_or_else(|| format!("{shape} is no definition"))?;
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
                _ => return Err(format!("{shape} is no type").into()),
            };
            format!("ShapeRow::{word}")
        };
        Ok(self.shapes.add(row))
    }
}

/// How long the type is that a text starts with: a word, a bracket with all that is in it, `str <…>`.
fn shape_length(text: &str) -> Option<usize> {
    match text.as_bytes().first()? {
        b'[' => Some(text.rfind(']')? + 1),
        b'{' => Some(text.rfind('}')? + 1),
        _ if text.starts_with("str <") => Some(text.find('>')? + 1),
        _ => Some(text.find(' ').unwrap_or(text.len())),
    }
}

/// The minor versions in `..15,18..21`, as bits.
fn versions(ranges: &str, oldest: u32, newest: u32) -> Outcome<u64> {
    let mut versions = 0;
    for range in ranges.split(',') {
        let (first, last) = range.split_once("..").ok_or_else(|| format!("{range} is no range"))?;
        let minor = |text: &str, open| if text.is_empty() { Ok(open) } else { text.parse::<u32>() };
        for version in minor(first, oldest)?..=minor(last, newest)? {
            versions |= 1 << version;
        }
    }
    Ok(versions)
}
