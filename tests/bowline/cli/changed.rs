//! Given files are checked in the project around them. Findings that involve them are reported, at either end of a
//! reference.

use std::fs;
use std::process::Command;

use crate::common::{self, LEAK, bowline, bowline_with, commit_all, folder, git};
use tempfile::TempDir;

const SERVICE: &str = "\
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web
  ports:
    - port: 80
";

/// A Deployment whose pods have a label.
fn deployment(label: &str) -> String {
    format!(
        "\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector:
    matchLabels:
      app: {label}
  template:
    metadata:
      labels:
        app: {label}
    spec:
      containers:
        - name: web
          image: nginx:1.27
"
    )
}

/// A repository with a broken reference between two files, and a leak elsewhere.
fn project() -> TempDir {
    let folder = folder(&[
        ("deploy/service.yaml", SERVICE),
        ("deploy/deployment.yaml", &deployment("wbe")),
        ("other/leak.yaml", LEAK),
    ]);
    fs::create_dir(folder.path().join(".git")).unwrap();
    folder
}

fn found(run: &common::Run) -> Vec<(String, String)> {
    run.findings().into_iter().map(|(rule, file, _)| (rule, file)).collect()
}

fn tie(file: &str) -> Vec<(String, String)> {
    vec![("service-selects-nothing".to_owned(), file.to_owned())]
}

#[test]
fn either_end_of_a_broken_tie_brings_it_up() {
    let project = project();
    for file in ["deploy/service.yaml", "deploy/deployment.yaml"] {
        let run = bowline(project.path(), &["check", "--format", "json", file]);
        assert_eq!(run.code, 1, "{}", run.stderr);
        assert_eq!(found(&run), tie("deploy/service.yaml"), "{file}");
        let summary = &run.json()["summary"];
        assert_eq!((summary["files"].as_u64(), summary["contextFiles"].as_u64()), (Some(1), Some(2)));
    }
    let leak = bowline(project.path(), &["check", "--format", "json", "other/leak.yaml"]);
    assert_eq!(found(&leak), [("hardcoded-password".to_owned(), "other/leak.yaml".to_owned())]);
}

#[test]
fn names_are_seen_from_the_working_directory() {
    let project = project();
    let other = project.path().join("other");
    let run = bowline(&other, &["check", "--format", "json", "../deploy/deployment.yaml"]);
    assert_eq!(found(&run), tie("../deploy/service.yaml"));
    let deploy = project.path().join("deploy");
    assert_eq!(found(&bowline(&deploy, &["check", "--format", "json", "deployment.yaml"])), tie("service.yaml"));
}

#[test]
fn the_context_can_be_left_out_or_chosen() {
    let project = project();
    let check = |arguments: &[&str]| {
        found(&bowline(project.path(), &[&["check", "--format", "json", "deploy/service.yaml"], arguments].concat()))
    };
    assert_eq!(check(&["--no-context"]), []);
    assert_eq!(check(&["--context", "deploy"]), tie("deploy/service.yaml"));
    assert_eq!(check(&["--context", "other"]), []);
    let nowhere = bowline(project.path(), &["check", "deploy/service.yaml", "--context", "nowhere"]);
    assert_eq!((nowhere.code, nowhere.stderr.as_str()), (2, "bowline: --context nowhere: no such file or folder\n"));
    // Without a repository or a configuration around it, a file is checked alone.
    fs::remove_dir(project.path().join(".git")).unwrap();
    assert_eq!(check(&[]), []);
    fs::write(project.path().join("bowline.yaml"), "").unwrap();
    assert_eq!(check(&[]), tie("deploy/service.yaml"));
}

#[test]
fn a_folder_is_a_set_of_its_own() {
    let project = project();
    let run = bowline(project.path(), &["check", "--format", "json", "other"]);
    assert_eq!(run.json()["summary"]["contextFiles"], 0);
    assert_eq!(found(&run), [("hardcoded-password".to_owned(), "other/leak.yaml".to_owned())]);
}

#[test]
fn files_that_are_no_manifests_are_no_failure() {
    let project = project();
    fs::write(project.path().join("docker-compose.yml"), "services: {}\n").unwrap();
    let run = bowline(project.path(), &["check", "docker-compose.yml", "--allow-empty"]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    assert!(run.stdout.contains("not checked: docker-compose.yml (no apiVersion and kind)"), "{}", run.stdout);
    fs::write(project.path().join("bowline.yaml"), "exclude: [\"vendor/**\"]\n").unwrap();
    assert_eq!(bowline(project.path(), &["check", "bowline.yaml", "--allow-empty"]).code, 0);
}

#[test]
fn a_file_that_is_not_there_is_no_run() {
    let project = project();
    let run = bowline(project.path(), &["check", "deploy/servcie.yaml"]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    assert_eq!(run.stderr, "bowline: deploy/servcie.yaml: no such file or folder\n");
    // Next to a path that exists, a missing path is a finding.
    let both = bowline(project.path(), &["check", "--format", "json", "deploy/servcie.yaml", "deploy/service.yaml"]);
    let files: Vec<String> = found(&both).into_iter().map(|(rule, _)| rule).collect();
    assert_eq!(
        (both.code, files.as_slice()),
        (2, ["file-unreadable", "service-selects-nothing"].map(String::from).as_slice())
    );
}

#[test]
fn standard_input_stands_for_a_file() {
    let project = project();
    let arguments = ["check", "--format", "json", "-", "--stdin-filename", "deploy/deployment.yaml"];
    let broken = bowline_with(project.path(), &arguments, deployment("wep").as_bytes());
    assert_eq!(found(&broken), tie("deploy/service.yaml"));
    let json = broken.json();
    assert_eq!(json["diagnostics"][0]["related"][0]["location"]["file"], "deploy/deployment.yaml");
    assert!(json["diagnostics"][0]["message"].as_str().unwrap().contains("`app: wep`"), "not the file on disk");
    let mended = bowline_with(project.path(), &arguments, deployment("web").as_bytes());
    assert_eq!((mended.code, found(&mended)), (0, vec![]));
    let new = ["check", "--format", "json", "-", "--stdin-filename", "deploy/new.yaml"];
    assert_eq!(found(&bowline_with(project.path(), &new, LEAK.as_bytes()))[0].1, "deploy/new.yaml");
}

#[test]
fn a_folder_is_no_name_for_standard_input() {
    let project = project();
    for name in [".", "deploy", "deploy/.."] {
        let run = bowline_with(project.path(), &["check", "-", "--stdin-filename", name], LEAK.as_bytes());
        assert_eq!((run.code, run.stdout.as_str()), (2, ""));
        assert_eq!(run.stderr, format!("bowline: `--stdin-filename` needs a file, but {name} is a folder\n"));
    }
}

#[test]
fn standard_input_can_be_the_configuration() {
    let project = project();
    let check = |arguments: &[&str], text: &str| {
        let all = [&["check", "-", "--format", "json", "--stdin-filename", "bowline.yaml"], arguments].concat();
        bowline_with(project.path(), &all, text.as_bytes())
    };
    fs::write(project.path().join("bowline.yaml"), "ignore: [no-such-rule]\n").unwrap();
    let mended = check(&[], "ignore: [secrets]\n");
    assert_eq!((mended.code, found(&mended)), (0, vec![]), "{}", mended.stderr);
    let wrong = check(&[], "\nignroe: [secrets]\n");
    assert_eq!(found(&wrong), [("config-unknown-key".to_owned(), "bowline.yaml".to_owned())], "{}", wrong.stdout);
    assert_eq!(wrong.json()["diagnostics"][0]["location"]["start"]["line"], 2);
    // The configuration applies to the files next to it.
    assert_eq!(found(&check(&["other"], "ignore: [secrets]\n")), []);
    assert_eq!(found(&check(&["other"], "ignore: [links]\n")).len(), 1);
}

#[test]
fn standard_input_is_excluded_as_its_file_would_be() {
    let project = project();
    fs::write(project.path().join("bowline.yaml"), "exclude: [leak.yaml, new.yaml]\n").unwrap();
    for name in ["other/leak.yaml", "other/new.yaml"] {
        let run = bowline_with(project.path(), &["check", "-", "--stdin-filename", name], LEAK.as_bytes());
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{}", run.stdout);
        assert!(run.stdout.contains(&format!("not checked: {name} (excluded)\n")), "{}", run.stdout);
    }
    let alone = bowline(project.path(), &["check", "other/leak.yaml"]);
    let stdin = ["check", "-", "--stdin-filename", "other/leak.yaml"];
    assert_eq!(bowline_with(project.path(), &stdin, LEAK.as_bytes()).stdout, alone.stdout);
    let flag = [&stdin[..], &["--exclude", "leak.yaml"]].concat();
    fs::remove_file(project.path().join("bowline.yaml")).unwrap();
    assert_eq!(bowline_with(project.path(), &flag, LEAK.as_bytes()).code, 0);
}

#[test]
fn the_nearest_configuration_applies_unless_one_is_named() {
    let project = project();
    fs::write(project.path().join("deploy/bowline.yaml"), "ignore: [links]\n").unwrap();
    fs::write(project.path().join("all.yaml"), "profile: correctness\n").unwrap();
    let whole = bowline(project.path(), &["check"]);
    assert!(!whole.stdout.contains("service-selects-nothing"), "{}", whole.stdout);
    assert!(whole.stdout.contains("hardcoded-password"), "{}", whole.stdout);
    assert_eq!(bowline(project.path(), &["check", "deploy"]).code, 0);
    let named = bowline(project.path(), &["check", "--config", "all.yaml"]);
    let unused = "not checked: deploy/bowline.yaml (configuration that this run does not use)\n";
    assert!(named.stdout.contains("service-selects-nothing") && named.stdout.contains(unused), "{}", named.stdout);
}

#[test]
fn a_diff_tells_what_changed() {
    let project = project();
    let folder = project.path();
    fs::remove_dir(folder.join(".git")).unwrap();
    fs::write(folder.join("deploy/deployment.yaml"), deployment("web")).unwrap();
    git(folder, &["init", "-q"]);
    git(folder, &["add", "."]);
    git(folder, &["commit", "-q", "-m", "all"]);
    let check = |arguments: &[&str]| bowline(folder, &[&["check", "--format", "json"], arguments].concat());
    let nothing = check(&["--diff", "HEAD"]);
    assert_eq!((nothing.code, found(&nothing)), (0, vec![]), "{}", nothing.stderr);
    // A change that is not committed.
    fs::write(folder.join("deploy/deployment.yaml"), deployment("wbe")).unwrap();
    let broken = [("reference-broken".to_owned(), "deploy/deployment.yaml".to_owned())];
    assert_eq!(found(&check(&["--diff", "HEAD"])), broken);
    assert_eq!(found(&check(&["--diff", "HEAD", "other"])), []);
    // A file that git does not know.
    fs::write(folder.join("new file.yaml"), LEAK.replace("name: db", "name: new")).unwrap();
    let both = found(&check(&["--diff", "HEAD"]));
    assert_eq!(both.len(), 2, "{both:?}");
    // A change that is committed on a branch, while the other branch continued.
    git(folder, &["checkout", "-q", "-b", "topic"]);
    git(folder, &["add", "."]);
    git(folder, &["commit", "-q", "-m", "mistake"]);
    git(folder, &["checkout", "-q", "main"]);
    fs::write(folder.join("other/leak.yaml"), format!("{LEAK}# later\n")).unwrap();
    git(folder, &["commit", "-q", "-a", "-m", "later"]);
    git(folder, &["checkout", "-q", "topic"]);
    assert_eq!(found(&check(&["--diff", "main"])), both);
    assert_eq!(found(&check(&["--diff", "HEAD"])), []);
    let unknown = check(&["--diff", "nowhere"]);
    assert_eq!(unknown.code, 2);
    assert!(unknown.stderr.contains("git does not know the commit `nowhere`"), "{}", unknown.stderr);
    assert_eq!(check(&["--diff=--output=x"]).code, 2);
}

#[test]
fn a_diff_tells_what_a_change_breaks_in_builds() {
    let remove = r#"[{"op": "remove", "path": "/spec/template"}]"#;
    let patch = format!("patches: [{{target: {{kind: Deployment, name: web}}, patch: '{remove}'}}]\n");
    let base = "resources: [deployment.yaml, service.yaml]\n";
    let folder = folder(&[
        ("base/deployment.yaml", deployment("web").as_str()),
        ("base/service.yaml", SERVICE),
        ("base/kustomization.yaml", base),
        ("prod/kustomization.yaml", &format!("resources: [../base]\n{patch}")),
        ("old/kustomization.yaml", "resources: [nowhere.yaml]\n"),
        ("part/kustomization.yaml", "kind: Component\nresources: [claim.yaml]\n"),
        ("part/claim.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: claim}\n"),
    ]);
    commit_all(folder.path());
    let broken = || found(&bowline(folder.path(), &["check", "--format", "json", "--diff", "HEAD"]));
    let one = |rule: &str, file: &str| [(rule.to_owned(), file.to_owned())];
    assert_eq!(broken(), []);
    // The files that say what is built have not changed.
    let write = |file: &str, text: &str| fs::write(folder.path().join(file), text).unwrap();
    write("base/deployment.yaml", &deployment("web").replace("kind: Deployment", "kind: DaemonSet"));
    assert_eq!(broken(), one("kustomize-no-effect", "prod/kustomization.yaml"));
    write("base/deployment.yaml", &deployment("web"));
    fs::remove_file(folder.path().join("base/service.yaml")).unwrap();
    assert_eq!(broken(), one("kustomize-missing", "base/kustomization.yaml"));
    write("base/service.yaml", SERVICE);
    fs::remove_file(folder.path().join("part/claim.yaml")).unwrap();
    assert_eq!(broken(), one("kustomize-missing", "part/kustomization.yaml"));
}

#[cfg(target_os = "linux")]
#[test]
fn a_repository_may_have_any_path() {
    use std::os::unix::ffi::OsStrExt;
    let place = TempDir::new().unwrap();
    for name in [&b"blank "[..], b"l\xe4tin", b"line\n"] {
        let folder = place.path().join(std::ffi::OsStr::from_bytes(name));
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join("old.yaml"), LEAK).unwrap();
        commit_all(&folder);
        fs::write(folder.join("new.yaml"), LEAK.replace("name: db", "name: new")).unwrap();
        let run = bowline(&folder, &["check", "--format", "json", "--diff", "HEAD"]);
        assert_eq!(found(&run), [("hardcoded-password".to_owned(), "new.yaml".to_owned())], "{}", run.stderr);
    }
}

#[test]
fn a_hook_says_where_the_repository_is() {
    let folder = folder(&[("deploy/bowline.yaml", ""), ("deploy/old.yaml", LEAK)]);
    commit_all(folder.path());
    fs::write(folder.path().join("deploy/new.yaml"), LEAK.replace("name: db", "name: new")).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_bowline"))
        .args(["check", "deploy", "--format", "concise", "--diff", "HEAD"])
        .env("GIT_DIR", ".git")
        .current_dir(folder.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("deploy/new.yaml:") && !said.contains("old.yaml"), "{said}");
}

#[test]
fn changes_inside_of_submodules_are_seen() {
    let module = folder(&[("one.yaml", LEAK), ("two.yaml", &LEAK.replace("name: db", "name: two"))]);
    commit_all(module.path());
    let folder = folder(&[("three.yaml", LEAK.replace("name: db", "name: three"))]);
    git(folder.path(), &["init", "-q"]);
    git(folder.path(), &["submodule", "--quiet", "add", module.path().to_str().unwrap(), "sub module"]);
    commit_all(folder.path());
    let files = |reference: &str| {
        let run = bowline(folder.path(), &["check", "--format", "json", "--diff", reference]);
        run.json()["diagnostics"].as_array().unwrap_or_else(|| panic!("{}", run.stderr));
        found(&run).into_iter().map(|(_, file)| file).collect::<Vec<_>>()
    };
    assert_eq!(files("HEAD"), [""; 0]);
    let inside = folder.path().join("sub module");
    // A change that is not committed, a file that git does not know, a commit in the submodule, a commit above it.
    fs::write(inside.join("one.yaml"), format!("{LEAK}# changed\n")).unwrap();
    assert_eq!(files("HEAD"), ["sub module/one.yaml"]);
    fs::write(inside.join("new.yaml"), LEAK.replace("name: db", "name: new")).unwrap();
    assert_eq!(files("HEAD"), ["sub module/new.yaml", "sub module/one.yaml"]);
    git(&inside, &["add", "."]);
    git(&inside, &["commit", "-q", "-m", "inside"]);
    assert_eq!(files("HEAD"), ["sub module/new.yaml", "sub module/one.yaml"]);
    git(folder.path(), &["commit", "-q", "-a", "-m", "above"]);
    assert_eq!(files("HEAD"), [""; 0]);
    assert_eq!(files("HEAD~"), ["sub module/new.yaml", "sub module/one.yaml"]);
}
