//! An application as people write it, with known size and shape.

use std::fmt::Write as _;

/// The number of objects of [`application`].
pub const PER_APPLICATION: usize = 10;

/// The first lines of an object, up to its name.
pub fn head(version: &str, kind: &str, name: impl std::fmt::Display) -> String {
    format!("apiVersion: {version}\nkind: {kind}\nmetadata:\n  name: {name}\n")
}

/// A small application whose parts refer to each other, and to those of application `other`. One in five has mistakes in
/// its references.
pub fn application(i: usize, namespace: &str, other: usize) -> Vec<String> {
    let typo = if i % 5 == 4 { "x" } else { "" };
    let object = |version: &str, kind: &str, rest: &str| {
        let mut text = head(version, kind, format!("app-{i}"));
        let _ = write!(text, "  namespace: {namespace}\n  labels: {{app: app-{i}}}\n{rest}");
        text
    };
    let pod = format!(
        "      serviceAccountName: app-{i}
      containers:
      - name: main
        image: registry.example.com/team/app:1.{i}
        args: [--listen, 0.0.0.0:8080, --log-level=info]
        ports: [{{name: http, containerPort: 8080}}]
        envFrom: [{{configMapRef: {{name: app-{i}{typo}}}}}]
        env:
        - {{name: UPSTREAM, value: \"http://app-{other}.{namespace}.svc:80\"}}
        - {{name: PASSWORD, valueFrom: {{secretKeyRef: {{name: app-{i}, key: password}}}}}}
        readinessProbe: {{httpGet: {{path: /ready, port: http}}}}
        resources: {{requests: {{cpu: 100m, memory: 64Mi}}, limits: {{memory: 128Mi}}}}
        volumeMounts: [{{name: data, mountPath: /data}}]
      volumes: [{{name: data, persistentVolumeClaim: {{claimName: app-{i}}}}}]
"
    );
    let template = format!("  template:\n    metadata: {{labels: {{app: app-{i}}}}}\n    spec:\n{pod}");
    let target = format!("{{apiVersion: apps/v1, kind: Deployment, name: app-{i}}}");
    vec![
        object("v1", "ServiceAccount", ""),
        object("v1", "ConfigMap", "data: {LOG_LEVEL: info, MODE: fast}\n"),
        object("v1", "Secret", "stringData: {password: hunter2-hunter3}\n"),
        object(
            "v1",
            "PersistentVolumeClaim",
            "spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}\n",
        ),
        object(
            "apps/v1",
            "Deployment",
            &format!("spec:\n  replicas: 2\n  selector: {{matchLabels: {{app: app-{i}}}}}\n{template}"),
        ),
        object(
            "v1",
            "Service",
            &format!(
                "spec:\n  selector: {{app: app-{i}{typo}}}\n  ports: [{{name: http, port: 80, targetPort: http}}]\n"
            ),
        ),
        object(
            "networking.k8s.io/v1",
            "Ingress",
            &format!(
                "spec:\n  rules:\n  - host: app-{i}.example.com\n    http:\n      paths:\n      - path: /\n        pathType: Prefix\n        \
                 backend: {{service: {{name: app-{other}{typo}, port: {{name: http}}}}}}\n"
            ),
        ),
        object(
            "autoscaling/v2",
            "HorizontalPodAutoscaler",
            &format!("spec: {{minReplicas: 2, maxReplicas: 5, scaleTargetRef: {target}}}\n"),
        ),
        object(
            "policy/v1",
            "PodDisruptionBudget",
            &format!("spec: {{minAvailable: 1, selector: {{matchLabels: {{app: app-{i}}}}}}}\n"),
        ),
        object(
            "rbac.authorization.k8s.io/v1",
            "RoleBinding",
            &format!(
                "roleRef: {{apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}}\nsubjects: [{{kind: ServiceAccount, name: \
                 app-{i}, namespace: {namespace}}}]\n"
            ),
        ),
    ]
}
