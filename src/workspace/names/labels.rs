//! Values of labels, and the selectors that require them. All places that must change together are one thing.

use std::collections::HashMap;

use super::{Id, Table, What};
use crate::kube::selecting::workload_selector;
use crate::kube::{Kind, PodTemplate, Requirement, Resource, Selector, Truth};
use crate::source::Span;
use crate::workspace::Relation;
use crate::yaml::Node;

/// Why a rename cannot change a selector together with the labels that it selects.
const UNSURE: &str = "it is not certain what this selector selects";

/// A written value of a label.
struct Site<'w> {
    node: Node<'w>,
    key: String,
    declares: bool,
    doubt: Option<&'static str>,
    /// The index of an earlier site that is the same thing; its own index if it is the first.
    with: usize,
}

#[derive(Default)]
struct Sites<'w> {
    list: Vec<Site<'w>>,
    by_span: HashMap<Span, usize>,
}

impl<'w> Sites<'w> {
    fn add(&mut self, node: Node<'w>, key: &str, declares: bool) -> usize {
        let next = self.list.len();
        let site = *self.by_span.entry(node.written_span()).or_insert(next);
        if site == next {
            self.list.push(Site { node, key: key.to_owned(), declares, doubt: None, with: next });
        }
        site
    }

    fn first(&self, mut site: usize) -> usize {
        while let Some(found) = self.list.get(site).filter(|found| found.with != site) {
            site = found.with;
        }
        site
    }

    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.first(one), self.first(other));
        if let Some(site) = self.list.get_mut(one.max(other)) {
            site.with = one.min(other);
        }
    }
}

impl<'w> Table<'w> {
    /// Adds the labels of pods, with the selectors that require them.
    pub(super) fn labels(&mut self) {
        let workspace = self.workspace;
        let mut sites = Sites::default();
        for template in &workspace.templates {
            for label in template.labels.list.iter().filter(|label| label.written.is_some()) {
                sites.add(label.entry.value, &label.key, true);
            }
        }
        for object in &workspace.resources {
            self.own_selector(object, &mut sites);
            for fact in workspace.facts(object).selectors.iter().filter(|fact| fact.selects == Some(Kind::Pod)) {
                let selector = fact.selector();
                for one in workspace.matched(object, &selector) {
                    let is_sure = one.relation == Relation::Same && one.truth == Truth::Yes;
                    join(&selector, one.template, is_sure, &mut sites);
                }
            }
        }
        for index in 0..sites.list.len() {
            let first = sites.first(index);
            let Some(Site { node, key, declares, doubt, .. }) = sites.list.get(index) else { continue };
            let thing = self.thing(Id::Label(first), What::Label, node.text(), None);
            if let Some(thing) = self.names.things.get_mut(thing) {
                thing.of.clone_from(key);
            }
            self.mention(*node, thing, *declares, *doubt);
        }
    }

    /// The selector of a workload selects the pods that the workload makes.
    fn own_selector(&self, object: &'w Resource<'w>, sites: &mut Sites<'w>) {
        if let (Some(template), Some(selector)) = (self.workspace.template(object), workload_selector(object)) {
            join(&selector, template, true, sites);
        }
    }
}

/// Joins the terms of a selector with the labels that they require.
fn join<'w>(selector: &Selector<'w>, template: &PodTemplate<'w>, is_sure: bool, sites: &mut Sites<'w>) {
    for term in &selector.requirements {
        let Some(key) = &term.key else { continue };
        let Some(label) = template.labels.get(key) else { continue };
        let Some(value) = label.written else { continue };
        for node in said(term, value) {
            let asked = sites.add(node, key, false);
            let label = sites.add(label.entry.value, key, true);
            if let Some(site) = sites.list.get_mut(asked).filter(|_| !is_sure) {
                site.doubt = Some(UNSURE);
            }
            sites.join(asked, label);
        }
    }
}

/// The places where a term writes a value.
fn said<'w>(term: &Requirement<'w>, value: &str) -> Vec<Node<'w>> {
    let of_pair = term.pair.map(|pair| pair.value).filter(|_| term.single_value() == Some(value));
    let listed = term.node.get("values").into_iter().flat_map(|values| values.items());
    of_pair.into_iter().chain(listed.filter(|node| node.as_str() == Some(value))).collect()
}
