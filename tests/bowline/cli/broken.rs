//! Breakage by a change in real repositories: two copies of one application, one of which is edited in every way.

use std::fs;
use std::path::Path;

use crate::common::{self, bowline, commit_all, folder, git, walk};
use tempfile::TempDir;

/// An edit of a file by a person.
enum Edit {
    /// Writes another text in place of a text that appears once.
    Write(&'static str, &'static str, &'static str),
    Delete(&'static str),
    Move(&'static str, &'static str),
    /// Removes the documents that contain a text from a file.
    Drop(&'static str, &'static str),
}
use Edit::{Delete, Drop, Move, Write};

/// A name, the edits, and the file and line of the expected finding.
type Kind = (&'static str, &'static [Edit], (&'static str, &'static str));

/// Changes that break a reference, at either end.
const BREAKING: &[Kind] = &[
    // Pods of a Service, a disruption budget, a policy, an affinity.
    ("relabel pods", &[Write("web.yaml", "        app: web", "        app: shop")], ("web.yaml", "app: shop")),
    ("rename a label", &[Write("web.yaml", "        app: web", "        name: web")], ("web.yaml", "labels:")),
    ("reselect", &[Write("web.yaml", "    app: web\n  ports", "    app: front\n  ports")], ("web.yaml", "app: front")),
    (
        "select more",
        &[Write("web.yaml", "    app: web\n  p", "    app: web\n    zone: a\n  p")],
        ("web.yaml", "zone: a"),
    ),
    ("delete pods", &[Delete("cache.yaml")], ("web.yaml", "cache: warm")),
    ("delete a workload", &[Delete("db.yaml")], ("db-service.yaml", "app: db")),
    ("relabel other pods", &[Write("db.yaml", "        app: db", "        app: store")], ("db.yaml", "app: store")),
    (
        "reselect pods of a policy",
        &[Write("limits.yaml", "              app: web", "              app: site")],
        ("limits.yaml", "app: site"),
    ),
    (
        "reselect pods of a budget",
        &[Write("limits.yaml", "      app: db\n---\napiVersion: net", "      app: sql\n---\napiVersion: net")],
        ("limits.yaml", "app: sql"),
    ),
    // Services of a monitor.
    ("relabel a Service", &[Write("web.yaml", "scrape: web", "scrape: shop")], ("web.yaml", "scrape: shop")),
    ("reselect a Service", &[Write("limits.yaml", "scrape: web", "scrape: all")], ("limits.yaml", "scrape: all")),
    // Ports.
    (
        "rename a container port",
        &[Write("web.yaml", "name: http\n              containerPort", "name: web\n              containerPort")],
        ("web.yaml", "- name: web"),
    ),
    (
        "send to another port name",
        &[Write("web.yaml", "targetPort: http", "targetPort: web")],
        ("web.yaml", "targetPort: web"),
    ),
    (
        "change a container port",
        &[Write("web.yaml", "containerPort: 9090", "containerPort: 9100")],
        ("web.yaml", "containerPort: 9100"),
    ),
    (
        "send to another port",
        &[Write("web.yaml", "targetPort: 9090", "targetPort: 9191")],
        ("web.yaml", "targetPort: 9191"),
    ),
    (
        "drop a container port",
        &[Write("web.yaml", "            - name: metrics\n              containerPort: 9090\n", "")],
        ("web.yaml", "ports:"),
    ),
    (
        "change a protocol",
        &[Write("db.yaml", "containerPort: 5432", "containerPort: 5432\n              protocol: UDP")],
        ("db.yaml", "protocol: UDP"),
    ),
    (
        "rename a Service port",
        &[Write("web.yaml", "name: http\n      port: 80", "name: web\n      port: 80")],
        ("web.yaml", "- name: web"),
    ),
    (
        "change a Service port",
        &[Write("web.yaml", "port: 9090\n      targetPort", "port: 9191\n      targetPort")],
        ("web.yaml", "port: 9191"),
    ),
    (
        "ask for another Service port",
        &[Write("edge.yaml", "number: 9090", "number: 9091")],
        ("edge.yaml", "number: 9091"),
    ),
    (
        "ask for another Service port name",
        &[Write("edge.yaml", "name: http", "name: https")],
        ("edge.yaml", "name: https"),
    ),
    // Ports of monitors and policies.
    (
        "rename a monitored port",
        &[Write("web.yaml", "name: metrics\n      port: 9090", "name: stats\n      port: 9090")],
        ("web.yaml", "- name: stats"),
    ),
    (
        "monitor another port",
        &[Write("limits.yaml", "- port: metrics", "- port: stats")],
        ("limits.yaml", "- port: stats"),
    ),
    (
        "rename the port of a policy",
        &[Write("db.yaml", "name: sql", "name: postgres")],
        ("db.yaml", "- name: postgres"),
    ),
    (
        "open another port",
        &[Write("limits.yaml", "- port: sql", "- port: postgres")],
        ("limits.yaml", "- port: postgres"),
    ),
    // Hosts in strings.
    (
        "ask another host",
        &[Write("config.yaml", "http://web:80", "http://site:80")],
        ("config.yaml", "HOME_URL: http://site:80/"),
    ),
    (
        "ask another port of a host",
        &[Write("config.yaml", "http://web:80", "http://web:81")],
        ("config.yaml", "HOME_URL: http://web:81/"),
    ),
    // Keys.
    ("rename a key", &[Write("config.yaml", "  level: info", "  logLevel: info")], ("config.yaml", "logLevel: info")),
    ("drop a key", &[Write("config.yaml", "  level: info\n", "")], ("config.yaml", "data:")),
    ("ask for another key", &[Write("web.yaml", "key: level", "key: verbosity")], ("web.yaml", "key: verbosity")),
    ("drop a key of a Secret", &[Write("login.yaml", "  password: Y2hhbmdlbWU=\n", "")], ("login.yaml", "data:")),
    ("drop a file", &[Write("config.yaml", "  index.html: hello\n", "")], ("config.yaml", "data:")),
    (
        "ask for another file",
        &[Write("web.yaml", "key: index.html", "key: start.html")],
        ("web.yaml", "- key: start.html"),
    ),
    // Names.
    (
        "rename a ConfigMap",
        &[Write("config.yaml", "name: settings", "name: web-settings")],
        ("config.yaml", "name: web-settings"),
    ),
    ("delete a Secret", &[Delete("login.yaml")], ("web.yaml", "name: db-login")),
    (
        "name another ConfigMap",
        &[Write("web.yaml", "name: extras\n          volume", "name: banner\n          volume")],
        ("web.yaml", "name: banner"),
    ),
    ("delete a claim", &[Delete("uploads.yaml")], ("web.yaml", "claimName: uploads")),
    (
        "name another claim",
        &[Write("web.yaml", "claimName: uploads", "claimName: files")],
        ("web.yaml", "claimName: files"),
    ),
    (
        "rename a StorageClass",
        &[Write("cluster.yaml", "name: shop-disks", "name: disks")],
        ("cluster.yaml", "name: disks"),
    ),
    (
        "rename a governing Service",
        &[Write("db-service.yaml", "name: db-peers", "name: db-headless")],
        ("db-service.yaml", "name: db-headless"),
    ),
    (
        "name another governing Service",
        &[Write("db.yaml", "serviceName: db-peers", "serviceName: db")],
        ("db.yaml", "serviceName: db"),
    ),
    ("delete a governing Service", &[Delete("db-service.yaml")], ("db.yaml", "serviceName: db-peers")),
    (
        "rename a Service",
        &[Write("web.yaml", "name: web\n  labels", "name: site\n  labels")],
        ("web.yaml", "name: site"),
    ),
    (
        "name another backend",
        &[Write(
            "edge.yaml",
            "name: web\n                port:\n                  number",
            "name: admin\n                port:\n                  number",
        )],
        ("edge.yaml", "name: admin"),
    ),
    ("delete a certificate", &[Delete("tls.yaml")], ("edge.yaml", "secretName: shop-tls")),
    (
        "rename an IngressClass",
        &[Write("cluster.yaml", "name: edge", "name: public")],
        ("cluster.yaml", "name: public"),
    ),
    ("drop a PriorityClass", &[Drop("cluster.yaml", "shop-high")], ("web.yaml", "priorityClassName: shop-high")),
    (
        "rename a ServiceAccount",
        &[Write("access.yaml", "name: reader\n---", "name: visitor\n---")],
        ("access.yaml", "name: visitor"),
    ),
    ("drop a Role", &[Drop("access.yaml", "rules:")], ("access.yaml", "name: read-settings")),
    (
        "bind another Role",
        &[Write("access.yaml", "name: read-settings\nsubjects", "name: read-all\nsubjects")],
        ("access.yaml", "name: read-all"),
    ),
    (
        "bind another kind",
        &[Write("access.yaml", "kind: Role\n  name", "kind: ClusterRole\n  name")],
        ("access.yaml", "kind: ClusterRole"),
    ),
    (
        "bind another account",
        &[Write("access.yaml", "kind: ServiceAccount\n    name: reader", "kind: ServiceAccount\n    name: writer")],
        ("access.yaml", "name: writer"),
    ),
    (
        "rename a scaled workload",
        &[Write("web.yaml", "kind: Deployment\nmetadata:\n  name: web", "kind: Deployment\nmetadata:\n  name: site")],
        ("web.yaml", "name: site"),
    ),
    (
        "scale another workload",
        &[Write("limits.yaml", "kind: Deployment\n    name: web", "kind: Deployment\n    name: site")],
        ("limits.yaml", "name: site"),
    ),
    // A file that moves and gets a mistake.
    (
        "move and rename",
        &[Move("login.yaml", "secrets/login.yaml"), Write("secrets/login.yaml", "  password: Y2hhbmdlbWU=\n", "")],
        ("secrets/login.yaml", "data:"),
    ),
];

/// Changes to one of several namespaces that break a reference.
const MOVING: &[Kind] = &[
    (
        "move pods",
        &[Write("db.yaml", "  name: db\n  namespace: shop", "  name: db\n  namespace: data")],
        ("db.yaml", "namespace: data"),
    ),
    (
        "move a Service",
        &[Write("db-service.yaml", "namespace: shop", "namespace: data")],
        ("db-service.yaml", "namespace: data"),
    ),
    (
        "move what is mounted",
        &[Write("login.yaml", "namespace: shop", "namespace: data")],
        ("login.yaml", "namespace: data"),
    ),
    (
        "move what mounts",
        &[Write("cache.yaml", "namespace: shop", "namespace: data")],
        ("cache.yaml", "namespace: data"),
    ),
    (
        "bind an account elsewhere",
        &[Write("access.yaml", "    name: reader\n    namespace: shop", "    name: reader\n    namespace: data")],
        ("access.yaml", "namespace: data"),
    ),
    ("move a route", &[Write("edge.yaml", "namespace: shop", "namespace: data")], ("edge.yaml", "namespace: data")),
];

/// Changes that break nothing.
const HARMLESS: &[(&str, &[Edit])] = &[
    (
        "rename both ends",
        &[Write("config.yaml", "name: settings", "name: conf"), Write("web.yaml", "name: settings", "name: conf")],
    ),
    (
        "relabel both ends",
        &[
            Write("web.yaml", "        app: web", "        app: shop"),
            Write("web.yaml", "    app: web\n  ports", "    app: shop\n  ports"),
            Write("limits.yaml", "              app: web", "              app: shop"),
        ],
    ),
    (
        "rename a port at both ends",
        &[
            Write("web.yaml", "name: http\n              containerPort", "name: web\n              containerPort"),
            Write("web.yaml", "targetPort: http", "targetPort: web"),
        ],
    ),
    (
        "change a port at both ends",
        &[
            Write("web.yaml", "containerPort: 9090", "containerPort: 9100"),
            Write("web.yaml", "targetPort: 9090", "targetPort: 9100"),
        ],
    ),
    ("move a file", &[Move("login.yaml", "secrets/db login ü.yaml")]),
    ("rename a file", &[Move("web.yaml", "site.yaml")]),
    ("wait", &[Write("web.yaml", "minReadySeconds: 2", "minReadySeconds: 3")]),
    ("another image", &[Write("web.yaml", "web:1.4", "web:1.5")]),
    ("another value", &[Write("config.yaml", "level: info", "level: debug")]),
    ("a key that nobody asks for", &[Write("config.yaml", "  region: north\n", "")]),
    ("a key more", &[Write("config.yaml", "  level: info", "  colour: red\n  level: info")]),
    ("a label more", &[Write("web.yaml", "        app: web", "        app: web\n        zone: a")]),
    ("a comment", &[Write("web.yaml", "  minReadySeconds: 2", "  # two\n  minReadySeconds: 2")]),
    ("what was not there before", &[Write("web.yaml", "name: made-by-hand", "name: made-elsewhere")]),
    (
        "a new reference",
        &[Write(
            "web.yaml",
            "          envFrom:\n",
            "          envFrom:\n            - secretRef:\n                name: from-vault\n",
        )],
    ),
    ("another order", &[Write("config.yaml", "  level: info\n  region: north\n", "  region: north\n  level: info\n")]),
    (
        "an item before others",
        &[Write(
            "web.yaml",
            "          env:\n",
            "          env:\n            - name: FIRST\n              value: \"1\"\n",
        )],
    ),
    (
        "optional",
        &[
            Write(
                "web.yaml",
                "name: db-login\n                  key: password",
                "name: db-login\n                  key: password\n                  optional: true",
            ),
            Delete("login.yaml"),
        ],
    ),
    (
        "both ends go",
        &[
            Drop("limits.yaml", "PodDisruptionBudget"),
            Drop("limits.yaml", "kind: NetworkPolicy"),
            Delete("db.yaml"),
            Delete("db-service.yaml"),
        ],
    ),
    (
        "the reference goes",
        &[Write("web.yaml", "      priorityClassName: shop-high\n", ""), Drop("cluster.yaml", "shop-high")],
    ),
    (
        "declare no ports",
        &[
            Write("db.yaml", "          ports:\n            - name: sql\n              containerPort: 5432\n", ""),
            Write("limits.yaml", "      ports:\n        - port: sql\n", ""),
        ],
    ),
    (
        "all in one file",
        &[
            Write("config.yaml", "  level: info", "  level: info\n  tls: \"1\""),
            Move("config.yaml", "all/config.yaml"),
            Move("login.yaml", "all/login.yaml"),
        ],
    ),
];

/// A repository with the application in two variants. With `has_namespaces`, each variant has its own namespace.
fn repository(has_namespaces: bool) -> TempDir {
    let place = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bowline/cli/shop");
    let paths = walk(&place);
    assert_eq!(paths.len(), 12);
    let mut files = Vec::new();
    for path in paths {
        let (name, text) = (path.file_name().unwrap().to_str().unwrap(), fs::read_to_string(&path).unwrap());
        for (variant, namespace) in [("prod", "shop"), ("staging", "staging")] {
            let text = if has_namespaces { with_namespace(&text, namespace) } else { text.clone() };
            files.push((format!("{variant}/{name}"), text));
        }
    }
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let folder = folder(&files);
    commit_all(folder.path());
    folder
}

fn with_namespace(text: &str, namespace: &str) -> String {
    let documents = text.split("---\n").map(|document| {
        let is_of_cluster = ["kind: IngressClass", "kind: PriorityClass", "kind: StorageClass"]
            .iter()
            .any(|kind| document.lines().any(|line| line == *kind));
        let mut lines: Vec<String> = document.lines().map(str::to_owned).collect();
        let named = lines.iter().position(|line| line.starts_with("  name: ")).unwrap();
        if !is_of_cluster {
            lines.insert(named + 1, format!("  namespace: {namespace}"));
        }
        if lines.iter().any(|line| line == "  - kind: ServiceAccount") {
            lines.push(format!("    namespace: {namespace}"));
        }
        lines.join("\n") + "\n"
    });
    documents.collect::<Vec<_>>().join("---\n")
}

fn apply(folder: &Path, edits: &[Edit]) {
    let at = |name: &str| folder.join("prod").join(name);
    for edit in edits {
        match edit {
            Write(name, old, new) => {
                let text = fs::read_to_string(at(name)).unwrap();
                assert_eq!(text.matches(old).count(), 1, "{name} has `{old}`");
                fs::write(at(name), text.replace(old, new)).unwrap();
            }
            Delete(name) => fs::remove_file(at(name)).unwrap(),
            Move(from, to) => {
                fs::create_dir_all(at(to).parent().unwrap()).unwrap();
                fs::rename(at(from), at(to)).unwrap();
            }
            Drop(name, sign) => {
                let text = fs::read_to_string(at(name)).unwrap();
                let left: Vec<&str> = text.split("---\n").filter(|document| !document.contains(sign)).collect();
                fs::write(at(name), left.join("---\n")).unwrap();
            }
        }
    }
}

/// The rule, the file and the line of each finding.
fn places(folder: &Path, run: &common::Run) -> Vec<(String, String, String)> {
    let json = run.json();
    let found = json["diagnostics"].as_array().unwrap().iter().map(|found| {
        let (file, start) = (found["location"]["file"].as_str().unwrap(), &found["location"]["start"]);
        let text = fs::read_to_string(folder.join(file)).unwrap();
        let line = text.lines().nth(start["line"].as_u64().unwrap() as usize - 1).unwrap().trim().to_owned();
        (found["rule"].as_str().unwrap().to_owned(), file.to_owned(), line)
    });
    found.collect()
}

fn undo(folder: &Path) {
    git(folder, &["reset", "-q", "--hard", "HEAD"]);
    git(folder, &["clean", "-q", "-f", "-d"]);
}

/// The staged files that exist, as pre-commit passes them.
fn staged(folder: &Path) -> Vec<String> {
    let arguments = ["diff", "--cached", "--name-only", "--no-renames", "--diff-filter=d", "-z", "HEAD"];
    let output = std::process::Command::new("git").args(arguments).current_dir(folder).output().unwrap();
    let names = String::from_utf8(output.stdout).unwrap();
    names.split('\0').filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// The unexpected results after each kind of change is made alone.
fn mistakes(repository: &TempDir, kinds: &[Kind]) -> Vec<String> {
    let folder = repository.path();
    let mut wrong = Vec::new();
    for (kind, edits, (file, line)) in kinds {
        apply(folder, edits);
        let expected = [("reference-broken".to_owned(), format!("prod/{file}"), (*line).to_owned())];
        let diff = bowline(folder, &["check", "--format", "json", "--diff", "HEAD"]);
        let since = bowline(folder, &["check", "--format", "json", "--since", "HEAD"]);
        git(folder, &["add", "--all"]);
        let staged = staged(folder);
        let hook = ["check", "--format", "json", "--hook"].into_iter().chain(staged.iter().map(String::as_str));
        let hook = bowline(folder, &hook.collect::<Vec<_>>());
        for (way, run) in [("--diff", diff), ("--since", since), ("--hook", hook)] {
            let found = places(folder, &run);
            if found != expected {
                wrong.push(format!("{kind} ({way}): {found:?}"));
            }
        }
        undo(folder);
    }
    wrong
}

#[test]
fn every_reference_that_a_change_breaks_is_found_once() {
    let wrong = mistakes(&repository(false), BREAKING);
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), BREAKING.len() * 3, wrong.join("\n"));
}

#[test]
fn a_move_to_another_namespace_breaks_references() {
    let wrong = mistakes(&repository(true), MOVING);
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), MOVING.len() * 3, wrong.join("\n"));
}

#[test]
fn changes_that_break_nothing_are_silent() {
    for has_namespaces in [false, true] {
        let repository = repository(has_namespaces);
        let folder = repository.path();
        for (kind, edits) in HARMLESS {
            apply(folder, edits);
            let run = bowline(folder, &["check", "--format", "json", "--diff", "HEAD"]);
            assert_eq!((run.code, places(folder, &run)), (0, Vec::new()), "{kind}");
            undo(folder);
        }
    }
}

#[test]
fn what_a_branch_breaks_is_held_against_where_it_left() {
    let repository = repository(false);
    let folder = repository.path();
    let breaks = |reference: &str| {
        let run = bowline(folder, &["check", "--format", "json", "--since", reference]);
        places(folder, &run).into_iter().map(|(_, file, line)| format!("{file}: {line}")).collect::<Vec<_>>()
    };
    git(folder, &["checkout", "-q", "-b", "topic"]);
    apply(folder, &[Delete("login.yaml")]);
    git(folder, &["commit", "-q", "-a", "-m", "delete"]);
    git(folder, &["checkout", "-q", "main"]);
    apply(folder, &[Delete("tls.yaml")]);
    git(folder, &["commit", "-q", "-a", "-m", "what the branch does not have"]);
    git(folder, &["checkout", "-q", "topic"]);
    assert_eq!(breaks("main"), ["prod/web.yaml: name: db-login"]);
    assert_eq!(breaks("HEAD"), [""; 0], "what was broken before is not the change's");
    apply(folder, &[Write("web.yaml", "minReadySeconds: 2", "minReadySeconds: 3")]);
    assert_eq!(breaks("HEAD"), [""; 0], "an edit of the same file");
    // A range of commits, as pre-commit checks it.
    let hook = std::process::Command::new(env!("CARGO_BIN_EXE_bowline"))
        .args(["check", "--hook", "--format", "concise"])
        .env("PRE_COMMIT_FROM_REF", "HEAD~1")
        .current_dir(folder)
        .output()
        .unwrap();
    assert!(String::from_utf8_lossy(&hook.stdout).contains("warning[reference-broken]"), "{hook:?}");
}

#[test]
fn one_edit_is_one_finding_with_each_reference() {
    let repository = repository(false);
    let folder = repository.path();
    apply(folder, &[Write("db.yaml", "        app: db", "        app: store")]);
    let json = bowline(folder, &["check", "--format", "json", "--diff", "HEAD"]).json();
    let found = json["diagnostics"].as_array().unwrap();
    let related: Vec<&str> =
        found[0]["related"].as_array().unwrap().iter().map(|one| one["message"].as_str().unwrap()).collect();
    assert_eq!(found.len(), 1);
    assert_eq!(
        related,
        [
            "Service `db-peers` selects by this",
            "PodDisruptionBudget `db` selects by this",
            "NetworkPolicy `db` selects by this"
        ]
    );
    // The finding is as severe as the one of the rule that would report the Service without the change.
    assert_eq!(found[0]["severity"], "error");
}

#[test]
fn a_workload_that_misses_its_own_pods_is_said_once() {
    let service =
        "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec:\n  selector: {app: web}\n  ports: [{port: 80}]\n";
    let workload = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  selector: {matchLabels: {app: web}}\n  \
                    template:\n    metadata:\n      labels:\n        app: web\n    spec: {containers: [{name: web, image: 'a:1'}]}\n";
    let folder = folder(&[("service.yaml", service), ("web.yaml", workload)]);
    commit_all(folder.path());
    let edited = workload.replace("        app: web", "        app: front");
    fs::write(folder.path().join("web.yaml"), edited).unwrap();
    let run = bowline(folder.path(), &["check", "--format", "json", "--diff", "HEAD"]);
    let rules: Vec<String> = run.findings().into_iter().map(|(rule, _, _)| rule).collect();
    assert_eq!(rules, ["selector-template-mismatch"]);
}

#[test]
fn the_fix_of_a_finding_that_follows_is_kept() {
    let repository = repository(false);
    apply(repository.path(), &[Write("web.yaml", "key: level", "key: levle")]);
    let json = bowline(repository.path(), &["check", "--format", "json", "--diff", "HEAD"]).json();
    let found = json["diagnostics"].as_array().unwrap();
    assert_eq!((found.len(), found[0]["rule"].as_str()), (1, Some("reference-broken")));
    assert_eq!(found[0]["fix"]["edits"][0]["text"], "level", "{}", found[0]);
}

#[test]
fn only_what_is_asked_for_counts_as_the_change() {
    let repository = repository(false);
    let folder = repository.path();
    apply(folder, &[Delete("login.yaml")]);
    let files = |arguments: &[&str]| {
        let run = bowline(folder, &[&["check", "--format", "json"], arguments].concat());
        places(folder, &run).into_iter().map(|(_, file, _)| file).collect::<Vec<_>>()
    };
    assert_eq!(files(&["--diff", "HEAD", "prod"]), ["prod/web.yaml"]);
    assert_eq!(files(&["--diff", "HEAD", "staging"]), [""; 0]);
    assert_eq!(files(&["--hook", "staging/web.yaml"]), ["prod/web.yaml"]);
    assert_eq!(files(&["--hook"]), ["prod/web.yaml"], "a commit that only deletes");
    assert_eq!(files(&[]), [""; 0], "no change is looked at");
    fs::write(folder.join("bowline.yaml"), "external: [{kind: Secret, name: \"*\", reason: Vault}]\n").unwrap();
    assert_eq!(files(&["--diff", "HEAD"]), [""; 0]);
    fs::write(folder.join("bowline.yaml"), "ignore: [reference-broken]\n").unwrap();
    assert_eq!(files(&["--diff", "HEAD"]), [""; 0]);
}

#[test]
fn what_cannot_be_read_breaks_nothing() {
    let repository = repository(false);
    let folder = repository.path();
    let broken = |reference: &str| {
        let json = bowline(folder, &["check", "--format", "json", "--diff", reference]).json();
        let found = json["diagnostics"].as_array().unwrap().iter().map(|one| one["rule"].as_str().unwrap().to_owned());
        found.filter(|rule| rule == "reference-broken").count()
    };
    // The file could not be read before.
    let login = fs::read_to_string(folder.join("prod/login.yaml")).unwrap();
    fs::write(folder.join("prod/login.yaml"), login.replace("name: db-login", "name: [db-login")).unwrap();
    git(folder, &["commit", "-q", "-a", "-m", "broken"]);
    fs::remove_file(folder.join("prod/login.yaml")).unwrap();
    assert_eq!(broken("HEAD"), 0);
    assert_eq!(broken("HEAD~1"), 1);
    // The file cannot be read now.
    fs::write(folder.join("prod/login.yaml"), login.replace("name: db-login", "name: [db-login")).unwrap();
    assert_eq!(broken("HEAD~1"), 0);
    fs::write(folder.join("prod/login.yaml"), b"\xff\xfe\0").unwrap();
    assert_eq!(broken("HEAD~1"), 1);
    fs::write(folder.join("prod/login.yaml"), login.replace('\n', "\r\n")).unwrap();
    assert_eq!(broken("HEAD~1"), 0);
}

#[test]
fn a_repository_may_be_anywhere() {
    let folder = folder(&[("shop ü/a b/README.md", "")]);
    let place = folder.path().join("shop ü/a b");
    let source = repository(false);
    for path in walk(source.path()).iter().filter(|path| path.extension().is_some_and(|end| end == "yaml")) {
        let to = place.join("süd kurve").join(path.strip_prefix(source.path()).unwrap());
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(path, to).unwrap();
    }
    commit_all(folder.path());
    fs::remove_file(place.join("süd kurve/prod/login.yaml")).unwrap();
    let files = |cwd: &Path, arguments: &[&str]| {
        let run = bowline(cwd, &[&["check", "--format", "json"], arguments].concat());
        run.findings().into_iter().map(|(_, file, _)| file).collect::<Vec<_>>()
    };
    assert_eq!(files(&place, &["--diff", "HEAD"]), ["süd kurve/prod/web.yaml"]);
    assert_eq!(files(&place.join("süd kurve/prod"), &["--diff", "HEAD"]), ["web.yaml"]);
    assert_eq!(files(&place.join("süd kurve/staging"), &["--since", "HEAD", "../prod"]), ["../prod/web.yaml"]);
}

#[test]
fn a_commit_that_is_not_there_is_no_run() {
    let repository = repository(false);
    let clone = TempDir::new().unwrap();
    apply(repository.path(), &[Delete("login.yaml")]);
    git(repository.path(), &["commit", "-q", "-a", "-m", "second"]);
    let from = format!("file://{}", repository.path().display());
    git(clone.path(), &["clone", "-q", "--depth", "1", &from, "shallow"]);
    for option in ["--diff", "--since"] {
        let run = bowline(&clone.path().join("shallow"), &["check", option, "HEAD~1"]);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""));
        let hint =
            "bowline: git does not know the commit `HEAD~1`: in a shallow clone it may have to be fetched first\n";
        assert_eq!(run.stderr, hint);
    }
    // Before the first commit there is nothing to break, and nothing to fail on.
    let new = TempDir::new().unwrap();
    git(new.path(), &["init", "-q"]);
    assert_eq!(bowline(new.path(), &["check", "--hook"]).code, 0);
    assert_eq!(bowline(new.path(), &["check", "--since", "HEAD"]).code, 2);
}

#[test]
fn a_submodule_may_break_what_is_around_it() {
    let module = repository(false);
    let folder = folder(&[("README.md", "")]);
    git(folder.path(), &["init", "-q"]);
    git(folder.path(), &["submodule", "--quiet", "add", module.path().to_str().unwrap(), "sub module"]);
    commit_all(folder.path());
    fs::remove_file(folder.path().join("sub module/prod/login.yaml")).unwrap();
    let run = bowline(folder.path(), &["check", "--format", "json", "--diff", "HEAD"]);
    let files: Vec<String> = run.findings().into_iter().map(|(_, file, _)| file).collect();
    assert_eq!(files, ["sub module/prod/web.yaml"], "{}", run.stderr);
}

#[test]
fn a_hook_does_not_read_what_is_not_in_the_commit() {
    let repository = repository(false);
    let folder = repository.path();
    let found = || {
        let run = bowline(folder, &["check", "--format", "json", "--hook"]);
        let skipped = run.json()["summary"]["skipped"].clone();
        (places(folder, &run), skipped)
    };
    // One file that was deleted from the index only, and a new one that would help.
    git(folder, &["rm", "-q", "--cached", "prod/login.yaml"]);
    let secret = fs::read_to_string(folder.join("prod/login.yaml")).unwrap();
    fs::write(folder.join("prod/new.yaml"), secret).unwrap();
    let (places, skipped) = found();
    assert_eq!(places, [("reference-broken".into(), "prod/web.yaml".into(), "name: db-login".into())]);
    assert_eq!(skipped.as_array().unwrap().len(), 2, "{skipped}");
    git(folder, &["add", "prod/new.yaml"]);
    assert_eq!(found().0, []);
}

/// The real pre-commit, named by the variable `PRE_COMMIT`.
fn pre_commit(folder: &Path, arguments: &[&str]) -> std::process::Output {
    let program = std::env::var_os("PRE_COMMIT").expect("PRE_COMMIT names the program");
    let mut command = std::process::Command::new(program);
    command.args(arguments).current_dir(folder).env("PRE_COMMIT_HOME", folder.join(".git/pre-commit"));
    command.env("GIT_AUTHOR_NAME", "x").env("GIT_AUTHOR_EMAIL", "x@example.org").output().unwrap()
}

#[test]
#[ignore = "needs pre-commit, which the variable PRE_COMMIT names"]
fn pre_commit_refuses_what_the_staged_part_breaks() {
    let repository = repository(false);
    let folder = repository.path();
    let binary = env!("CARGO_BIN_EXE_bowline");
    let hook = format!(
        "repos:\n  - repo: local\n    hooks:\n      - id: bowline\n        name: bowline\n        entry: {binary} check --hook \
         --format concise\n        language: system\n        types_or: [yaml, json]\n        require_serial: true\n        \
         always_run: true\n"
    );
    fs::write(folder.join(".pre-commit-config.yaml"), hook).unwrap();
    commit_all(folder);
    let mut wrong = Vec::new();
    let mut expect = |what: String, breaks: bool| {
        let output = pre_commit(folder, &["run", "--hook-stage", "pre-commit"]);
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        if output.status.success() == breaks || said.matches("[reference-broken]").count() != usize::from(breaks) {
            wrong.push(format!("{what}: {said}"));
        }
        undo(folder);
    };
    for (kind, edits, _) in BREAKING {
        apply(folder, edits);
        git(folder, &["add", "--all"]);
        // The commit lacks the unstaged changes: here, it reverts the mistake.
        git(folder, &["restore", "--worktree", "--source", "HEAD", "."]);
        expect(format!("{kind}, repaired but not staged"), true);
        apply(folder, edits);
        fs::write(folder.join("staging/more.yaml"), "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: more}\n")
            .unwrap();
        git(folder, &["add", "staging/more.yaml"]);
        expect(format!("{kind}, not staged"), false);
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), BREAKING.len() * 2, wrong.join("\n"));
}
