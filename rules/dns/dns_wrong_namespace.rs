//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::Namespace;
use crate::rule::{Category, Check, Cx, Meta, Rule, namespace_place};
use crate::text::similar::is_near_name;
use crate::workspace::refs::hosts::{Ending, Host, Leads};
use crate::yaml::replace_part;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "dns-wrong-namespace",
        summary: "A host that names a namespace its Service is not in",
        category: Category::Links,
        severity: Severity::Warning,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Host(check),
};

/// Namespaces that people often write by default.
const USUAL: &[&str] = &["default", "kube-system"];

fn check<'w>(host: &Host<'w>, cx: &mut Cx<'w>) {
    let (Leads::Nowhere(lost), Some(label)) = (&host.leads, host.name.namespace) else { return };
    let [service] = lost.elsewhere.as_slice() else { return };
    let Namespace::Named(real) = cx.workspace.namespace(service) else { return };
    let is_full = host.name.ending == Ending::Full;
    let is_typo = is_near_name(real, label.text);
    if !host.is_first || !(is_full || is_typo && host.name.ending == Ending::Short && host.fits(service)) {
        return;
    }
    let name = host.name.service.text;
    // A namespace that no file mentions may have a Service of that name.
    let is_sure = is_typo || USUAL.contains(&label.text) || lost.has_peers;
    let place = host.at(label);
    let message = format!(
        "Service `{name}` is in namespace `{real}`, but no file has one in `{}`, so the name does not resolve",
        label.text
    );
    let report = cx.report(place, message).severity(if is_sure { Severity::Warning } else { Severity::Info });
    let shown = namespace_place(service);
    let report = report.related(shown, "the Service is here").sharing_namespace(service, label.text);
    let report = report.help(format!("write `{real}`"));
    report.fix(Applicability::Unsafe, "name this namespace", replace_part(place, real));
}
