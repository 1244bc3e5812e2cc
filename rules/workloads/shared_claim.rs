//! See the card.

use crate::diagnostic::Severity;
use crate::kube::Kind;
use crate::kube::replicas::replicas;
use crate::kube::resource::known_str;
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::workspace::{Reference, Resolution};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "shared-claim",
        summary: "Several pods of a workload that share a volume for one node or one pod",
        category: Category::Links,
        severity: Severity::Error,
        fix: None,
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Reference(&[Kind::PersistentVolumeClaim], check),
};

/// Kinds whose pods all mount the volumes of the template.
const SCALED: &[Kind] = &[Kind::Deployment, Kind::ReplicaSet, Kind::StatefulSet];

fn check<'w>(reference: &Reference<'w>, resolution: &Resolution<'w>, cx: &mut Cx<'w>) {
    let (workload, Some(claim)) = (reference.from, resolution.target()) else { return };
    if reference.field() != "claimName" || !SCALED.contains(&workload.kind) {
        return;
    }
    let Some((count, Some(written))) = replicas(workload).filter(|(count, _)| *count > 1) else { return };
    let modes = claim.spec().and_then(|spec| spec.get("accessModes"));
    let Some(modes) = modes.filter(|modes| modes.is_certain()) else { return };
    let all: Option<Vec<&'w str>> = modes.items().map(known_str).collect();
    let (severity, mode, effect) = match all.as_deref() {
        Some(["ReadWriteOncePod"]) => (Severity::Error, "ReadWriteOncePod", "so only one pod ever runs"),
        Some(["ReadWriteOnce"]) => {
            (Severity::Warning, "ReadWriteOnce", "so pods on any other node than the first one do not start")
        }
        _ => return,
    };
    let message = format!("all {count} pods of {} mount this claim, which is `{mode}`, {effect}", workload.title());
    let help = match workload.kind {
        Kind::StatefulSet => "use `volumeClaimTemplates`, which create a claim for each pod",
        _ => "run one pod, use a volume that is `ReadWriteMany`, or a StatefulSet with `volumeClaimTemplates`",
    };
    let report = cx.report(reference.node(), message).severity(severity).related(modes, "the access mode");
    report.related(written, "the number of pods").help(help);
}
