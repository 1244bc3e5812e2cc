//! Masks hide only secrets: everything else that people need stays.

use serde_json::Value;

use crate::common::{bowline, folder};

const POD: &str =
    "apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec:\n  containers:\n    - name: postgres\n      image: a:1\n";

fn json(text: &str) -> Vec<Value> {
    let folder = folder(&[("a.yaml", text)]);
    let found = bowline(folder.path(), &["check", "--info", "--format", "json"]).json();
    found["diagnostics"].as_array().unwrap().clone()
}

fn human(text: &str) -> String {
    bowline(folder(&[("a.yaml", text)]).path(), &["check", "--info"]).stdout
}

#[test]
fn the_fix_of_a_password_stays_whatever_the_password() {
    for password in ["password", "db-password", "dbpassword", "secret", "mypassword123", "kestrel9xBlue"] {
        let item = format!("        - name: DB_PASSWORD\n          value: {password}\n");
        let found = json(&format!("{POD}      env:\n{item}"));
        let found = found.iter().find(|found| found["rule"] == "hardcoded-password").unwrap();
        let text = found["fix"]["edits"][0]["text"].as_str().unwrap_or_else(|| panic!("{password}: {found}"));
        assert!(text.contains("key: db-password"), "{password}: {text}");
        let shown = human(&format!("{POD}      env:\n{item}"));
        assert!(
            shown.contains("value: ********") && shown.contains("`DB_PASSWORD` of container `postgres`"),
            "{shown}"
        );
    }
}

#[test]
fn a_fix_goes_around_a_secret() {
    let found = json("apiVersion: v1\nkind: Secret\nmetadata: {name: x}\nstringData:\n  a: 84443210\n");
    let edits = found.iter().find_map(|found| found["fix"]["edits"].as_array()).unwrap();
    assert!(edits.iter().all(|edit| edit["text"] == "\"") && edits.len() == 2, "{edits:?}");
}

#[test]
fn a_fix_is_left_out_whose_parts_would_be_pieces_of_a_secret() {
    let text = |label: &str| {
        format!(
            "apiVersion: v1\nkind: List\nitems:\n- {{apiVersion: v1, kind: Secret, metadata: {{name: s}}, stringData: {{a: &pw quvgcbrdfft}}}}\n\
             - apiVersion: apps/v1\n  kind: Deployment\n  metadata: {{name: x}}\n  spec:\n    selector: {{matchLabels: {{app: *pw}}}}\n    \
             template: {{metadata: {{labels: {{app: {label}}}}}, spec: {{containers: [{{name: x, image: 'a:1'}}]}}}}\n"
        )
    };
    for label in ["b", "q", "t", "quvg", "gcb", "fft"] {
        let found = json(&text(label));
        let found = found.iter().find(|found| found["rule"] == "selector-template-mismatch").unwrap();
        assert!(found["fix"].is_null(), "{label}: {}", found["fix"]);
    }
}

#[test]
fn the_sign_of_a_block_is_shown() {
    let shown = human("apiVersion: v1\nkind: Secret\nmetadata: {name: x}\nstringData:\n  password: |\n    kestrel9x\n");
    assert!(shown.contains("password: |\n"), "{shown}");
}

#[test]
fn the_lines_next_to_a_secret_are_shown() {
    let map = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata:\n  a: |\n    password: kestrel9x\n    port: 1\n  a: x\n";
    let shown = human(map);
    assert!(shown.contains("    password: ********\n") && shown.contains("    port: 1\n"), "{shown}");
}

#[test]
fn names_and_common_words_are_shown() {
    // The name of a Secret, and a user name that is also the name of a container.
    let secret =
        "apiVersion: v1\nkind: Secret\nmetadata: {name: x}\nstringData: {username: postgres, role: container}\n---\n";
    let volume = "  volumes:\n    - name: db-password\n      secret: {secretNme: my-secret, optinal: true}\n";
    let pod = POD.replace("image: a:1", "image: ''");
    let shown = human(&format!("{secret}{pod}      imagePullPolicy: never\n{volume}"));
    assert!(shown.contains("{secretNme: my-secret, optinal: true}"), "{shown}");
    assert!(shown.contains("`imagePullPolicy` must be") && shown.contains("`postgres`"), "{shown}");
    assert!(!shown.contains("********"), "{shown}");
}

#[test]
fn switches_that_sound_like_credentials_are_shown() {
    let shown = human(&format!("{POD}  automountServiceAccountToken: nope\n"));
    assert!(shown.contains("automountServiceAccountToken: nope"), "{shown}");
    let reference =
        "      env:\n        - name: DB_PASSWORD\n          valueFrom: {secretKeyRef: {name: my-db, keyy: password}}\n";
    let shown = human(&format!("{POD}{reference}"));
    assert!(shown.contains("name: my-db, keyy: "), "{shown}");
}

#[test]
fn the_settings_of_the_password_rule_are_shown() {
    let files = [("bowline.yaml", "severity:\n  hardcoded-password: wrning\n"), ("a.yaml", POD)];
    let run = bowline(folder(&files).path(), &["check"]);
    assert!(run.stdout.contains("hardcoded-password: wrning"), "{}{}", run.stdout, run.stderr);
}
