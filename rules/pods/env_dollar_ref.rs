//! See the card.

use std::collections::HashSet;

use crate::diagnostic::{Applicability, Severity};
use crate::kube::variables::{self, Variable, Variables, is_service_variable};
use crate::kube::{Container, Kind, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::text::similar::distance;
use crate::yaml::{Node, replace_part};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "env-dollar-ref",
        summary: "A `$(NAME)` that no earlier variable sets",
        category: Category::Links,
        severity: Severity::Warning,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(Kind::POD_HOLDERS, check),
};

fn check<'w>(holder: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some(template) = cx.workspace.template(holder) else { return };
    for container in template.containers() {
        let variables = Variables::read(&container);
        for (index, variable) in variables.list.iter().enumerate() {
            check_value(holder, index, variable, &variables, cx);
        }
        check_arguments(holder, &container, &variables, cx);
    }
}

fn check_value<'w>(
    holder: &Resource<'w>,
    index: usize,
    variable: &Variable<'w>,
    variables: &Variables<'w>,
    cx: &mut Cx<'w>,
) {
    let Some(value) = variable.value else { return };
    let mut seen = HashSet::new();
    for reference in variable.references() {
        let name = reference.name;
        let is_set = variables.before(index, name).is_some() || cx.workspace.sets.fills_in(holder, name);
        if is_set || !seen.insert(name) {
            continue;
        }
        let written = format!("`$({name})`");
        let place = value.text_part(reference.range.clone());
        let stays = "so the program gets it unchanged";
        if let Some(later) = variables.find(name) {
            // A variable of the list overrides one of `envFrom`, but only once it is set.
            if variables.is_open {
                continue;
            }
            match later.name_node == variable.name_node {
                true => {
                    let message = format!("{written} is the variable that is being set, {stays}");
                    cx.report(place, message).help("write the value itself");
                }
                false => {
                    let message = format!("{written} is set further down, {stays}: only variables above it are known");
                    let report = cx.report(place, message).related(later.name_node, "set here");
                    report.help(format!("move `{name}` above `{}`", variable.name));
                }
            }
        } else if let Some(near) = nearest(name, variables, index) {
            misspelt(name, near, place, cx);
        } else if !variables.is_open && !is_service_variable(name) {
            let message = format!("no variable `{name}` is set before this one, {stays}: {written}");
            let help = format!("set `{name}` above `{}`, or write `$$({name})` if the text is meant", variable.name);
            cx.report(place, message).help(help);
        }
    }
}

/// Checks the references in a command. It can use all variables, in any order. Others are for a shell, unless they are
/// typos.
fn check_arguments<'w>(holder: &Resource<'w>, container: &Container<'w>, variables: &Variables<'w>, cx: &mut Cx<'w>) {
    let lists = ["command", "args"].iter().filter_map(|key| container.node.get(key));
    for node in lists.flat_map(Node::items).filter(|node| node.as_str().is_some()) {
        let mut seen = HashSet::new();
        for reference in variables::references(node.text()) {
            let name = reference.name;
            let is_set = variables.find(name).is_some() || cx.workspace.sets.fills_in(holder, name);
            if is_set || !seen.insert(name) {
                continue;
            }
            if let Some(near) = nearest(name, variables, variables.list.len()) {
                misspelt(name, near, node.text_part(reference.range.clone()), cx);
            }
        }
    }
}

fn misspelt<'w>(name: &str, near: &Variable<'w>, place: crate::yaml::Passage<'w>, cx: &mut Cx<'w>) {
    let message = format!("no variable `{name}` is set, so `$({name})` is not replaced");
    let report = cx.report(place, message).related(near.name_node, "this variable is set");
    report.help(format!("write `$({})`", near.name)).fix(
        Applicability::Unsafe,
        "name this variable",
        replace_part(place, &format!("$({})", near.name)),
    );
}

/// The only earlier variable whose name is a typo away. Names in lower case are programs for a shell.
fn nearest<'v, 'w>(name: &str, variables: &'v Variables<'w>, index: usize) -> Option<&'v Variable<'w>> {
    if name.len() < MIN_NAME || name.bytes().any(|byte| byte.is_ascii_lowercase()) {
        return None;
    }
    let limit = if name.len() < LONG_NAME { 1 } else { 2 };
    let letters = |text: &str| text.bytes().filter(|byte| !byte.is_ascii_digit()).collect::<Vec<_>>();
    let own = letters(name);
    let near =
        |variable: &&Variable<'w>| distance(name, variable.name, limit).is_some() && letters(variable.name) != own;
    let mut found = variables.list.iter().take(index.min(MAX_LOOK)).filter(near);
    let first = found.next()?;
    found.all(|other| other.name == first.name).then_some(first)
}

/// The shortest name that is compared, since shorter names resemble too many others.
const MIN_NAME: usize = 3;
/// The length from which two letters may differ.
const LONG_NAME: usize = 6;
/// The largest number of compared variables, since the cost is quadratic.
const MAX_LOOK: usize = 200;
