//! The order in which a kustomization changes its objects.

use super::file::Kustomization;
use super::problem::{Gap, ProblemKind};
use super::state::{Accumulated, Cx};
use super::{affix, definitions, generate, images, labels, namespace, patch, plugins, replace, replicas, specs};

/// The steps between the resources and the components: field specifications, then generators.
pub(super) fn prepare<'a>(kustomization: &Kustomization<'a>, made: &mut Accumulated<'a>, cx: &mut Cx<'a>) {
    configure(kustomization, made, cx);
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

/// Adds the tables in the files that `configurations` names, then the fields that the definitions in `crds` name.
fn configure<'a>(kustomization: &Kustomization<'a>, made: &mut Accumulated<'a>, cx: &mut Cx<'a>) {
    let tables = kustomization.items("configurations").map(|entry| (entry, false));
    for (entry, is_definition) in tables.chain(kustomization.items("crds").map(|entry| (entry, true))) {
        let path = kustomization.path(entry.text());
        let Some(parsed) = cx.project.documents(&path) else {
            cx.no_file(entry, entry.text());
            continue;
        };
        let Some(root) = parsed.documents.iter().find_map(|document| document.tree.root()) else { continue };
        let read = if is_definition { Ok(definitions::read(root)) } else { specs::read_file(root) };
        let merged = read.and_then(|tables| made.specs.add(&tables).map_err(|found| found.message()));
        if let Err(message) = merged {
            cx.problem(entry, ProblemKind::Refused, message);
        }
    }
}

/// Applies the transformers (`KustTarget.configureBuiltinTransformers`): patches in the form of objects, namespace,
/// prefix, suffix, labels, annotations, old JSON patches, replicas, images, replacements. Then applies those that are
/// written as files.
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
