//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::Kind;
use crate::kube::resource::known_str;
use crate::kube::values::hosts::pod;
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::workspace::refs::hosts::{Ending, Host, Leads};
use crate::yaml::replace_part;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "dns-bare-pod-name",
        summary: "A host that is the name of a pod without its Service",
        category: Category::Links,
        severity: Severity::Warning,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Host(check),
};

/// Variables in which programs give their nodes a name, whatever the name resolves to.
const NODES: &[&str] = &["NODE_NAME", "NODE.NAME", "MASTER_NODES", "_ID"];

fn check<'w>(host: &Host<'w>, cx: &mut Cx<'w>) {
    let label = host.name.service;
    let is_bare = host.name.namespace.is_none() && host.name.pod.is_none() && host.name.ending == Ending::Short;
    let (Some((name, _)), Leads::Nowhere(_), true, true) = (pod(label.text), &host.leads, is_bare, host.is_first)
    else {
        return;
    };
    let variable = host.fact.text.name.map(|name| name.text().to_ascii_uppercase()).unwrap_or_default();
    let workspace = cx.workspace;
    let has_alias = |spec: crate::yaml::Node<'w>| spec.get("hostAliases").is_some() || spec.may_gain("hostAliases");
    let spec = workspace.template(host.from).and_then(|template| template.spec);
    if NODES.iter().any(|part| variable.contains(part))
        || workspace.named(Kind::Pod, label.text).next().is_some()
        || spec.is_some_and(has_alias)
    {
        return;
    }
    let [set] = host.objects(workspace, Kind::StatefulSet, name)[..] else { return };
    let governing = set.spec().and_then(|spec| spec.get("serviceName")).and_then(known_str);
    let Some(governing) = governing.filter(|governing| !governing.is_empty()) else { return };
    let place = host.at(label);
    let message = format!(
        "`{}` is a pod of {}, but a pod name without its Service resolves only in that pod",
        label.text,
        set.title()
    );
    let meant = format!("{}.{governing}", label.text);
    let report = cx.report(place, message).related(set.head(), "creates the pod");
    report.help(format!("write `{meant}`: the DNS has pod names under the `serviceName`")).fix(
        Applicability::Unsafe,
        "name the Service",
        replace_part(place, &meant),
    );
}
