//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::{Kind, Resource, Service, Target};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::yaml::remove_entry;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "headless-selectorless-port",
        summary: "A headless Service without a selector whose `targetPort` is not its `port`",
        category: Category::Links,
        severity: Severity::Warning,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(&[Kind::Service], check),
};

fn check<'w>(service: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some(view) = Service::read(service).filter(Service::is_selectorless) else { return };
    let Some(headless) = view.headless_entry() else { return };
    // If a StatefulSet needs the Service, the missing selector is the mistake, which another rule reports.
    if !cx.workspace.stateful_sets_governed_by(service).is_empty() {
        return;
    }
    for port in view.ports().filter(|port| !port.target_is_default() && port.maps_number()) {
        let (Some(number), Some(written), Some(target)) = (port.port, port.node.get("port"), port.target) else {
            continue;
        };
        let Target::Number(to) = target.target else { continue };
        let message = format!(
            "`targetPort: {to}` differs from `port: {number}` on a headless Service without a selector: \
             clients connect to the endpoints themselves, and nothing maps the one port to the other"
        );
        let report = cx
            .report(target.node, message)
            .related(written, "the port that clients use")
            .related(headless.value, "headless")
            .help("write the port of the endpoints as `port`, and remove `targetPort`");
        let edit = port.node.entry("targetPort").and_then(remove_entry);
        if let Some(edit) = edit {
            report.fix(Applicability::Unsafe, "remove `targetPort`", edit);
        }
    }
}
