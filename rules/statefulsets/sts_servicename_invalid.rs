//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::values::names;
use crate::kube::{Kind, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::yaml::replace_scalar;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "sts-servicename-invalid",
        summary: "A `serviceName` that cannot be the name of a Service",
        category: Category::Values,
        severity: Severity::Error,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(&[Kind::StatefulSet], check),
};

fn check<'w>(set: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some(reference) = cx.workspace.governing(set) else { return };
    let Some((text, node)) = reference.name.zip(Some(reference.node())) else { return };
    let Err(reason) = names::dns1123_label(text) else { return };
    let label = text.trim().split('.').next().unwrap_or(text).to_ascii_lowercase().replace('_', "-");
    let effect = "so the StatefulSet cannot create any pods";
    if names::dns1123_label(&label).is_err() {
        let message = format!("`serviceName: {text}` cannot be the name of a Service ({reason}), {effect}");
        cx.report(node, message).help("write the name of a Service in the same namespace");
        return;
    }
    let message = match text.contains('.') {
        true => format!("`serviceName: {text}` is a DNS name, not just the name of a Service, {effect}"),
        false => format!("`serviceName: {text}` cannot be the name of a Service ({reason}), {effect}"),
    };
    let edit = replace_scalar(node, &label);
    cx.report(node, message)
        .help(format!("write only the name of a Service in the same namespace: `serviceName: {label}`"))
        .fix(Applicability::Unsafe, format!("write `{label}`"), edit);
}
