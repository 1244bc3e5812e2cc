//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::resource::{items, known_str};
use crate::kube::{Kind, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::text::list::list;
use crate::text::similar::is_slip;
use crate::text::unknown::is_unknown;
use crate::yaml::{Node, replace_scalar};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "device-request-unknown",
        summary: "A device request that a ResourceClaim names but does not have",
        category: Category::Links,
        severity: Severity::Error,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(&[Kind::ResourceClaim, Kind::ResourceClaimTemplate], check),
};

fn check<'w>(claim: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let path: &[&str] = if claim.kind == Kind::ResourceClaim { &["spec"] } else { &["spec", "spec"] };
    let Some(devices) = claim.root.find(path).and_then(|spec| spec.get("devices")) else { return };
    let Some(known) = requests(devices) else { return };
    for part in items(Some(devices), "constraints").chain(items(Some(devices), "config")) {
        for node in items(Some(part), "requests") {
            let Some(name) = known_str(node).filter(|name| !known.iter().any(|known| known == name)) else { continue };
            let has = match known[..] {
                [] => "none".to_owned(),
                _ => list(known.iter().map(String::as_str), "and"),
            };
            let refusal = cx.refusal();
            let message = format!("the claim has no request `{name}` (its requests are {has}), so {refusal}");
            let report = cx.report(node, message);
            match known.iter().find(|other| is_slip(name, other)) {
                Some(near) => {
                    let report = report.help(format!("write `{near}`"));
                    report.fix(Applicability::Unsafe, format!("write `{near}`"), replace_scalar(node, near));
                }
                None => {
                    report.help("write the `name` of a request of the claim");
                }
            }
        }
    }
}

/// The names of the requests, with those of their alternatives after a slash. Returns `None` unless all are known.
fn requests(devices: Node<'_>) -> Option<Vec<String>> {
    let is_open = devices.raw_entries().any(|entry| is_unknown(&entry.key.key_text()));
    let all = devices.written("requests");
    if is_open || devices.may_gain("requests") || all.is_some_and(|all| all.value.may_grow()) {
        return None;
    }
    let mut names = Vec::new();
    for request in items(Some(devices), "requests") {
        let name = request.get("name").and_then(known_str)?;
        names.push(name.to_owned());
        for part in items(Some(request), "firstAvailable") {
            names.push(format!("{name}/{}", part.get("name").and_then(known_str)?));
        }
    }
    Some(names)
}
