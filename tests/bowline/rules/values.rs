//! Rules about single values that need more tests than a card shows: numbers as YAML reads them, limits, encrypted
//! objects.

use crate::common::{bowline, folder};

/// The ids of the rules with findings in one file, in order.
fn rules(text: &str) -> Vec<String> {
    let folder = folder(&[("a.yaml", text.as_bytes())]);
    let run = bowline(folder.path(), &["check", "--info", "--format", "json", "."]);
    run.findings().into_iter().map(|(rule, _, _)| rule).collect()
}

fn pod(resources: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n      image: \
         registry.example/web:1.0\n      resources: {resources}\n"
    )
}

#[test]
fn numbers_are_quantities_as_kubectl_sends_them() {
    for resources in [
        "{requests: {cpu: 1_0}, limits: {cpu: 10}}",
        "{requests: {cpu: 0x10}, limits: {cpu: 16}}",
        "{requests: {cpu: 012}, limits: {cpu: 10}}",
        "{requests: {cpu: .5}, limits: {cpu: 500m}}",
        "{requests: {memory: 1e9}, limits: {memory: 1G}}",
        "{requests: {memory: 1e21}, limits: {memory: 1e30}}",
        "{requests: {memory: ' 1Gi '}, limits: {memory: 1Gi}}",
        "{requests: {memory: null}, limits: {memory: 1Gi}}",
    ] {
        let found = rules(&pod(resources));
        assert!(
            !found.iter().any(|rule| rule == "quantity-malformed" || rule == "limits-below-requests"),
            "{resources}"
        );
    }
    for resources in ["{requests: {cpu: 0x11}, limits: {cpu: 16}}", "{requests: {cpu: 013}, limits: {cpu: 10}}"] {
        assert_eq!(rules(&pod(resources)), ["limits-below-requests"], "{resources}");
    }
    for resources in ["{requests: {memory: ''}}", "{requests: {memory: \"1Gi\\n\"}}", "{limits: {memory: '1_000Mi'}}"] {
        assert_eq!(rules(&pod(resources)), ["quantity-malformed"], "{resources}");
    }
}

#[test]
fn annotations_are_counted_with_their_keys() {
    let object = |size: usize| {
        let value = "x".repeat(size);
        format!("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\n  annotations:\n    key: {value}\n")
    };
    assert_eq!(rules(&object(256 * 1024 - 3)), [] as [&str; 0]);
    assert_eq!(rules(&object(256 * 1024 - 2)), ["annotation-size"]);
}

#[test]
fn data_is_counted_as_it_is_decoded() {
    const MOST: usize = 1 << 20;
    let object = |kind: &str, data: &str| format!("apiVersion: v1\nkind: {kind}\nmetadata: {{name: web}}\n{data}\n");
    let text = |size: usize| "x ".repeat(size / 2) + &"x".repeat(size % 2);
    // Four base64 digits are three bytes.
    let encoded = |groups: usize| "eHgg".repeat(groups);
    for (large, kind, data) in [
        (false, "ConfigMap", format!("data: {{a: '{}', b: xx}}", text(MOST - 2))),
        (true, "ConfigMap", format!("data: {{a: '{}', b: xxx}}", text(MOST - 2))),
        (false, "ConfigMap", format!("data: {{a: x}}\nbinaryData: {{b: {}}}", encoded(MOST / 3))),
        (true, "ConfigMap", format!("data: {{a: xx}}\nbinaryData: {{b: {}}}", encoded(MOST / 3))),
        (false, "Secret", format!("data: {{b: {}}}", encoded(MOST / 3))),
        (true, "Secret", format!("data: {{b: {}}}", encoded(MOST / 3 + 1))),
        // A replaced value does not count.
        (false, "Secret", format!("data: {{b: {}}}\nstringData: {{b: xxx xxx}}", encoded(MOST / 3 + 1))),
        (false, "ConfigMap", format!("data: {{a: '{}${{X}}'}}", text(MOST))),
    ] {
        let found = rules(&object(kind, &data));
        let is_found = found.iter().any(|rule| rule == "secret-type-keys");
        assert_eq!(is_found, large, "{kind} {}: {found:?}", &data[..30]);
    }
}

#[test]
fn encrypted_objects_are_left_alone_and_still_masked() {
    let text = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: My_Secret\nstringData:\n  password: \
                ENC[AES256_GCM,data:c2VjcmV0,iv:aXY=,tag:dGFn,type:str]\n  token: plain-hunter2-4711\nsops:\n  mac: \
                ENC[AES256_GCM,data:bWFj,iv:aXY=,tag:dGFn,type:str]\n";
    let folder = folder(&[("a.yaml", text.as_bytes())]);
    for format in ["human", "json", "sarif"] {
        let run = bowline(folder.path(), &["check", "--info", "--format", format, "."]);
        assert!(run.stdout.contains("name-syntax"), "{format}: {}", run.stdout);
        assert!(!run.stdout.contains("hunter2"), "{format}: {}", run.stdout);
    }
    let encrypted = text.replace("My_Secret", "mailer").replace("  token: plain-hunter2-4711\n", "");
    assert_eq!(rules(&encrypted), [] as [&str; 0]);
}
