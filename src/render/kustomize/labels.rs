//! `labels`, `commonLabels` and `commonAnnotations`.

use super::delivery::Addition;
use super::field_spec::{FieldSpec, Make, Misfit};
use super::file::Kustomization;
use super::id::Gvk;
use super::problem::ProblemKind;
use super::resource::Resource;
use super::specs::{self, Conflict, Specs, Table};
use super::state::{Accumulated, Cx};
use super::twins;
use crate::render::{Key, Value};
use crate::yaml::{Cause, Entry, Kind, Node};

/// Adds the labels of a kustomization.
pub(super) fn from_kustomization<'a>(kustomization: &Kustomization<'a>, made: &mut Accumulated<'a>, cx: &mut Cx<'a>) {
    let specs = made.specs.clone();
    for entry in kustomization.items("labels") {
        let pairs = pairs_of(entry.get("pairs"));
        match fields(entry, &specs) {
            Ok(fields) => add(&mut made.resources, &pairs, &fields, "entry of `labels` sets the label", cx),
            Err(conflict) => cx.problem(entry, ProblemKind::Refused, conflict.message()),
        }
    }
    let pairs = pairs_of(kustomization.node("commonLabels"));
    let what = "entry of `commonLabels` sets the label";
    add(&mut made.resources, &pairs, specs.table(Table::CommonLabels), what, cx);
    if let Some((labels, tables)) = kustomization.addition.and_then(Addition::labels) {
        let what = "field sets the label when the folder is applied";
        add_delivered(labels, "metadata/labels", tables, what, made, cx);
    }
}

/// Adds the annotations of a kustomization.
pub(super) fn annotations<'a>(kustomization: &Kustomization<'a>, made: &mut Accumulated<'a>, cx: &mut Cx<'a>) {
    let specs = made.specs.clone();
    let pairs = pairs_of(kustomization.node("commonAnnotations"));
    let what = "entry of `commonAnnotations` sets the annotation";
    add(&mut made.resources, &pairs, specs.table(Table::CommonAnnotations), what, cx);
    if let Some((annotations, tables)) = kustomization.addition.and_then(Addition::annotations) {
        let what = "field sets the annotation when the folder is applied";
        add_delivered(annotations, "metadata/annotations", tables, what, made, cx);
    }
}

/// Adds labels or annotations of the controller that applies the folder.
fn add_delivered<'a>(
    map: Node<'a>,
    own: &str,
    tables: &[Table],
    what: &str,
    made: &mut Accumulated<'a>,
    cx: &mut Cx<'a>,
) {
    let specs = made.specs.clone();
    let mut fields = vec![FieldSpec::new(Gvk::default(), own, true)];
    let all = tables.iter().flat_map(|table| specs.table(*table));
    fields.extend(all.filter(|spec| spec.path != own).cloned());
    add(&mut made.resources, &pairs_of(Some(map)), &fields, what, cx);
}

/// The entries of a mapping, in the order of their keys.
pub(super) fn pairs_of(node: Option<Node<'_>>) -> Vec<Entry<'_>> {
    let mut pairs: Vec<Entry<'_>> = node.into_iter().flat_map(|node| node.entries()).collect();
    pairs.sort_by(|one, other| one.key.key_text().cmp(&other.key.key_text()));
    pairs
}

/// The fields that an entry of `labels` changes.
fn fields(entry: Node<'_>, specs: &Specs) -> Result<Vec<FieldSpec>, Conflict> {
    let is_set = |key: &str| entry.get(key).and_then(Node::as_bool) == Some(true);
    let own = entry.get("fields").into_iter().flat_map(|list| list.items());
    let mut fields: Vec<FieldSpec> = own.map(specs::spec).collect();
    let mut tables = vec![Table::Labels];
    let includes_selectors = is_set("includeSelectors");
    match includes_selectors {
        true => tables.push(Table::CommonLabels),
        false => {
            tables.extend(is_set("includeTemplates").then_some(Table::TemplateLabels));
            tables.extend(is_set("includeVolumeClaimTemplates").then_some(Table::VolumeClaimTemplateLabels));
        }
    }
    for table in tables {
        specs.table(table).iter().try_for_each(|spec| specs::add(&mut fields, spec))?;
    }
    if !includes_selectors {
        specs::add(&mut fields, &FieldSpec::new(Gvk::default(), "metadata/labels", true))?;
    }
    Ok(fields)
}

/// Adds pairs to mappings. `what` describes the cause.
pub(super) fn add<'a>(
    resources: &mut [Resource<'a>],
    pairs: &[Entry<'a>],
    specs: &[FieldSpec],
    what: &str,
    cx: &mut Cx<'a>,
) {
    if pairs.is_empty() {
        return;
    }
    for resource in resources {
        let gvk = resource.gvk();
        for pair in pairs {
            let mut places = Vec::new();
            for spec in specs.iter().filter(|spec| gvk.is_selected_by(&spec.gvk)) {
                let before = spec.places(&resource.value, pair.key.text());
                let make = Make { kind: Kind::Mapping, at: pair.key };
                let changed = spec.change(&mut resource.value, Some(make), &mut |mapping| put(mapping, *pair, what));
                if let Err(Misfit(message)) = changed {
                    cx.problem(pair.key, ProblemKind::Refused, message);
                }
                let now = spec.places(&resource.value, pair.key.text());
                places.extend(now.into_iter().filter(|place| !before.contains(place)));
            }
            twins::remember(resource, places);
        }
    }
}

fn put<'a>(mapping: &mut Value<'a>, pair: Entry<'a>, what: &str) -> Result<(), Misfit> {
    if mapping.is_null() {
        return Ok(());
    }
    if !mapping.is_mapping() {
        return Err(Misfit(format!("`{}` is to be added to a value that is not a mapping", pair.key.text())));
    }
    let cause = Cause { span: pair.key.span(), what: what.to_owned(), is_made: false };
    mapping.set(Key::written(pair.key), Value::written(pair.value).because(cause));
    Ok(())
}
