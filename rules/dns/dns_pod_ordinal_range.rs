//! See the card.

use crate::diagnostic::Severity;
use crate::kube::replicas::replicas;
use crate::kube::values::hosts::pod;
use crate::kube::{Kind, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::workspace::Workspace;
use crate::workspace::refs::hosts::Host;
use crate::yaml::{Node, Reading};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "dns-pod-ordinal-range",
        summary: "A host that is a pod its StatefulSet does not create",
        category: Category::Links,
        severity: Severity::Error,
        fix: None,
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Host(check),
};

/// The ordinals of a StatefulSet's pods, and the place of the number of pods.
struct Ordinals<'w> {
    first: i64,
    count: i64,
    written: Option<Node<'w>>,
}

fn check<'w>(host: &Host<'w>, cx: &mut Cx<'w>) {
    let Some(label) = host.name.pod else { return };
    let Some((name, Some(ordinal))) = pod(label.text) else { return };
    let sets = host.objects(cx.workspace, Kind::StatefulSet, name);
    let all: Option<Vec<_>> = sets.iter().map(|set| ordinals(set, cx.workspace)).collect();
    let Some(all) = all else { return };
    let ordinal = i64::from(ordinal);
    let is_made = |ordinals: &Ordinals<'_>| (ordinals.first..ordinals.first + ordinals.count).contains(&ordinal);
    let (Some(set), Some(ordinals)) = (sets.first(), all.first()) else { return };
    if all.iter().any(is_made) || is_another(label.text, cx.workspace) {
        return;
    }
    let pods = match (ordinals.first, ordinals.count) {
        (_, 0) => "so it has no pods".to_owned(),
        (first, 1) => format!("so its only pod is `{name}-{first}`"),
        (first, count) => format!("so its pods are `{name}-{first}` to `{name}-{}`", first + count - 1),
    };
    let message = format!("`{}` does not exist: {} has {} replicas, {pods}", label.text, set.title(), ordinals.count)
        .replace(" 1 replicas", " one replica");
    let report = cx.report(host.at(label), message);
    let report = match (ordinals.written, set.spec()) {
        (None, Some(spec)) => report.related(spec.without("replicas").shown_at(set.head()), "the number of pods"),
        (written, _) => report.related(written.unwrap_or(set.head()), "the number of pods"),
    };
    report.help("name an existing pod, or raise `replicas`");
}

/// The ordinals of a StatefulSet. Returns `None` if something else may set them.
fn ordinals<'w>(set: &'w Resource<'w>, workspace: &'w Workspace<'w>) -> Option<Ordinals<'w>> {
    let spec = set.spec()?;
    let (count, written) = replicas(set)?;
    let first = match spec.read("ordinals") {
        Reading::Present(ordinals) => ordinals.get("start").map_or(Some(0), Node::as_i64)?,
        Reading::Absent => 0,
        Reading::Unknown => return None,
    };
    // An autoscaler may create up to its maximum.
    let scalers = workspace.referrers(Kind::StatefulSet, set.name?).iter().map(|reference| reference.from);
    let most: Option<Vec<i64>> = scalers
        .filter(|scaler| scaler.kind == Kind::HorizontalPodAutoscaler)
        .map(|scaler| scaler.spec()?.get("maxReplicas")?.as_i64())
        .collect();
    let is_scaled = workspace.nearby(Kind::Custom, set).iter().any(|custom| custom.kind_name == "ScaledObject");
    let count = most?.into_iter().fold(count, i64::max);
    (!is_scaled && count >= 0).then_some(Ordinals { first, count, written })
}

/// Whether an object other than a StatefulSet has a name.
fn is_another(name: &str, workspace: &Workspace<'_>) -> bool {
    [Kind::Pod, Kind::Service].into_iter().any(|kind| workspace.named(kind, name).next().is_some())
}
