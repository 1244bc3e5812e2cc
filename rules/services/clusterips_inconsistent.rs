//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::service::parse_ip;
use crate::kube::{Kind, Resource, Service, resource::known_str};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::yaml::{Entry, Node, insert_after, replace_scalar};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "clusterips-inconsistent",
        summary: "A `clusterIPs` list that does not fit the other fields",
        category: Category::Links,
        severity: Severity::Error,
        fix: Some(Applicability::Safe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(&[Kind::Service], check),
};

fn check<'w>(service: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some(view) =
        Service::read(service).filter(|view| view.service_type().is_some_and(|kind| kind != "ExternalName"))
    else {
        return;
    };
    let Some(list) = view.written("clusterIPs") else { return };
    let nodes: Vec<Node<'_>> = list.value.items().collect();
    let Some(texts) = nodes.iter().map(|node| known_str(*node)).collect::<Option<Vec<_>>>() else { return };
    let Some(first) = texts.first() else { return };
    if ["clusterIP", "clusterIPs", "ipFamilies"].iter().any(|key| !view.spec.is_certain_at(&[key])) {
        return;
    }
    let refused = "so the API server rejects the Service";
    match view.cluster_ip() {
        None => return missing(&view, list, &texts, cx),
        Some(single) => match known_str(single.value) {
            None => return,
            // Another rule reports an invalid single address.
            Some(text) if text != "None" && parse_ip(text).is_none() => return,
            Some(text) if text != *first => {
                let message = format!("`clusterIPs` starts with `{first}`, but `clusterIP` is `{text}`, {refused}");
                cx.report(nodes[0], message)
                    .related(single.value, "the two must be equal")
                    .help("write the same value in both, or remove `clusterIPs`, which is filled in from `clusterIP`");
                return;
            }
            Some(_) => {}
        },
    }
    values(&view, &nodes, &texts, cx);
}

/// Checks the list itself, and compares it with `ipFamilies`.
fn values(view: &Service<'_>, nodes: &[Node<'_>], texts: &[&str], cx: &mut Cx<'_>) {
    let refused = "so the API server rejects the Service";
    for (node, text) in nodes.iter().zip(texts) {
        if *text == "None" && texts.len() > 1 {
            let message = format!("`None` is next to other values in `clusterIPs`, {refused}");
            cx.report(*node, message).help("`None` must be the only value");
            return;
        }
        if *text != "None" && parse_ip(text).is_none() {
            cx.report(*node, format!("`{text}` in `clusterIPs` is not an IP address, {refused}"));
            return;
        }
    }
    if texts.len() > 2 {
        cx.report(nodes[2], format!("`clusterIPs` has {} values, but at most 2 are allowed, {refused}", texts.len()))
            .help("write at most one address of each family");
        return;
    }
    let families: Vec<&str> =
        texts.iter().filter_map(|text| parse_ip(text)).map(|ip| if ip.is_ipv4() { "IPv4" } else { "IPv6" }).collect();
    if let [a, b] = families[..]
        && a == b
    {
        let message = format!("`{}` and `{}` are both {a} addresses, {refused}", texts[0], texts[1]);
        cx.report(nodes[1], message).help("write at most one address of each family");
        return;
    }
    let wanted = view.spec.get("ipFamilies").into_iter().flat_map(|node| node.items());
    for ((node, family), wanted) in nodes.iter().zip(families).zip(wanted) {
        if let Some(name @ ("IPv4" | "IPv6")) = wanted.as_str()
            && name != family
        {
            let message = format!(
                "`{}` is an {family} address, but `ipFamilies` has `{name}` at this position, {refused}",
                node.text()
            );
            cx.report(*node, message)
                .related(wanted, "the family at this position")
                .help("put addresses and families in the same order");
            return;
        }
    }
}

/// Reports a list without `clusterIP`: the API server fills in `clusterIPs` from `clusterIP`, never the other way
/// round.
fn missing(view: &Service<'_>, list: Entry<'_>, texts: &[&str], cx: &mut Cx<'_>) {
    let message = "`clusterIPs` is set but `clusterIP` is not: the API server fills in the list from `clusterIP`, \
                   never the other way round, so it rejects the Service";
    let report = cx.report(list, message);
    if *texts != ["None"] {
        report.help("write `clusterIP` with the first address, or remove `clusterIPs`");
        return;
    }
    let report = report.help("write `clusterIP: None` for a headless Service");
    let edit = match view.spec.entry("clusterIP") {
        Some(empty) => replace_scalar(empty.value, "None"),
        None => insert_after(list, "clusterIP", "None"),
    };
    if let Some(edit) = edit {
        report.fix(Applicability::Safe, "add `clusterIP: None`", edit);
    }
}
