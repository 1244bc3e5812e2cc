//! The facts in the files of the folder `schema`.

use std::collections::BTreeMap;

use crate::Outcome;
use crate::roles::CustomRole;
use crate::words::Words;

/// The facts from all files.
#[derive(Default)]
pub struct Facts {
    pub oldest: u32,
    pub newest: u32,
    pub definitions: BTreeMap<String, Definition>,
    /// The APIs by kind and `apiVersion`.
    pub apis: BTreeMap<(String, String), Api>,
    pub custom: Vec<CustomKind>,
    pub custom_roles: Vec<CustomRole>,
    pub words: Words,
}

#[derive(Default)]
pub struct Definition {
    pub versions: u64,
    pub fields: Vec<Field>,
    /// The conditions of the API server on the fields of the definition together, as rows in Rust.
    pub constraints: Vec<String>,
}

pub struct Field {
    pub name: String,
    pub shape: String,
    /// How the items of a list are identified.
    pub list: String,
    /// How a strategic merge patch changes the field, in words.
    pub patch: Vec<String>,
    /// The roles of the field, in Rust.
    pub roles: Vec<String>,
    /// The conditions of the API server on the value of the field, as rows in Rust.
    pub constraints: Vec<String>,
    pub versions: u64,
    pub required: u64,
}

#[derive(Default)]
pub struct Api {
    pub definition: String,
    pub versions: u64,
    pub namespaced: Option<bool>,
    pub life: Life,
}

/// The facts about the life of an API, from the overlay.
#[derive(Default, Clone, PartialEq, Eq, Hash)]
pub struct Life {
    pub deprecated: u32,
    pub removed: u32,
    pub instead: String,
    pub instead_kind: String,
    pub note: String,
}

/// A kind of another group.
pub struct CustomKind {
    pub group: String,
    pub variant: String,
    pub kinds: Vec<String>,
    pub is_cluster_scoped: bool,
}

/// The lines with content, with their numbers.
pub fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines = text.lines().enumerate().map(|(index, line)| (index + 1, line));
    lines.filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'))
}

impl Definition {
    /// Whether the definition has a field with a name, in any version.
    pub fn has(&self, name: &str) -> bool {
        self.fields.iter().any(|field| field.name == name)
    }
}

impl Facts {
    pub fn read(&mut self, text: &str) -> Outcome<()> {
        let mut name = "";
        for (number, line) in lines(text) {
            let wrong = || format!("line {number}: {line}");
            if let Some(range) = line.strip_prefix("versions ") {
                let (first, last) = range.split_once("..").ok_or_else(wrong)?;
                (self.oldest, self.newest) = (first.parse()?, last.parse()?);
            } else if !line.starts_with(' ') {
                let (word, range) = line.split_once(' ').unwrap_or((line, ""));
                name = word;
                let (oldest, newest) = (self.oldest, self.newest);
                let all = versions(&format!("{oldest}..{newest}"), 0, newest)?;
                let versions = if range.is_empty() { all } else { versions(range, self.oldest, self.newest)? };
                self.definitions.insert(name.to_owned(), Definition { versions, ..Definition::default() });
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
                            range => api.versions = versions(range, self.oldest, self.newest)?,
                        }
                    }
                    self.apis.insert((kind.to_owned(), api_version.to_owned()), api);
                } else {
                    let (field, rest) = line.trim_start().split_once(' ').ok_or_else(wrong)?;
                    let (shape, rest) = rest.split_at(shape_length(rest).ok_or_else(wrong)?);
                    let mut field = Field {
                        name: field.to_owned(),
                        shape: shape.to_owned(),
                        list: String::new(),
                        patch: Vec::new(),
                        roles: Vec::new(),
                        constraints: Vec::new(),
                        versions: definition.versions,
                        required: 0,
                    };
                    for word in rest.split_whitespace() {
                        match word.strip_prefix('!') {
                            Some("") => field.required = field.versions,
                            Some(range) => field.required = versions(range, self.oldest, self.newest)?,
                            None if word.contains("..") => field.versions = versions(word, self.oldest, self.newest)?,
                            None if word == "set" || word.starts_with("map(") => field.list = word.to_owned(),
                            None => field.patch.push(word.to_owned()),
                        }
                    }
                    definition.fields.push(field);
                }
            }
        }
        Ok(())
    }

    pub fn read_overlay(&mut self, text: &str) -> Outcome<()> {
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

    /// Reads the kinds of other groups. A line has a group, the name of its variant, the kinds if they differ from this
    /// name, and whether they live in no namespace.
    pub fn read_kinds(&mut self, text: &str) -> Outcome<()> {
        for (number, line) in lines(text) {
            let mut words = line.split(' ').map(str::to_owned);
            let (group, variant) = words.next().zip(words.next()).ok_or_else(|| format!("line {number}: {line}"))?;
            let mut kinds: Vec<String> = words.collect();
            let is_cluster_scoped = kinds.pop_if(|word| word == "cluster-scoped").is_some();
            let kinds = if kinds.is_empty() { vec![variant.clone()] } else { kinds };
            self.custom.push(CustomKind { group, variant, kinds, is_cluster_scoped });
        }
        Ok(())
    }

    /// Computes facts that no file contains.
    pub fn settle(&mut self) {
        for api in self.apis.values_mut().filter(|api| api.life.removed == 0) {
            let after = u64::BITS - api.versions.leading_zeros();
            api.life.removed = if after <= self.newest { after } else { 0 };
        }
    }
}

/// The length of the type at the start of a text: a word, a bracket with its content, `str <…>`.
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
        let (first, last) = range.split_once("..").ok_or_else(|| format!("{range} is not a range"))?;
        let minor = |text: &str, open| if text.is_empty() { Ok(open) } else { text.parse::<u32>() };
        for version in minor(first, oldest)?..=minor(last, newest)? {
            versions |= 1 << version;
        }
    }
    Ok(versions)
}
