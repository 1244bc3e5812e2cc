//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::{Kind, Resource, Service, resource::known_str};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::text::list::list;
use crate::yaml::{Entry, Node, insert_after, replace_scalar};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "svc-ipfamily-invalid",
        summary: "Address families or a family policy that the API server rejects",
        category: Category::Links,
        severity: Severity::Error,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(&[Kind::Service], check),
};

const FAMILIES: &[&str] = &["IPv4", "IPv6"];
const POLICIES: &[&str] = &["SingleStack", "PreferDualStack", "RequireDualStack"];

fn check<'w>(service: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some(view) =
        Service::read(service).filter(|view| view.service_type().is_some_and(|kind| kind != "ExternalName"))
    else {
        return;
    };
    if ["ipFamilies", "ipFamilyPolicy"].iter().any(|key| !view.spec.is_certain_at(&[key])) {
        return;
    }
    let policy = view.written("ipFamilyPolicy");
    if let Some(policy) = policy {
        let Some(text) = known_str(policy.value) else { return };
        if !POLICIES.contains(&text) {
            return unsupported(policy.value, "ipFamilyPolicy", text, POLICIES, cx);
        }
    }
    let Some(list) = view.written("ipFamilies") else { return };
    let nodes: Vec<Node<'_>> = list.value.items().collect();
    let Some(texts) = nodes.iter().map(|node| known_str(*node)).collect::<Option<Vec<_>>>() else { return };
    for (at, (node, text)) in nodes.iter().zip(&texts).enumerate() {
        if !FAMILIES.contains(text) {
            return unsupported(*node, "ipFamilies", text, FAMILIES, cx);
        }
        if let Some(before) = texts[..at].iter().position(|other| other == text) {
            let message = format!("`{text}` appears twice in `ipFamilies`, so the API server rejects the Service");
            cx.report(*node, message).related(nodes[before], "already here").help("write each family once");
            return;
        }
    }
    // Endpoints that a person wrote may have addresses of both families.
    let kept_by_hand = view.is_selectorless() && view.headless() != crate::kube::Truth::No;
    if texts.len() == 2 && !kept_by_hand && view.spec.is_certain_at(&["selector"]) {
        two_families(list, policy, cx);
    }
}

fn unsupported(node: Node<'_>, field: &str, text: &str, allowed: &[&str], cx: &mut Cx<'_>) {
    let list = list(allowed, "or");
    let message = format!("`{field}` must be {list}, but is `{text}`, so the API server rejects the Service");
    let report = cx.report(node, message);
    match allowed.iter().find(|name| name.eq_ignore_ascii_case(text)) {
        Some(name) => {
            let title = format!("write `{name}`");
            report.help(title.clone()).fix(Applicability::Unsafe, title, replace_scalar(node, name));
        }
        None => {
            report.help(format!("write {list}"));
        }
    }
}

fn two_families(list: Entry<'_>, policy: Option<Entry<'_>>, cx: &mut Cx<'_>) {
    let edit = match policy {
        None => insert_after(list, "ipFamilyPolicy", "PreferDualStack"),
        Some(policy) if policy.value.as_str() == Some("SingleStack") => replace_scalar(policy.value, "PreferDualStack"),
        Some(_) => return,
    };
    let message = match policy {
        None => {
            "`ipFamilies` has two families, but `ipFamilyPolicy` is missing and defaults to `SingleStack`, \
                 so the API server rejects the Service"
        }
        Some(_) => {
            "`ipFamilies` has two families, but `ipFamilyPolicy` is `SingleStack`, so the API server rejects the Service"
        }
    };
    let mut report = cx.report(list, message);
    if let Some(policy) = policy {
        report = report.related(policy.value, "the policy");
    }
    report.help("write `ipFamilyPolicy: PreferDualStack` (or `RequireDualStack`), or only one family").fix(
        Applicability::Unsafe,
        "set `ipFamilyPolicy: PreferDualStack`",
        edit,
    );
}
