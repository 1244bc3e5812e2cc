//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::resource::{items, known_str};
use crate::kube::{Kind, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::yaml::remove_item;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "sts-claim-shadows-volume",
        summary: "A volume of a StatefulSet that a claim template of the same name replaces",
        category: Category::Links,
        severity: Severity::Warning,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(&[Kind::StatefulSet], check),
};

fn check<'w>(set: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some(spec) = cx.workspace.template(set).and_then(|template| template.spec) else { return };
    for volume in items(Some(spec), "volumes").filter_map(|volume| volume.get("name")) {
        let Some(name) = known_str(volume) else { continue };
        // The author means the claims of the template, and pods get those.
        let named = volume.parent().and_then(|volume| volume.find(&["persistentVolumeClaim", "claimName"]));
        if named.and_then(known_str) == Some(name) {
            continue;
        }
        let claims = items(set.spec(), "volumeClaimTemplates").filter_map(|claim| claim.find(&["metadata", "name"]));
        let Some(claim) = claims.into_iter().find(|claim| known_str(*claim) == Some(name)) else { continue };
        let message = format!("the claim template `{name}` replaces this volume, so no pod gets the volume");
        let report = cx.report(volume, message).related(claim, "pods get this one");
        let edit = volume.parent().and_then(remove_item);
        report.help("remove the volume, or give it another name").fix(Applicability::Unsafe, "remove the volume", edit);
    }
}
