use super::spots;
use crate::source::Source;
use crate::yaml;

/// The names of the credentials in a manifest, each with its value.
fn found(text: &str) -> Vec<(String, String)> {
    let source = std::sync::Arc::new(Source::new("a.yaml".to_owned(), text.to_owned()));
    let parsed = yaml::parse(&source);
    let roots = parsed.documents.iter().filter_map(|document| document.tree.root());
    let found = roots.flat_map(spots);
    found.map(|spot| (spot.written.name, spot.node.text()[spot.written.credential.secret].to_owned())).collect()
}

#[test]
fn places_of_credentials() {
    for (name, text) in [
        ("DB_PASSWORD", "env: [{name: DB_PASSWORD, value: kestrel9x}]"),
        ("DB_PASSWORD", "extraEnv: [{name: DB_PASSWORD, value: kestrel9x}]"),
        ("DB_PASSWORD", "parameters: [{name: DB_PASSWORD, value: kestrel9x}]"),
        ("password", "params: [{key: password, value: kestrel9x}]"),
        ("password", "params: [{name: password, default: kestrel9x}]"),
        ("Authorization", "httpHeaders: [{name: Authorization, value: Bearer kestrel9x}]"),
        ("API_TOKEN", "env: {API_TOKEN: kestrel9x}"),
        ("adminPassword", "kind: StorageClass\napiVersion: v1\nparameters: {adminPassword: kestrel9x}"),
        ("restuserkey", "kind: StorageClass\napiVersion: v1\nparameters: {restuserkey: kestrel9x}"),
        ("password", "spec: {csi: {volumeAttributes: {password: kestrel9x}}}"),
        ("password", "kind: Certificate\napiVersion: x.io/v1\nspec: {keystores: {jks: {password: kestrel9x}}}"),
        ("password", "kind: Secret\napiVersion: v1\nmetadata: {annotations: {x.io/password: kestrel9x}}"),
        ("password", "password: {value: kestrel9x}"),
        ("clientSecret", "clientSecret: Kestrel-9x"),
        ("password", "auth: {existingSecret: db, password: kestrel9x}"),
        ("password", "values: |\n  auth:\n    password: kestrel9x\n"),
        ("PASSWORD", "postInitSQL: [CREATE ROLE app PASSWORD 'kestrel9x']"),
        ("a.password", "overrides: [a.password=kestrel9x]"),
        ("--password", "extraArgs: [--password=kestrel9x]"),
        ("password", "kind: ConfigMap\napiVersion: v1\ndata: {a.conf: password=kestrel9x}"),
        ("password", "kind: ExternalSecret\napiVersion: x.io/v1\ntarget: {template: {data: {password: kestrel9x}}}"),
        ("password", "env: [{name: CONFIG, value: '{\"password\": \"kestrel9x\"}'}]"),
    ] {
        assert_eq!(
            found(text),
            [(name.to_owned(), if name == "clientSecret" { "Kestrel-9x" } else { "kestrel9x" }.to_owned())],
            "{text}"
        );
    }
}

#[test]
fn names_that_hold_none() {
    for text in [
        "kind: CustomResourceDefinition\napiVersion: v1\nspec: {password: kestrel9x}",
        "kind: ExternalSecret\napiVersion: x.io/v1\nspec: {data: [{secretKey: a, password: kestrel9x}]}",
        "kind: SecretProviderClass\napiVersion: x.io/v1\nspec: {parameters: {objects: \"- secretKey: password\\n\"}}",
        "kind: VaultAuth\napiVersion: x.io/v1\nspec: {password: kestrel9x}",
        "passwordSecretRef: {name: db, key: password}",
        "adminSecret: {name: db, passwordKey: password}",
        "matchLabels: {password: kestrel9x}",
        "status: {password: kestrel9x}",
        "openAPIV3Schema: {password: kestrel9x}",
        "auth: {existingSecret: kestrel-9x, existingSecretPasswordKey: kestrel-9x}",
        "auth: {secretName: db, password: db-password}",
        "auth: {secretKey: kestrel-9x, tokenKey: kestrel-9x, tlsSecretName: Kestrel9x}",
        "metadata: {annotations: {x.io/auth-secret: Kestrel9x, checksum/secret: Kestrel9x}}",
        "description: 'password: kestrel9x'",
        "token: my-token",
        "clientSecret: oidc-client",
        "password: $(DB_PASSWORD)",
        "password: ''",
        "automountServiceAccountToken: true",
    ] {
        assert_eq!(found(text), [], "{text}");
    }
}
