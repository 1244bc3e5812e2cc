//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::deprecated::{self, APP_ARMOR, MASTER};
use crate::kube::{Kind, PodTemplate, Resource, Service, resource::known_str};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::text::similar::is_slip;
use crate::text::unknown::is_unknown;
use crate::yaml::{Node, remove_item, replace_scalar};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "server-warnings",
        summary: "What the API server takes and warns of",
        category: Category::Values,
        severity: Severity::Warning,
        fix: Some(Applicability::Safe),
        since: "0.1.0",
        card: include_str!("server_warnings.md"),
    },
    check: Check::Object(check),
};

fn check<'w>(resource: &'w Resource<'w>, cx: &mut Cx<'w>) {
    if resource.kind == Kind::Service {
        return service(resource, cx);
    }
    let Some(template) = cx.workspace.template(resource).filter(|_| resource.kind.is_workload()) else { return };
    annotations(resource, template, cx);
    let Some(spec) = template.spec else { return };
    let clear = |key: &str| !cx.workspace.may_change_pods(template, key);
    let [selector, affinity, spread] = ["nodeSelector", "affinity", "topologySpreadConstraints"].map(clear);
    let [volumes, aliases, secrets] = ["volumes", "hostAliases", "imagePullSecrets"].map(clear);
    let affinity = spec.get("affinity").filter(|_| affinity);
    if selector {
        let keys = spec.get("nodeSelector").into_iter().flat_map(|selector| selector.entries()).map(|entry| entry.key);
        keys.for_each(|key| node_label(key, cx));
    }
    affinity.into_iter().flat_map(node_keys).for_each(|key| node_label(key, cx));
    for (term, must_fit) in affinity.into_iter().flat_map(pod_terms) {
        let effect = if must_fit { "no node fits and the pods are never placed" } else { "it has no effect" };
        no_selector(term, "a term of pod affinity", effect, cx);
    }
    for constraint in spec.get("topologySpreadConstraints").filter(|_| spread).into_iter().flat_map(|list| list.items())
    {
        constraint.get("topologyKey").into_iter().for_each(|key| node_label(key, cx));
        no_selector(constraint, "a topology spread constraint", "it has no effect", cx);
    }
    if volumes {
        spec.get("volumes").into_iter().flat_map(|list| list.items()).for_each(|volume| dead_volume(volume, cx));
    }
    if aliases {
        repeated(spec.get("hostAliases"), "ip", "host aliases", cx);
    }
    if secrets {
        repeated(spec.get("imagePullSecrets"), "name", "pull secrets", cx);
    }
}

/// The keys that node affinity asks for.
fn node_keys(affinity: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    let list = move |path: &[&str]| affinity.find(path).into_iter().flat_map(|list| list.items());
    let required = list(&["nodeAffinity", REQUIRED, "nodeSelectorTerms"]);
    let preferred = list(&["nodeAffinity", PREFERRED]).filter_map(|term| term.get("preference"));
    let expressions = required.chain(preferred).filter_map(|term| term.get("matchExpressions"));
    expressions.flat_map(|list| list.items()).filter_map(|item| item.get("key"))
}

/// The terms of affinity to pods and against them; true for those that a node must fulfil by its pods.
fn pod_terms(affinity: Node<'_>) -> impl Iterator<Item = (Node<'_>, bool)> {
    ["podAffinity", "podAntiAffinity"].into_iter().flat_map(move |side| {
        let items = move |key| affinity.find(&[side, key]).into_iter().flat_map(|terms: Node<'_>| terms.items());
        let required = items(REQUIRED).map(move |term| (term, side == "podAffinity"));
        required.chain(items(PREFERRED).filter_map(|term| Some((term.get("podAffinityTerm")?, false))))
    })
}

const REQUIRED: &str = "requiredDuringSchedulingIgnoredDuringExecution";
const PREFERRED: &str = "preferredDuringSchedulingIgnoredDuringExecution";

fn node_label<'w>(key: Node<'w>, cx: &mut Cx<'w>) {
    let first = cx.workspace.project.versions.first;
    let label = deprecated::NODE_LABELS.iter().find(|label| label.old == key.text() && first >= label.since);
    let Some(label) = label else { return };
    let (old, new, since) = (label.old, label.new, label.since);
    let (message, trust) = match old {
        MASTER => {
            let effect = format!("kubeadm gives no node the label `{old}` since Kubernetes {since}");
            (format!("{effect}: control planes have `{new}`"), Applicability::Unsafe)
        }
        _ => (
            format!("the node label `{old}` is deprecated since Kubernetes {since}, and nodes may lose it"),
            Applicability::Safe,
        ),
    };
    let twice = key.is_key() && key.parent().is_some_and(|selector| selector.entry(new).is_some());
    let report = cx.report(key, message).help(format!("write `{new}`"));
    let edit = if twice { None } else { replace_scalar(key, new) };
    report.fix(trust, format!("write `{new}`"), edit);
}

/// An absent selector selects nothing, an empty one everything.
fn no_selector<'w>(term: Node<'w>, noun: &str, effect: &str, cx: &mut Cx<'w>) {
    let may_be = |key: &str| is_unknown(key) || is_slip(key, "labelSelector");
    let Some(first) = term.entries().next() else { return };
    let selector = term.entry("labelSelector");
    if selector.is_some_and(|entry| !entry.value.is_null())
        || term.raw_entries().any(|entry| may_be(&entry.key.key_text()))
    {
        return;
    }
    let message = format!("{noun} without a `labelSelector` counts no pods, so {effect}");
    let report = cx.report(selector.unwrap_or(first), message);
    report.help("write the labels of the pods that count as `labelSelector`");
}

fn dead_volume<'w>(volume: Node<'w>, cx: &mut Cx<'w>) {
    let first = cx.workspace.project.versions.first;
    let dead = |(key, since): &(&str, _)| volume.entry(key).filter(|_| first >= *since).zip(Some(*since));
    let Some((entry, since)) = deprecated::VOLUMES.iter().find_map(dead) else { return };
    let key = entry.key.text();
    let message = match key {
        "gitRepo" => format!("volumes of type `{key}` are off by default since Kubernetes {since}"),
        _ => format!("volumes of type `{key}` do not work since Kubernetes {since}"),
    };
    let help = match key {
        "gitRepo" => "clone in an init container into an `emptyDir`",
        _ => "use a CSI driver for this storage, by a PersistentVolumeClaim",
    };
    cx.report(entry, format!("{message}, so the pods do not start")).help(help);
}

/// Items of a list that kubectl and the server merge by one of their fields.
fn repeated<'w>(list: Option<Node<'w>>, field: &str, noun: &str, cx: &mut Cx<'w>) {
    let mut seen: Vec<Node<'w>> = Vec::new();
    for item in list.into_iter().flat_map(|list| list.items()) {
        let Some(value) = item.get(field) else { continue };
        let Some(text) = known_str(value) else { continue };
        match seen.iter().find(|other| other.text() == text) {
            None => seen.push(value),
            Some(&first) => {
                let message = format!("two {noun} have `{field}: {text}`, and an update may keep only one of them");
                let report = cx.report(value, message).related(first, "the first one");
                let report = report.help(format!("write each `{field}` once"));
                let same = item.entries().count() == 1;
                let edit = remove_item(item).filter(|_| same);
                report.fix(Applicability::Safe, "remove the second one", edit);
            }
        }
    }
}

fn annotations<'w>(resource: &Resource<'w>, template: &PodTemplate<'w>, cx: &mut Cx<'w>) {
    let Some(list) = template.metadata.and_then(|metadata| metadata.value.get("annotations")) else { return };
    let place = template.spec_path().strip_suffix("spec").unwrap_or("");
    if cx.workspace.may_change(resource, &format!("{place}metadata.annotations")) {
        return;
    }
    let first = cx.workspace.project.versions.first;
    let pod = |path: &str| {
        let path: Vec<&str> = path.split('.').collect();
        template.spec.is_some_and(|spec| spec.find(&path).is_some())
    };
    for (key, since, field) in deprecated::POD_ANNOTATIONS {
        if let Some(entry) = list.entry(key).filter(|_| first >= *since && !pod(field)) {
            let message = format!("nothing reads the annotation `{key}` since Kubernetes {since}");
            cx.report(entry, message).help(format!("write `{field}` in the `spec` of the pod"));
        }
    }
    for container in template.containers() {
        let Some(name) = container.name() else { continue };
        for (prefix, since, field) in deprecated::CONTAINER_ANNOTATIONS {
            let key = format!("{prefix}{name}");
            let has_field = container.node.find(&["securityContext", field]).is_some()
                || *prefix == APP_ARMOR && pod(&format!("securityContext.{field}"));
            let Some(entry) = list.entry(&key).filter(|_| first >= *since && !has_field) else { continue };
            let message = match *prefix {
                APP_ARMOR => {
                    format!("the annotation `{key}` is deprecated since Kubernetes {since} in favour of a field")
                }
                _ => format!("nothing reads the annotation `{key}` since Kubernetes {since}"),
            };
            cx.report(entry, message).help(format!("write `{field}` in the `securityContext` of the container"));
        }
    }
}

fn service<'w>(resource: &Resource<'w>, cx: &mut Cx<'w>) {
    let first = cx.workspace.project.versions.first;
    let changes = |path: &str| cx.workspace.may_change(resource, path);
    const HINTS: &str = "service.kubernetes.io/topology-aware-hints";
    const MODE: &str = "service.kubernetes.io/topology-mode";
    let annotations = resource.root.find(&["metadata", "annotations"]);
    let hints = annotations.and_then(|list| list.entry(HINTS)).filter(|_| first >= deprecated::TOPOLOGY_MODE);
    let [annotations_change, type_changes, ips_change, traffic_changes] =
        ["metadata.annotations", "spec.type", "spec.externalIPs", "spec.trafficDistribution"].map(changes);
    if let Some(entry) = hints.filter(|_| !annotations_change) {
        let message = format!("the annotation `{HINTS}` is deprecated since Kubernetes {}", deprecated::TOPOLOGY_MODE);
        let twice = annotations.is_some_and(|list| list.entry(MODE).is_some());
        let edit = if twice { None } else { replace_scalar(entry.key, MODE) };
        let report = cx.report(entry, message).help(format!("write `{MODE}`"));
        report.fix(Applicability::Safe, format!("write `{MODE}`"), edit);
    }
    let Some(view) = Service::read(resource).filter(|_| first >= deprecated::SERVICE_FIELDS && !type_changes) else {
        return;
    };
    // Where these are ignored altogether, another rule says so.
    if view.headless() != crate::kube::Truth::No || view.service_type().is_none_or(|kind| kind == "ExternalName") {
        return;
    }
    if let Some(entry) = view.written("externalIPs").filter(|entry| entry.value.is_sequence() && !ips_change) {
        let message = "`externalIPs` is deprecated, and some clusters do not send traffic for these addresses any more";
        cx.report(entry, message).help("use a Service of type `LoadBalancer`, or the Gateway API");
    }
    let traffic = view.written("trafficDistribution").filter(|entry| entry.value.as_str() == Some("PreferClose"));
    if let Some(entry) = traffic.filter(|_| !traffic_changes) {
        let message = "`trafficDistribution: PreferClose` is deprecated: the same is called `PreferSameZone` now";
        let report = cx.report(entry.value, message).help("write `PreferSameZone`");
        let edit = replace_scalar(entry.value, "PreferSameZone");
        report.fix(Applicability::Safe, "write `PreferSameZone`", edit);
    }
}
