//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::Namespace;
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::workspace::refs::hosts::{Ending, Host, Leads};
use crate::yaml::replace_part;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "dns-short-cross-namespace",
        summary: "A host without the namespace that its Service is in",
        category: Category::Links,
        severity: Severity::Warning,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Host(check),
};

fn check<'w>(host: &Host<'w>, cx: &mut Cx<'w>) {
    let (Leads::Nowhere(lost), None) = (&host.leads, host.name.namespace) else { return };
    let [service] = lost.elsewhere.as_slice() else { return };
    let names = (cx.workspace.namespace(host.from), cx.workspace.namespace(service));
    let (Namespace::Named(own), Namespace::Named(other)) = names else { return };
    // If a Service is not in the namespace of its pods, the Service is in the wrong place.
    let is_at_home = !cx.workspace.selected(service).is_empty();
    if !host.is_first || host.name.ending != Ending::Short || !host.fits(service) || !is_at_home {
        return;
    }
    let (name, place) = (host.name.service.text, host.at(host.name.service));
    let message = format!(
        "`{name}` is looked up in namespace `{own}`, but Service `{name}` is in `{other}`, so the name does not resolve"
    );
    let report = cx.report(place, message).related(service.head(), format!("the Service is in namespace `{other}`"));
    report.help(format!("write `{name}.{other}`")).fix(
        Applicability::Unsafe,
        "name the namespace",
        replace_part(place, &format!("{name}.{other}")),
    );
}
