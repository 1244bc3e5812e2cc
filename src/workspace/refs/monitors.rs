//! Monitors of the Prometheus operator: the Services or pods that they watch.

use std::collections::HashMap;

use super::selectors::matches;
use crate::kube::resource::{items, known_str};
use crate::kube::{Kind, Labels, Namespace, PodTemplate, Resource, Selector, Truth};
use crate::workspace::nearby::CROWD;
use crate::workspace::topics::{About, ask};
use crate::workspace::{Relation, Workspace};

/// The namespaces in which a monitor selects objects.
#[derive(Debug, PartialEq, Eq)]
enum Scope<'w> {
    /// The namespace of the monitor.
    Own,
    /// All namespaces.
    Any,
    /// The namespaces of these names.
    Named(Vec<&'w str>),
    /// A template decides.
    Unknown,
}

/// Services by each of their labels.
#[derive(Debug, Default)]
pub(in crate::workspace) struct ServiceLabels<'w> {
    by_label: HashMap<(String, &'w str), Vec<usize>>,
    /// The Services whose labels are not all known.
    open: Vec<usize>,
}

/// The Services that a monitor watches.
#[derive(Debug)]
pub struct Watched<'w> {
    /// The Services, each with whether the monitor certainly selects it.
    pub services: Vec<(&'w Resource<'w>, Truth)>,
}

impl<'w> Workspace<'w> {
    /// The Services that the selector of a ServiceMonitor matches or may match. Returns `None` if that is unknown, in a
    /// crowd, or for an empty selector.
    pub fn watched_services(&'w self, monitor: &Resource<'w>, selector: &Selector<'w>) -> Option<Watched<'w>> {
        let scope = scope(monitor);
        if selector.open || !selector.entry.value.is_certain() || scope == Scope::Unknown {
            return None;
        }
        let index = self.service_labels();
        let lists = selector.requirements.iter().filter_map(|term| {
            let label = (term.key.as_ref()?.to_string(), term.single_value()?);
            Some(index.by_label.get(&label).map_or(&[][..], Vec::as_slice))
        });
        let list = lists.min_by_key(|list| list.len())?;
        if list.len() + index.open.len() > CROWD {
            return None;
        }
        let mut ids: Vec<usize> = list.iter().chain(&index.open).copied().collect();
        ids.sort_unstable();
        ids.dedup();
        let services = ids.into_iter().map(|id| &self.resources[id]).filter_map(|service| {
            let labels = Labels::below(service.root);
            let truth = selector.matches(|key| labels.find(key)).and(self.is_in(&scope, monitor, service));
            (truth != Truth::No).then_some((service, truth))
        });
        Some(Watched { services: services.collect() })
    }

    /// Whether an object is in a namespace that a monitor selects, whatever its labels.
    pub fn looks_at(&self, monitor: &Resource<'w>, object: &Resource<'w>) -> Truth {
        self.is_in(&scope(monitor), monitor, object)
    }

    /// The pod templates that the selector of a PodMonitor matches or may match, each with whether it certainly does. Returns
    /// `None` in a crowd.
    pub fn watched_pods(
        &'w self,
        monitor: &Resource<'w>,
        selector: &Selector<'w>,
    ) -> Option<Vec<(&'w PodTemplate<'w>, Truth)>> {
        if self.is_crowd(monitor, selector) {
            return None;
        }
        let scope = scope(monitor);
        ask(About::AllOpenTemplates);
        let found = self.candidates(monitor, selector).filter_map(|template| {
            let truth = matches(selector, template).and(self.is_in(&scope, monitor, self.owner(template)));
            (truth != Truth::No).then_some((template, truth))
        });
        Some(found.collect())
    }

    fn is_in(&self, scope: &Scope<'_>, monitor: &Resource<'w>, object: &Resource<'w>) -> Truth {
        match scope {
            Scope::Unknown => Truth::Unknown,
            Scope::Any => Truth::Yes,
            Scope::Own => match self.relation(monitor, object) {
                Relation::Same => Truth::Yes,
                Relation::Different => Truth::No,
                Relation::Maybe => Truth::Unknown,
            },
            Scope::Named(names) => match self.namespace(object) {
                Namespace::Named(name) => names.contains(&name.as_str()).into(),
                Namespace::Unset | Namespace::Unknown => Truth::Unknown,
            },
        }
    }

    fn service_labels(&'w self) -> &'w ServiceLabels<'w> {
        ask(About::Kind(Kind::Service));
        self.service_labels.get_or_init(|| {
            let mut index = ServiceLabels::default();
            for service in self.of_kind(Kind::Service) {
                let labels = Labels::below(service.root);
                if !labels.is_certain() || labels.list.iter().any(|label| label.value.is_none()) {
                    index.open.push(service.id);
                }
                for label in labels.list {
                    if let Some(value) = label.value {
                        index.by_label.entry((label.key.into_owned(), value)).or_default().push(service.id);
                    }
                }
            }
            index
        })
    }
}

fn scope<'w>(monitor: &Resource<'w>) -> Scope<'w> {
    let Some(node) = monitor.spec_entry("namespaceSelector").filter(|entry| !entry.value.is_empty()) else {
        return Scope::Own;
    };
    if node.value.get("any").and_then(|any| any.as_bool()) == Some(true) {
        return Scope::Any;
    }
    let names: Option<Vec<_>> = items(Some(node.value), "matchNames").map(known_str).collect();
    match names {
        Some(names) if !names.is_empty() => Scope::Named(names),
        Some(_) if node.value.is_mapping() => Scope::Own,
        _ => Scope::Unknown,
    }
}
