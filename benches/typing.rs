//! What a key costs in the editor: a recorded session of typing in a folder of 3,000 manifests.
//!
//! `cargo bench --bench typing -- [APPLICATIONS [ROUNDS]]`: the clock on the wall from a changed byte to the diagnostics, and from
//! a request to its answer, each at the 50th and the 95th percentile, with the memory of the process.
#![allow(missing_docs, clippy::print_stdout, clippy::unwrap_used, clippy::panic)]

#[path = "common/application.rs"]
mod application;

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use application::{PER_APPLICATION, application};
use lsp_server::{Connection, Message, Notification, Request, RequestId};
use serde_json::{Value, json};

/// What is typed into a Deployment, at the `¦`; `<` deletes.
const TYPED: &str = "\n        - name: EXTRA\n          value: \"some text\"<<<<<t\"\n        - name: OTHER\n          valueFrom:\n            configMapKeyRef:\n              name: app-7\n              key: MODE\n";

fn main() {
    let numbers: Vec<usize> = std::env::args().skip(1).filter_map(|argument| argument.parse().ok()).collect();
    let applications = numbers.first().copied().unwrap_or(300);
    let rounds = numbers.get(1).copied().unwrap_or(3);
    let folder = tempfile::tempdir().unwrap();
    for i in 0..applications {
        let folder = folder.path().join(format!("team-{}/app-{i}", i / 100));
        fs::create_dir_all(&folder).unwrap();
        for (number, text) in application(i, &format!("ns-{i}"), i).into_iter().enumerate() {
            fs::write(folder.join(format!("{number}.yaml")), text).unwrap();
        }
    }
    let mut editor = Editor::begin(folder.path());
    println!("{} manifests; first check after {:.0} ms", applications * PER_APPLICATION, millis(editor.settle()));
    let file = folder.path().join("team-0/app-7/4.yaml");
    let text = fs::read_to_string(&file).unwrap();
    let uri = format!("file://{}", fs::canonicalize(&file).unwrap().display());
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
            let (line, column) = place;
            let (from, new) = if c == '<' { (column - 1, String::new()) } else { (column, c.to_string()) };
            let range =
                json!({ "start": { "line": line, "character": from }, "end": { "line": line, "character": column } });
            let changes = json!([{ "range": range, "text": new }]);
            editor.tell(
                "textDocument/didChange",
                json!({ "textDocument": { "uri": uri, "version": version }, "contentChanges": changes }),
            );
            place = match c {
                '<' => (line, column - 1),
                '\n' => (line + 1, 0),
                _ => (line, column + 1),
            };
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
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    for line in status.lines().filter(|line| line.starts_with("VmRSS") || line.starts_with("VmHWM")) {
        println!("{line}");
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

/// The editor's end of the protocol.
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

    /// The time until the answer.
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

    /// The time until the newest texts are checked and their diagnostics are sent.
    fn settle(&mut self) -> Duration {
        let range = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 0, "character": 0 } });
        let params =
            json!({ "textDocument": { "uri": "file:///none" }, "range": range, "context": { "diagnostics": [] } });
        self.ask("textDocument/codeAction", params)
    }
}
