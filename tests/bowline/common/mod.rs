//! Runs the command in process, and other things that several tests share.
pub mod again;
pub mod builds;
pub mod edits;
pub mod encoded;
pub mod invariants;
pub mod json;
pub mod random;
pub mod same;
pub mod seeds;
pub mod typing;

use std::path::{Path, PathBuf};

use bowline::cli::{self, Io, Terminal};
use serde_json::Value;
use tempfile::TempDir;
use walkdir::WalkDir;

pub struct Run {
    pub code: u8,
    pub stdout: String,
    pub stderr: String,
}

impl Run {
    /// The rule, file and path of each finding of JSON output.
    pub fn findings(&self) -> Vec<(String, String, String)> {
        let json = self.json();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let findings = json["diagnostics"].as_array().unwrap().iter();
        findings.map(|found| (text(&found["rule"]), text(&found["location"]["file"]), text(&found["path"]))).collect()
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|_| panic!("no JSON: {} {}", self.stdout, self.stderr))
    }
}

/// The formats that list findings: all but `diff`, which shows fixes.
pub const FORMATS: [&str; 10] =
    ["human", "concise", "json", "json-lines", "sarif", "github", "gitlab", "junit", "checkstyle", "rdjson"];

/// A Service that should be headless but is not: `svc-clusterip-invalid` at line 6, column 14.
pub const HEADLESS_SLIP: &str = "\
apiVersion: v1
kind: Service
metadata:
  name: cache
spec:
  clusterIP: none
  ports:
    - port: 6379
";

/// A Pod with a literal password: `hardcoded-password` at line 11, column 14.
pub const LEAK: &str = "\
apiVersion: v1
kind: Pod
metadata:
  name: db
spec:
  containers:
    - name: db
      image: mysql:8.4
      env:
        - name: MYSQL_ROOT_PASSWORD
          value: correct-horse-7
";

/// A StatefulSet `db` whose pods have the label `app: db`. It names the Service of [`headless_service`].
pub const STATEFUL_SET: &str = "\
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  serviceName: db
  replicas: 3
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec: {containers: [{name: db, image: 'db:1'}]}
";

/// A headless Service `db` that selects pods by their label `app`. If it is not `db`, the finding is
/// `sts-servicename-selector-mismatch`.
pub fn headless_service(app: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Service\nmetadata: {{name: db}}\nspec:\n  clusterIP: None\n  selector: {{app: {app}}}\n  \
         ports: [{{port: 5432}}]\n"
    )
}

/// Whether a file has this text. With `BLESS=1`, the text is written into the file first.
pub fn is_blessed(file: &Path, text: &str) -> bool {
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(file, text).unwrap();
    }
    std::fs::read_to_string(file).unwrap_or_default() == text
}

/// All files in a folder and in the folders below, in the order of their paths. Empty if the folder does not exist.
pub fn walk(folder: &Path) -> Vec<PathBuf> {
    let entries = WalkDir::new(folder).sort_by_file_name().into_iter().filter_map(Result::ok);
    entries.filter(|entry| entry.file_type().is_file()).map(walkdir::DirEntry::into_path).collect()
}

/// The folder that an environment variable names, for tests of data that is not in this repository.
pub fn given(variable: &str) -> PathBuf {
    std::env::var_os(variable).unwrap_or_else(|| panic!("{variable} names no folder")).into()
}

/// A new folder with files.
pub fn folder<T: AsRef<[u8]>>(files: &[(&str, T)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (name, bytes) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    folder
}

/// Runs `bowline` in a folder, without a terminal and without standard input.
pub fn bowline(folder: &Path, arguments: &[&str]) -> Run {
    bowline_with(folder, arguments, b"")
}

/// Runs the command with some standard input.
pub fn bowline_with(folder: &Path, arguments: &[&str], mut stdin: &[u8]) -> Run {
    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    let terminal = Terminal { unicode: true, width: 100, ..Terminal::default() };
    let code = cli::run(
        std::iter::once("bowline").chain(arguments.iter().copied()).map(Into::into),
        &mut Io {
            stdin: &mut stdin,
            stdout: &mut stdout,
            stderr: &mut stderr,
            folder: folder.to_owned(),
            today: jiff::civil::date(2026, 11, 26),
            terminal,
        },
    );
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Run { code, stdout: text(stdout), stderr: text(stderr) }
}

/// Runs git in a folder.
pub fn git(folder: &Path, arguments: &[&str]) {
    let output = std::process::Command::new("git")
        .args(["-c", "protocol.file.allow=always"])
        .args(["-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "init.defaultBranch=main"])
        .args(["-c", "commit.gpgsign=false"])
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap();
    assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// A repository with one commit of the whole folder.
pub fn commit_all(folder: &Path) {
    git(folder, &["init", "-q"]);
    git(folder, &["add", "."]);
    git(folder, &["commit", "-q", "-m", "all"]);
}
