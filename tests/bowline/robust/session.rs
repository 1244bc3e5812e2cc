//! Repeated checks, as in an editor, find the same as a single check.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use bowline::diagnostic::Diagnostic;
use bowline::lint::settle::Scope;
use bowline::session::{self, Checked, Session};
use bowline::settings::Settings;

use crate::common::again::{File, checked_again};
use crate::common::invariants::checked_with;
use crate::common::random::{Random, Rounds};
use crate::common::{STATEFUL_SET as SET, headless_service as service};
use crate::common::{given, walk};

fn settings() -> Settings {
    Settings { info: true, ..Settings::default() }
}

/// The rule, file, offset and fingerprint of each finding.
fn found(checked: &Checked) -> Vec<(&'static str, String, u32, String)> {
    let row = |one: &Diagnostic| {
        let span = one.primary.span;
        (one.rule, checked.sources.get(span.file).name.clone(), span.start, one.fingerprint.clone())
    };
    checked.outcome.diagnostics.iter().map(row).collect()
}

fn once(files: &[(&str, &str)]) -> Vec<(&'static str, String, u32, String)> {
    found(&checked_with(files, &settings()))
}

#[test]
fn a_session_finds_what_a_single_check_finds() {
    let mut session = Session::default();
    let set = |session: &mut Session, name: &str, text: &str| {
        session.set(session::load(name, Ok(text.as_bytes().to_vec())));
        found(&session.check(&settings(), Scope::default()))
    };
    let (right, wrong) = (service("db"), service("bd"));
    assert_eq!(set(&mut session, "b/set.yaml", SET), once(&[("b/set.yaml", SET)]));
    // A file that is added later is still reported in the order of names.
    let both = set(&mut session, "b/service.yaml", &wrong);
    assert_eq!(both, once(&[("b/service.yaml", &wrong), ("b/set.yaml", SET)]));
    assert_eq!(
        both.first().map(|row| (row.0, row.1.as_str())),
        Some(("sts-servicename-selector-mismatch", "b/service.yaml"))
    );
    assert_eq!(set(&mut session, "b/service.yaml", &right), once(&[("b/service.yaml", &right), ("b/set.yaml", SET)]));
    assert_eq!(set(&mut session, "b/service.yaml", &wrong), both);
    // A file that is no longer a manifest, or no longer exists, is forgotten.
    assert_eq!(set(&mut session, "b/set.yaml", "a: b\n"), once(&[("b/service.yaml", &wrong)]));
    session.remove("b/service.yaml");
    assert_eq!(found(&session.check(&settings(), Scope::default())), []);
}

#[test]
fn what_a_kustomization_changes_follows_the_kustomization() {
    let kustomization =
        "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [set.yaml, service.yaml]\n";
    let add = r#"[{"op": "add", "path": "/spec/selector", "value": {"app": "db"}}]"#;
    let patched = format!("{kustomization}patches: [{{target: {{kind: Service}}, patch: '{add}'}}]\n");
    let wrong = service("bd");
    let mut session = Session::default();
    for (name, text) in [("kustomization.yaml", kustomization), ("set.yaml", SET), ("service.yaml", &wrong)] {
        session.set(session::load(name, Ok(text.as_bytes().to_vec())));
    }
    let mut rules = |text: &str| -> Vec<&'static str> {
        session.set(session::load("kustomization.yaml", Ok(text.as_bytes().to_vec())));
        found(&session.check(&settings(), Scope::default())).iter().map(|row| row.0).collect()
    };
    let judged = rules(kustomization);
    assert_eq!(judged, ["sts-servicename-selector-mismatch"]);
    // The finding about the built object disappears with the patch.
    assert_eq!(rules(&patched), [""; 0]);
    assert_eq!(rules(kustomization), judged);
}

/// Files that a session does not know.
struct Disk(BTreeMap<&'static str, &'static str>);

impl session::Disk for Disk {
    fn read(&self, path: &str) -> Option<Vec<u8>> {
        self.0.get(path).map(|text| text.as_bytes().to_vec())
    }

    fn is_folder(&self, _path: &str) -> bool {
        false
    }

    fn is_outside(&self, _path: &str) -> bool {
        false
    }

    fn is_ignored(&self, _path: &str) -> bool {
        false
    }

    fn name(&self, path: &str) -> String {
        path.to_owned()
    }
}

#[test]
fn what_only_the_disk_has_is_built_as_it_is_now() {
    const MAP: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n  - name: c\n    image: a:1\n    env:\n    \
                       - {name: A, valueFrom: {configMapKeyRef: {name: settings, key: mode}}}\n";
    let kustomization = "resources: [pod.yaml]\nconfigMapGenerator:\n- {name: settings, envs: [more.env]}\n\
                         secretGenerator:\n- {name: login, envs: [login.env]}\n";
    let files = [("kustomization.yaml", kustomization), ("pod.yaml", MAP)];
    let load = |(name, text): (&str, &str)| session::load(name, Ok(text.as_bytes().to_vec()));
    let mut kept = Session::default();
    files.into_iter().for_each(|file| kept.set(load(file)));
    let login = "password=correct-horse-7\n";
    let mut seen = Vec::new();
    for more in ["mode=fast\n", "mode=fast\n", "other=1\n", "mode=slow\nother=1\n"] {
        let there = || Disk(BTreeMap::from([("more.env", more), ("login.env", login)]));
        let around = session::Around { disk: Some(&there()), ..session::Around::default() };
        let again = found(&kept.check_with(&settings(), Scope::default(), around));
        let disk: Option<Box<dyn session::Disk>> = Some(Box::new(there()));
        let input = session::Input { loaded: files.map(load).into(), disk, ..session::Input::default() };
        assert_eq!(again, found(&session::run(input, &settings(), &|| {})), "{more}");
        seen.push(again.len());
    }
    assert!(seen[2] > seen[1] && seen[3] == seen[0], "{seen:?}");
}

#[test]
fn a_chart_that_comes_later_explains_its_templates() {
    let template = "apiVersion: v1\nkind: Service\nmetadata:\n  name: {{ name }}\n";
    let mut session = Session::default();
    let mut set = |name: &str, text: &str| {
        session.set(session::load(name, Ok(text.as_bytes().to_vec())));
        let found = found(&session.check(&settings(), Scope::default()));
        found.into_iter().map(|row| row.0).collect::<Vec<_>>()
    };
    assert_eq!(set("shop/web.yaml", template), ["yaml-template"]);
    assert_eq!(set("shop/Chart.yaml", "name: shop\n"), [""; 0]);
    session.remove("shop/Chart.yaml");
    assert_eq!(found(&session.check(&settings(), Scope::default())).len(), 1);
}

#[test]
fn checks_of_changing_files_find_what_a_single_check_finds() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut random = Random::from_env();
    let folders = ["testdata/overlays", "testdata/shop", "testdata/kustomize", "tests/bowline/injected/apps"];
    for round in Rounds::new(folders.len()) {
        let files = files(&root.join(folders[round % folders.len()]));
        let bytes: Vec<u8> = (0..160).map(|_| random.below(256) as u8).collect();
        checked_again(&files, &bytes).unwrap();
    }
}

#[test]
#[ignore = "needs a folder of projects: BOWLINE_CORPUS"]
fn checks_of_a_changing_corpus_find_what_a_single_check_finds() {
    let mut random = Random::from_env();
    let entries = std::fs::read_dir(given("BOWLINE_CORPUS")).unwrap().map(|one| one.unwrap().path());
    let folders: Vec<_> = entries.filter(|path| path.is_dir()).collect();
    for round in Rounds::new(folders.len()) {
        let folder = &folders[round % folders.len()];
        let bytes: Vec<u8> = (0..200).map(|_| random.below(256) as u8).collect();
        let verdict = checked_again(&files(folder), &bytes);
        assert!(verdict.is_ok(), "{}: {}", folder.display(), verdict.unwrap_err());
    }
}

/// The manifests below a folder, by their names in it.
fn files(folder: &Path) -> Vec<File> {
    let is_yaml = |path: &PathBuf| path.extension().is_some_and(|end| end == "yaml" || end == "yml");
    let name = |path: &Path| path.strip_prefix(folder).unwrap().to_string_lossy().into_owned();
    let read = |path: PathBuf| Some((name(&path), std::fs::read(&path).ok().filter(|bytes| bytes.len() < 100_000)?));
    let files: Vec<File> = walk(folder).into_iter().filter(is_yaml).filter_map(read).collect();
    assert!(!files.is_empty());
    files
}
