//! Reports references to objects that no file has, with one wording for all rules.

use super::{Cx, Draft};
use crate::diagnostic::{Applicability, Edits, Severity};
use crate::kube::{Kind, Namespace, Resource};
use crate::workspace::{Like, Meant, Reference, Resemblance, Resolution};
use crate::yaml::{Node, replace_scalar};

/// Reports a reference to an object that no file has, as severely as the evidence allows. If an object has several
/// references to one name, the first is reported, and its fix changes them all.
pub fn report_missing<'w>(reference: &Reference<'w>, resolution: &Resolution<'w>, cx: &mut Cx<'w>) {
    let Resolution::Missing(missing) = resolution else { return };
    let Some(name) = reference.name.filter(|_| !reference.fact.is_optional()) else { return };
    let same = same_name(cx, reference, name);
    if same.first().is_some_and(|first| first.node().id() != reference.node().id()) {
        return;
    }
    let Some((severity, meant)) = cx.workspace.judge(reference, missing) else { return };
    let kind = reference.kind.name();
    let message = match meant {
        Some(Meant::Elsewhere(object)) => elsewhere(reference, object),
        _ => Some(absent(reference, name, cx.workspace.project.closed)),
    };
    let Some(message) = message else { return };
    let is_mild = meant.is_none() && is_optional_in_effect(reference);
    let severity = if is_mild { severity.min(Severity::Info) } else { severity };
    let place = mistake(reference, meant.as_ref());
    let is_renamed = matches!(meant, Some(Meant::Like(like)) if cx.workspace.is_unnamed(like.object) && like.resemblance != Resemblance::Made);
    let mut report = cx.report(place, message).resting_on(reference.node()).severity(severity);
    if reference.fact.role.kinds.len() > 1 {
        report = report.resting_on(reference.fact.holder.without("kind"));
    }
    match meant {
        Some(Meant::Like(like)) => {
            if is_renamed {
                report = report.sharing_name(like.object, name);
            }
            point_at(report, reference, &same, like);
        }
        Some(Meant::Elsewhere(object)) => {
            let place = namespace_place(object);
            let looked_in = reference.namespace().map(|node| node.text()).or(reference.from.namespace.name());
            let looked_in = looked_in.unwrap_or_default();
            report = report.sharing_namespace(object, looked_in);
            // If nothing that an object names is in its namespace, the object itself may be in the wrong one.
            if reference.namespace().is_none() {
                let (own, title) = (namespace_place(reference.from), reference.from.kind_name);
                report = report.related(own, format!("looked for in the namespace of this {title}"));
                report = report.sharing_namespace(reference.from, object.namespace.name().unwrap_or_default());
            }
            let repair = match (reference.namespace(), object.namespace.name()) {
                (Some(_), Some(there)) => format!("write `namespace: {there}`"),
                _ => "put the two into one namespace".to_owned(),
            };
            report
                .related(place, format!("the {kind} is here"))
                .help(format!("{repair}, or add {kind} `{name}` to namespace `{looked_in}`"));
        }
        None => {
            report.help(format!("add {kind} `{name}`, or correct the name"));
        }
    }
}

/// The place of the mistake in a reference: a written namespace or kind that is wrong, otherwise the name.
fn mistake<'w>(reference: &Reference<'w>, meant: Option<&Meant<'w>>) -> Node<'w> {
    let place = match meant {
        Some(Meant::Elsewhere(_)) => reference.namespace(),
        Some(Meant::Like(Like { resemblance: Resemblance::Kind, .. })) => reference.fact.holder.get("kind"),
        _ => None,
    };
    place.unwrap_or(reference.node())
}

/// The place of an object's namespace, otherwise of its name.
pub fn namespace_place<'w>(object: &Resource<'w>) -> Node<'w> {
    object.root.find(&["metadata", "namespace"]).unwrap_or(object.head())
}

/// The references of one object to one name, in order.
fn same_name<'w>(cx: &Cx<'w>, reference: &Reference<'w>, name: &str) -> Vec<Reference<'w>> {
    let all = cx.workspace.referrers(reference.kind, name);
    let first = all.partition_point(|other| other.from.id < reference.from.id);
    let same = all[first..].iter().take_while(|other| other.from.id == reference.from.id);
    same.filter(|other| !other.fact.is_optional()).copied().collect()
}

fn point_at<'w>(report: Draft<'_>, reference: &Reference<'w>, same: &[Reference<'w>], like: Like<'w>) {
    let Like { object, name, resemblance } = like;
    let Some(found) = name else { return };
    let (kind, field) = (&object.kind_name, reference.field());
    match resemblance {
        Resemblance::Kind => {
            let asked = reference.kind.name();
            let report = report.related(object.head(), format!("its kind is {kind}, not {asked}"));
            match reference.fact.holder.get("kind") {
                Some(node) => {
                    let edit = replace_scalar(node, kind);
                    report.help(format!("write `kind: {kind}`")).fix(Applicability::Unsafe, "correct the kind", edit);
                }
                None => {
                    report.help(format!("add `kind: {kind}` to the reference, or add {asked} `{found}`"));
                }
            }
        }
        Resemblance::Swapped => {
            let key = reference.fact.keys().next();
            let edits = key
                .zip(reference.name)
                .map(|(key, name)| Edits::both(replace_scalar(reference.node(), found), replace_scalar(key, name)));
            report
                .related(object.head(), format!("the key names this {kind}"))
                .help("the name and the key are swapped: write each in the place of the other")
                .fix(Applicability::Unsafe, "swap the two", edits);
        }
        Resemblance::Typo | Resemblance::Made | Resemblance::Suffix | Resemblance::Unused => {
            let edits: Edits = same.iter().map(|one| replace_scalar(one.node(), found)).collect();
            let (note, title) = match resemblance {
                Resemblance::Made => (format!("this {kind} makes `{found}`"), "name what it makes".to_owned()),
                _ => (format!("this {kind} has a similar name"), format!("name this {kind}")),
            };
            report.related(object.head(), note).help(format!("write `{field}: {found}`")).fix(
                Applicability::Unsafe,
                title,
                edits,
            );
        }
    }
}

/// The message that no file has the object, with the effect. `is_closed` tells whether the files contain every object.
fn absent(reference: &Reference<'_>, name: &str, is_closed: bool) -> String {
    let (kind, from) = (reference.kind.name(), reference.from.kind_name);
    let is_absent = if is_closed { "does not exist" } else { "is not in the linted files" };
    match effect(reference) {
        Some(effect) if is_closed => format!("{kind} `{name}` {is_absent}, so {effect}"),
        Some(effect) => format!("{kind} `{name}` {is_absent}; without it, {effect}"),
        None => format!("{kind} `{name}` {is_absent}, but this {from} names it"),
    }
}

/// The message that the object is in another namespace. Returns `None` if a file does not write both namespaces.
fn elsewhere(reference: &Reference<'_>, object: &Resource<'_>) -> Option<String> {
    let Namespace::Named(there) = &object.namespace else { return None };
    let (title, from) = (object.title(), reference.from.kind_name);
    Some(match (reference.namespace().map(Node::text), &reference.from.namespace, effect(reference)) {
        (Some(asked), _, Some(effect)) => {
            format!("{title} is in namespace `{there}`, not in `{asked}`, so {effect}")
        }
        (Some(asked), _, None) => {
            format!("this {from} names {title} in namespace `{asked}`, but it is in `{there}`")
        }
        (None, Namespace::Named(own), Some(effect)) => {
            format!("{title} is in namespace `{there}` and this {from} in `{own}`, so {effect}")
        }
        (None, Namespace::Named(own), None) => {
            format!("this {from} is in namespace `{own}`, but {title}, which it names, is in `{there}`")
        }
        (None, ..) => return None,
    })
}

/// What happens without the object. Returns `None` if that depends on a controller.
fn effect(reference: &Reference<'_>) -> Option<String> {
    let (from, key) = (reference.from, key(reference));
    let pods = if from.kind == Kind::Pod { "the Pod" } else { "the pods" };
    let effect = match (reference.kind, key) {
        (Kind::ConfigMap | Kind::Secret, "configMapKeyRef" | "secretKeyRef" | "configMapRef" | "secretRef") => {
            "the container does not start"
        }
        (Kind::ConfigMap | Kind::Secret, "configMap" | "secret") => {
            "the pod does not start: its volume is never mounted"
        }
        (Kind::Secret, PULL_SECRETS) => "image pulls lack its credentials",
        (Kind::Secret, "tls") => "the controller has no certificate for these hosts",
        (_, "scaleTargetRef") => "the autoscaler has nothing to scale",
        (Kind::PersistentVolumeClaim, "persistentVolumeClaim") => "the pod stays pending",
        (Kind::PersistentVolume, _) if from.kind == Kind::PersistentVolumeClaim => "the claim stays pending",
        (Kind::StorageClass, _) if from.kind == Kind::PersistentVolumeClaim => {
            "the cluster provisions no volume for the claim"
        }
        (Kind::ServiceAccount, "subjects") => "this subject has no effect",
        (Kind::ServiceAccount, _) if reference.field().starts_with("serviceAccount") => match from.kind {
            // Flux applies objects in the name of the account.
            Kind::FluxKustomization | Kind::HelmRelease => return None,
            _ => return Some(format!("the API server rejects {pods}")),
        },
        (Kind::PriorityClass | Kind::RuntimeClass, _) => return Some(format!("the API server rejects {pods}")),
        (Kind::Namespace, _) => return Some(format!("the API server rejects the {}", from.kind_name)),
        (Kind::Role | Kind::ClusterRole, "roleRef") => "the binding grants nothing",
        (Kind::Gateway | Kind::Service, "parentRefs") => "this entry attaches the route to nothing",
        (Kind::Service, _) => return effect_of_service(reference).map(str::to_owned),
        (Kind::Issuer | Kind::ClusterIssuer, "issuerRef") => "cert-manager issues no certificate",
        (Kind::GatewayClass, _) => "no controller serves the Gateway",
        (Kind::MutatingAdmissionPolicy | Kind::ValidatingAdmissionPolicy, _) => "the API server ignores the binding",
        _ => return None,
    };
    Some(effect.to_owned())
}

fn effect_of_service(reference: &Reference<'_>) -> Option<&'static str> {
    Some(match reference.from.kind {
        _ if reference.field() == "subdomain" => "the DNS has no name for the pod",
        Kind::APIService => "the API server cannot serve this API",
        Kind::CustomResourceDefinition | Kind::MutatingWebhookConfiguration | Kind::ValidatingWebhookConfiguration => {
            "the API server cannot call the webhook"
        }
        Kind::HTTPProxy | Kind::Ingress | Kind::IngressRoute | Kind::Route | Kind::VirtualServer => {
            "requests to it fail"
        }
        _ => return None,
    })
}

const PULL_SECRETS: &str = "imagePullSecrets";

/// The key of the reference, or of the list that it is in.
fn key<'w>(reference: &Reference<'w>) -> &'w str {
    let holder = reference.fact.holder;
    holder.key().or_else(|| holder.parent()?.key()).map_or("", |key| key.text())
}

/// Whether the workload still runs without the object, but not as well.
fn is_optional_in_effect(reference: &Reference<'_>) -> bool {
    reference.kind == Kind::Secret && key(reference) == PULL_SECRETS
}
