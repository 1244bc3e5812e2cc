//! A literal secret appears in no output, however broken its document is.

use std::fs;

use crate::common::random::{Random, Rounds, mutate};
use crate::common::{FORMATS, bowline, folder};

/// The outputs about a text in all formats, including the texts of the fixes.
fn outputs(text: &[u8]) -> String {
    let folder = folder(&[("a.yaml", text)]);
    let formats = || FORMATS[1..].iter().chain(&["diff"]);
    let outputs: Vec<String> = formats().map(|format| format!("--output={format}={format}.out")).collect();
    let arguments =
        ["check", "--info", "--verbose", "--unsafe-fixes"].into_iter().chain(outputs.iter().map(String::as_str));
    let run = bowline(folder.path(), &arguments.collect::<Vec<_>>());
    let files = formats().filter_map(|format| fs::read(folder.path().join(format!("{format}.out"))).ok());
    let files: Vec<String> = files.map(|bytes| String::from_utf8(bytes).unwrap()).collect();
    assert!(run.code > 1 || files.len() == outputs.len(), "{}", run.stderr);
    [run.stdout, run.stderr].into_iter().chain(files).collect::<Vec<_>>().join("\n")
}

const SECRET: &str = "apiVersion: v1\nkind: Secret\nmetadata: {name: x}\n";
const POD: &str =
    "apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec:\n  containers:\n    - name: a\n      image: a:1\n";

#[test]
fn no_output_holds_a_secret() {
    let secret = |rest: &str| format!("{SECRET}{rest}");
    let pod = |rest: &str| format!("{POD}{rest}");
    let cases = [
        // A fix would quote the value.
        secret("stringData:\n  password: @hunter2secret\n"),
        secret("stringData:\n  password: hunter2secret: x\n"),
        secret("stringData:\n  a: | hunter2secret\n"),
        secret("stringData:\n  a: \"hunter2secret\" x\n"),
        secret("stringData:\n  a: \"\\hunter2secret\"\n"),
        // The values of equal keys, and of equal keys below a key.
        secret("stringData:\n  a: hunter2secret\n  a: hunter2secretvalue\n"),
        secret("stringData:\n  d:\n    a: hunter2secret\n    a: hunter2secretvalue\n"),
        secret("stringData: {d: {a: hunter2secret, a: hunter2secretvalue}}\n"),
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\n  annotations:\n    \
         kubectl.kubernetes.io/last-applied-configuration: hunter2secret\n    \
         kubectl.kubernetes.io/last-applied-configuration: hunter2secretvalue\n"
            .to_owned(),
        secret("stringData:\n  a: b\n? b: hunter2secret\n? b: hunter2secret\n"),
        // A document that lost its indentation, and text after the end of a document.
        secret("stringData:\na: hunter2secret\na: hunter2secretvalue\n"),
        secret("stringData:\n  a: b\n...\n  b: hunter2secret\n"),
        // Values of a wrong type.
        secret("stringData:\n  - password: hunter2secret\n"),
        secret("data: hunter2secret\n"),
        secret("password: hunter2secret\nstringData:\n  token: {a: hunter2secret}\n"),
        pod("      args: --password=hunter2secret\n      env: {DB_PASSWORD: hunter2secret, A: b}\n"),
        pod(
            "      env:\n        - DB_PASSWORD=hunter2secret\n        - name: DB_PASSWORD\n          value: {a: hunter2secret}\n",
        ),
        pod(
            "      env:\n        - name: API_TOKEN\n          value: [hunter2secret]\n      stdin: DB_PASSWORD=hunter2secret\n",
        ),
        pod("      imagePullPolicy: DB_PASSWORD=hunter2secret\n"),
        // Keys at the wrong level, and the whole manifest without levels.
        pod("  env:\n    - name: DB_PASSWORD\n      value: hunter2secret\n"),
        format!("{POD}      env:\n        - name: DB_PASSWORD\n          value: hunter2secret\n")
            .lines()
            .map(|line| format!("{}\n", line.trim_start()))
            .collect(),
        // Secrets that are only recognised by their lines.
        "apiVersion: v1\nkind: Secret # x\nstringData:\n  b: @hunter2secret\n".to_owned(),
        "apiVersion: v1\nkind: \"Secret\"\ndata:\n  b: @hunter2secret\n".to_owned(),
        "apiVersion: v1\nkind: 'Secret'\ndata:\n  b: @hunter2secret\n".to_owned(),
        "apiVersion: v1\ndata:\n  b: @hunter2secret\nkind: Secret\nmetadata:\n  name: x\n".to_owned(),
        "apiVersion: v1\ndata:\n  b: @hunter2secret\n".to_owned(),
        secret("stringData:\n  name: @hunter2secret\n"),
        secret("stringData:\n  type: @hunter2secret\n"),
        secret("stringData:\n  namespace: @hunter2secret\n"),
        secret("stringData: {type: hunter2secret, a: @hunter2secret}\n"),
        r#"{"apiVersion":"v1","kind":"Secret","metadata":{"name":"x"},"stringData":{"b": hunter2secret,}"#.to_owned(),
        r#"{"apiVersion":"v1","stringData":{"b": @hunter2secret},"metadata":{"name":"x"},"kind":"Secret"}"#.to_owned(),
        // Pairs that are only recognised by their lines.
        pod("      env:\n        - name: B_PASSWORD # see: wiki\n          value: @hunter2secret\n"),
        pod("      env:\n        - value: @hunter2secret\n          name: B_PASSWORD\n"),
        pod("      env: [{name: A_PASSWORD, value: hunter2secret}]\n      x: @y\n"),
        pod("      env: [{name: A_PASSWORD, value: @hunter2secret}]\n"),
        pod("      env: [{value: @hunter2secret, name: A_PASSWORD}]\n"),
        pod("      args:\n      - --password\n      - @hunter2secret\n"),
        pod("      args:\n        - --password\n       |\n - hunter2secret\n"),
        pod("      env: [{|name: A_PASSWORD, value: \"hunter2secret\"}]\n"),
        pod("      args: [--password, @hunter2secret]\n"),
        pod("      args: [\"--password\", \"hunter2secret]\n"),
        pod("      env:\n        - name: B_PASSWORD\n          value: \"hunter2secret\n"),
        pod("      env:\n        - name: B_PASSWORD\n          value: >-\n        hunter2secret\n       @x\n"),
    ];
    for text in cases {
        let out = outputs(text.as_bytes());
        assert!(out.contains("a.yaml"), "no finding:\n{text}\n{out}");
        assert!(!out.contains("hunter2secret"), "{text}\n{out}");
    }
}

#[test]
fn a_fix_without_the_secret_stays() {
    let out =
        outputs(format!("{POD}      env:\n        - name: B_PASSWORD\n          value: hunter2secret\n").as_bytes());
    assert!(out.contains("secretKeyRef:\\n"), "{out}");
    assert!(!out.contains("hunter2secret"), "{out}");
}

/// A short secret is also hidden: its quotes are the fix. Its key stays.
#[test]
fn a_short_secret_is_hidden() {
    for text in
        ["stringData:\n  password: 8e44\n", "stringData:\n  password: 8e44\n  a: b\n", "stringData: {password: 8e44}\n"]
    {
        let out = outputs(format!("{SECRET}{text}").as_bytes());
        assert!(out.contains("yaml-number-like") && out.contains("password: ********"), "{out}");
        assert!(!out.contains("8e44"), "{out}");
    }
}

/// A user before a host with a colon is not a password. This once ended the run.
#[test]
fn a_user_without_a_password_is_shown() {
    for address in ["docker-pullable://nginx@sha256:5f2ac7", "ssh://git@git.example.com:org/repo", "http://u:@a:b"] {
        for text in [
            format!("{{\"apiVersion\": \"v1\", \"kind\": \"Pod\",\n\"a\": \"{address}\"}}\n"),
            format!("{POD}      args: [\"a\",\n        \"{address}\"]\n      a: 1\n"),
            format!("{POD}      # {address}\n      a: {address}\n"),
        ] {
            let out = outputs(text.as_bytes());
            assert!(out.contains("field-unknown") && !out.contains("panicked"), "{out}");
        }
    }
}

/// A word of an object that kubectl applied hides no part of a word that the file shows.
#[test]
fn a_word_that_the_file_shows_is_whole() {
    let applied =
        "    kubectl.kubernetes.io/last-applied-configuration: |\n      {\"apiVersion\":\"v1\",\"kind\":\"Pod\"}\n";
    let out = outputs(
        POD.replace("{name: x}\n", &format!("\n  name: x\n  resourceVersion: \"290\"\n  annotations:\n{applied}"))
            .as_bytes(),
    );
    assert!(out.contains("`resourceVersion`") && !out.contains("resource****"), "{out}");
}

/// A value may be a secret, so it is not part of a fingerprint.
#[test]
fn fingerprints_hash_no_value() {
    let print = |key: &str, value: &str| {
        let text = format!(
            "apiVersion: x.io/v1\nkind: X\nmetadata: {{name: x}}\nspec:\n  creds:\n    - {key}: {value}\n      a: 1\n      a: 2\n"
        );
        let folder = folder(&[("a.yaml", text)]);
        let found = bowline(folder.path(), &["check", "--info", "--format", "json"]).json();
        let found = found["diagnostics"].as_array().unwrap().iter().find(|found| found["rule"] == "yaml-duplicate-key");
        found.unwrap()["fingerprint"].as_str().unwrap().to_owned()
    };
    for key in ["key", "host", "ip", "mountPath", "port", "containerPort", "value"] {
        assert_eq!(print(key, "hunter2secretvalue"), print(key, "hunter3secretvalue"), "{key}");
    }
    assert_eq!(
        print("name", "ghp_016C7gq0Rz3fT5yXkLmN8vBwQe2HsJ4uPaDd"),
        print("name", "ghp_116C7gq0Rz3fT5yXkLmN8vBwQe2HsJ4uPaDd")
    );
    assert_ne!(print("name", "one"), print("name", "two"));
    assert_ne!(print("port", "80"), print("port", "81"));
}

const TOKEN: &str = "hunter2secretvalue9";

/// Manifests with `TOKEN` in place of secrets, each with the words that reveal the secret and come before it.
fn planted() -> Vec<(&'static str, String)> {
    let secret = |rest: &str| format!("{SECRET}{rest}type: Opaque\n");
    let pod = |rest: &str| format!("{POD}{rest}      ports:\n        - containerPort: 80\n");
    vec![
        ("stringData:", secret(&format!("stringData:\n  password: {TOKEN}\n  url: \"x{TOKEN}\"\n"))),
        ("data:", secret(&format!("data:\n  a.txt: |\n    {TOKEN}\n    {TOKEN}\n"))),
        (
            "data:",
            format!("apiVersion: v1\ndata:\n  b: '{TOKEN}'\nkind: Secret\nmetadata:\n  name: x\n  namespace: y\n"),
        ),
        (
            "\"stringData\":",
            format!(
                "{{\n  \"apiVersion\": \"v1\",\n  \"kind\": \"Secret\",\n  \"stringData\": {{\n    \"b\": \"{TOKEN}\"\n  }}\n}}\n"
            ),
        ),
        (
            "A_PASSWORD\n          value: ",
            pod(&format!(
                "      env:\n        - name: A_PASSWORD\n          value: {TOKEN}\n        - name: B\n          value: b\n"
            )),
        ),
        ("name: A_PASSWORD, value: ", pod(&format!("      env: [{{name: A_PASSWORD, value: \"{TOKEN}\"}}]\n"))),
        ("- --password", pod(&format!("      args:\n        - --password\n        - {TOKEN}\n        - --port=80\n"))),
        ("--password=", pod(&format!("      args: [\"--password={TOKEN}\", --x]\n"))),
        ("--db-password ", pod(&format!("      command: [sh, -c, 'run --db-password {TOKEN} --x']\n"))),
        (
            "postgres://app:",
            pod(&format!(
                "      env:\n        - name: DATABASE_URL\n          value: postgres://app:{TOKEN}@db:5432/app\n"
            )),
        ),
        (
            "DB_PASSWORD:",
            format!("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\ndata:\n  DB_PASSWORD: {TOKEN}\n  x: y\n"),
        ),
    ]
}

/// The largest number of bytes between a token and the words that reveal it. Returns `None` if a token lacks the words.
fn distance(text: &str, words: &str) -> Option<usize> {
    let gaps = text.match_indices(TOKEN).map(|(at, _)| Some(at - text[..at].rfind(words)? - words.len()));
    gaps.collect::<Option<Vec<_>>>()?.into_iter().max()
}

/// Whether a damaged text still has a token that a reader would recognise as a secret.
fn is_recognisable(words: &str, before: &str, after: &str) -> bool {
    let far = distance(after, words).zip(distance(before, words)).is_none_or(|(after, before)| after > before + 12);
    let is_secret = |text: &str| text.contains("kind: Secret") || text.contains("\"kind\": \"Secret\"");
    let is_cut = !is_secret(after) && after.contains("\n---");
    !far && !is_cut
        && is_secret(before) == is_secret(after)
        && (!words.contains("://") || after.contains(&format!("{TOKEN}@db")))
}

#[test]
fn damage_shows_no_secret() {
    let planted = planted();
    let others = [POD.as_bytes().to_vec()];
    let mut random = Random::from_env();
    let mut shown = Vec::new();
    let mut judged = 0;
    for _ in Rounds::new(400) {
        let (words, seed) = random.pick(&planted);
        let mut bytes = seed.as_bytes().to_vec();
        for _ in 0..1 + random.below(3) {
            mutate(&mut bytes, &mut random, &others);
        }
        let Ok(text) = String::from_utf8(bytes) else { continue };
        if is_recognisable(words, seed, &text) {
            judged += 1;
            let out = outputs(text.as_bytes());
            if let Some(line) = out.lines().find(|line| line.contains(TOKEN)) {
                shown.push(format!("{text}\n->{line}"));
            }
        }
    }
    assert!(judged > 100, "{judged} texts only");
    let few: Vec<&str> = shown.iter().take(12).map(String::as_str).collect();
    assert!(shown.is_empty(), "{} of {judged} texts:\n{}", shown.len(), few.join("\n=======\n"));
}
