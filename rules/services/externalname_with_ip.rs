//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::{Kind, Resource, Service};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::text::list::list;
use crate::yaml::{Edits, Entry, Style, remove_entry};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "externalname-with-ip",
        summary: "An ExternalName Service with a cluster IP",
        category: Category::Links,
        severity: Severity::Error,
        fix: Some(Applicability::Safe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(&[Kind::Service], check),
};

fn check<'w>(service: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some(view) = Service::read(service).filter(Service::is_external_name) else { return };
    const FIELDS: &[&str] = &["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"];
    let found: Vec<Entry<'_>> = FIELDS.iter().filter_map(|key| view.written(key)).collect();
    let (Some(first), Some(written)) = (found.first(), view.written("type")) else { return };
    let names = list(found.iter().map(|entry| entry.key.text()), "and");
    let message = format!(
        "{names} may not be set for `type: ExternalName`, which is a DNS name without an address, \
         so the API server rejects the Service"
    );
    let mut report = cx.report(*first, message).related(written.value, "the type");
    for entry in &found[1..] {
        report = report.related(*entry, "also rejected");
    }
    report = report.help(format!("remove {names}"));
    let edits: Edits = found.iter().map(|entry| remove_entry(*entry)).collect();
    let apart = found.len() == 1 || view.spec.style() != Style::Flow;
    if apart {
        report.fix(Applicability::Safe, format!("remove {names}"), edits);
    }
}
