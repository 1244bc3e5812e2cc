//! Places of secrets. Each has a second mistake, so that some rule reports there.

/// A manifest with a gap for a secret: `{Y}` for a YAML scalar, `{P}` for the text as it is, `{J}` for the text in
/// double quotes, `{B}` for base64.
pub struct Spot {
    pub name: String,
    pub text: String,
    /// Whether only a secret of one word fits.
    pub wants_word: bool,
    /// The manifest after a change. `None` if the manifest is checked as it is.
    pub after: Option<&'static str>,
}

/// Items of `env`, each with a mistake in it or next to it.
const VARIABLES: &[&str] = &[
    "- {name: DB_PASSWORD, value: {Y}, valu: 1}",
    "- {name: DB_PASSWORD, vaule: {Y}}",
    "- {name: DB_PASSWORD, Value: {Y}}",
    "- {name: DB_PASSWORD, VALUE: {Y}}",
    "- {name: DB_PASSWORD, val: {Y}}",
    "- {name: DB_PASSWORD, values: {Y}}",
    "- {name: DB_PASSWORD, value: {value: {Y}}}",
    "- {name: DB_PASSWORD, value: [{Y}]}",
    "- {name: DB_PASSWORD, value: {a: {b: {Y}}}}",
    "- {name: DB_PASSWORD, valueFrom: {Y}}",
    "- {name: DB_PASSWORD, valueFrom: {secretKeyRef: {Y}}}",
    "- {name: DB_PASSWORD, valueFrom: {secretKeyRef: {name: x, key: y, value: {Y}}}}",
    "- {name: DB_PASSWORD, valueFrom: {value: {Y}}}",
    "- {name: DB_PASSWORD, secret: {Y}}",
    "- {name: DB_PASSWORD, text: {Y}}",
    "- {name: DB_PASSWORD, value: {Y}, value: x}",
    "- {name: DB_PASSWORD, value: x, value: {Y}}",
    "- {name: DB_PASSWORD, value: {Y}, optional: yes}",
    "- {nmae: DB_PASSWORD, value: {Y}}",
    "- {Name: DB_PASSWORD, value: {Y}}",
    "- {key: DB_PASSWORD, value: {Y}}",
    "- {value: {Y}, name: DB_PASSWORD, nam: y}",
    "- {name: DB_PW, value: {Y}, valu: 1}",
    "- {name: DB_PASSWRD, value: {Y}, valu: 1}",
    "- {name: ADMIN_CREDENTIALS, value: {Y}, valu: 1}",
    "- {name: PASSWORD_DB, value: {Y}, valu: 1}",
    "- {name: API_TOKEN, value: {Y}, valu: 1}",
    "- {name: DB_PASSWORD, value: !!int {Y}}",
    "- {name: DB_PASSWORD, value: !x {Y}, valu: 1}",
    "- {name: DB_PASSWORD, value: &pw {Y}}\n- {name: A, value: *pw, valu: 1}",
    "- {name: DB_PASSWORD, value: &pw {Y}}\n- *pw",
    "- {DB_PASSWORD: {Y}}",
    "- DB_PASSWORD: {Y}",
    "- name: DB_PASSWORD\n- value: {Y}",
    "- value: {Y}\n- name: DB_PASSWORD",
    "- name: DB_PASSWORD\n  value: {Y}\n  value: x",
    "- name: DB_PASSWORD\n  value: {Y}\n  name: DB_PASSWORD",
    "- name: DB_PASSWORD\nvalue: {Y}",
    "- name: DB_PASSWORD\n    value: {Y}",
    "- name: DB_PASSWORD\n\tvalue: {Y}",
    "- name: DB_PASSWORD\n  value: {Y} x",
    "- name: DB_PASSWORD\n  value: {Y}: x",
    "- name: DB_PASSWORD\n  value: @{Y}",
    "- name: DB_PASSWORD\n  value: {Y}\n  @",
    "- name: DB_PASSWORD\n  value: [{Y}\n  x: y",
    "- name: DB_PASSWORD\n  value: {Y}\n- name: DB_PASSWORD\n  value: {Y}",
    "- name: DB_PASSWORD\n  value : {Y}\n  valu : 1",
    "- name: DB_PASSWORD\n  value: # here\n    {Y}\n  valu: 1",
    "- name: DB_PASSWORD\n  valueFrom:\n    secretKeyRef:\n      name: x\n      key: y\n  value: {Y}",
    "- name: DB_PASSWORD\n  ? value\n  : {Y}\n  valu: 1",
];

/// The objects that contain the items, with the indentation of the items.
const WORKLOADS: &[(&str, &str, usize)] = &[
    (
        "Pod",
        "apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec:\n  containers:\n    - name: a\n      image: a:1\n      env:\n",
        8,
    ),
    (
        "Pod, at the wrong level",
        "apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec:\n  containers:\n    - name: a\n      image: a:1\n  env:\n",
        4,
    ),
    (
        "Deployment",
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: x}\nspec:\n  selector: {matchLabels: {app: x}}\n  template:\n    metadata: {labels: {app: x}}\n    spec:\n      containers:\n        - name: a\n          image: a:1\n          env:\n",
        12,
    ),
    (
        "Pod with a typo above",
        "apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec:\n  container:\n    - name: a\n      image: a:1\n      env:\n",
        8,
    ),
];

/// Whole manifests.
const OTHERS: &[(&str, &str)] = &[
    (
        "alias as memory",
        "apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec:\n  containers:\n    - name: a\n      image: a:1\n      env: [{name: DB_PASSWORD, value: &pw {Y}}]\n      resources: {limits: {memory: *pw}}\n",
    ),
    (
        "alias as image",
        "apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec:\n  containers:\n    - name: a\n      env: [{name: DB_PASSWORD, value: &pw {Y}}]\n      image: *pw\n      imagePullPolicy: *pw\n",
    ),
    (
        "alias as a name",
        "apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec:\n  containers:\n    - image: a:1\n      env: [{name: DB_PASSWORD, value: &pw {Y}}]\n      name: *pw\n  restartPolicy: *pw\n",
    ),
    (
        "alias as a port",
        "apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec:\n  containers:\n    - image: a:1\n      name: a\n      env: [{name: DB_PASSWORD, value: &pw {Y}}]\n      ports: [{containerPort: *pw, name: *pw}]\n",
    ),
    (
        "alias as a label",
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x, labels: {a: &pw {Y}}}\ndata: {password: *pw}\n",
    ),
    ("Secret, a number", "apiVersion: v1\nkind: Secret\nmetadata: {name: x}\nstringData:\n  a: {Y}\n  a: 1\n"),
    ("Secret, a list", "apiVersion: v1\nkind: Secret\nmetadata: {name: x}\nstringData:\n  - a: {Y}\n"),
    ("Secret, a map", "apiVersion: v1\nkind: Secret\nmetadata: {name: x}\nstringData:\n  a: {b: {Y}}\n"),
    ("Secret, a text", "apiVersion: v1\nkind: Secret\nmetadata: {name: x}\nstringData: {Y}\n"),
    ("Secret, data in clear", "apiVersion: v1\nkind: Secret\nmetadata: {name: x}\ndata:\n  a: {Y}\n"),
    ("Secret, base64", "apiVersion: v1\nkind: Secret\nmetadata: {name: x}\ndata:\n  a: {B}\n  a: x\n"),
    ("Secret, base64 cut", "apiVersion: v1\nkind: Secret\nmetadata: {name: x}\ndata:\n  a: {B}!\n"),
    ("Secret, lost indentation", "apiVersion: v1\nkind: Secret\nmetadata: {name: x}\nstringData:\na: {Y}\n"),
    ("Secret, a typo in the field", "apiVersion: v1\nkind: Secret\nmetadata: {name: x}\nstringdata:\n  a: {Y}\n"),
    ("Secret, another typo", "apiVersion: v1\nkind: Secret\nmetadata: {name: x}\nstringDta:\n  a: {Y}\n"),
    ("Secret, a typo in the kind", "apiVersion: v1\nkind: Sercet\nmetadata: {name: x}\nstringData:\n  a: {Y}\n"),
    ("Secret, lower case", "apiVersion: v1\nkind: secret\nmetadata: {name: x}\ndata:\n  a: {Y}\n"),
    ("Secret, the kind last", "apiVersion: v1\nmetadata: {name: x}\ndata:\n  a: {Y}\nkind: Secret\n"),
    ("Secret, no apiVersion", "kind: Secret\nmetadata: {name: x}\ndata:\n  a: {Y}\n"),
    ("Secret, a key without a value", "apiVersion: v1\nkind: Secret\nmetadata: {name: x}\nstringData: {{Y}}\n"),
    (
        "Secret, a wrong type",
        "apiVersion: v1\nkind: Secret\nmetadata: {name: x}\ntype: kubernetes.io/tls\nstringData:\n  tls.key: {Y}\n",
    ),
    ("Secret, a wrong level", "apiVersion: v1\nkind: Secret\nmetadata:\n  name: x\n  stringData:\n    a: {Y}\n"),
    ("Secret, immutable", "apiVersion: v1\nkind: Secret\nmetadata: {name: x}\nimmutable: sure\nstringData: {a: {Y}}\n"),
    ("Secret, broken below", "apiVersion: v1\nkind: Secret\nmetadata: {name: x}\nstringData:\n  a: {Y}\n  @b\n"),
    ("Secret, broken above", "apiVersion: v1\nkind: Secret\nmetadata: {name: x\nstringData:\n  a: {Y}\n"),
    (
        "Secret, after its end",
        "apiVersion: v1\nkind: Secret\nmetadata: {name: x}\nstringData:\n  a: b\n...\n  b: {Y}\n",
    ),
    (
        "Secret, a list of them",
        "apiVersion: v1\nkind: SecretList\nitems:\n  - metadata: {name: x}\n    data: {a: {Y}}\n",
    ),
    (
        "Secret, in a List",
        "apiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n    kind: Secret\n    metadata: {name: x}\n    stringData: {a: {Y}, a: 1}\n",
    ),
    (
        "ConfigMap, twice",
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata:\n  password: {Y}\n  password: x\n",
    ),
    ("ConfigMap, a list", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata:\n  password: [{Y}]\n"),
    ("ConfigMap, a map", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata:\n  password: {value: {Y}}\n"),
    ("ConfigMap, at the top", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\npassword: {Y}\n"),
    ("ConfigMap, binary", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\nbinaryData:\n  password: {Y}\n"),
    ("ConfigMap, in metadata", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x, password: {Y}}\n"),
    ("ConfigMap, as a label", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x, labels: {password: {Y}}}\n"),
    (
        "ConfigMap, as an annotation",
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x, annotations: {password: {Y}, a: 1}}\n",
    ),
    ("ConfigMap, a broken key", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata:\n  db password: {Y}\n"),
    (
        "last applied",
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\n  annotations:\n    kubectl.kubernetes.io/last-applied-configuration: {Y}\n    a: 1\n",
    ),
    (
        "custom resource, by its enum",
        "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: dbs.example.com}\nspec:\n  group: example.com\n  names: {plural: dbs, singular: db, kind: Db, listKind: DbList}\n  scope: Namespaced\n  versions:\n    - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {password: {type: string, enum: [a, b]}}}}}}}\n---\napiVersion: example.com/v1\nkind: Db\nmetadata: {name: x}\nspec: {password: {Y}}\n",
    ),
    (
        "custom resource, by its type",
        "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: dbs.example.com}\nspec:\n  group: example.com\n  names: {plural: dbs, singular: db, kind: Db, listKind: DbList}\n  scope: Namespaced\n  versions:\n    - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {password: {type: integer}}}}}}}\n---\napiVersion: example.com/v1\nkind: Db\nmetadata: {name: x}\nspec: {password: {Y}}\n",
    ),
    (
        "custom resource, by its pattern",
        "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: dbs.example.com}\nspec:\n  group: example.com\n  names: {plural: dbs, singular: db, kind: Db, listKind: DbList}\n  scope: Namespaced\n  versions:\n    - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {token: {type: string, pattern: '^z$', maxLength: 3}}}}}}}\n---\napiVersion: example.com/v1\nkind: Db\nmetadata: {name: x}\nspec: {token: {Y}}\n",
    ),
    (
        "custom resource, a wrong level",
        "apiVersion: example.com/v1\nkind: Db\nmetadata: {name: x}\nspec:\n  password: {Y}\n  password: x\n",
    ),
    (
        "kustomization, literals",
        "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nsecretGenerator:\n  - name: x\n    literals: ['password={P1}', 5]\n",
    ),
    (
        "no indentation at all",
        "apiVersion: v1\nkind: Pod\nmetadata:\nname: x\nspec:\ncontainers:\n- name: a\nimage: a:1\nenv:\n- name: DB_PASSWORD\nvalue: {Y}\n",
    ),
    (
        "JSON, a typo",
        "{\"apiVersion\": \"v1\", \"kind\": \"Pod\", \"metadata\": {\"name\": \"x\"}, \"spec\": {\"containers\": [{\"name\": \"a\", \"image\": \"a:1\", \"env\": [{\"name\": \"DB_PASSWORD\", \"vaule\": \"{J}\"}]}]}}\n",
    ),
    (
        "JSON, a comma too many",
        "{\"apiVersion\": \"v1\", \"kind\": \"Secret\", \"metadata\": {\"name\": \"x\"}, \"stringData\": {\"a\": \"{J}\",,}}\n",
    ),
    (
        "JSON, cut",
        "{\"apiVersion\": \"v1\", \"kind\": \"Secret\", \"metadata\": {\"name\": \"x\"}, \"stringData\": {\"a\": \"{J}\"\n",
    ),
    (
        "a flag as a map",
        "apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec:\n  containers:\n    - name: a\n      image: a:1\n      args: [--password, {Y}, 5]\n",
    ),
    (
        "host, in a variable that says password",
        "apiVersion: v1\nkind: Pod\nmetadata: {name: x, namespace: a}\nspec:\n  containers:\n    - name: a\n      image: a:1\n      env: [{name: DB_PASSWORD, value: '{P1}.shop.svc.cluster.local:80', valu: 1}]\n",
    ),
    (
        "host, with credentials",
        "apiVersion: v1\nkind: Service\nmetadata: {name: db, namespace: shop}\nspec: {selector: {app: db}, ports: [{port: 5432}]}\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: x, namespace: shop}\nspec:\n  containers:\n    - name: a\n      image: a:1\n      env:\n        - {name: A, value: 'postgres://app:{P1}@db:5433/app'}\n        - {name: B, value: 'postgres://app:{P1}@dbb.shop.svc.cluster.local:5432/app'}\n        - {name: C, value: 'amqp://app:{P1}@db.shops.svc:5432'}\n",
    ),
    (
        "host, in a file",
        "apiVersion: v1\nkind: Service\nmetadata: {name: mq}\nspec: {selector: {app: mq}, ports: [{port: 5672}]}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata:\n  a.conf: |\n    url = amqp://app:{P1}@mq:5673/\n    password = {P1}.mq.default.svc.cluster.local\n",
    ),
    (
        "host, an alias",
        "apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec:\n  hostname: &pw {Y}\n  containers:\n    - name: a\n      image: a:1\n      env: [{name: DB_PASSWORD, value: *pw}, {name: URL, value: *pw, valu: 1}]\n",
    ),
    (
        "variable that nothing fills in",
        "apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec:\n  containers:\n    - name: a\n      image: a:1\n      env: [{name: DB_PASSWORD, value: '$(NOPE){P1}'}, {name: PW, value: '{P1}$(DB_PASWORD)'}]\n",
    ),
    (
        "variable in a command",
        "apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec:\n  containers:\n    - name: a\n      image: a:1\n      command: [sh, -c, 'run --password={P1} $(NOPE)']\n",
    ),
    (
        "alias as names that are asked for",
        "apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec:\n  serviceAccountName: *pw\n  priorityClassName: *pw\n  containers:\n    - name: a\n      image: a:1\n      env: [{name: DB_PASSWORD, value: &pw {Y}}, {name: B, valueFrom: {configMapKeyRef: {name: *pw, key: *pw}}}, {name: C, valueFrom: {secretKeyRef: {name: *pw, key: *pw}}}]\n      envFrom: [{configMapRef: {name: *pw}}]\n      volumeMounts: [{name: *pw, mountPath: /a}]\n  volumes: [{name: v, persistentVolumeClaim: {claimName: *pw}}, {name: w, secret: {secretName: *pw, defaultMode: 755}}]\n  imagePullSecrets: [{name: *pw}]\n",
    ),
    (
        "alias as selectors and ports",
        "apiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n    kind: Secret\n    metadata: {name: s}\n    stringData: {a: &pw {Y}}\n  - apiVersion: v1\n    kind: Service\n    metadata: {name: *pw, namespace: *pw}\n    spec: {selector: {app: *pw}, ports: [{port: 80, name: *pw, targetPort: *pw}]}\n  - apiVersion: networking.k8s.io/v1\n    kind: Ingress\n    metadata: {name: i, namespace: *pw}\n    spec: {tls: [{secretName: *pw, hosts: [*pw]}], defaultBackend: {service: {name: *pw, port: {name: *pw}}}}\n  - apiVersion: autoscaling/v2\n    kind: HorizontalPodAutoscaler\n    metadata: {name: h, namespace: *pw}\n    spec: {maxReplicas: 3, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: *pw}}\n  - apiVersion: networking.k8s.io/v1\n    kind: NetworkPolicy\n    metadata: {name: n, namespace: *pw}\n    spec: {podSelector: {matchLabels: {app: *pw}}, ingress: [{ports: [{port: *pw}]}]}\n  - apiVersion: apps/v1\n    kind: Deployment\n    metadata: {name: *pw}\n    spec:\n      selector: {matchLabels: {app: *pw}}\n      template:\n        metadata: {labels: {app: b}}\n        spec: {containers: [{name: *pw, image: 'a:1', ports: [{containerPort: 80, name: *pw}], livenessProbe: {httpGet: {port: *pw}}}]}\n",
    ),
    ("Secret, twice encoded", "apiVersion: v1\nkind: Secret\nmetadata: {name: x}\ndata:\n  a: {BB}\n"),
    (
        "Secret, encoded where it should not be",
        "apiVersion: v1\nkind: Secret\nmetadata: {name: x}\nstringData:\n  a: {B}\n  b: {BB}\n",
    ),
    (
        "Secret, in two fields",
        "apiVersion: v1\nkind: Secret\nmetadata: {name: x}\ndata: {a: {B}}\nstringData: {a: {Y}}\n",
    ),
    (
        "Secret, a quote lost",
        "apiVersion: v1\nkind: Secret\nmetadata: {name: x}\nstringData:\n  password: \"{P1}\n  b: {P1}\"\n",
    ),
    (
        "Secret, a blank lost",
        "apiVersion: v1\nkind: Secret\nmetadata: {name: x}\nstringData:\n  password:{P1}\n  b: x\n",
    ),
    (
        "Secret, a dash too many",
        "apiVersion: v1\nkind: Secret\nmetadata: {name: x}\nstringData:\n  - password: {Y}\n  - b: {Y}\n",
    ),
    ("Secret, a tab", "apiVersion: v1\nkind: Secret\nmetadata: {name: x}\nstringData:\n\tpassword: {Y}\n"),
    (
        "Secret, joined with the next",
        "apiVersion: v1\nkind: Secret\nmetadata: {name: x}\nstringData:\n  password: {Y}\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: y}\n",
    ),
    (
        "Secret, a separator that is glued",
        "apiVersion: v1\nkind: Secret\nmetadata: {name: x}\nstringData:\n  password: {P1}---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: y}\n",
    ),
    (
        "kustomization, a file of variables",
        "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nsecretGenerator:\n  - name: x\n    type: Opaque\n    literal: ['password={P1}']\n",
    ),
    (
        "kustomization, literals that are other words",
        "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nsecretGenerator:\n  - name: x\n    literals: ['a={P1}', 'b={P1}', \"c='{P1}'\"]\nconfigMapGenerator:\n  - name: y\n    literals: ['DB_PASSWORD={P1}']\n    behaviour: x\n",
    ),
    (
        "kustomization, a map of literals",
        "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nsecretGenerator:\n  - name: x\n    literals: {password: {Y}}\n",
    ),
    (
        "kustomization, a patch inside",
        "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\npatches:\n  - target: {kind: Deployment, name: gone}\n    patch: |-\n      - op: add\n        path: /spec/template/spec/containers/0/env/-\n        value: {name: DB_PASSWORD, value: {Y}, valu: 1}\n",
    ),
    (
        "custom resource, its own expression",
        "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: dbs.example.com}\nspec:\n  group: example.com\n  names: {plural: dbs, singular: db, kind: Db, listKind: DbList}\n  scope: Namespaced\n  versions:\n    - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {password: {type: string, default: {Y}, enum: [a, b]}}}}}}}\n",
    ),
];

/// Manifests before and after a change.
const CHANGES: &[(&str, &str, &str)] = &[
    (
        "change, the name that is asked for",
        "apiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n    kind: Pod\n    metadata: {name: p}\n    spec: {containers: [{name: a, image: 'a:1', env: [{name: DB_PASSWORD, value: &pw {Y}}]}], volumes: [{name: v, configMap: {name: *pw}}]}\n  - apiVersion: v1\n    kind: ConfigMap\n    metadata: {name: *pw}\n",
        "apiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n    kind: Pod\n    metadata: {name: p}\n    spec: {containers: [{name: a, image: 'a:1'}], volumes: [{name: v, configMap: {name: other}}]}\n  - apiVersion: v1\n    kind: ConfigMap\n    metadata: {name: x}\n",
    ),
    (
        "change, the key that is asked for",
        "apiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n    kind: Pod\n    metadata: {name: p}\n    spec: {containers: [{name: a, image: 'a:1', env: [{name: DB_PASSWORD, value: &pw {Y}}]}], volumes: [{name: v, configMap: {name: x, items: [{key: *pw, path: a}]}}]}\n  - apiVersion: v1\n    kind: ConfigMap\n    metadata: {name: x}\n    data: {*pw : a}\n",
        "apiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n    kind: Pod\n    metadata: {name: p}\n    spec: {containers: [{name: a, image: 'a:1'}], volumes: [{name: v, configMap: {name: x, items: [{key: other, path: a}]}}]}\n  - apiVersion: v1\n    kind: ConfigMap\n    metadata: {name: x}\n    data: {b: a}\n",
    ),
    (
        "change, pods that go",
        "apiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n    kind: Service\n    metadata: {name: s}\n    spec: {selector: {app: a}, ports: [{port: 80}]}\n  - apiVersion: apps/v1\n    kind: Deployment\n    metadata: {name: &pw {Y}, annotations: {password: *pw}}\n    spec: {selector: {matchLabels: {app: a}}, template: {metadata: {labels: {app: a}}, spec: {containers: [{name: a, image: 'a:1'}]}}}\n",
        "apiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n    kind: Service\n    metadata: {name: s}\n    spec: {selector: {app: a}, ports: [{port: 80}]}\n",
    ),
    (
        "change, a port that is named",
        "apiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n    kind: Secret\n    metadata: {name: x}\n    stringData: {a: &pw {Y}}\n  - apiVersion: v1\n    kind: Service\n    metadata: {name: s}\n    spec: {selector: {app: a}, ports: [{port: 80, name: *pw}]}\n  - apiVersion: networking.k8s.io/v1\n    kind: Ingress\n    metadata: {name: i}\n    spec: {defaultBackend: {service: {name: s, port: {name: *pw}}}}\n",
        "apiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n    kind: Service\n    metadata: {name: s}\n    spec: {selector: {app: a}, ports: [{port: 80, name: b}]}\n  - apiVersion: networking.k8s.io/v1\n    kind: Ingress\n    metadata: {name: i}\n    spec: {defaultBackend: {service: {name: s, port: {name: other}}}}\n",
    ),
    (
        "change, a Secret of the name of its text",
        "apiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n    kind: Secret\n    stringData: {a: &pw {Y}}\n    metadata: {name: *pw}\n  - apiVersion: v1\n    kind: Pod\n    metadata: {name: p}\n    spec: {containers: [{name: a, image: 'a:1'}], volumes: [{name: v, secret: {secretName: *pw}}]}\n",
        "apiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n    kind: Secret\n    metadata: {name: b}\n  - apiVersion: v1\n    kind: Pod\n    metadata: {name: p}\n    spec: {containers: [{name: a, image: 'a:1'}], volumes: [{name: v, secret: {secretName: c}}]}\n",
    ),
    (
        "change, an address as a name",
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: 'https://app:{P}@x/y'}\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers: [{name: a, image: a:1, envFrom: [{configMapRef: {name: 'https://app:{P}@x/y'}}]}]\n",
        "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers: [{name: a, image: a:1, envFrom: [{configMapRef: {name: other}}]}]\n",
    ),
];

/// Commands around a word.
const COMMANDS: &[&str] = &[
    "[sh, -c, \"mysql -uroot -p{P} db\", 5]",
    "[mysql, -uroot, \"-p{P}\", 5]",
    "[sh, -c, \"curl -u app:{P} http://x\", 5]",
    "[curl, -u, \"app:{P}\", 5]",
    "[curl, \"--user=app:{P}\", 5]",
    "[curl, -H, \"Authorization: Bearer {P}\", 5]",
    "[sh, -c, \"curl -H 'Authorization: Bearer {P}' http://x\", 5]",
    "[sh, -c, \"curl -H 'X-Api-Key: {P}' http://x\", 5]",
    "[sh, -c, \"redis-cli -a {P} ping\", 5]",
    "[redis-cli, -a, \"{P}\", 5]",
    "[sh, -c, \"sshpass -p {P} ssh x\", 5]",
    "[sh, -c, \"docker login -u app -p {P} reg\", 5]",
    "[sh, -c, \"PGPASSWORD={P} psql -h db\", 5]",
    "[sh, -c, \"export DB_PASSWORD={P}\", 5]",
    "[\"--db-password={P}\", 5]",
    "[\"--db-password\", \"{P}\", 5]",
    "[sh, -c, \"run --db-password {P} --x\", 5]",
    "[sh, -c, \"run --db-password='{P}' --x\", 5]",
    "[\"-Djavax.net.ssl.keyStorePassword={P}\", 5]",
    "[sh, -c, \"openssl rsa -passin pass:{P}\", 5]",
    "[sh, -c, \"echo '{\\\"password\\\": \\\"{P}\\\"}' > x\", 5]",
    "[\"--config={\\\"db\\\":{\\\"password\\\":\\\"{P}\\\"}}\", 5]",
    "[sh, -c, \"psql -c \\\"ALTER USER app WITH PASSWORD '{P}'\\\"\", 5]",
    "[sh, -c, \"wget http://app:{P}@x/y\", 5]",
    "[sh, -c, \"mongosh -u app -p {P}\", 5]",
    "[sh, -c, \"ldapsearch -D cn=x -w {P}\", 5]",
    "[sh, -c, \"aws configure set aws_secret_access_key {P}\", 5]",
    "[sh, -c, \"echo app:{P} | chpasswd\", 5]",
    "[sh, -c, \"printf '{P}' | passwd --stdin app\", 5]",
    "[sh, -c, \"chpasswd <<EOF\\napp:{P}\\nEOF\\n\", 5]",
];

/// Texts in a ConfigMap around a word.
const FILES: &[&str] = &[
    "password={P}",
    "db.password = {P}",
    "db:\n  password: {P}",
    "{\"db\": {\"password\": \"{P}\", \"x\": 1}}",
    "[db]\npassword = \"{P}\"",
    "<password>{P}</password>",
    "requirepass {P}",
    "export DB_PASSWORD='{P}'",
    "url: postgres://app:{P}@db:5432/app",
    "Authorization: Bearer {P}",
    "# password: {P}",
    "//npm.example.com/:_authToken={P}",
    "machine git.example.com login deploy password {P}",
    "<property>\n  <name>db.password</name>\n  <value>{P}</value>\n</property>",
    "<property><name>db.password</name><value>{P}</value></property>",
    "<Resource username=\"app\" password=\"{P}\"/>",
    "userPassword: {P}",
    "userPassword:: {B}",
    "proxy_set_header Authorization \"Bearer {P}\";",
    "sentinel auth-pass main {P}",
    "user app on >{P} ~* +@all",
    "stats auth app:{P}",
    "user app insecure-password {P}",
    "CREATE ROLE app LOGIN PASSWORD '{P}';",
    "GRANT ALL ON *.* TO 'app'@'%' IDENTIFIED BY '{P}';",
    "define('DB_PASSWORD', '{P}');",
    "$cfg['password'] = '{P}';",
    "private static final String PASSWORD = \"{P}\";",
    "output { elasticsearch { user => \"app\" password => \"{P}\" } }",
    "db.createUser({user: \"app\", pwd: \"{P}\"})",
    "bind_password = \"\"\"{P}\"\"\"",
    "password {P}",
    "HTTP_Passwd {P}",
    "set $api_key \"{P}\";",
    "- {name: app, password: {P}}",
    "{\"type\": \"password\", \"value\": \"{P}\"}",
    "{\n\"type\": \"password\",\n\"value\": \"{P}\"\n}",
    "datasource: {username: app, password: {P}}",
    "{\"users\": [{\"name\": \"DB_PASSWORD\", \"value\": \"{P}\"}]}",
    "url: jdbc:oracle:thin:app/{P}@db:1521:x",
    "url: mongodb://app:{P}@a:27017,b:27017/x",
    "#!/bin/sh\nmc alias set x http://minio app {P}\nrabbitmqctl add_user app {P}",
];

/// Files that only their names reveal.
const NAMED_FILES: &[(&str, &str)] = &[
    (".pgpass", "db:5432:app:app:{P}"),
    ("userlist.txt", "\"app\" \"{P}\""),
    ("tokens.csv", "{P},admin,1"),
    ("app.ini", "PASSWD = `{P}`"),
];

/// Objects of other kinds, with a mistake in the metadata.
const FIELDS: &[&str] = &[
    "provisioner: x\nparameters: {adminPassword: {Y}}",
    "spec: {csi: {volumeAttributes: {password: {Y}}}}",
    "spec: {values: {auth: {rootPassword: {Y}, existingSecret: x}}}",
    "spec: {values: {env: {DB_PASSWORD: {Y}}}}",
    "spec:\n  values: |\n    auth:\n      password: {P1}\n",
    "spec: {source: {helm: {parameters: [{name: auth.password, value: {Y}}]}}}",
    "spec: {keystores: {jks: {create: true, password: {Y}}}}",
    "bootstrapTokens: [{token: {Y}}]",
    "spec: {params: [{name: registry-password, default: {Y}}]}",
    "spec: {users: [{name: app, password: {value: {Y}}}]}",
    "spec: {users: [{credentials: [{type: password, value: {Y}}]}]}",
    "spec: {redis_password: {inline_string: {Y}}}",
    "spec: {postInitSQL: [\"CREATE ROLE app PASSWORD '{P1}'\"]}",
    "spec: {overrides: ['a.password={P1}', '-Djavax.net.ssl.keyStorePassword={P1}']}",
    "spec: {httpHeaders: [{name: Authorization, value: 'Bearer {P1}'}]}",
    "objects: [{apiVersion: v1, kind: Secret, metadata: {name: y}, stringData: {a: {Y}}}]",
    "objects: [{apiVersion: v1, kind: Secret, metadata: {name: y}, data: {a: {B}}}]",
    "spec: {steps: [{image: a, script: 'curl -u app:{P1} http://x'}]}",
];

/// All places of secrets.
pub fn spots() -> Vec<Spot> {
    let mut all = Vec::new();
    let mut push = |name: String, text: String, wants_word| all.push(Spot { name, text, wants_word, after: None });
    for (workload, head, indent) in WORKLOADS {
        for variable in VARIABLES {
            let pad = " ".repeat(*indent);
            let lines: String = variable.lines().map(|line| format!("{pad}{line}\n")).collect();
            push(format!("{workload}: {variable}"), format!("{head}{lines}"), false);
        }
    }
    for (name, text) in OTHERS {
        push((*name).to_owned(), (*text).to_owned(), text.contains("{P1}"));
    }
    let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec:\n  containers:\n    - name: a\n      image: a:1\n";
    for command in COMMANDS {
        push(format!("command: {command}"), format!("{pod}      command: {command}\n"), true);
        push(
            format!("args: {command}"),
            format!("{pod}      stdin: yes please\n      args: {}\n", command.replace(", 5]", "]")),
            true,
        );
    }
    let map = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata:\n";
    for file in FILES {
        let lines: String = file.lines().map(|line| format!("    {line}\n")).collect();
        push(format!("file: {file}"), format!("{map}  a.conf: |\n{lines}  a.conf: x\n"), true);
        push(format!("folded file: {file}"), format!("{map}  a.conf: >\n{lines}  b: 1\n"), true);
        let quoted = file.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
        push(format!("quoted file: {file}"), format!("{map}  a.conf: \"{quoted}\"\n  b: [x]\n"), true);
    }
    for (key, file) in NAMED_FILES {
        push(format!("file: {key}"), format!("{map}  {key}: |\n    {file}\n  {key}: x\n"), true);
    }
    for field in FIELDS {
        let head = "apiVersion: example.com/v1\nkind: Db\nmetadata: {name: X_, labels: 5}\n";
        push(format!("field: {field}"), format!("{head}{field}\n"), field.contains("{P1}"));
    }
    for (name, text, after) in CHANGES {
        let wants_word = text.contains("{P}");
        all.push(Spot { name: (*name).to_owned(), text: (*text).to_owned(), wants_word, after: Some(after) });
    }
    all
}
