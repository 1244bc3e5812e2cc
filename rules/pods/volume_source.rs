//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::resource::{items, known_str};
use crate::kube::{Kind, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::yaml::{Content, insert_after};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "volume-source",
        summary: "A volume with only a name, which makes it an `emptyDir`",
        category: Category::Values,
        severity: Severity::Warning,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(Kind::POD_HOLDERS, check),
};

fn check<'w>(holder: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some(template) = cx.workspace.template(holder).filter(|template| !template.partial) else { return };
    for volume in items(template.spec, "volumes") {
        let mut entries = volume.entries();
        let (Some(only), None) = (entries.next(), entries.next()) else { continue };
        let Some(name) = known_str(only.value).filter(|_| only.key.text() == "name") else { continue };
        // A claim with the same name replaces it.
        let is_claimed = items(holder.spec(), "volumeClaimTemplates")
            .any(|claim| claim.find(&["metadata", "name"]).and_then(known_str) == Some(name));
        let Some(spec) = template.spec.filter(|_| !is_claimed && !volume.may_grow()) else { continue };
        // A source in the wrong place is the mistake, which another rule reports.
        if spec.entries().any(|entry| SOURCES.contains(&entry.key.text())) {
            continue;
        }
        let message = format!("volume `{name}` has no source, so it is an `emptyDir`, which is lost with the pod");
        let report = cx
            .report_missing(only.value, message)
            .help("write the source of the volume, or `emptyDir: {}` if that is meant");
        report.fix(
            Applicability::Unsafe,
            "write `emptyDir: {}`",
            insert_after(only, "emptyDir", Content::Raw("{}".to_owned())),
        );
    }
}

/// The most common sources.
const SOURCES: &[&str] =
    &["configMap", "csi", "emptyDir", "ephemeral", "hostPath", "nfs", "persistentVolumeClaim", "projected", "secret"];
