//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::container_resource::{self, STANDARD};
use crate::kube::values::quantity::{self, Quantity, Written};
use crate::kube::{Kind as ObjectKind, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rank, Rule};
use crate::text::{similar, unknown::is_unknown};
use crate::yaml::{Entry, Kind, Node, replace_raw, replace_scalar};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "limits-below-requests",
        summary: "A request above its limit, or an unknown resource",
        category: Category::Values,
        severity: Severity::Error,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        rank: Some(Rank::Link),
        ..Meta::DEFAULT
    },
    check: Check::Resource(ObjectKind::POD_HOLDERS, check),
};

fn check<'w>(resource: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some(template) = cx.workspace.template(resource) else { return };
    for (resources, pod) in template.resources() {
        let may_change = |key: &str, name: &str| !resources.is_certain_at(&[key, name]);
        let (requests, limits) = (resources.get("requests"), resources.get("limits"));
        let entries = |map: Option<Node<'w>>| map.into_iter().flat_map(|map| map.entries());
        let mut refused = Vec::new();
        for request in entries(requests) {
            let name = request.key.key_text();
            if is_unknown(&name) || may_change("requests", &name) || may_change("limits", &name) {
                continue;
            }
            let limit = limits.and_then(|limits| limits.entry(&name));
            match limit {
                Some(limit) => refused.extend(compare(request, limit)),
                None if !container_resource::may_overcommit(&name) && is_known(limits) => {
                    refused.extend(amount(request).map(|_| Refused::NoLimit(request)));
                }
                None => {}
            }
        }
        if !pod {
            for (key, map) in [("requests", requests), ("limits", limits)] {
                let unknown = entries(map).filter(|entry| is_unknown_name(entry) && !may_change(key, entry.key.text()));
                refused.extend(unknown.map(Refused::UnknownName));
            }
        }
        // An amount that is itself suspicious is not copied.
        let is_sound = |limit: Node<'_>| {
            let mut quantities = cx.workspace.facts(resource).quantities.iter();
            quantities.all(|place| place.entry.value != limit || place.doubt().is_none())
        };
        let judged: Vec<_> =
            refused.into_iter().map(|refused| (refused.limit().is_none_or(is_sound), refused)).collect();
        judged.into_iter().for_each(|(is_sound, refused)| refused.report(is_sound, resource, cx));
    }
}

/// Whether no key of a map contains a template expression.
fn is_known(map: Option<Node<'_>>) -> bool {
    let is_open = |entry: &Entry<'_>| is_unknown(&entry.key.key_text());
    map.is_none_or(|map| map.is_null() || map.is_mapping() && !map.entries().any(|entry| is_open(&entry)))
}

fn is_unknown_name(entry: &Entry<'_>) -> bool {
    let name = entry.key.key_text();
    // An entry without a quantity is a mistake in the structure, not a resource.
    !container_resource::is_taken(&name) && !is_unknown(&name) && entry.value.kind() == Kind::Scalar
}

/// The quantity as the API server reads it. A null counts as 0.
fn amount(entry: Entry<'_>) -> Option<Quantity> {
    if entry.value.is_null() {
        return Quantity::parse("0").ok();
    }
    match quantity::read(entry.value)? {
        Written::Quantity(quantity) => Some(quantity),
        Written::Malformed => None,
    }
}

/// A violation of the validation of `resources` (core `ValidateContainerResourceRequirements`).
enum Refused<'w> {
    Above { request: Entry<'w>, limit: Entry<'w> },
    Unequal { request: Entry<'w>, limit: Entry<'w> },
    NoLimit(Entry<'w>),
    UnknownName(Entry<'w>),
}

fn compare<'w>(request: Entry<'w>, limit: Entry<'w>) -> Option<Refused<'w>> {
    let (wanted, most) = (amount(request)?, amount(limit)?);
    let order = wanted.partial_cmp(&most)?;
    match order {
        std::cmp::Ordering::Equal => None,
        _ if !container_resource::may_overcommit(&request.key.key_text()) => Some(Refused::Unequal { request, limit }),
        std::cmp::Ordering::Greater => Some(Refused::Above { request, limit }),
        std::cmp::Ordering::Less => None,
    }
}

impl<'w> Refused<'w> {
    /// The limit to compare the request with.
    fn limit(&self) -> Option<Node<'w>> {
        match self {
            Refused::Above { limit, .. } | Refused::Unequal { limit, .. } => Some(limit.value),
            Refused::NoLimit(_) | Refused::UnknownName(_) => None,
        }
    }

    /// Reports the violation. `is_sound` says whether the fix may write the limit as the request.
    fn report(self, is_sound: bool, resource: &Resource<'_>, cx: &mut Cx<'w>) {
        let refused = format!("so the API server rejects the {}", resource.kind_name);
        match self {
            Refused::Above { request, limit } => {
                let (asked, most) = (shown(request), limit.value.source_text());
                let limited = if limit.value.is_null() { "null, which is 0".to_owned() } else { format!("`{most}`") };
                let message = format!("the request {asked} is above its limit, {limited}, {refused}");
                let milli = milli(request, limit);
                let report = cx.report(request.value, message).related(limit.value, "the limit");
                match milli {
                    Some(milli) => {
                        let edit = replace_scalar(request.value, &milli);
                        let report = report.help(format!("without a unit, this is in whole cores: write `{milli}`"));
                        report.fix(Applicability::Unsafe, format!("write `{milli}`"), edit);
                    }
                    None => {
                        let edit = replace_raw(request.value, most).filter(|_| is_sound && !limit.value.is_null());
                        let report = report.help("lower the request to the limit, or raise the limit");
                        report.fix(Applicability::Unsafe, format!("request `{most}`"), edit);
                    }
                }
            }
            Refused::Unequal { request, limit } => {
                let (asked, most) = (shown(request), limit.value.source_text());
                let message = format!(
                    "the request {asked} differs from its limit, `{most}`, but this resource cannot be overcommitted, {refused}"
                );
                let report = cx.report(request.value, message).related(limit.value, "the limit");
                let report = report.help("write the same amount as request and limit, or only the limit");
                let edit = replace_raw(request.value, most).filter(|_| is_sound);
                report.fix(Applicability::Unsafe, format!("request `{most}`"), edit);
            }
            Refused::NoLimit(request) => {
                let asked = shown(request);
                let message =
                    format!("the request {asked} has no limit, but this resource needs an equal one, {refused}");
                cx.report(request, message).help(format!("write {asked} under `limits`"));
            }
            Refused::UnknownName(entry) => {
                let name = entry.key.key_text();
                let message = format!("`{name}` is not a resource of a container, {refused}");
                let Some(meant) = meant(&name) else {
                    let help = "resources of a device plugin have a domain before a `/`, such as `nvidia.com/gpu`";
                    cx.report(entry, message).help(help);
                    return;
                };
                let free = entry.key.parent().is_some_and(|map| map.get(meant).is_none());
                let edit = replace_scalar(entry.key, meant).filter(|_| free);
                let report = cx.report(entry, message).help(format!("write `{meant}`"));
                report.fix(Applicability::Unsafe, format!("write `{meant}`"), edit);
            }
        }
    }
}

fn shown(entry: Entry<'_>) -> String {
    format!("`{}: {}`", entry.key.text(), entry.value.source_text())
}

/// The request in thousandths, if that was meant, such as for `500` with a limit of `1`.
fn milli(request: Entry<'_>, limit: Entry<'_>) -> Option<String> {
    let text = request.value.text();
    let digits = text.len() >= 2 && text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0');
    let milli = format!("{text}m");
    let fits = Quantity::parse(&milli).is_ok_and(|milli| Some(milli) <= amount(limit));
    (digits && fits && request.key.text() == "cpu").then_some(milli)
}

/// The name that was probably meant.
fn meant(name: &str) -> Option<&'static str> {
    match name.to_ascii_lowercase().as_str() {
        "mem" | "ram" => Some("memory"),
        "cpus" | "cores" => Some("cpu"),
        "storage" | "disk" => Some("ephemeral-storage"),
        // One letter different from `cpu`, but another resource.
        "gpu" | "gpus" => None,
        _ => similar::nearest(name, STANDARD.iter().copied()).map(|(_, name)| name),
    }
}
