//! The cost of a key in the editor: a recorded session of typing in a folder of 3,000 manifests with 200
//! kustomizations.
//!
//! `cargo bench --bench typing -- [APPLICATIONS [ROUNDS]]` prints the wall-clock time from a changed byte to the
//! diagnostics, and from a request to its answer. Each is at the 50th and the 95th percentile, with the memory of the
//! process.
#![allow(missing_docs, clippy::print_stdout, clippy::unwrap_used, clippy::panic)]

#[path = "common/application.rs"]
mod application;

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use application::{PER_APPLICATION, application};
use lsp_server::{Connection, Message, Notification, Request, RequestId};
use serde_json::{Value, json};

/// The overlay of an application.
const OVERLAY: &str = "\
resources: [../..]
namePrefix: prod-
commonLabels: {env: prod}
patches: [{path: patch.yaml}]
configMapGenerator:
- name: more
  files: [more.properties]
";

/// The keys that are typed into a Deployment, at the `¦`; `<` deletes.
const TYPED: &str = "\n        - name: EXTRA\n          value: \"some text\"<<<<<t\"\n        - name: OTHER\n          valueFrom:\n            configMapKeyRef:\n              name: app-7\n              key: MODE\n";

fn main() {
    let numbers: Vec<usize> = std::env::args().skip(1).filter_map(|argument| argument.parse().ok()).collect();
    let applications = numbers.first().copied().unwrap_or(300);
    let rounds = numbers.get(1).copied().unwrap_or(3);
    let folder = tempfile::tempdir().unwrap();
    (0..applications).for_each(|i| write(folder.path(), i));
    let mut editor = Editor::begin(folder.path());
    println!("{} manifests; first check after {:.0} ms", applications * PER_APPLICATION, millis(editor.settle()));
    for (what, i) in [("a file that is applied alone", 7), ("a file that kustomizations build", 6)] {
        println!("{what}:");
        type_in(&mut editor, &folder.path().join(format!("team-0/app-{i}/4.yaml")), rounds);
    }
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    for line in status.lines().filter(|line| line.starts_with("VmRSS") || line.starts_with("VmHWM")) {
        println!("{line}");
    }
}

/// Writes an application. One in three is built by a kustomization, and changed by an overlay.
fn write(folder: &Path, i: usize) {
    let folder = folder.join(format!("team-{}/app-{i}", i / 100));
    let overlay = folder.join("overlays/prod");
    fs::create_dir_all(if i.is_multiple_of(3) { &overlay } else { &folder }).unwrap();
    let texts = application(i, &format!("ns-{i}"), i);
    let names: String = (0..texts.len()).map(|number| format!("- {number}.yaml\n")).collect();
    for (number, text) in texts.into_iter().enumerate() {
        fs::write(folder.join(format!("{number}.yaml")), text).unwrap();
    }
    if i.is_multiple_of(3) {
        let patch = format!(
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: app-{i}, namespace: ns-{i}}}\nspec: {{replicas: 4}}\n"
        );
        fs::write(folder.join("kustomization.yaml"), format!("resources:\n{names}")).unwrap();
        fs::write(overlay.join("kustomization.yaml"), OVERLAY).unwrap();
        fs::write(overlay.join("patch.yaml"), patch).unwrap();
        fs::write(overlay.join("more.properties"), "a=b\nc=d\n").unwrap();
    }
}

/// Types into a file, deletes all typed characters and begins again.
fn type_in(editor: &mut Editor, file: &Path, rounds: usize) {
    let text = fs::read_to_string(file).unwrap();
    let uri = format!("file://{}", fs::canonicalize(file).unwrap().display());
    editor.tell(
        "textDocument/didOpen",
        json!({ "textDocument": { "uri": uri, "languageId": "yaml", "version": 0, "text": text } }),
    );
    editor.settle();
    let (mut checks, mut completions, mut hovers) = (Vec::new(), Vec::new(), Vec::new());
    let mut version = 0;
    let at = text.find("        readinessProbe").unwrap();
    let line = text[..at].matches('\n').count() as u64 - 1;
    let column = text[..at].trim_end_matches('\n').rsplit('\n').next().unwrap().len() as u64;
    for _ in 0..rounds {
        let mut place = (line, column);
        for c in TYPED.chars() {
            version += 1;
            let start = Instant::now();
            place = key(editor, &uri, version, place, c);
            let position =
                json!({ "textDocument": { "uri": uri }, "position": { "line": place.0, "character": place.1 } });
            completions.push(editor.ask("textDocument/completion", position.clone()));
            editor.settle();
            checks.push(start.elapsed());
            hovers.push(editor.ask("textDocument/hover", position));
        }
        version += 1;
        editor.tell(
            "textDocument/didChange",
            json!({ "textDocument": { "uri": uri, "version": version }, "contentChanges": [{ "text": text }] }),
        );
        editor.settle();
    }
    for (what, times) in [("from a key to diagnostics", checks), ("completion", completions), ("hover", hovers)] {
        report(what, times);
    }
}

/// Presses one key. Returns the position of the next one.
fn key(editor: &Editor, uri: &str, version: u64, (line, column): (u64, u64), c: char) -> (u64, u64) {
    let (from, new) = if c == '<' { (column - 1, String::new()) } else { (column, c.to_string()) };
    let range = json!({ "start": { "line": line, "character": from }, "end": { "line": line, "character": column } });
    let changes = json!([{ "range": range, "text": new }]);
    editor.tell(
        "textDocument/didChange",
        json!({ "textDocument": { "uri": uri, "version": version }, "contentChanges": changes }),
    );
    match c {
        '<' => (line, column - 1),
        '\n' => (line + 1, 0),
        _ => (line, column + 1),
    }
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

fn report(what: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let at = |part: usize| millis(times[(times.len() * part / 100).min(times.len() - 1)]);
    println!("{what:28} p50 {:7.1} ms   p95 {:7.1} ms   {} times", at(50), at(95), times.len());
}

/// The editor's side of the protocol.
struct Editor {
    connection: Connection,
    next: i32,
}

impl Editor {
    fn begin(folder: &Path) -> Editor {
        let (near, far) = Connection::memory();
        std::thread::spawn(move || bowline::lsp::serve(&far));
        let mut editor = Editor { connection: near, next: 0 };
        let uri = format!("file://{}", fs::canonicalize(folder).unwrap().display());
        editor.ask("initialize", json!({ "capabilities": {}, "workspaceFolders": [{ "uri": uri, "name": "bench" }] }));
        editor.tell("initialized", json!({}));
        editor
    }

    fn tell(&self, method: &str, params: Value) {
        self.connection.sender.send(Notification::new(method.to_owned(), params).into()).unwrap();
    }

    /// Sends a request. Returns the time until the answer.
    fn ask(&mut self, method: &str, params: Value) -> Duration {
        self.next += 1;
        let id = RequestId::from(self.next);
        let start = Instant::now();
        self.connection.sender.send(Request::new(id.clone(), method.to_owned(), params).into()).unwrap();
        loop {
            match self.connection.receiver.recv().unwrap() {
                Message::Response(response) if response.id == id => return start.elapsed(),
                _ => {}
            }
        }
    }

    /// Returns the time until the newest texts are checked and their diagnostics are sent.
    fn settle(&mut self) -> Duration {
        let range = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 0, "character": 0 } });
        let params =
            json!({ "textDocument": { "uri": "file:///none" }, "range": range, "context": { "diagnostics": [] } });
        self.ask("textDocument/codeAction", params)
    }
}
