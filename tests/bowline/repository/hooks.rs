//! The hooks for pre-commit. `scripts/try-pre-commit.sh` runs them with the real program.

use std::fs;
use std::path::Path;

use crate::common::bowline;
use serde::Deserialize;
use tempfile::TempDir;

#[derive(Deserialize)]
struct Hook {
    id: String,
    entry: String,
    language: String,
    #[serde(default)]
    types_or: Vec<String>,
    #[serde(default)]
    require_serial: bool,
    #[serde(default = "yes")]
    pass_filenames: bool,
    #[serde(default)]
    always_run: bool,
}

fn yes() -> bool {
    true
}

fn hooks() -> Vec<Hook> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(".pre-commit-hooks.yaml");
    serde_yaml::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

#[test]
fn hooks_are_those_that_the_readme_names() {
    let hooks = hooks();
    let named: Vec<_> = hooks.iter().map(|hook| (hook.id.as_str(), hook.language.as_str())).collect();
    let expected = [
        ("bowline", "python"),
        ("bowline-rust", "rust"),
        ("bowline-system", "system"),
        ("bowline-fix", "python"),
        ("bowline-all", "python"),
    ];
    assert_eq!(named, expected);
    for hook in hooks {
        assert_eq!(hook.pass_filenames, hook.id != "bowline-all", "{}", hook.id);
        if hook.pass_filenames {
            // A run with only some of the files reports only some of the breakage.
            assert!(hook.require_serial, "{}", hook.id);
            assert_eq!(hook.types_or, ["yaml", "json"], "{}", hook.id);
        }
        // A commit that only deletes files passes no files, and leaves nothing to fix.
        assert_eq!(hook.always_run, hook.id != "bowline-fix", "{}", hook.id);
    }
}

#[test]
fn entries_run_with_whatever_files_are_staged() {
    let folder = TempDir::new().unwrap();
    let service = |selector| {
        format!(
            "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  selector:\n    app: {selector}\n  ports:\n    - port: 80\n"
        )
    };
    let pod = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  labels:\n    app: web\nspec:\n  containers:\n    - name: web\n      image: nginx:1.29\n";
    // The project is the repository.
    fs::create_dir(folder.path().join(".git")).unwrap();
    fs::write(folder.path().join("pod.yaml"), pod).unwrap();
    fs::write(folder.path().join("docker-compose.yml"), "services:\n  web:\n    image: nginx\n").unwrap();
    fs::write(folder.path().join("package.json"), "{}").unwrap();
    for hook in hooks().into_iter().filter(|hook| hook.id != "bowline-fix") {
        let mut words = hook.entry.split(' ');
        assert_eq!(words.next(), Some("bowline"), "{}", hook.id);
        let run = |staged: &[&str]| {
            let staged = if hook.pass_filenames { staged } else { &[] };
            bowline(folder.path(), &[&words.clone().collect::<Vec<_>>(), staged].concat())
        };
        fs::write(folder.path().join("service.yaml"), service("web")).unwrap();
        for staged in [&["docker-compose.yml"][..], &["package.json", "service.yaml"], &["pod.yaml"]] {
            let run = run(staged);
            assert_eq!(run.code, 0, "{} {staged:?}: {}{}", hook.id, run.stdout, run.stderr);
        }
        fs::write(folder.path().join("service.yaml"), service("wbe")).unwrap();
        // The hook gets one of the two ends of a broken reference.
        for staged in ["service.yaml", "pod.yaml"] {
            let run = run(&[staged]);
            assert_eq!(run.code, 1, "{} {staged}: {}{}", hook.id, run.stdout, run.stderr);
            assert!(run.stdout.contains("service-selects-nothing"), "{}", run.stdout);
        }
    }
}

#[test]
fn the_hook_that_fixes_changes_only_staged_files() {
    let slip = crate::common::HEADLESS_SLIP;
    let folder = crate::common::folder(&[
        (".git/HEAD", ""),
        ("staged.yaml", slip),
        ("other.yaml", &slip.replace("cache", "db")),
    ]);
    let hook = hooks().into_iter().find(|hook| hook.id == "bowline-fix").unwrap();
    let words: Vec<&str> = hook.entry.split(' ').skip(1).chain(["staged.yaml"]).collect();
    let run = bowline(folder.path(), &words);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    assert!(read("staged.yaml").contains("clusterIP: None") && read("other.yaml").contains("clusterIP: none"));
}
