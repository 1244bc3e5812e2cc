//! The order in which a kustomization changes what it builds.

use super::accumulate::{Accumulated, Cx};
use super::file::Kustomization;
use super::problem::Gap;
use super::{affix, generate, images, labels, namespace, patch, plugins, replace, replicas, specs};

/// What comes between the resources and the components: field specifications, then what generators make.
pub(super) fn prepare<'a>(kustomization: &Kustomization<'a>, made: &mut Accumulated<'a>, cx: &mut Cx<'a>) {
    specs::configure(kustomization, made, cx);
    generate::from_kustomization(kustomization, made, cx);
    if let Some(schema) = kustomization.field("openapi") {
        made.gaps.push(Gap { at: schema.at(), reason: "a schema of its own".into() });
    }
    for key in ["helmCharts", "helmChartInflationGenerator"] {
        for at in kustomization.items(key) {
            made.gaps.push(Gap { at, reason: "a Helm chart".into() });
        }
    }
    plugins::generators(kustomization, made, cx);
}

/// The transformers (`KustTarget.configureBuiltinTransformers`): patches in the form of objects, namespace, prefix, suffix,
/// labels, annotations, old JSON patches, replicas, images, replacements; then those that are written as files.
pub(super) fn transform<'a>(kustomization: &Kustomization<'a>, made: &mut Accumulated<'a>, cx: &mut Cx<'a>) {
    patch::first_from_kustomization(kustomization, made, cx);
    namespace::from_kustomization(kustomization, made, cx);
    affix::from_kustomization(kustomization, made, cx);
    labels::from_kustomization(kustomization, made, cx);
    labels::annotations(kustomization, made, cx);
    patch::later_from_kustomization(kustomization, made, cx);
    replicas::from_kustomization(kustomization, made, cx);
    images::from_kustomization(kustomization, made, cx);
    replace::from_kustomization(kustomization, made, cx);
    plugins::transformers(kustomization, made, cx);
    plugins::validators(kustomization, made, cx);
}
