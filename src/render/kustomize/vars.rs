//! `vars`: in some fields, `$(NAME)` is replaced by a value of an object (`api/filters/refvar`,
//! `ResAccumulator.ResolveVars`).

use std::collections::HashMap;

use super::field_path::Path;
use super::field_spec::Misfit;
use super::file::Kustomization;
use super::id::Gvk;
use super::problem::ProblemKind;
use super::specs::Table;
use super::state::{Accumulated, Cx, Variable};
use super::twins;
use crate::render::Value;
use crate::yaml::{Cause, Kind, Node};

/// Adds the variables of a kustomization, after its transformers, and marks the objects that they refer to.
pub(super) fn from_kustomization<'a>(kustomization: &Kustomization<'a>, made: &mut Accumulated<'a>, cx: &mut Cx<'a>) {
    for entry in kustomization.items("vars") {
        let name = entry.get("name").map_or("", |node| node.text());
        mark(name, entry, made, cx);
        add(&[Variable { name, entry }], entry, made, cx);
    }
}

/// Adds variables. No two may have the same name.
pub(super) fn add<'a>(variables: &[Variable<'a>], at: Node<'a>, made: &mut Accumulated<'a>, cx: &mut Cx<'a>) {
    for variable in variables {
        if made.variables.iter().any(|other| other.name == variable.name) {
            let message = format!("there is a variable `{}` already, so kustomize builds nothing", variable.name);
            cx.problem(at, ProblemKind::Duplicate, message);
        } else {
            made.variables.push(*variable);
        }
    }
}

/// Marks the object that a variable refers to, because the names of the object may change.
fn mark<'a>(name: &'a str, entry: Node<'a>, made: &mut Accumulated<'a>, cx: &mut Cx<'a>) {
    let text = |key: &str| entry.find(&["objref", key]).map_or("", |node| node.text());
    let gvk = match text("apiVersion") {
        "" => {
            Gvk { group: text("group").to_owned(), version: text("version").to_owned(), kind: text("kind").to_owned() }
        }
        api => Gvk::new(api, text("kind")),
    };
    let namespace = text("namespace");
    let mut meant = made.resources.iter_mut().filter(|resource| {
        resource.ids().any(|id| {
            id.gvk == gvk && id.name == text("name") && (namespace.is_empty() || namespace == id.effective_namespace())
        })
    });
    match (meant.next(), meant.next()) {
        (Some(one), None) => one.variables.push(name),
        (Some(_), Some(_)) => {
            let message = format!("the variable `{name}` matches several objects, so kustomize builds nothing");
            cx.problem(entry, ProblemKind::Refused, message);
        }
        (None, _) => {}
    }
}

/// Inserts the values of all variables at the places where they are used.
pub(super) fn resolve<'a>(made: &mut Accumulated<'a>, cx: &mut Cx<'a>) {
    let values = values(made, cx);
    if values.is_empty() {
        return;
    }
    let specs = made.specs.clone();
    for resource in &mut made.resources {
        let gvk = resource.gvk();
        for spec in specs.table(Table::VarReference).iter().filter(|spec| gvk.is_selected_by(&spec.gvk)) {
            if !spec.finds(&resource.value, &asks) {
                continue;
            }
            let before = resource.value.clone();
            let mut set = |value: &mut Value<'a>| {
                set(value, &values);
                Ok::<(), Misfit>(())
            };
            if let Err(misfit) = spec.change(&mut resource.value, None, &mut set) {
                cx.problem(before.at(), ProblemKind::Refused, misfit.0);
            }
            twins::follow(resource, &before);
        }
    }
}

/// The value of each variable, with the variable as its cause.
fn values<'a>(made: &Accumulated<'a>, cx: &mut Cx<'a>) -> HashMap<&'a str, Value<'a>> {
    let mut values = HashMap::new();
    for Variable { name, entry } in &made.variables {
        let Some(resource) = made.resources.iter().find(|resource| resource.variables.contains(name)) else {
            let at = entry.get("objref").unwrap_or(*entry);
            let message = format!("the variable `{name}` matches no object, so kustomize builds nothing");
            cx.problem(at, ProblemKind::NoTarget, message);
            continue;
        };
        let field = entry.get("fieldref").and_then(|field| field.get("fieldPath").or_else(|| field.get("fieldpath")));
        let text = field.map_or("metadata.name", |node| node.text());
        match Path::with_indexes(text).find(&resource.value).filter(|value| !value.is_null()) {
            Some(value) => {
                let cause = Cause { span: entry.span(), what: "variable sets the value".to_owned(), is_made: false };
                values.insert(*name, value.because(cause));
            }
            None => {
                let id = resource.id();
                let message =
                    format!("the {} `{}` has nothing at `{text}`, so kustomize builds nothing", id.gvk.kind, id.name);
                cx.problem(field.unwrap_or(*entry), ProblemKind::NoTarget, message);
            }
        }
    }
    values
}

/// Whether a field contains a string that may use variables.
fn asks(value: &Value<'_>) -> bool {
    let is_asking = |value: &Value<'_>| value.as_str().is_some_and(|text| text.contains('$'));
    match value.kind() {
        Kind::Scalar => is_asking(value),
        Kind::Sequence => value.items().iter().any(is_asking),
        Kind::Mapping => value.pairs().iter().any(|pair| is_asking(&pair.value)),
    }
}

/// Replaces the variables in a string, or in the strings of a list or mapping.
fn set<'a>(value: &mut Value<'a>, values: &HashMap<&'a str, Value<'a>>) {
    if !asks(value) {
        return;
    }
    match value.kind() {
        Kind::Scalar => expand(value, values),
        Kind::Sequence => value.items_mut().iter_mut().filter(|item| asks(item)).for_each(|item| expand(item, values)),
        Kind::Mapping => {
            let pairs = value.pairs_mut().iter_mut();
            pairs.filter(|pair| asks(&pair.value)).for_each(|pair| expand(&mut pair.value, values));
        }
    }
}

fn expand<'a>(value: &mut Value<'a>, values: &HashMap<&'a str, Value<'a>>) {
    let Some(text) = value.as_str().map(str::to_owned) else { return };
    let scalar = |name: &str| values.get(name).filter(|value| value.kind() == Kind::Scalar);
    // A string that consists of one variable becomes its value, whatever the type is.
    let alone = text.strip_prefix("$(").and_then(|text| text.strip_suffix(')')).filter(|name| !name.contains(')'));
    if let Some(found) = alone.and_then(scalar) {
        *value = found.clone();
        return;
    }
    let (mut out, mut causes, mut rest) = (String::with_capacity(text.len()), Vec::new(), text.as_str());
    while let Some(at) = rest.find('$') {
        let (before, after) = (&rest[..at], &rest[at + 1..]);
        out.push_str(before);
        rest = match after.as_bytes().first() {
            None => {
                out.push('$');
                ""
            }
            // A doubled `$` is a single `$` that starts no variable.
            Some(b'$') => {
                out.push('$');
                &after[1..]
            }
            Some(b'(') => match after.split_once(')') {
                Some((name, rest)) => {
                    let name = &name[1..];
                    match scalar(name) {
                        Some(found) => {
                            out.push_str(found.text());
                            causes.extend(found.causes().last().cloned());
                        }
                        None => out.extend(["$(", name, ")"]),
                    }
                    rest
                }
                None => {
                    out.push('$');
                    after
                }
            },
            Some(_) => {
                out.push('$');
                after
            }
        };
    }
    out.push_str(rest);
    match causes.is_empty() {
        true if out == text => {}
        true => *value = Value::string(out, value.at()),
        false => causes.into_iter().for_each(|cause| value.rewrite(out.clone(), cause)),
    }
}
