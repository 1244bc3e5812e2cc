//! StatefulSets and the Services that govern them: who names whom, and who asks for the names of single pods.

use std::collections::HashSet;

use crate::kube::{Kind, Resource, Service, Truth};
use crate::workspace::{Reference, Relation, Workspace, matches};
use crate::yaml::{Node, Passage, Tree};

impl<'w> Workspace<'w> {
    /// The reference of a StatefulSet to the Service that governs its pods. Returns `None` if it names none.
    pub fn governing(&'w self, set: &'w Resource<'w>) -> Option<Reference<'w>> {
        self.references(set).find(Reference::is_governing)
    }

    /// The Service that certainly governs a StatefulSet, with the place that names it.
    pub fn governing_service(&'w self, set: &'w Resource<'w>) -> Option<(&'w Resource<'w>, Node<'w>)> {
        let reference = self.governing(set)?;
        Some((self.target(&reference)?, reference.node()))
    }

    /// The StatefulSets that a Service certainly governs.
    pub fn stateful_sets_governed_by(&'w self, service: &Resource<'w>) -> Vec<&'w Resource<'w>> {
        let references = self.referring(service, Kind::StatefulSet).filter(Reference::is_governing);
        references.map(|reference| reference.from).collect()
    }

    /// The headless Services that certainly select the pods of a StatefulSet.
    pub fn headless_services_of<'a>(&'a self, set: &'a Resource<'w>) -> impl Iterator<Item = &'a Resource<'w>> {
        let asking = self.template(set).into_iter().flat_map(|template| self.services_asking(template));
        asking.filter(|service| {
            Service::read(service).is_some_and(|view| view.is_headless())
                && service.name.is_some()
                && self.selects(service, set) == Truth::Yes
                && self.relation(service, set) == Relation::Same
        })
    }

    /// Whether a Service selects the pods of a workload, wherever the two live.
    pub fn selects(&self, service: &Resource<'w>, workload: &Resource<'w>) -> Truth {
        let selector = Service::read(service).and_then(|view| view.selector());
        match selector.zip(self.template(workload)) {
            Some((selector, _)) if selector.is_empty() => Truth::No,
            Some((selector, template)) => matches(&selector, template),
            None => Truth::No,
        }
    }

    /// A place near a StatefulSet that uses the DNS name of a single one of its pods, `web-0.SERVICE`, where `wanted`
    /// takes the text after the dot.
    pub fn pod_name_use(&self, set: &Resource<'w>, wanted: impl Fn(&str) -> bool) -> Option<Passage<'w>> {
        let mut seen: HashSet<*const Tree> = HashSet::new();
        let kinds = Kind::WORKLOADS.iter().chain(&[Kind::ConfigMap, Kind::Ingress]).chain(Kind::OF_OTHERS);
        let near = kinds.flat_map(|&kind| self.nearby(kind, set));
        let near = near.filter(|other| self.relation(set, other) != Relation::Different);
        let documents = near.filter(|other| seen.insert(std::ptr::from_ref(other.root.tree()))).collect::<Vec<_>>();
        documents.into_iter().find_map(|other| find_pod_name(other.root.tree(), set.name?, &wanted))
    }
}

fn find_pod_name<'w>(tree: &'w Tree, set: &str, wanted: &impl Fn(&str) -> bool) -> Option<Passage<'w>> {
    let start = format!("{set}-");
    tree.nodes().filter(|node| !node.is_alias()).find_map(|node| {
        let written = node.as_written();
        let source = if node.text().contains(&start) { written.text() } else { "" };
        source.match_indices(&start).find_map(|(at, _)| {
            let before = source[..at].chars().next_back();
            if before.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')) {
                return None;
            }
            let rest = &source[at + start.len()..];
            let ordinal = ordinal_length(rest);
            let service = rest[ordinal..].strip_prefix('.').filter(|_| ordinal > 0)?;
            let length =
                service.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '.')).unwrap_or(service.len());
            let service = service[..length].trim_end_matches('.');
            let end = at + start.len() + ordinal + 1 + service.len();
            wanted(service).then(|| written.part(at..end))
        })
    })
}

/// `0`, or what a shell makes ordinals of: `$i`, `${i}`, `{0..2}`.
fn ordinal_length(text: &str) -> usize {
    let word = |text: &str| text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(text.len());
    let braced =
        |text: &str| text.find('}').filter(|&end| !text[..end].contains(char::is_whitespace)).map(|end| end + 1);
    match text.strip_prefix('$') {
        Some(variable) if variable.starts_with('{') => braced(variable).map_or(0, |end| end + 1),
        Some(variable) => Some(word(variable)).filter(|&end| end > 0).map_or(0, |end| end + 1),
        None if text.starts_with('{') => braced(text).unwrap_or(0),
        None => text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()),
    }
}
