//! ConfigMaps and Secrets that a kustomization makes (`api/internal/generators`, `api/kv`).

use std::collections::BTreeMap;
use std::sync::Arc;

use super::file::{Kustomization, named_files, variable_files};
use super::problem::ProblemKind;
use super::project::Content;
use super::resource::Resource;
use super::state::{Accumulated, Cx};
use crate::render::{Key, Pair, Value};
use crate::secrets::inputs;
use crate::yaml::{Cause, Node, encode_base64};

/// Lines of base64 have this length.
const LINE: usize = 70;

/// The kind of a generated object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Made {
    /// A ConfigMap.
    ConfigMap,
    /// A Secret.
    Secret,
}

/// A generator with the options that apply to it.
#[derive(Clone, Copy)]
pub(super) struct Generator<'a, 'k> {
    pub(super) made: Made,
    /// The entry of `configMapGenerator` or `secretGenerator`, or the object of a plugin.
    pub(super) entry: Node<'a>,
    /// The metadata of a plugin, with the default name and namespace.
    pub(super) metadata: Option<Node<'a>>,
    /// `generatorOptions`.
    pub(super) options: Option<Node<'a>>,
    /// The kustomization whose folder paths are relative to.
    pub(super) kustomization: &'k Kustomization<'a>,
}

/// Makes the objects of `configMapGenerator` and `secretGenerator`.
pub(super) fn from_kustomization<'a>(kustomization: &Kustomization<'a>, into: &mut Accumulated<'a>, cx: &mut Cx<'a>) {
    let options = kustomization.root.get("generatorOptions");
    for (field, made) in [("configMapGenerator", Made::ConfigMap), ("secretGenerator", Made::Secret)] {
        for entry in kustomization.items(field) {
            Generator { made, entry, metadata: None, options, kustomization }.run(into, cx);
        }
    }
}

impl<'a> Generator<'a, '_> {
    /// Makes the object. Adds it to the others or merges it into one of them.
    pub(super) fn run(&self, into: &mut Accumulated<'a>, cx: &mut Cx<'a>) {
        let Some(name) = self.named("name") else {
            cx.problem(self.entry, ProblemKind::Refused, "the generator has no `name`, so there is nothing to make");
            return;
        };
        for (node, path) in named_files(self.entry) {
            if self.is_outside(path, cx) {
                into.gaps.push(cx.outside(node));
            }
        }
        let value = self.object(name, cx);
        let needs_hash = !self.is_set("disableNameSuffixHash");
        let resource = Resource { needs_hash, is_generated: true, ..Resource::new(value) };
        self.absorb(resource, into, cx);
    }

    /// A field of the entry, or of a plugin's metadata. Returns `None` if it is missing or empty.
    fn named(&self, key: &str) -> Option<Node<'a>> {
        let is_there = |node: &Node<'a>| !node.text().is_empty();
        let own = self.entry.get(key).filter(is_there);
        own.or_else(|| self.metadata?.get(key).filter(is_there))
    }

    fn is_outside(&self, path: &str, cx: &Cx<'a>) -> bool {
        cx.project.is_outside(&self.kustomization.path(path))
    }

    /// Whether an option is on, for the entry or for all entries.
    fn is_set(&self, key: &str) -> bool {
        let own = self.entry.get("options");
        [own, self.options]
            .into_iter()
            .flatten()
            .any(|options| options.get(key).is_some_and(|it| it.as_bool() == Some(true)))
    }

    fn cause(&self, what: &str) -> Cause {
        let at = self.named("name").unwrap_or(self.entry);
        Cause { span: at.span(), what: what.to_owned(), is_made: true }
    }

    fn object(&self, name: Node<'a>, cx: &mut Cx<'a>) -> Value<'a> {
        let entry = self.entry;
        let (kind, other) = match self.made {
            Made::ConfigMap => ("ConfigMap", "binaryData"),
            Made::Secret => ("Secret", "data"),
        };
        let pair = |key: &'static str, value| Pair { key: Key::made(key, entry), value };
        let text = |text: &str| Value::string(text, entry);
        let mut metadata = vec![pair("name", Value::written(name))];
        metadata.extend(self.named("namespace").map(|node| pair("namespace", Value::written(node))));
        metadata
            .extend(["labels", "annotations"].into_iter().filter_map(|key| self.texts(key).map(|it| pair(key, it))));
        let mut pairs = vec![
            pair("apiVersion", text("v1")),
            pair("kind", text(kind)),
            pair("metadata", Value::mapping(metadata, entry)),
        ];
        if self.made == Made::Secret {
            let node = entry.get("type").filter(|node| !node.text().is_empty());
            pairs.push(pair("type", node.map_or_else(|| text("Opaque"), Value::written)));
        }
        let (data, binary): (Vec<_>, Vec<_>) = self.data(cx).into_iter().partition(|datum| !datum.is_binary);
        let collect = |data: Vec<Datum<'a>>| Value::mapping(data.into_iter().map(|datum| datum.pair).collect(), entry);
        if !data.is_empty() || self.made == Made::Secret {
            pairs.push(pair("data", collect(data)));
        }
        if !binary.is_empty() {
            pairs.push(pair(other, collect(binary)));
        }
        if self.is_set("immutable") {
            pairs.push(pair("immutable", Value::plain("true", entry)));
        }
        Value::mapping(pairs, entry).because(self.cause("generator makes the object"))
    }

    /// Labels or annotations. Those of the entry take precedence.
    fn texts(&self, key: &str) -> Option<Value<'a>> {
        let mut pairs: BTreeMap<&str, Pair<'a>> = BTreeMap::new();
        for options in [self.options, self.entry.get("options")].into_iter().flatten() {
            let entries = options.get(key).into_iter().flat_map(Node::entries);
            pairs.extend(entries.map(|entry| {
                (entry.key.text(), Pair { key: Key::written(entry.key), value: Value::written(entry.value) })
            }));
        }
        (!pairs.is_empty()).then(|| Value::mapping(pairs.into_values().collect(), self.entry))
    }
}

/// The source of a key and its value.
struct Source<'a> {
    key: Key<'a>,
    bytes: Arc<[u8]>,
    /// The place of the value.
    at: Node<'a>,
    /// The node that names the file, or the literal.
    entry: Node<'a>,
}

impl<'a> Source<'a> {
    /// A source whose place is the entry of the generator.
    fn at(entry: Node<'a>, key: &str, bytes: Arc<[u8]>) -> Self {
        Source { key: Key::made(key.to_owned(), entry), bytes, at: entry, entry }
    }
}

/// A key of the generated object, with its value.
struct Datum<'a> {
    pair: Pair<'a>,
    is_binary: bool,
}

impl<'a> Generator<'a, '_> {
    /// The keys with their values: of `envs`, then of `literals`, then of `files`.
    fn data(&self, cx: &mut Cx<'a>) -> Vec<Datum<'a>> {
        let mut data: BTreeMap<String, Datum<'a>> = BTreeMap::new();
        let list = |key: &str| self.entry.get(key).into_iter().flat_map(Node::items);
        let mut found: Vec<Source<'a>> = Vec::new();
        for node in variable_files(self.entry) {
            self.variables(node, &mut found, cx);
        }
        for node in list("literals") {
            match literal(node.text()) {
                Some((key, value)) => found.push(Source::at(node, key, value.as_bytes().into())),
                None => cx.problem(node, ProblemKind::Refused, "a literal is `key=value`, and this text has no key"),
            }
        }
        for node in list("files") {
            match file_source(node.text()) {
                Ok((key, path)) => {
                    found.extend(self.content(path, node, cx).map(|bytes| Source::at(node, key, bytes)));
                }
                Err(message) => cx.problem(node, ProblemKind::Refused, message),
            }
        }
        for source in found {
            let key = source.key.text();
            if data.contains_key(key) {
                let message = format!("the key `{key}` already exists, and kustomize refuses duplicate keys");
                cx.problem(source.entry, ProblemKind::Duplicate, message);
                continue;
            }
            data.insert(key.to_owned(), self.datum(source));
        }
        data.into_values().collect()
    }

    fn datum(&self, Source { key, bytes, at, .. }: Source<'a>) -> Datum<'a> {
        let text = match (self.made, std::str::from_utf8(&bytes)) {
            (Made::ConfigMap, Ok(text)) => Some(text),
            _ => None,
        };
        let value = match text {
            Some(text) => Value::string(text, at),
            None => Value::string(in_lines(&encode_base64(&bytes)), at),
        };
        let value = value.because(self.cause("generator makes the value"));
        let is_binary = self.made == Made::ConfigMap && text.is_none();
        Datum { pair: Pair { key, value }, is_binary }
    }

    /// Reads the variables of a file, one for each line. Each has its place in the file, if findings may refer to it.
    fn variables(&self, node: Node<'a>, found: &mut Vec<Source<'a>>, cx: &mut Cx<'a>) {
        if let Some(root) = cx.project.variables(&self.kustomization.path(node.text())) {
            found.extend(root.raw_entries().map(|entry| {
                let at = if entry.value.span().is_empty() { entry.key } else { entry.value };
                let bytes = entry.value.text().as_bytes().into();
                Source { key: Key::written(entry.key), bytes, at, entry: node }
            }));
            return;
        }
        let Some(bytes) = self.content(node.text(), node, cx) else { return };
        let Ok(text) = std::str::from_utf8(&bytes) else {
            cx.problem(node, ProblemKind::Unreadable, format!("`{}` is not UTF-8", node.text()));
            return;
        };
        let all = inputs::variables(text);
        found.extend(all.map(|(key, value)| Source::at(node, key, text[value].as_bytes().into())));
    }

    /// The content of a file.
    fn content(&self, path: &str, node: Node<'a>, cx: &mut Cx<'a>) -> Option<Arc<[u8]>> {
        match cx.project.content(&self.kustomization.path(path)) {
            Some(Content::Text(source)) => Some(source.text.as_bytes().into()),
            Some(Content::Binary(bytes)) => Some(Arc::clone(bytes)),
            None if self.is_outside(path, cx) => None,
            None => {
                cx.no_file(node, path);
                None
            }
        }
    }

    /// Adds the object or replaces an existing one, as `behavior` says (`resWrangler.appendReplaceOrMerge`).
    fn absorb(&self, resource: Resource<'a>, into: &mut Accumulated<'a>, cx: &mut Cx<'a>) {
        let id = resource.id();
        let mut places = into.resources.iter().enumerate();
        let place = places.find(|(_, other)| other.ids().any(|other| other.is_same(&id))).map(|(at, _)| at);
        let behavior = self.entry.get("behavior");
        match (place, behavior.map_or("", Node::text)) {
            (Some(at), behavior @ ("merge" | "replace")) => {
                let old = &into.resources[at];
                into.resources[at] = self.merged(resource, old, behavior == "merge");
            }
            (None, behavior @ ("merge" | "replace")) => {
                let what = format!("`behavior: {behavior}` needs a {} `{}`, and there is none", id.gvk.kind, id.name);
                cx.problem(self.entry.get("behavior").unwrap_or(self.entry), ProblemKind::NoTarget, what);
            }
            (Some(_), _) => {
                let what = format!(
                    "there is a {} `{}` already: `behavior: merge` or `replace` changes it",
                    id.gvk.kind, id.name
                );
                cx.problem(self.named("name").unwrap_or(self.entry), ProblemKind::Duplicate, what);
            }
            (None, _) => into.resources.push(resource),
        }
    }

    /// The new object with the identity of the old one, and with its data if they are merged.
    fn merged(&self, new: Resource<'a>, old: &Resource<'a>, with_data: bool) -> Resource<'a> {
        let mut value = new.value;
        for key in ["labels", "annotations"] {
            self.overlay(&mut value, &["metadata", key], old.value.find(&["metadata", key]));
        }
        for key in ["name", "namespace"] {
            let metadata =
                value.get_or_insert(Key::made("metadata", self.entry), || Value::mapping(vec![], self.entry));
            match old.value.find(&["metadata", key]) {
                Some(kept) => metadata.set(Key::made(key, self.entry), kept),
                None => _ = metadata.remove(key),
            }
        }
        if with_data {
            let encoded = (self.made == Made::Secret).then(|| encoded(old.value.get("stringData"))).flatten();
            self.overlay(&mut value, &["data"], encoded);
            self.overlay(&mut value, &["data"], old.value.get("data").map(as_strings));
            self.overlay(&mut value, &["binaryData"], old.value.get("binaryData").map(as_strings));
        }
        Resource { value, needs_hash: new.needs_hash && old.needs_hash, is_generated: true, ..old.clone() }
    }

    /// Puts entries below the existing ones.
    fn overlay(&self, value: &mut Value<'a>, path: &[&'static str], below: Option<Value<'a>>) {
        let Some(below) = below.filter(|below| !below.pairs().is_empty()) else { return };
        let mut target = value;
        for key in path {
            target = target.get_or_insert(Key::made(*key, self.entry), || Value::mapping(Vec::new(), self.entry));
        }
        for pair in below.pairs().iter() {
            if target.get(pair.key.text()).is_none() {
                target.set(pair.key.clone(), pair.value.clone());
            }
        }
    }
}

/// The values as strings, as a merge makes them.
fn as_strings(map: Value<'_>) -> Value<'_> {
    let own = map.pairs();
    let pairs = own.iter().map(|pair| {
        let value = match pair.value.as_str() {
            Some(_) => pair.value.clone(),
            None => Value::string(pair.value.text(), pair.value.at()),
        };
        Pair { key: pair.key.clone(), value }
    });
    Value::mapping(pairs.collect(), map.at())
}

/// The `data` that the API server makes from `stringData`.
fn encoded(map: Option<Value<'_>>) -> Option<Value<'_>> {
    let map = map?;
    let own = map.pairs();
    let pairs = own.iter().map(|pair| {
        let text = in_lines(&encode_base64(pair.value.text().as_bytes()));
        Pair { key: pair.key.clone(), value: Value::string(text, pair.value.at()) }
    });
    Some(Value::mapping(pairs.collect(), map.at()))
}

/// Base64 in lines. It stays as it is if it is shorter than a line.
fn in_lines(text: &str) -> String {
    if text.len() < LINE {
        return text.to_owned();
    }
    let lines = (0..text.len()).step_by(LINE).filter_map(|at| text.get(at..text.len().min(at + LINE)));
    lines.flat_map(|line| [line, "\n"]).collect()
}

/// Key and value of a literal; quotes around the whole value are left out.
fn literal(text: &str) -> Option<(&str, &str)> {
    let (key, value) = text.split_once('=').filter(|(key, _)| !key.is_empty())?;
    let inner = |quote| value.strip_prefix(quote).and_then(|rest: &str| rest.strip_suffix(quote));
    Some((key, inner('"').or_else(|| inner('\'')).unwrap_or(value)))
}

/// Key and path of an entry of `files` (`generators.ParseFileSource`).
pub(super) fn file_source(text: &str) -> Result<(&str, &str), String> {
    match text.split_once('=') {
        None => Ok((text.rsplit_once('/').map_or(text, |(_, name)| name), text)),
        Some((_, path)) if path.contains('=') => {
            Err("a path or a key with `=` in it cannot be written here".to_owned())
        }
        Some(("", _)) => Err(format!("`{text}` has no key before its `=`")),
        Some((_, "")) => Err(format!("`{text}` has no path after its `=`")),
        Some((key, path)) => Ok((key, path)),
    }
}
