//! See the card.

use crate::diagnostic::Severity;
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::workspace::refs::hosts::{Ending, Host, Leads};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "kustomize-breaks-dns-name",
        summary: "A host that a kustomization's name prefix or suffix breaks",
        category: Category::Links,
        severity: Severity::Warning,
        fix: None,
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Host(check),
};

fn check<'w>(host: &Host<'w>, cx: &mut Cx<'w>) {
    let Leads::Nowhere(lost) = &host.leads else { return };
    if !host.is_first || host.name.ending == Ending::Unserved {
        return;
    }
    let is_meant = |service| host.fits(service) || host.is_in_variable_for_hosts();
    let Some(service) = lost.renamed.iter().find(|service| is_meant(service)) else { return };
    let (Some(name), written) = (service.name, host.name.service.text) else { return };
    let message = format!(
        "Service `{written}` is named `{name}` in the build, but kustomize does not change names in strings, so `{written}` does \
         not resolve"
    );
    cx.report(host.at(host.name.service), message)
        .related(service.head(), "the name before the build")
        .help(format!("write `{name}`, or fill the name in with `replacements`"));
}
