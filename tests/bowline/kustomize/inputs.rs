//! Secrets in other input of kustomizations than objects: files for generators, and operations in separate files.

use std::process::Command;

use serde_json::Value;

use crate::common::{FORMATS, bowline, folder};

const SECRET: &str = "kestrel9xBlue44";

/// A kustomization that reads each kind of file, with the files.
fn project() -> Vec<(&'static str, String)> {
    let kustomization = "\
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources: [app.yaml]
secretGenerator:
  - name: a
    envs: [a.env]
  - name: b
    files: [token.txt, tls.crt]
configMapGenerator:
  - name: c
    envs: [c.env]
  - name: d
    files: [app.properties, settings.yaml=d.txt]
patches:
  - path: operations.yaml
    target: {kind: Pod}
  - target: {kind: Pod}
    patch: |-
      - op: add
        path: /metadata/annotations/x.io~1api-token
        value: SECRET-5
";
    let app = "apiVersion: v1\nkind: Pod\nmetadata: {name: a, annotations: {a: b}}\nspec:\n  containers: [{name: a, image: 'a:1', env: []}]\n";
    let operations = "\
- op: add
  path: /spec/containers/0/env/-
  value: {name: DB_PASSWORD, value: SECRET-6}
- op: add
  path: /spec/containers/0/args
  value: [--token, SECRET-7]
- op: add
  path: /metadata/annotations/password
  value: SECRET-8
";
    let fill = |text: &str| text.replace("SECRET", SECRET);
    vec![
        ("kustomization.yaml", fill(kustomization)),
        ("app.yaml", app.to_owned()),
        ("a.env", fill("# DB_PASSWORD=old\nDB_USER=app\nDB_PASSWORD=SECRET-1\n")),
        ("c.env", fill("MODE=fast\nSMTP_PASSWORD=SECRET-2\n")),
        ("token.txt", fill("SECRET-3\n")),
        ("tls.crt", "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n".to_owned()),
        ("app.properties", fill("db.user=app\ndb.password=SECRET-4\n")),
        ("d.txt", fill("db:\n  password: SECRET-9\n")),
        ("operations.yaml", fill(operations)),
    ]
}

/// The file and the line of each finding about secrets in generators.
fn places(found: &Value) -> Vec<(String, u64)> {
    let all = found["diagnostics"].as_array().unwrap().iter();
    let of_secrets = all.filter(|one| one["rule"] == "secret-in-generator");
    let place = |one: &Value| {
        let at = &one["location"];
        (at["file"].as_str().unwrap().to_owned(), at["start"]["line"].as_u64().unwrap())
    };
    let mut places: Vec<_> = of_secrets.map(place).collect();
    places.sort();
    places
}

#[test]
fn findings_point_into_the_files() {
    let folder = folder(&project());
    let found = bowline(folder.path(), &["check", "--info", "--format", "json"]).json();
    let expected = [
        ("a.env", 3),
        ("app.properties", 2),
        ("c.env", 2),
        ("d.txt", 2),
        ("kustomization.yaml", 21),
        ("operations.yaml", 3),
        ("operations.yaml", 6),
        ("operations.yaml", 9),
        ("token.txt", 1),
    ];
    assert_eq!(places(&found), expected.map(|(file, line)| (file.to_owned(), line)));
}

#[test]
fn no_output_shows_a_value() {
    let folder = folder(&project());
    for format in FORMATS {
        let run = bowline(folder.path(), &["check", "--info", "--format", format]);
        assert!(run.stdout.contains("a.env") && run.stdout.contains("token.txt"), "{format}: {}", run.stdout);
        assert!(!run.stdout.contains(&SECRET[..8]), "{format}: {}", run.stdout);
    }
}

#[test]
fn a_file_that_git_ignores_is_nobody_elses() {
    let folder = folder(&project());
    std::fs::write(folder.path().join(".gitignore"), "*.env\ntoken.txt\n").unwrap();
    let git = |arguments: &[&str]| {
        let status = Command::new("git").current_dir(folder.path()).args(arguments).status().unwrap();
        assert!(status.success(), "{arguments:?}");
    };
    git(&["init", "-q"]);
    git(&["add", "-f", "c.env"]);
    let found = bowline(folder.path(), &["check", "--info", "--format", "json"]).json();
    let files: Vec<String> = places(&found).into_iter().map(|(file, _)| file).collect();
    assert!(files.contains(&"c.env".to_owned()), "git tracks it: {files:?}");
    assert!(!files.iter().any(|file| file == "a.env" || file == "token.txt"), "{files:?}");
}

#[test]
fn a_file_is_reported_for_one_kustomization() {
    let one = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nconfigMapGenerator: [{name: c, envs: [../c.env]}]\n";
    let files =
        [("a/kustomization.yaml", one), ("b/kustomization.yaml", one), ("c.env", "SMTP_PASSWORD=kestrel9xBlue44\n")];
    let found = bowline(folder(&files).path(), &["check", "--info", "--format", "json"]).json();
    assert_eq!(places(&found), [("c.env".to_owned(), 1)]);
}

/// A kustomization with the given lines.
fn kustomization(lines: &str) -> String {
    format!("apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n{lines}")
}

#[test]
fn what_one_kustomization_makes_a_secret_of_is_hidden_for_all() {
    let text = "SETTINGS={password: kestrel9xBlue44, door: heron-on-roof}\n".to_owned();
    let plugin = "apiVersion: builtin\nkind: SecretGenerator\nmetadata: {name: s}\nenvs: [../c.env]\n".to_owned();
    let secrets = [
        kustomization("secretGenerator: [{name: s, envs: [../c.env]}]\n"),
        kustomization("secretGenerator: [{name: s, files: [../c.env]}]\n"),
        kustomization("generators: [plugin.yaml]\n"),
    ];
    for secret in secrets {
        let files = [
            ("a/kustomization.yaml", kustomization("configMapGenerator: [{name: c, envs: [../c.env]}]\n")),
            ("b/kustomization.yaml", secret),
            ("b/plugin.yaml", plugin.clone()),
            ("c.env", text.clone()),
        ];
        let folder = folder(&files);
        let run = bowline(folder.path(), &["check", "--info"]);
        assert!(run.stdout.contains("goes into a ConfigMap"), "{}", run.stdout);
        assert!(!run.stdout.contains("heron") && !run.stdout.contains("kestrel"), "{}", run.stdout);
    }
}

#[test]
fn a_page_hides_copies_of_a_secret_that_it_lacks() {
    let lines = "\
resources: [app.yaml]
secretGenerator:
  - name: s
    literals: [door=heron-on-roof-7]
    options: {annotations: {config.kubernetes.io/local-config: 'true'}}
configMapGenerator:
  - {name: c, envs: [c.env]}
replacements:
  - source: {kind: ConfigMap, name: c, fieldPath: data.DB_PASSWORD}
    targets: [{select: {kind: Pod}, fieldPaths: [spec.hostname]}]
patches:
  - target: {kind: ConfigMap}
    patch: |-
      {apiVersion: v1, kind: ConfigMap, metadata: {name: c, annotations: {config.kubernetes.io/local-config: 'true'}}}
";
    let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {hostname: x}\n";
    let files = [
        ("kustomization.yaml", kustomization(lines)),
        ("app.yaml", pod.into()),
        ("c.env", "DB_PASSWORD=kestrel9xBlue44\n".into()),
    ];
    let folder = folder(&files);
    let page = bowline(folder.path(), &["render"]);
    assert!(page.stdout.contains("hostname: ********"), "{} {}", page.stdout, page.stderr);
    assert!(bowline(folder.path(), &["render", "--show-secrets"]).stdout.contains("hostname: kestrel9xBlue44"));
}

#[test]
fn what_is_wrong_with_a_variable_is_in_its_file() {
    let files = [
        ("kustomization.yaml", kustomization("configMapGenerator:\n  - {name: c, envs: [c.env]}\n")),
        ("c.env", "# settings\n  MODE=fast\nEMPTY=\nBAD KEY=1\n".to_owned()),
    ];
    let folder = folder(&files);
    let page = bowline(folder.path(), &["render", "--provenance"]).stdout;
    for (line, place) in [("MODE: fast", "c.env:2"), ("EMPTY: \"\"", "c.env:3"), ("name: c-", "kustomization.yaml:4")] {
        let found = page.lines().find(|it| it.trim_start().starts_with(line)).unwrap();
        assert!(found.contains(&format!("# {place};")), "{found}");
    }
    let place = || {
        let found = bowline(folder.path(), &["check", "--format", "json"]).json();
        let all = found["diagnostics"].as_array().unwrap();
        let one = all.iter().find(|one| one["rule"] == "secret-type-keys").unwrap();
        (one["location"]["file"].as_str().unwrap().to_owned(), one["location"]["start"]["line"].as_u64().unwrap())
    };
    assert_eq!(place(), ("c.env".to_owned(), 4));
    // Only this kustomization reads a file that git ignores.
    std::fs::write(folder.path().join(".gitignore"), "*.env\n").unwrap();
    let init = Command::new("git").current_dir(folder.path()).args(["init", "-q"]).status().unwrap();
    assert!(init.success());
    assert_eq!(place(), ("kustomization.yaml".to_owned(), 4));
}
