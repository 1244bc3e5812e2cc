//! Reports references to a key that the named object does not have.

use super::Cx;
use crate::diagnostic::{Applicability, Severity};
use crate::kube::Resource;
use crate::kube::resource::known_str;
use crate::text::list::list;
use crate::text::similar::nearest;
use crate::workspace::{Reference, Relation, Resolution};
use crate::yaml::{Node, replace_scalar};

/// The number of keys that a message lists.
const SHOWN: usize = 6;

/// Reports keys that a reference requires but the object lacks. It is an error if the object is certain. Otherwise, it
/// is a warning if the object has a similar key.
pub fn report_missing_keys<'w>(reference: &Reference<'w>, resolution: &Resolution<'w>, cx: &mut Cx<'w>) {
    let Resolution::Found(found) = resolution else { return };
    // If there are several objects, the key may be in any of them.
    let &[(object, relation)] = found.as_slice() else { return };
    if reference.fact.is_optional() {
        return;
    }
    let Some(keys) = cx.workspace.all_keys(object) else { return };
    let names: Vec<&'w str> = keys.iter().map(|key| key.text()).collect();
    for key in reference.fact.keys() {
        let Some(wanted) = known_str(key).filter(|wanted| !wanted.is_empty() && !names.contains(wanted)) else {
            continue;
        };
        let near = nearest(wanted, names.iter().copied()).map(|(_, near)| near);
        let severity = match (relation, near) {
            (Relation::Same, _) => Severity::Error,
            (_, Some(_)) => Severity::Warning,
            (_, None) => continue,
        };
        let place = keys.iter().find(|key| Some(key.text()) == near).copied();
        report(reference, key, &names, place, cx, severity, object);
    }
}

fn report<'w>(
    reference: &Reference<'w>,
    key: Node<'w>,
    names: &[&str],
    near: Option<Node<'w>>,
    cx: &mut Cx<'w>,
    severity: Severity,
    object: &Resource<'w>,
) {
    let wanted = key.text();
    let effect = match reference.fact.role.keys {
        crate::schema::Keys::Items => "the pod does not start: its volume is never mounted",
        _ => "the container does not start",
    };
    let message = format!("{} has no key `{wanted}`, so {effect}", object.title());
    let is_built = cx.workspace.sets.is_built(object.set);
    let mut report = cx.report(key, message).severity(severity).sharing(object.root.without(wanted));
    // No file contains the name of a generated object.
    if let Some(data) = object.root.get("data").filter(|_| is_built && near.is_none()) {
        report = report.mention(data, "its keys are set here");
    }
    let all = || {
        if let [only] = names {
            return format!("its only key is `{only}`");
        }
        let shown = list(names.iter().take(SHOWN).copied(), "and");
        let rest = names.len().saturating_sub(SHOWN);
        if rest > 0 { format!("its keys are {shown} and {rest} more") } else { format!("its keys are {shown}") }
    };
    match near {
        Some(near) => {
            let found = near.text();
            report.related(near, "a similar key").help(format!("write `key: {found}`")).fix(
                Applicability::Unsafe,
                "name this key",
                replace_scalar(key, found),
            );
        }
        None => {
            report.help(all());
        }
    }
}
