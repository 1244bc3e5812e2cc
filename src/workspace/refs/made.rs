//! Objects that exist although no file has them, as every cluster has them, or a kustomization or a controller makes
//! them.

use std::cell::LazyCell;
use std::collections::{BTreeSet, HashMap};

use super::{Like, Missing, Reference, Resemblance};
use crate::kube::{Kind, Resource, resource::known_str};
use crate::schema::{self, MakesRole};
use crate::text::similar::is_slip;
use crate::workspace::topics::{About, ask};
use crate::workspace::{Relation, Workspace};

/// The objects that every cluster has: the kind, the namespace if only one has the object, and the name. A `*` at the
/// end of the name means any text.
///
/// From `plugin/pkg/auth/authorizer/rbac/bootstrappolicy`, the namespace and service account controllers,
/// `pkg/apis/scheduling/v1/helpers.go` and `pkg/apis/flowcontrol/bootstrap/default.go` of Kubernetes.
const BUILT_IN: &[(Kind, Option<&str>, &str)] = &[
    (Kind::Namespace, None, "default"),
    (Kind::Namespace, None, "kube-*"),
    (Kind::ServiceAccount, None, "default"),
    (Kind::ServiceAccount, Some("kube-system"), "*"),
    (Kind::ConfigMap, None, "kube-root-ca.crt"),
    (Kind::ConfigMap, Some("kube-system"), "*"),
    (Kind::Secret, Some("kube-system"), "*"),
    (Kind::Service, Some("default"), "kubernetes"),
    (Kind::Service, Some("kube-system"), "kube-dns"),
    (Kind::ClusterRole, None, "admin"),
    (Kind::ClusterRole, None, "cluster-admin"),
    (Kind::ClusterRole, None, "edit"),
    (Kind::ClusterRole, None, "view"),
    (Kind::ClusterRole, None, "system:*"),
    (Kind::Role, None, "extension-apiserver-authentication-reader"),
    (Kind::Role, None, "system:*"),
    (Kind::PriorityClass, None, "system-cluster-critical"),
    (Kind::PriorityClass, None, "system-node-critical"),
    (Kind::PriorityLevelConfiguration, None, "catch-all"),
    (Kind::PriorityLevelConfiguration, None, "exempt"),
    (Kind::PriorityLevelConfiguration, None, "global-default"),
    (Kind::PriorityLevelConfiguration, None, "leader-election"),
    (Kind::PriorityLevelConfiguration, None, "node-high"),
    (Kind::PriorityLevelConfiguration, None, "system"),
    (Kind::PriorityLevelConfiguration, None, "workload-high"),
    (Kind::PriorityLevelConfiguration, None, "workload-low"),
    (Kind::AppProject, None, "default"),
];

/// Annotations that make a controller create the Secret of an Ingress or a Gateway.
const ISSUERS: &[&str] = &["cert-manager.io/", "certmanager.k8s.io/", "kubernetes.io/tls-acme"];

/// The objects that controllers make for the objects of the files, by kind and pattern of the name.
#[derive(Debug, Default)]
pub(in crate::workspace) struct Made<'w> {
    /// The objects for which a controller makes objects of exactly these names.
    exact: HashMap<String, Vec<(&'w Resource<'w>, MakesRole)>>,
    /// The kinds of the objects for which controllers make others.
    kinds: BTreeSet<Kind>,
    /// The objects for which a controller makes objects whose names start with these.
    open: HashMap<String, Vec<(&'w Resource<'w>, MakesRole)>>,
}

impl<'w> Workspace<'w> {
    /// Whether every cluster has the object that a reference names.
    pub(super) fn is_built_in(&'w self, reference: &Reference<'w>, name: &str) -> bool {
        let namespace = self.looks_in(reference);
        // A name that matches only the start of a pattern may also be a typo of a name that is written nearby.
        let is_typo = LazyCell::new(|| {
            let mut likely = self.likely(reference, name).into_iter();
            likely.any(|like| like.resemblance == Resemblance::Typo && self.is_nearby(reference.from, like.object))
        });
        BUILT_IN.iter().any(|&(kind, only, pattern)| {
            let is_named = match pattern.strip_suffix('*') {
                Some(start) => kind == reference.kind && name.starts_with(start) && !*is_typo,
                None => name == pattern,
            };
            // If the intended namespace is unknown, it may be this one.
            kind == reference.kind
                && is_named
                && only.is_none_or(|only| namespace.is_none_or(|found| found == only))
                && (only.is_none() || pattern != "*" || namespace.is_some())
        })
    }

    /// Whether a kustomization or a controller makes, or may make, the object that a reference names.
    pub(super) fn is_made(&'w self, reference: &Reference<'w>, name: &str) -> bool {
        let (from, kind) = (reference.from, reference.kind);
        let is_generated =
            self.sets.generates(from.set, kind.name(), name) || self.sets.generates_unbuilt(kind.name(), name);
        if is_generated || kind == Kind::Secret && is_issued(from) {
            return true;
        }
        let made = self.made();
        let meets = |maker: &Resource<'w>| {
            maker.kind.is_cluster_scoped() || self.meets(reference, maker) != Relation::Different
        };
        let is_kind = |role: MakesRole| role.kind.is_none_or(|made| made == kind);
        let starts = name.char_indices().map(|(at, c)| &name[..at + c.len_utf8()]).filter(|_| !made.open.is_empty());
        let open = starts.filter_map(|start| made.open.get(start));
        let mut makers = made.exact.get(name).into_iter().chain(open).flatten();
        makers.any(|(maker, role)| is_kind(*role) && meets(maker)) || self.is_made_by_template(reference, name)
    }

    /// The objects nearby for which a controller makes an object that a reference nearly names.
    pub(super) fn nearly_made(&'w self, reference: &Reference<'w>, name: &str) -> Vec<Like<'w>> {
        let makers = self.made().kinds.iter().flat_map(|&kind| self.nearby(kind, reference.from));
        let near = |maker: &'w Resource<'w>| {
            let facts = self.facts(maker).makes.iter().filter(|fact| fact.role.kind == Some(reference.kind));
            let named = facts.filter(|fact| fact.role.is_named()).filter_map(|fact| known_str(fact.value));
            let mut slips = named.filter(|made| is_slip(name, made));
            let made = slips.next().filter(|_| self.meets(reference, maker) != Relation::Different)?;
            Some(Like { object: maker, name: Some(made), resemblance: Resemblance::Made })
        };
        makers.filter_map(near).collect()
    }

    /// Whether a StatefulSet makes the claim from a template: `data-web-0` for `data` and `web`.
    fn is_made_by_template(&self, reference: &Reference<'w>, name: &str) -> bool {
        let Some((stem, ordinal)) = name.rsplit_once('-') else { return false };
        let is_claim =
            reference.kind == Kind::PersistentVolumeClaim && ordinal.bytes().all(|byte| byte.is_ascii_digit());
        let mut splits = stem.match_indices('-').map(|(at, _)| (&stem[..at], &stem[at + 1..])).filter(|_| is_claim);
        splits.any(|(claim, set)| {
            self.named(Kind::StatefulSet, set).any(|set| {
                let templates = crate::kube::resource::items(set.spec(), "volumeClaimTemplates");
                let mut names = templates.filter_map(|template| template.find(&["metadata", "name"])?.as_str());
                names.any(|name| name == claim)
            })
        })
    }

    /// Whether a name starts with that of a custom resource nearby whose controller may make any object. It does not
    /// count if an existing object was certainly meant: the rest of its name is a typo, or only its namespace or kind
    /// differs.
    pub(super) fn may_custom_resource_make(
        &self,
        reference: &Reference<'w>,
        name: &str,
        missing: &Missing<'w>,
    ) -> bool {
        fn word(rest: &str) -> &str {
            rest.trim_start_matches('-')
        }
        let is_typo = |rest: &str, prefix: &str, like: &Like<'w>| {
            let other = like.object.name.and_then(|other| other.strip_prefix(prefix));
            // The name of an object that a controller makes has a dash after the prefix.
            let is_slip = |other: &str| is_slip(word(rest), word(other)) || other.is_empty() && !rest.starts_with('-');
            like.resemblance == Resemblance::Typo && other.is_some_and(is_slip)
        };
        let makes = |custom: &&Resource<'w>| {
            let Some((prefix, rest)) = custom.name.and_then(|own| Some((own, name.strip_prefix(own)?))) else {
                return false;
            };
            let is_sure = |like: &Like<'w>| {
                matches!(like.resemblance, Resemblance::Made | Resemblance::Kind | Resemblance::Swapped)
                    || is_typo(rest, prefix, like)
            };
            !missing.near.iter().any(is_sure)
        };
        let is_elsewhere = missing.elsewhere.iter().any(|object| self.is_nearby(reference.from, object));
        !is_elsewhere && self.nearby(Kind::Custom, reference.from).iter().any(makes)
    }

    /// The namespace in which a reference finds its object. Returns `None` if it is not known.
    pub(super) fn looks_in<'a>(&'a self, reference: &'a Reference<'w>) -> Option<&'a str> {
        match reference.namespace() {
            _ if reference.kind.is_cluster_scoped() => None,
            Some(node) => known_str(node),
            None => self.namespace(reference.from).name(),
        }
    }

    fn made(&'w self) -> &'w Made<'w> {
        ask(About::Made);
        self.made.get_or_init(|| {
            let mut made = Made::default();
            for maker in self.resources.iter().filter(|resource| resource.kind.is_of_others()) {
                for fact in self.facts(maker).makes.iter().filter(|fact| !fact.role.is_anything()) {
                    // A value that a template fills in may be any name.
                    let Some(value) = known_str(fact.value) else { continue };
                    let (name, is_open) = fact.role.of(value);
                    made.kinds.insert(maker.kind);
                    let names = if is_open { &mut made.open } else { &mut made.exact };
                    names.entry(name).or_default().push((maker, fact.role));
                }
            }
            made
        })
    }
}

/// Whether annotations of an Ingress or a Gateway make a controller create its Secrets.
fn is_issued(from: &Resource<'_>) -> bool {
    let annotations = from.root.find(&["metadata", "annotations"]).into_iter().flat_map(|map| map.entries());
    let asks = |key: &str| ISSUERS.iter().any(|start| key.starts_with(start));
    matches!(from.kind, Kind::Ingress | Kind::Gateway)
        && annotations.into_iter().any(|entry| asks(&entry.key.key_text()))
}

/// Whether the controller of a kind may make objects of any kind and name.
pub(in crate::workspace) fn makes_anything(kind: Kind) -> bool {
    kind == Kind::Custom || kind.is_of_others() && schema::makes(kind).any(MakesRole::is_anything)
}

/// Whether the controller of a kind may make pods, directly or by a workload.
pub(in crate::workspace) fn makes_pods(kind: Kind) -> bool {
    makes_anything(kind)
        || kind.is_of_others() && schema::makes(kind).any(|role| role.kind.is_some_and(Kind::is_workload))
}
