//! The registry of the rules. Each rule has a file of code and a card, next to each other, in the folder of its family.

use std::sync::LazyLock;

use crate::rule::Rule;
use crate::text::list::list;

mod definitions;
mod dns;
mod kustomize;
mod metadata;
mod monitoring;
mod networkpolicies;
mod pods;
mod rbac;
mod references;
mod resources;
mod scaling;
mod schema;
mod secrets;
mod selectors;
mod services;
pub(crate) mod settings;
mod statefulsets;
mod workloads;
pub(crate) mod yaml;

/// The rules about one topic, in one folder.
pub struct Family {
    /// The name of the folder.
    pub name: &'static str,
    /// The topic of the rules.
    pub title: &'static str,
    /// The rules, sorted by id.
    pub rules: &'static [&'static Rule],
}

/// All families, in the order in which `bowline rules` lists them.
pub static FAMILIES: &[Family] = &[
    Family { name: "yaml", title: "YAML syntax and how it is read", rules: yaml::RULES },
    Family { name: "schema", title: "Kinds, fields and their types", rules: schema::RULES },
    Family { name: "definitions", title: "Definitions of custom resources", rules: definitions::RULES },
    Family { name: "metadata", title: "Names, labels and annotations", rules: metadata::RULES },
    Family { name: "selectors", title: "Selectors of workloads", rules: selectors::RULES },
    Family {
        name: "services",
        title: "Services, the ports they reach and the pods they select",
        rules: services::RULES,
    },
    Family {
        name: "statefulsets",
        title: "StatefulSets and the Services that govern them",
        rules: statefulsets::RULES,
    },
    Family { name: "pods", title: "Containers, ports, probes and other parts of a pod", rules: pods::RULES },
    Family { name: "dns", title: "Host names, and the Services and pods that they lead to", rules: dns::RULES },
    Family { name: "workloads", title: "Jobs, schedules and rollouts", rules: workloads::RULES },
    Family {
        name: "networkpolicies",
        title: "Network policies: which pods they select and what they allow",
        rules: networkpolicies::RULES,
    },
    Family { name: "monitoring", title: "Prometheus monitors and what they scrape", rules: monitoring::RULES },
    Family { name: "scaling", title: "Autoscalers and disruption budgets", rules: scaling::RULES },
    Family { name: "resources", title: "Quantities, requests and limits", rules: resources::RULES },
    Family { name: "references", title: "Names of other objects and of their keys", rules: references::RULES },
    Family { name: "rbac", title: "Roles, bindings and what they grant", rules: rbac::RULES },
    Family { name: "secrets", title: "Secrets and passwords", rules: secrets::RULES },
    Family { name: "kustomize", title: "Kustomizations and what they build", rules: kustomize::RULES },
    Family {
        name: "settings",
        title: "Settings of bowline: configuration, directives and baseline",
        rules: settings::RULES,
    },
];

/// All rules, sorted by id.
pub static ALL: LazyLock<Vec<&'static Rule>> = LazyLock::new(|| {
    let mut rules: Vec<&Rule> = FAMILIES.iter().flat_map(|family| family.rules).copied().collect();
    rules.sort_by_key(|rule| rule.meta.id);
    rules
});

/// The rule with an id. Returns `None` if there is none.
pub fn find(id: &str) -> Option<&'static Rule> {
    let at = ALL.binary_search_by_key(&id, |rule| rule.meta.id).ok()?;
    ALL.get(at).copied()
}

/// The rules for a name that a person wrote: the rule with this id, otherwise the rules that once had this id. Empty if
/// there are none.
pub fn called(name: &str) -> Vec<&'static Rule> {
    match find(name) {
        Some(rule) => vec![rule],
        None => ALL.iter().copied().filter(|rule| rule.meta.is_called(name)).collect(),
    }
}

/// The rules whose ids start with a name, word by word, such as `svc` or `svc-*`.
pub fn starting_with(name: &str) -> Vec<&'static Rule> {
    let start = name.trim_end_matches(['*', '-']);
    let has_start = |id: &str| id.strip_prefix(start).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'));
    ALL.iter().copied().filter(|rule| !start.is_empty() && has_start(rule.meta.id)).collect()
}

/// The rules that a directive names: by id, former id or category.
pub fn named(name: &str) -> Vec<&'static Rule> {
    let rules = called(name);
    match rules.is_empty() {
        true => ALL.iter().copied().filter(|rule| rule.meta.category.as_str() == name).collect(),
        false => rules,
    }
}

/// The new ids for a former id, as text: `a`, or `a` or `b`. Returns `None` for any other text.
pub fn successors(name: &str) -> Option<String> {
    let rules = called(name);
    let former = rules.first().is_some_and(|rule| rule.meta.id != name);
    former.then(|| list(rules.iter().map(|rule| rule.meta.id), "or"))
}

/// The family of a rule. Returns `None` if there is no such rule.
pub fn family(id: &str) -> Option<&'static Family> {
    FAMILIES.iter().find(|family| family.rules.iter().any(|rule| rule.meta.id == id))
}

/// The part of a rule's card that is for people. Empty if there is no such rule.
pub fn guide(id: &str) -> &'static str {
    find(id).map_or("", |rule| rule.meta.guide())
}

/// The address of the page about a rule.
pub fn url(id: &str) -> String {
    format!("{}/rules/{id}/", env!("CARGO_PKG_HOMEPAGE"))
}
