//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::workspace::refs::hosts::{Ending, Host, Leads};
use crate::yaml::replace_part;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "dns-swapped-labels",
        summary: "A host with its namespace before its Service",
        category: Category::Links,
        severity: Severity::Warning,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Host(check),
};

fn check<'w>(host: &Host<'w>, cx: &mut Cx<'w>) {
    let (Leads::Nowhere(lost), Some(second)) = (&host.leads, host.name.namespace) else { return };
    let (Some(service), true) = (lost.swapped.first(), host.is_first) else { return };
    if host.name.ending == Ending::Unserved || host.name.ending == Ending::Short && !host.fits(service) {
        return;
    }
    let first = host.name.service;
    let place = host.across(first, second);
    let meant = format!("{}.{}", second.text, first.text);
    let message = format!(
        "the name of the Service comes first: `{}` is the Service `{}` in namespace `{}`, which no file has",
        place.text(),
        first.text,
        second.text
    );
    let report = cx.report(place, message).related(service.head(), "probably this Service");
    report.help(format!("write `{meant}`")).fix(Applicability::Unsafe, "swap the two", replace_part(place, &meant));
}
