//! The roles of fields, and the results of the walk along a definition in objects.

use bowline::kube::Kind;
use bowline::kube::values::version::Versions;
use bowline::kube::values::version_set::VersionSet;
use bowline::schema::{Facts, Keys, PortForm, Role, Scope, Shape, built_in, facts};
use bowline::source::{FileId, Source, Sources};
use bowline::yaml::{self, Node};

/// The roles of the places in an object, as `path: role`, in the order of the kinds of roles and of the text.
fn roles(object: &str) -> Vec<String> {
    let sources = Sources::new(vec![Source::new("test.yaml".to_owned(), object.to_owned())]);
    let parsed = yaml::parse(sources.get(FileId(0)));
    let root = parsed.documents[0].tree.root().unwrap();
    let text = |key| root.get(key).map_or("", Node::text);
    let (group, kind) = (text("apiVersion").rsplit_once('/').map_or("", |(group, _)| group), text("kind"));
    let api = built_in().api(text("apiVersion"), kind);
    describe(&facts(Kind::of(group, kind), api, root, Versions::default().into()))
}

fn describe(facts: &Facts<'_>) -> Vec<String> {
    let Facts { ports, quantities, texts, selectors, references, makes, .. } = facts;
    let ports = ports.iter().map(|port| {
        let form = match port.role.form {
            PortForm::Number => "number",
            PortForm::Name => "name",
            PortForm::NumberOrName => "number or name",
        };
        let side = if port.role.declares { "declared by" } else { "of" };
        format!("{}: {form} {side} {:?}", port.entry.value.path(), port.role.owner)
    });
    let quantities = quantities.iter().map(|quantity| {
        let scope = if quantity.scope == Scope::Own { String::new() } else { format!(" in {:?}", quantity.scope) };
        format!("{}: {:?} {}{scope}", quantity.entry.value.path(), quantity.role, quantity.resource)
    });
    let texts = texts.misread.iter().map(|misread| {
        let name = misread.place.name.map(|name| format!(" of {}", name.text())).unwrap_or_default();
        format!("{}: {:?}{name}", misread.place.node.path(), misread.place.part)
    });
    let selectors = selectors.iter().map(|selector| {
        let kind = selector.selects.map_or("anything".to_owned(), |kind| format!("{kind:?}"));
        let form = if selector.is_flat { " by a map" } else { "" };
        format!("{}: selects {kind}{form}", selector.entry.value.path())
    });
    let references = references.iter().map(|reference| {
        let kinds: Vec<String> = reference.role.kinds.iter().map(|kind| format!("{kind:?}")).collect();
        let kind = if kinds.is_empty() { "named".to_owned() } else { kinds.join(" or ") };
        let optional = if reference.is_optional() { ", optional" } else { "" };
        let namespace = if reference.role.namespace.is_some() { ", with a namespace" } else { "" };
        let keys = if reference.role.keys == Keys::None { "" } else { ", with keys" };
        let port = reference.port().map(|port| format!(", port {}", port.text())).unwrap_or_default();
        format!("{}: refers to {kind}{optional}{namespace}{keys}{port}", reference.entry.value.path())
    });
    let makes = makes.iter().map(|makes| {
        let kind = makes.role.kind.map_or("anything".to_owned(), |kind| format!("{kind:?}"));
        format!("{}: makes {kind} {}", makes.value.path(), makes.role.name)
    });
    ports.chain(quantities).chain(texts).chain(selectors).chain(references).chain(makes).collect()
}

#[test]
fn places_of_a_deployment() {
    let found = roles(
        r#"apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop, labels: {version: 1.10}, annotations: {build: 7}}
spec:
  selector: {matchLabels: {app: 1}}
  template:
    metadata: {labels: {app: 1}, annotations: {scrape: true}}
    spec:
      serviceAccountName: web
      priorityClassName: high
      runtimeClassName: gvisor
      imagePullSecrets: [{name: registry}]
      nodeSelector: {ssd: yes}
      affinity:
        podAntiAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            - {topologyKey: zone, labelSelector: {matchLabels: {app: web}}, namespaceSelector: {}}
      tolerations: [{key: a, value: 1}]
      resources: {requests: {cpu: 2}}
      containers:
        - name: web
          args: [--port, 8080]
          ports: [{name: http, containerPort: 8080, hostPort: 80}]
          resources: {limits: {memory: 1Gi}}
          envFrom: [{configMapRef: {name: env}}, {secretRef: {name: env, optional: true}}]
          env:
            - {name: PORT, value: 8080}
            - {name: PASSWORD, valueFrom: {secretKeyRef: {name: web, key: password}}}
            - {name: LEVEL, valueFrom: {configMapKeyRef: {name: web, key: level, optional: true}}}
            - {name: CPU, valueFrom: {resourceFieldRef: {resource: limits.cpu, divisor: 1m}}}
          livenessProbe: {httpGet: {port: http, httpHeaders: [{name: Via, value: 1}]}}
          readinessProbe: {grpc: {port: 9090}}
          lifecycle: {preStop: {exec: {command: [sleep, 5]}}}
      volumes:
        - {name: a, emptyDir: {sizeLimit: 1Gi}}
        - {name: b, configMap: {name: files, items: [{key: a, path: a}]}}
        - {name: c, secret: {secretName: tls}}
        - {name: d, persistentVolumeClaim: {claimName: data}}
        - {name: e, projected: {sources: [{secret: {name: token, optional: true}}, {configMap: {name: ca}}]}}
        - name: f
          ephemeral:
            volumeClaimTemplate: {spec: {storageClassName: fast, resources: {requests: {storage: 1Gi}}}}
"#,
    );
    let wanted = "\
spec.template.spec.containers[0].ports[0].name: name declared by Container
spec.template.spec.containers[0].ports[0].containerPort: number declared by Container
spec.template.spec.containers[0].ports[0].hostPort: number declared by Node
spec.template.spec.containers[0].livenessProbe.httpGet.port: number or name of Container
spec.template.spec.containers[0].readinessProbe.grpc.port: number of Container
spec.template.spec.resources.requests.cpu: Request cpu in Pod
spec.template.spec.containers[0].resources.limits.memory: Limit memory
spec.template.spec.containers[0].env[3].valueFrom.resourceFieldRef.divisor: Divisor 
spec.template.spec.volumes[0].emptyDir.sizeLimit: SizeLimit storage
spec.template.spec.volumes[5].ephemeral.volumeClaimTemplate.spec.resources.requests.storage: Claim storage in ClaimTemplate
metadata.labels.version: Label of version
metadata.annotations.build: Annotation of build
spec.selector.matchLabels.app: Selector of app
spec.template.metadata.labels.app: Label of app
spec.template.metadata.annotations.scrape: InnerAnnotation of scrape
spec.template.spec.nodeSelector.ssd: NodeSelector of ssd
spec.template.spec.tolerations[0].value: Toleration
spec.template.spec.containers[0].args[1]: Argument of --port
spec.template.spec.containers[0].env[0].value: Variable of PORT
spec.template.spec.containers[0].livenessProbe.httpGet.httpHeaders[0].value: Header of Via
spec.template.spec.containers[0].lifecycle.preStop.exec.command[1]: Argument
spec.selector: selects Pod
spec.template.spec.nodeSelector: selects Node by a map
spec.template.spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].labelSelector: selects Pod
spec.template.spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].namespaceSelector: selects Namespace
metadata.namespace: refers to Namespace
spec.template.spec.serviceAccountName: refers to ServiceAccount
spec.template.spec.priorityClassName: refers to PriorityClass
spec.template.spec.runtimeClassName: refers to RuntimeClass
spec.template.spec.imagePullSecrets[0].name: refers to Secret
spec.template.spec.containers[0].envFrom[0].configMapRef.name: refers to ConfigMap
spec.template.spec.containers[0].envFrom[1].secretRef.name: refers to Secret, optional
spec.template.spec.containers[0].env[1].valueFrom.secretKeyRef.name: refers to Secret, with keys
spec.template.spec.containers[0].env[2].valueFrom.configMapKeyRef.name: refers to ConfigMap, optional, with keys
spec.template.spec.volumes[1].configMap.name: refers to ConfigMap, with keys
spec.template.spec.volumes[2].secret.secretName: refers to Secret, with keys
spec.template.spec.volumes[3].persistentVolumeClaim.claimName: refers to PersistentVolumeClaim
spec.template.spec.volumes[4].projected.sources[0].secret.name: refers to Secret, optional, with keys
spec.template.spec.volumes[4].projected.sources[1].configMap.name: refers to ConfigMap, with keys
spec.template.spec.volumes[5].ephemeral.volumeClaimTemplate.spec.storageClassName: refers to StorageClass";
    assert_eq!(found.join("\n"), wanted);
}

#[test]
fn places_of_an_ingress() {
    let backend = "{service: {name: web, port: {number: 80}}}";
    let found = roles(&format!(
        "apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {{name: web}}
spec:
  ingressClassName: nginx
  defaultBackend: {backend}
  tls: [{{secretName: tls}}]
  rules:
    - http:
        paths:
          - {{path: /, backend: {{service: {{name: web, port: {{name: http}}}}}}}}
          - {{path: /a, backend: {{resource: {{apiGroup: example.com, kind: Bucket, name: files}}}}}}
"
    ));
    let wanted = "\
spec.defaultBackend.service.port.number: number of Service
spec.rules[0].http.paths[0].backend.service.port.name: name of Service
spec.ingressClassName: refers to IngressClass
spec.defaultBackend.service.name: refers to Service, port 80
spec.tls[0].secretName: refers to Secret
spec.rules[0].http.paths[0].backend.service.name: refers to Service, port http
spec.rules[0].http.paths[1].backend.resource.name: refers to named";
    assert_eq!(found.join("\n"), wanted);
}

#[test]
fn places_of_other_kinds() {
    let cases: &[(&str, &[&str])] = &[
        (
            "{apiVersion: monitoring.coreos.com/v1, kind: Prometheus, spec: {secrets: [tls, login], configMaps: [rules]}}",
            &[
                "spec.configMaps[0]: refers to ConfigMap",
                "spec.secrets[0]: refers to Secret",
                "spec.secrets[1]: refers to Secret",
            ],
        ),
        (
            "{apiVersion: v1, kind: Service, spec: {selector: {app: 1}, ports: [{name: a, port: 1, targetPort: b, nodePort: 2}]}}",
            &[
                "spec.ports[0].name: name declared by Service",
                "spec.ports[0].port: number declared by Service",
                "spec.ports[0].targetPort: number or name of Container",
                "spec.ports[0].nodePort: number declared by Node",
                "spec.selector.app: Selector of app",
                "spec.selector: selects Pod by a map",
            ],
        ),
        (
            "{apiVersion: apps/v1, kind: StatefulSet, spec: {serviceName: web, volumeClaimTemplates: [{metadata: {labels: {a: 1}}, spec: {resources: {requests: {storage: 1}}}}]}}",
            &[
                "spec.volumeClaimTemplates[0].spec.resources.requests.storage: Claim storage in ClaimTemplate",
                "spec.volumeClaimTemplates[0].metadata.labels.a: Label of a",
                "spec.serviceName: refers to Service",
            ],
        ),
        (
            "{apiVersion: v1, kind: PersistentVolumeClaim, spec: {storageClassName: fast, volumeName: disk, selector: {}, resources: {requests: {storage: 1}}, dataSource: {kind: VolumeSnapshot, name: a}}}",
            &[
                "spec.resources.requests.storage: Claim storage",
                "spec.selector: selects PersistentVolume",
                "spec.storageClassName: refers to StorageClass",
                "spec.volumeName: refers to PersistentVolume",
                "spec.dataSource.name: refers to named",
            ],
        ),
        (
            "{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, spec: {scaleTargetRef: {kind: Deployment, name: web}, metrics: [{pods: {target: {averageValue: 10}}}]}}",
            &["spec.metrics[0].pods.target.averageValue: Metric ", "spec.scaleTargetRef.name: refers to named"],
        ),
        (
            "{apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, roleRef: {kind: Role, name: edit}, subjects: [{kind: ServiceAccount, name: web, namespace: shop}]}",
            &[
                "roleRef.name: refers to Role or ClusterRole",
                "subjects[0].name: refers to ServiceAccount, with a namespace",
            ],
        ),
        (
            "{apiVersion: v1, kind: ServiceAccount, secrets: [{name: token}], imagePullSecrets: [{name: registry}]}",
            &["secrets[0].name: refers to Secret", "imagePullSecrets[0].name: refers to Secret"],
        ),
        (
            "{apiVersion: v1, kind: PersistentVolume, spec: {capacity: {storage: 1}, claimRef: {name: data, namespace: shop}}}",
            &[
                "spec.capacity.storage: Capacity storage",
                "spec.claimRef.name: refers to PersistentVolumeClaim, with a namespace",
            ],
        ),
        (
            "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, spec: {podSelector: {}, ingress: [{from: [{namespaceSelector: {}}], ports: [{port: http, endPort: 9}]}]}}",
            &[
                "spec.ingress[0].ports[0].port: number or name of Container",
                "spec.ingress[0].ports[0].endPort: number of Container",
                "spec.podSelector: selects Pod",
                "spec.ingress[0].from[0].namespaceSelector: selects Namespace",
            ],
        ),
        (
            "{apiVersion: admissionregistration.k8s.io/v1, kind: ValidatingWebhookConfiguration, webhooks: [{objectSelector: {}, clientConfig: {service: {name: hook, namespace: a, port: 443}}}]}",
            &[
                "webhooks[0].clientConfig.service.port: number of Service",
                "webhooks[0].objectSelector: selects anything",
                "webhooks[0].clientConfig.service.name: refers to Service, with a namespace, port 443",
            ],
        ),
        (
            "{apiVersion: extensions/v1beta1, kind: Ingress, spec: {backend: {serviceName: web, servicePort: http}}}",
            &[
                "spec.backend.servicePort: number or name of Service",
                "spec.backend.serviceName: refers to Service, port http",
            ],
        ),
        (
            "{apiVersion: monitoring.coreos.com/v1, kind: ServiceMonitor, metadata: {labels: {a: 1}}, spec: {selector: {matchLabels: {b: 2}}}}",
            &[
                "metadata.labels.a: Label of a",
                "spec.selector.matchLabels.b: Selector of b",
                "spec.selector: selects Service",
            ],
        ),
        (
            "{apiVersion: argoproj.io/v1alpha1, kind: Rollout, spec: {template: {spec: {containers: [{envFrom: [{secretRef: {name: db}}]}]}}, strategy: {canary: {stableService: web}}}}",
            &[
                "spec.strategy.canary.stableService: refers to Service",
                "spec.template.spec.containers[0].envFrom[0].secretRef.name: refers to Secret",
            ],
        ),
        (
            "{apiVersion: cert-manager.io/v1, kind: Certificate, spec: {secretName: tls, issuerRef: {name: ca, kind: ClusterIssuer}}}",
            &["spec.issuerRef.name: refers to Issuer or ClusterIssuer", "spec.secretName: makes Secret *"],
        ),
        (
            "{apiVersion: v1, kind: PersistentVolume, spec: {azureFile: {secretName: share, secretNamespace: shop}}}",
            &["spec.azureFile.secretName: refers to Secret, with a namespace"],
        ),
        // For kinds without a known definition, only the metadata is known.
        (
            "{apiVersion: example.com/v1, kind: Shop, metadata: {annotations: {a: 1}}, spec: {selector: {a: 1}}}",
            &["metadata.annotations.a: Annotation of a"],
        ),
        // The API server fills in this field.
        ("{apiVersion: v1, kind: PersistentVolumeClaim, status: {capacity: {storage: 1}}}", &[]),
    ];
    for (object, wanted) in cases {
        assert_eq!(roles(object), *wanted, "{object}");
    }
}

#[test]
fn facts_are_taken_in_versions_that_do_not_serve_the_field() {
    let object = "{apiVersion: extensions/v1beta1, kind: Deployment, spec: {template: {spec: {containers: [{ports: [{containerPort: 1}]}]}}}}";
    assert_eq!(
        roles(object),
        ["spec.template.spec.containers[0].ports[0].containerPort: number declared by Container"]
    );
    // The type of `resources` changed, so its facts are read only once.
    let object = "{apiVersion: v1, kind: PersistentVolumeClaim, spec: {resources: {requests: {storage: 1}}}}";
    assert_eq!(roles(object), ["spec.resources.requests.storage: Claim storage"]);
}

#[test]
fn what_an_alias_stands_for_is_found_once() {
    let object = "apiVersion: v1
kind: Pod
spec:
  containers:
    - &web {name: a, ports: [{containerPort: 1}], env: [{name: A, value: 1}]}
    - *web
";
    let wanted = [
        "spec.containers[0].ports[0].containerPort: number declared by Container",
        "spec.containers[0].env[0].value: Variable of A",
    ];
    assert_eq!(roles(object), wanted);
}

/// A new definition has roles, or is named in this test.
#[test]
fn every_selector_and_every_quantity_has_a_role() {
    let mut without = Vec::new();
    for definition in built_in().definitions().filter(|definition| !definition.name().ends_with("Status")) {
        for field in definition.fields() {
            let has = |test: fn(&Role) -> bool| field.roles().iter().any(test);
            let is_missing = match inner(field.shape()) {
                Shape::Record(of) if of.short_name() == "LabelSelector" => {
                    !has(|role| matches!(role, Role::Selects(_)))
                }
                Shape::Quantity => !has(|role| matches!(role, Role::Quantity(_))),
                _ => false,
            };
            if is_missing && !without.contains(&format!("{}.{}", definition.short_name(), field.name())) {
                without.push(format!("{}.{}", definition.short_name(), field.name()));
            }
        }
    }
    let metrics = [
        "MetricIdentifier.selector",
        "ExternalMetricSource.metricSelector",
        "ObjectMetricSource.selector",
        "PodsMetricSource.selector",
    ];
    // A list of amounts has no keys to distinguish them.
    let lists = ["CapacityRequestPolicy.validValues"];
    assert_eq!(without, [&metrics[..], &lists[..]].concat());
}

fn inner(shape: Shape<'_>) -> Shape<'_> {
    match shape {
        Shape::List { item, .. } => inner(item.shape()),
        Shape::Map(value) => inner(value.shape()),
        other => other,
    }
}

#[test]
fn facts_need_no_version() {
    let sources =
        Sources::new(vec![Source::new("test.yaml".to_owned(), "{spec: {ports: [{port: 80, unknown: 1}]}}".to_owned())]);
    let parsed = yaml::parse(sources.get(FileId(0)));
    let root = parsed.documents[0].tree.root().unwrap();
    let found = facts(Kind::Service, built_in().api("v1", "Service"), root, VersionSet::default());
    assert_eq!(describe(&found), ["spec.ports[0].port: number declared by Service"]);
    assert!(found.problems.is_empty());
}
