//! Rules on a tree from two files, a base and its patch: each finding is in the file that a person edits.

use std::collections::BTreeMap;
use std::sync::Arc;

use bowline::diagnostic::Diagnostic;
use bowline::lint;
use bowline::settings::Settings;
use bowline::source::{Source, Sources, Span};
use bowline::workspace::{Project, Sets, Workspace};
use bowline::yaml::{self, Cause, Composer, Node, Parsed, Place};

const BASE: &str = "\
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: db
spec:
  serviceName: db.shop.svc
  selector:
    matchLabels:
      app: db
  template:
    metadata:
      labels:
        app: db
    spec:
      containers:
        - name: db
          image: db:1
          resources:
            requests:
              memory: 512Mi
          ports:
            - name: sql
              containerPort: 5432
";

const PATCH: &str = "\
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: db
  labels:
    tier: -data
spec:
  template:
    metadata:
      labels:
        app: database
    spec:
      restartPolicy: Never
      containers:
        - name: db
          imagePullpolicy: Always
          env:
            - name: DB_PASSWORD
              value: xK4dLq9vTz
            - name: MODE
              value: 0777
          resources:
            limits:
              memory: 256Mi
          livenessProbe:
            tcpSocket: {port: 99999}
";

/// Merges a patch into a mapping of a base. Lists of mappings are merged by `name`.
fn merge(base: Node<'_>, patch: Node<'_>, composer: &mut Composer) {
    composer.open(base);
    for entry in base.entries() {
        match patch.entry(&entry.key.key_text()) {
            Some(other) if other.value.is_mapping() && entry.value.is_mapping() => {
                composer.copy(entry.key);
                merge(entry.value, other.value, composer);
            }
            Some(other) if other.value.is_sequence() && entry.value.is_sequence() => {
                composer.copy(entry.key);
                items(entry.value, other.value, composer);
            }
            // The value of the patch, with its key.
            Some(other) => drop(composer.copy(other.key).because(cause(other.value)).copy(other.value)),
            None => drop(composer.copy(entry.key).copy(entry.value)),
        }
    }
    for entry in patch.entries().filter(|entry| base.get(&entry.key.key_text()).is_none()) {
        composer.copy(entry.key).because(cause(entry.value)).copy(entry.value);
    }
    composer.close();
}

fn items(base: Node<'_>, patch: Node<'_>, composer: &mut Composer) {
    let name = |item: Node<'_>| item.get("name").map(|name| name.text().to_owned());
    composer.open(base);
    for item in base.items() {
        match patch.items().find(|other| name(*other) == name(item)) {
            Some(other) => merge(item, other, composer),
            None => drop(composer.copy(item)),
        }
    }
    composer.close();
}

fn cause(value: Node<'_>) -> Cause {
    Cause { span: value.span(), what: "patch sets the value".to_owned(), is_made: false }
}

/// The files of `base.yaml` and `patch.yaml`. The first has the tree that both make together.
fn project() -> (Sources, Vec<Arc<Parsed>>) {
    let mut sources = Sources::default();
    let [base, patch] = [("base.yaml", BASE), ("patch.yaml", PATCH)]
        .map(|(name, text)| sources.add(Source::new(name.to_owned(), text.to_owned())));
    let (mut base, patch) = (yaml::parse(&base), yaml::parse(&patch));
    let mut composer = Composer::new(&base.source);
    merge(base.documents[0].tree.root().unwrap(), patch.documents[0].tree.root().unwrap(), &mut composer);
    base.documents[0].tree = composer.finish();
    (sources, vec![Arc::new(base)])
}

fn findings(sources: &Sources, files: &[Arc<Parsed>]) -> Vec<Diagnostic> {
    let (sets, project) = (Sets::read(sources, files), Project::default());
    let workspace = Workspace::build(sources, files, &sets, &project);
    lint::run(&workspace, &Settings::default())
}

/// The text of a span in the form `file: text`.
fn shown(sources: &Sources, span: Span) -> String {
    format!("{}: {}", sources.get(span.file).name, sources.text(span))
}

#[test]
fn rules_report_in_the_file_that_a_person_edits() {
    let (sources, files) = project();
    let found = findings(&sources, &files);
    let row = |one: &Diagnostic| (one.rule, shown(&sources, one.primary.span));
    let rows: BTreeMap<&str, String> = found.iter().map(row).collect();
    let expected = [
        ("field-unknown", "patch.yaml: imagePullpolicy"),
        ("hardcoded-password", "patch.yaml: xK4dLq9vTz"),
        ("label-syntax", "patch.yaml: -data"),
        ("limits-below-requests", "base.yaml: 512Mi"),
        ("port-range", "patch.yaml: 99999"),
        ("restart-policy", "patch.yaml: Never"),
        ("selector-template-mismatch", "patch.yaml: database"),
        ("sts-servicename-invalid", "base.yaml: db.shop.svc"),
        ("yaml-octal", "patch.yaml: 0777"),
    ];
    let expected: BTreeMap<&str, String> = expected.map(|(rule, place)| (rule, place.to_owned())).into();
    assert_eq!(rows, expected);
    assert_eq!(found.len(), expected.len());
}

#[test]
fn related_places_and_edits_are_in_the_files_of_their_nodes() {
    let (sources, files) = project();
    let found = findings(&sources, &files);
    let of = |rule: &str| found.iter().find(|one| one.rule == rule).unwrap();
    let related =
        |rule: &str| -> Vec<String> { of(rule).related.iter().map(|label| shown(&sources, label.span)).collect() };
    // The related places include the cause of the value.
    assert_eq!(related("limits-below-requests"), ["patch.yaml: 256Mi", "patch.yaml: memory: 256Mi"]);
    assert_eq!(related("selector-template-mismatch"), ["base.yaml: db"]);
    let edits = |rule: &str| -> Vec<(String, String)> {
        let fix = of(rule).fix.iter().flat_map(|fix| fix.edits.iter());
        fix.map(|edit| (shown(&sources, edit.span()), edit.text().to_owned())).collect()
    };
    let one = |place: &str, text: &str| vec![(place.to_owned(), text.to_owned())];
    assert_eq!(edits("limits-below-requests"), one("base.yaml: 512Mi", "256Mi"));
    assert_eq!(edits("yaml-octal"), one("patch.yaml: 0777", "\"0777\""));
    assert_eq!(edits("restart-policy"), one("patch.yaml: Never", "Always"));
    assert_eq!(edits("field-unknown"), one("patch.yaml: imagePullpolicy", "imagePullPolicy"));
    assert_eq!(edits("sts-servicename-invalid"), one("base.yaml: db.shop.svc", "db"));
    assert_eq!(edits("hardcoded-password").len(), 1);
    assert!(edits("hardcoded-password")[0].0.starts_with("patch.yaml: value"), "{:?}", edits("hardcoded-password"));
}

#[test]
fn a_node_knows_its_file_and_what_put_it_there() {
    let (sources, files) = project();
    let root = files[0].documents[0].tree.root().unwrap();
    let at = |path: &[&str]| root.find(path).unwrap();
    let causes =
        |node: Node<'_>| -> Vec<String> { node.causes().iter().map(|one| shown(&sources, one.span)).collect() };
    let label = at(&["spec", "template", "metadata", "labels", "app"]);
    assert_eq!((label.text(), shown(&sources, Place::span(&label))), ("database", "patch.yaml: database".to_owned()));
    assert_eq!(causes(label), ["patch.yaml: database"]);
    let wanted = at(&["spec", "selector", "matchLabels", "app"]);
    assert_eq!((shown(&sources, wanted.span()), causes(wanted)), ("base.yaml: db".to_owned(), Vec::new()));
    // Everything below a node that a patch added has the causes of the node.
    let container = at(&["spec", "template", "spec", "containers"]).items().next().unwrap();
    let variable = container.get("env").unwrap().items().next().unwrap();
    assert_eq!(causes(variable.get("value").unwrap()).len(), 1);
    assert_eq!(container.path(), "spec.template.spec.containers[0]");
    let labels = at(&["spec", "template", "metadata", "labels"]);
    assert_eq!(shown(&sources, labels.key().unwrap().span()), "base.yaml: labels");
}

#[test]
fn a_text_that_a_renderer_makes_is_not_edited() {
    let mut sources = Sources::default();
    let source = sources.add(Source::new("base.yaml".to_owned(), BASE.to_owned()));
    let mut base = yaml::parse(&source);
    let root = base.documents[0].tree.root().unwrap();
    let mut composer = Composer::new(&source);
    composer.open(root);
    for entry in root.entries() {
        composer.copy(entry.key);
        match entry.key.text() {
            "spec" => {
                composer.open(entry.value);
                for field in entry.value.entries() {
                    composer.copy(field.key);
                    match field.key.text() {
                        "serviceName" => drop(composer.scalar("db.prod.svc", field.value, cause(field.value))),
                        _ => drop(composer.copy(field.value)),
                    }
                }
                composer.close();
            }
            _ => drop(composer.copy(entry.value)),
        }
    }
    base.documents[0].tree = composer.finish();
    let found = findings(&sources, &[Arc::new(base)]);
    let invalid = found.iter().find(|one| one.rule == "sts-servicename-invalid").unwrap();
    assert!(invalid.message.contains("`serviceName: db.prod.svc`"), "{}", invalid.message);
    assert_eq!(shown(&sources, invalid.primary.span), "base.yaml: db.shop.svc");
    assert_eq!(invalid.fix, None);
}
