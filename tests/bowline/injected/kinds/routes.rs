//! Mistakes in routes, autoscalers, monitors and probes.

use super::super::edit::Do;
use super::super::place::Site;
use super::{Kind, always};

pub const KINDS: &[Kind] = &[
    Kind::new("backend of an ingress", &[BACKEND], always, Do::Typo),
    Kind::new(
        "port of an ingress",
        &[
            "Ingress spec.rules[].http.paths[].backend.service.port.number",
            "Ingress spec.defaultBackend.service.port.number",
        ],
        always,
        Do::Make(next),
    ),
    Kind::new(
        "port name of an ingress",
        &["Ingress spec.rules[].http.paths[].backend.service.port.name"],
        always,
        Do::Typo,
    ),
    Kind::new("secret of an ingress", &["Ingress spec.tls[].secretName"], always, Do::Typo),
    Kind::new("class of an ingress", &["Ingress spec.ingressClassName"], always, Do::Typo),
    Kind::new("backend of a route", &["HTTPRoute|GRPCRoute spec.rules[].backendRefs[].name"], always, Do::Typo),
    Kind::new("port of a route", &["HTTPRoute|GRPCRoute spec.rules[].backendRefs[].port"], always, Do::Make(next)),
    Kind::new("namespace of a route", &["HTTPRoute|GRPCRoute spec.rules[].backendRefs[].namespace"], always, Do::Typo),
    Kind::new("gateway of a route", &["HTTPRoute|GRPCRoute spec.parentRefs[].name"], always, Do::Typo),
    Kind::new("listener of a route", &["HTTPRoute|GRPCRoute spec.parentRefs[].sectionName"], always, Do::Typo),
    Kind::new("class of a gateway", &["Gateway spec.gatewayClassName"], always, Do::Typo),
    Kind::new("certificate of a gateway", &["Gateway spec.listeners[].tls.certificateRefs[].name"], always, Do::Typo),
    Kind::new("namespace of a grant", &["ReferenceGrant spec.from[].namespace"], always, Do::Write("front")),
    Kind::new("kind of a grant", &["ReferenceGrant spec.from[].kind"], always, Do::Write("HTTPRoute")),
    Kind::new("target of an autoscaler", &["HorizontalPodAutoscaler spec.scaleTargetRef.name"], always, Do::Typo),
    Kind::new(
        "kind of an autoscaler's target",
        &["HorizontalPodAutoscaler spec.scaleTargetRef.kind"],
        always,
        Do::Write("StatefulSet"),
    ),
    Kind::new("autoscaled workload renamed", &["Deployment metadata.name"], is_scaled, Do::Typo),
    Kind::new("request of an autoscaled workload", &["pod containers[].resources.requests.*"], is_metric, Do::Drop),
    Kind::new("autoscaler's bounds", &["HorizontalPodAutoscaler spec.minReplicas"], always, Do::Write("20")),
    Kind::new(
        "port name of a policy",
        &["NetworkPolicy spec.ingress[].ports[].port"],
        |site| site.node.as_i64().is_none(),
        Do::Typo,
    ),
    Kind::new("selector of a monitor", &["ServiceMonitor|PodMonitor spec.selector.matchLabels.*"], always, Do::Typo),
    Kind::new(
        "selector key of a monitor",
        &["ServiceMonitor|PodMonitor spec.selector.matchLabels.*"],
        always,
        Do::KeyTypo,
    ),
    Kind::new(
        "port of a monitor",
        &["ServiceMonitor spec.endpoints[].port", "PodMonitor spec.podMetricsEndpoints[].port"],
        always,
        Do::Typo,
    ),
    Kind::new("label of a monitored service", &["Service metadata.labels.*"], is_monitored, Do::Typo),
    Kind::new(
        "service port renamed",
        &["Service spec.ports[].name"],
        |site| site.is_asked_for(PORT_NAMES) && is_of_service(site),
        Do::Typo,
    ),
    Kind::new("service of a webhook", &[WEBHOOK_NAME], always, Do::Typo),
    Kind::new(
        "namespace of a webhook",
        &["ValidatingWebhookConfiguration|MutatingWebhookConfiguration webhooks[].clientConfig.service.namespace"],
        always,
        Do::Typo,
    ),
    Kind::new("port of a webhook", &["Service spec.ports[].port"], |site| site.text() == "443", Do::Write("8443")),
    Kind::new(
        "probe port name",
        &["pod containers[].readinessProbe|livenessProbe|startupProbe.httpGet|tcpSocket.port"],
        |site| site.node.as_i64().is_none(),
        Do::Typo,
    ),
    Kind::new(
        "probe port number",
        &[
            "pod containers[].readinessProbe|livenessProbe|startupProbe.tcpSocket|grpc.port",
            "pod containers[].livenessProbe.httpGet.port",
        ],
        has_sibling_probe,
        Do::Make(next),
    ),
    Kind::new("hook port name", &["pod containers[].lifecycle.preStop.httpGet.port"], always, Do::Typo),
    Kind::new(
        "probe without a handler",
        &["pod containers[].readinessProbe.httpGet|tcpSocket"],
        |site| site.node.parent().is_some_and(|probe| probe.entries().count() > 1),
        Do::Drop,
    ),
    Kind::new("probe scheme", &["pod containers[].readinessProbe.httpGet.port"], always, Do::After("scheme: https")),
];

const BACKEND: &str = "Ingress spec.rules[].http.paths[].backend.service.name";
const WEBHOOK_NAME: &str =
    "ValidatingWebhookConfiguration|MutatingWebhookConfiguration webhooks[].clientConfig.service.name";
const PORT_NAMES: &[&str] =
    &["Ingress spec.rules[].http.paths[].backend.service.port.name", "ServiceMonitor spec.endpoints[].port"];

/// A number that the application does not contain.
fn next(site: &Site<'_>) -> Option<String> {
    let steps = [1, 10, 1000];
    let number = (site.node.as_i64()? + steps[site.number % steps.len()]).to_string();
    (!site.app.has(&number)).then_some(number)
}

fn is_scaled(site: &Site<'_>) -> bool {
    site.is_asked_for(&["HorizontalPodAutoscaler spec.scaleTargetRef.name"])
}

/// Whether an autoscaler compares the usage of the resource with its request.
fn is_metric(site: &Site<'_>) -> bool {
    let scalers = Site::all(site.app, &["HorizontalPodAutoscaler spec.metrics[].resource.name"]);
    let resource = site.node.key().map_or("", |key| key.text());
    let limits = site.outer(1).and_then(|resources| resources.find(&["limits", resource]));
    let of_target = |scaler: &Site<'_>| {
        let target = scaler.object.root.find(&["spec", "scaleTargetRef", "name"]).map_or("", |name| name.text());
        target == site.object.name() && scaler.text() == resource
    };
    limits.is_none() && scalers.iter().any(of_target)
}

/// Whether a monitor selects Services by the label.
fn is_monitored(site: &Site<'_>) -> bool {
    let key = site.node.key().map_or("", |key| key.text());
    let asked = Site::all(site.app, &["ServiceMonitor spec.selector.matchLabels.*"]);
    asked.iter().any(|other| other.text() == site.text() && other.node.key().is_some_and(|own| own.text() == key))
}

/// Whether an Ingress or a monitor refers to the port of this Service.
fn is_of_service(site: &Site<'_>) -> bool {
    let backends = Site::all(site.app, &[BACKEND]);
    let is_backend = backends.iter().any(|backend| {
        let port = backend.node.parent().and_then(|service| service.find(&["port", "name"]));
        backend.text() == site.object.name() && port.is_some_and(|port| port.text() == site.text())
    });
    let labels = Site::all(site.app, &["Service metadata.labels.*"]);
    is_backend || labels.iter().any(|label| label.object.root == site.object.root && is_monitored(label))
}

/// Whether the container of the probe declares a port.
fn has_sibling_probe(site: &Site<'_>) -> bool {
    site.outer(2).is_some_and(|container| container.find(&["ports"]).is_some_and(|ports| ports.items().count() > 0))
}
