//! See the card.

use crate::diagnostic::Severity;
use crate::kube::resource::{items, known_str};
use crate::kube::{Container, Kind, PodTemplate, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::text::unknown::is_unknown;
use crate::workspace::{Reference, Relation};
use crate::yaml::Node;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "hpa-missing-request",
        summary: "A HorizontalPodAutoscaler for a resource that a container does not request",
        category: Category::Links,
        severity: Severity::Error,
        fix: None,
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(&[Kind::HorizontalPodAutoscaler], check),
};

/// A metric that is a percentage of the requests of the pods.
struct Metric<'w> {
    place: Node<'w>,
    resource: &'w str,
    /// The container that the metric is restricted to.
    container: Option<&'w str>,
}

fn check<'w>(hpa: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let workspace = cx.workspace;
    let Some(spec) = hpa.spec() else { return };
    let is_target = |reference: &Reference<'w>| Some(reference.fact.holder) == spec.get("scaleTargetRef");
    let Some(target) = workspace.references(hpa).find(is_target).and_then(|found| workspace.target(&found)) else {
        return;
    };
    let Some(template) = workspace.template(target).filter(|template| is_all_known(template)) else { return };
    // A LimitRange may give every container a request.
    let has_defaults =
        workspace.of_kind(Kind::LimitRange).any(|range| workspace.relation(range, target) != Relation::Different);
    if has_defaults {
        return;
    }
    for metric in metrics(spec) {
        let counts = |container: &Container<'w>| metric.container.is_none_or(|name| container.name() == Some(name));
        let lacks = |container: &Container<'w>| !asks(container.node, metric.resource);
        let lacking: Vec<Container<'w>> = template.running_containers().filter(counts).filter(lacks).collect();
        let Some(first) = lacking.first().filter(|_| !template.spec.is_some_and(|spec| asks(spec, metric.resource)))
        else {
            continue;
        };
        report(&metric, first, lacking.len(), target, cx);
    }
}

fn report<'w>(metric: &Metric<'w>, first: &Container<'w>, count: usize, target: &Resource<'w>, cx: &mut Cx<'w>) {
    let resource = metric.resource;
    let title = match (first.name(), count) {
        (Some(name), 1) => format!("container `{name}` of {}", target.title()),
        _ => format!("{count} containers of {}", target.title()),
    };
    let verb = if count == 1 { "requests" } else { "request" };
    let message = format!(
        "the autoscaler measures `{resource}` as a percentage of the request, but {title} {verb} none, so it \
         does not scale"
    );
    let requests = first.node.get("resources").and_then(|resources| resources.get("requests")?.key());
    let place = requests.or(first.node.get("name")).unwrap_or(first.node);
    let lack = match first.node.entry("resources").filter(|entry| entry.value.is_mapping()) {
        Some(resources) => resources.without("requests"),
        None => first.node.without("resources"),
    };
    cx.report(metric.place, message)
        .resting_on(lack)
        .related(place, format!("no request or limit of `{resource}` here"))
        .help(format!("write `resources.requests.{resource}` in each container"));
}

/// Whether a node has a request, or a limit, which then also counts as the request.
fn asks(node: Node<'_>, resource: &str) -> bool {
    ["requests", "limits"]
        .iter()
        .any(|key| node.find(&["resources", key, resource]).is_some_and(|value| !value.is_null()))
}

/// Whether nothing adds a container or changes its requests.
fn is_all_known(template: &PodTemplate<'_>) -> bool {
    let is_known = |container: Container<'_>| {
        let resources = container.node.get("resources");
        let is_plain = |node: Node<'_>| node.is_mapping() || node.is_null();
        let parts = |node: Node<'_>| ["requests", "limits"].iter().all(|key| node.get(key).is_none_or(is_plain));
        container.node.is_mapping()
            && resources.is_none_or(|node| node.is_null() || node.is_mapping() && parts(node))
            && resources.is_none_or(|node| !node.any_scalar(|scalar| is_unknown(scalar.text())))
    };
    !template.partial && template.has_certain_containers("resources") && template.containers().all(is_known)
}

/// The metrics in any version of the API.
fn metrics<'w>(spec: Node<'w>) -> Vec<Metric<'w>> {
    if let Some(place) = spec.get("targetCPUUtilizationPercentage").filter(|node| !node.is_empty()) {
        return vec![Metric { place, resource: "cpu", container: None }];
    }
    items(Some(spec), "metrics").filter_map(metric).collect()
}

fn metric(metric: Node<'_>) -> Option<Metric<'_>> {
    let (source, container) = match metric.get("type").and_then(known_str)? {
        "Resource" => (metric.get("resource")?, None),
        "ContainerResource" => {
            let source = metric.get("containerResource")?;
            (source, Some(known_str(source.get("container")?)?))
        }
        _ => return None,
    };
    let resource = source.get("name").and_then(known_str).filter(|name| matches!(*name, "cpu" | "memory"))?;
    let share = source.find(&["target", "averageUtilization"]).or(source.get("targetAverageUtilization"));
    let place = share.filter(|node| !node.is_empty())?;
    Some(Metric { place, resource, container })
}
