//! `replacements`: copies a value of one object into fields of others (`api/filters/replacement`).

use super::field_path::{self, Path};
use super::file::Kustomization;
use super::id::Gvk;
use super::patch::Target;
use super::problem::{Gap, Problem, ProblemKind};
use super::resource::Resource;
use super::state::{Accumulated, Cx};
use super::twins;
use crate::render::Value;
use crate::yaml::{Cause, Kind, Node};

/// The default field of the source and of the targets.
const DEFAULT: &str = "metadata.name";

/// A place with the problem there.
type Refusal<'a> = (Node<'a>, ProblemKind, String);

/// Applies the replacements of a kustomization.
pub(super) fn from_kustomization<'a>(kustomization: &Kustomization<'a>, made: &mut Accumulated<'a>, cx: &mut Cx<'a>) {
    for entry in kustomization.items("replacements") {
        apply(entry, kustomization, made, cx);
    }
}

/// Applies an entry of a list of replacements: one replacement, or a file with one or several.
pub(super) fn apply<'a>(
    entry: Node<'a>,
    kustomization: &Kustomization<'a>,
    made: &mut Accumulated<'a>,
    cx: &mut Cx<'a>,
) {
    let Some(path) = entry.get("path").filter(|node| !node.text().is_empty()) else {
        return one(entry, made, cx);
    };
    if entry.get("source").is_some() || entry.get("targets").is_some_and(|targets| !targets.is_empty()) {
        let message = "a replacement is written here or in the file of `path`, not both";
        return cx.problem(path, ProblemKind::Refused, message);
    }
    let Some(parsed) = cx.project.documents(&kustomization.path(path.text())) else {
        if cx.project.is_outside(&kustomization.path(path.text())) {
            return made.gaps.push(cx.outside(path));
        }
        return cx.no_file(path, path.text());
    };
    match parsed.documents.iter().find_map(|document| document.tree.root()) {
        Some(root) if root.is_sequence() => root.items().for_each(|item| one(item, made, cx)),
        Some(root) if root.is_mapping() => one(root, made, cx),
        _ => {
            let message = format!("`{}` is neither a replacement nor a list of them", path.text());
            cx.problem(path, ProblemKind::WrongKind, message);
        }
    }
}

fn one<'a>(entry: Node<'a>, made: &mut Accumulated<'a>, cx: &mut Cx<'a>) {
    let targets = entry.get("targets").filter(|targets| !targets.is_null());
    let result = match targets {
        None => Err((entry, ProblemKind::Refused, "a replacement needs `targets`".to_owned())),
        Some(targets) => {
            source(entry, made).and_then(|value| targets.items().try_for_each(|target| copy(target, &value, made)))
        }
    };
    let Err((at, kind, message)) = result else { return };
    // A refused patch might have added the missing field.
    let is_cause = |problem: &Problem<'_>| problem.kind.stops_build() && problem.kind != ProblemKind::NoTarget;
    if kind != ProblemKind::NoTarget || !made.problems.iter().chain(&cx.problems).any(is_cause) {
        cx.problem(at, kind, format!("{message}, so kustomize builds nothing"));
    }
}

/// The value to copy, with the entry as its cause.
fn source<'a>(entry: Node<'a>, made: &mut Accumulated<'a>) -> Result<Value<'a>, Refusal<'a>> {
    let refuse = |at, message: &str| Err((at, ProblemKind::Refused, message.to_owned()));
    let written = |key| entry.get(key).filter(|node: &Node<'a>| !node.is_null());
    let cause = Cause { span: entry.span(), what: "replacement sets the value".to_owned(), is_made: false };
    let source = match (written("source"), written("sourceValue")) {
        (Some(_), Some(value)) => return refuse(value, "a replacement has `source` or `sourceValue`, not both"),
        (None, None) => return refuse(entry, "a replacement needs a `source`"),
        // A value that is written here is read as a plain scalar.
        (None, Some(value)) => return Ok(Value::plain(value.text(), value).because(cause)),
        (Some(source), None) => source,
    };
    let found = select(source, made)?;
    let at = source.get("fieldPath").filter(|node| !node.text().is_empty());
    let path = Path::read(at.map_or(DEFAULT, |node| node.text()));
    let value =
        path.find(&found.value).filter(|value| !(value.is_null() || value.kind() != Kind::Scalar && value.is_empty()));
    let Some(value) = value else {
        let id = found.id();
        let message = format!("the {} `{}` has nothing at `{}`", id.gvk.kind, id.name, path.text());
        return Err((at.unwrap_or(source), ProblemKind::NoTarget, message));
    };
    let Some(split) = Split::read(source.get("options")) else { return Ok(value.because(cause)) };
    if value.kind() != Kind::Scalar {
        return refuse(split.at, "only a text has parts between delimiters");
    }
    let part = usize::try_from(split.index).ok().and_then(|index| value.text().split(&split.delimiter).nth(index));
    match part {
        None => refuse(split.at, "the value of the source has no part of this index"),
        Some(part) => {
            let part = part.to_owned();
            let mut value = value;
            value.rewrite(part, cause);
            Ok(value)
        }
    }
}

/// The only object that a source selects.
fn select<'m, 'a>(source: Node<'a>, made: &'m Accumulated<'a>) -> Result<&'m Resource<'a>, Refusal<'a>> {
    let text = |key: &str| source.get(key).map_or("", |node| node.text());
    let gvk =
        Gvk { group: text("group").to_owned(), version: text("version").to_owned(), kind: text("kind").to_owned() };
    let (name, namespace) = (text("name"), text("namespace"));
    let is_meant = |resource: &&Resource<'a>| {
        resource.ids().any(|id| {
            id.gvk.is_selected_by(&gvk)
                && (name.is_empty() || name == id.name)
                && (namespace.is_empty() || namespace == id.effective_namespace())
        })
    };
    let mut found = made.resources.iter().filter(is_meant);
    match (found.next(), found.next()) {
        (Some(one), None) => Ok(one),
        (None, _) => {
            let message = "no object matches the source of this replacement".to_owned();
            Err((source, ProblemKind::NoTarget, message))
        }
        (Some(one), Some(other)) => {
            let (one, other) = (one.id(), other.id());
            let message = format!(
                "the {} `{}` and the {} `{}` may both be the source of this replacement",
                one.gvk.kind, one.name, other.gvk.kind, other.name
            );
            Err((source, ProblemKind::Refused, message))
        }
    }
}

/// One of the parts of a string between delimiters.
struct Split<'a> {
    at: Node<'a>,
    delimiter: String,
    index: i64,
}

impl<'a> Split<'a> {
    fn read(options: Option<Node<'a>>) -> Option<Self> {
        let at = options?;
        let delimiter = at.get("delimiter").map(|node| node.text().to_owned()).filter(|text| !text.is_empty())?;
        Some(Split { at, delimiter, index: at.get("index").and_then(|node| node.as_i64()).unwrap_or(0) })
    }

    /// The string with another part. A part before the first or after the last is added.
    fn join(&self, text: &str, part: &str) -> String {
        let mut parts: Vec<&str> = text.split(&self.delimiter).collect();
        match usize::try_from(self.index) {
            Err(_) => parts.insert(0, part),
            Ok(index) if index >= parts.len() => parts.push(part),
            Ok(index) => parts[index] = part,
        }
        parts.join(&self.delimiter)
    }
}

/// Copies the value into the fields of a target.
fn copy<'a>(target: Node<'a>, value: &Value<'a>, made: &mut Accumulated<'a>) -> Result<(), Refusal<'a>> {
    let Some(select) = target.get("select").filter(|select| !select.is_null()) else {
        let message = "a target of a replacement needs a `select`".to_owned();
        return Err((target, ProblemKind::Refused, message));
    };
    let read = |node: Node<'a>| {
        Target::read(&Value::written(node)).map_err(|(at, message)| (at, ProblemKind::Refused, message))
    };
    let selected = read(select)?;
    let rejected: Vec<Target> =
        target.get("reject").into_iter().flat_map(Node::items).map(read).collect::<Result<_, _>>()?;
    let paths: Vec<Node<'a>> = target.get("fieldPaths").into_iter().flat_map(Node::items).collect();
    let options = target.get("options");
    let is_made = options.and_then(|node| node.get("create")?.as_bool()) == Some(true);
    let change = Change { split: Split::read(options), value, is_made };
    let mut gaps = Vec::new();
    for resource in &mut made.resources {
        if !selected.is_any_id_of(resource) || rejected.iter().any(|reject| reject.rejects(resource)) {
            continue;
        }
        for (at, path) in match paths.as_slice() {
            [] => vec![(select, DEFAULT)],
            paths => paths.iter().map(|node| (*node, node.text())).collect(),
        } {
            change.set(at, &Path::read(path), resource, &mut gaps)?;
        }
    }
    made.gaps.extend(gaps);
    Ok(())
}

/// The change at the end of each path of a target.
struct Change<'v, 'a> {
    split: Option<Split<'a>>,
    value: &'v Value<'a>,
    is_made: bool,
}

impl<'a> Change<'_, 'a> {
    fn set(
        &self,
        at: Node<'a>,
        path: &Path,
        resource: &mut Resource<'a>,
        gaps: &mut Vec<Gap<'a>>,
    ) -> Result<(), Refusal<'a>> {
        if path.ends_in_text(&resource.value) {
            gaps.push(Gap { at, reason: "a replacement in a text that is YAML itself".into() });
            return Ok(());
        }
        let make = self.is_made.then(|| field_path::Make { kind: self.value.kind(), at });
        // A missing field stops kustomize, so earlier changes do not matter.
        let mut object = resource.value.clone();
        let count = path.change(&mut object, make, &mut |field, is_new| self.put(field, is_new));
        let id = resource.id();
        let refuse = |why: &str| {
            let message = format!("`{}` of the {} `{}`: {why}", path.text(), id.gvk.kind, id.name);
            Err((at, ProblemKind::NoTarget, message))
        };
        match count {
            Ok(0) => refuse("there is no such field"),
            Ok(_) => {
                let before = std::mem::replace(&mut resource.value, object);
                twins::follow(resource, &before);
                Ok(())
            }
            Err(why) => refuse(&why),
        }
    }

    /// Sets a field to the value. A scalar keeps its type.
    fn put(&self, field: &mut Value<'a>, is_new: bool) -> Result<(), String> {
        if field.kind() != Kind::Scalar {
            if self.split.is_some() {
                return Err("only a text has parts between delimiters".to_owned());
            }
            *field = self.value.clone();
            return Ok(());
        }
        if let Some(split) = &self.split {
            let text = split.join(field.text(), self.value.text());
            let cause = self.value.causes().last().cloned();
            field.rewrite(
                text,
                cause.unwrap_or_else(|| Cause {
                    span: split.at.span(),
                    what: "replacement sets a part".to_owned(),
                    is_made: true,
                }),
            );
            return Ok(());
        }
        let (at, text) = (self.value.at(), self.value.text());
        let is_string = field.as_str().is_some() && !is_new;
        let same = match is_string {
            true => self.value.as_str().is_some(),
            false => self.value.as_str().is_none(),
        };
        *field = match (same, is_string) {
            (true, _) => self.value.clone(),
            (false, true) => with_causes(Value::string(text, at), self.value),
            (false, false) => with_causes(Value::plain(text, at), self.value),
        };
        Ok(())
    }
}

fn with_causes<'a>(value: Value<'a>, from: &Value<'a>) -> Value<'a> {
    from.causes().iter().cloned().fold(value, Value::because)
}
