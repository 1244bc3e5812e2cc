//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::resource::{items, known_str};
use crate::kube::{Kind, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rule, report_missing};
use crate::text::list::list;
use crate::text::similar::nearest;
use crate::workspace::{Reference, Relation, Resolution};
use crate::yaml::replace_scalar;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "gateway-parentref",
        summary: "A route to a Gateway or listener that does not exist",
        category: Category::Links,
        severity: Severity::Error,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Reference(&[Kind::Gateway], check),
};

fn check<'w>(reference: &Reference<'w>, resolution: &Resolution<'w>, cx: &mut Cx<'w>) {
    match resolution {
        Resolution::Found(found) => {
            if let &[(gateway, Relation::Same)] = found.as_slice() {
                listener(reference, gateway, cx);
            }
        }
        _ => report_missing(reference, resolution, cx),
    }
}

fn listener<'w>(reference: &Reference<'w>, gateway: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some(section) = reference.fact.holder.get("sectionName") else { return };
    let Some(wanted) = known_str(section).filter(|wanted| !wanted.is_empty()) else { return };
    let names: Option<Vec<&'w str>> =
        items(gateway.spec(), "listeners").map(|listener| known_str(listener.get("name")?)).collect();
    let Some(names) = names.filter(|names| !names.is_empty() && !names.contains(&wanted)) else { return };
    let near = nearest(wanted, names.iter().copied()).map(|(_, near)| near);
    let message = format!("{} has no listener `{wanted}`, so the route is not attached", gateway.title());
    let report = cx.report(section, message);
    let report =
        report.given(gateway.root.is_certain_at(&["spec", "listeners"])).related(gateway.head(), "the Gateway");
    match near {
        Some(near) => {
            report.help(format!("write `sectionName: {near}`")).fix(
                Applicability::Unsafe,
                "name this listener",
                replace_scalar(section, near),
            );
        }
        None => {
            report.help(format!("its listeners are {}", list(names, "and")));
        }
    }
}
