//! An editor at the other end of the protocol: every message goes through the real codec.

use std::collections::HashMap;
use std::path::Path;
use std::thread::JoinHandle;
use std::time::Duration;

use bowline::lsp;
use lsp_server::{Connection, Message, Notification, Request, RequestId, Response};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::common::folder;

/// More time than any request takes: a test that waits so long has failed.
const PATIENCE: Duration = Duration::from_secs(60);

/// The capabilities of a plain editor.
pub fn plain() -> Value {
    json!({ "workspace": { "workspaceEdit": { "documentChanges": true } } })
}

pub struct Editor {
    connection: Option<Connection>,
    server: Option<JoinHandle<Result<bool, String>>>,
    folder: TempDir,
    next: i32,
    versions: HashMap<String, i32>,
    /// The last diagnostics that the server sent for each file.
    pub shown: HashMap<String, Value>,
    /// Every message that was not an answer.
    pub heard: Vec<Message>,
    /// The capabilities that the server announced.
    pub server_can: Value,
}

impl Editor {
    /// Opens a folder with files in it.
    pub fn of(files: &[(&str, &str)]) -> Editor {
        Editor::with(files, plain(), Value::Null)
    }

    /// Starts an editor with these capabilities and initial options.
    pub fn with(files: &[(&str, &str)], capabilities: Value, options: Value) -> Editor {
        let folder = folder(files);
        let folders = json!([{ "uri": uri(folder.path(), ""), "name": "test" }]);
        Editor::begin(folder, &folders, capabilities, options)
    }

    /// Starts an editor with these named folders.
    pub fn begin(folder: TempDir, folders: &Value, capabilities: Value, options: Value) -> Editor {
        let (near, far) = Connection::memory();
        let server = std::thread::spawn(move || lsp::serve(&far));
        let mut editor = Editor {
            connection: Some(near),
            server: Some(server),
            folder,
            next: 0,
            versions: HashMap::new(),
            shown: HashMap::new(),
            heard: Vec::new(),
            server_can: Value::Null,
        };
        let params = json!({
            "processId": null, "capabilities": capabilities, "workspaceFolders": folders, "initializationOptions": options
        });
        editor.server_can = editor.ask("initialize", params).unwrap()["capabilities"].clone();
        editor.tell("initialized", json!({}));
        editor
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn uri(&self, name: &str) -> String {
        uri(self.folder.path(), name)
    }

    /// Writes a file on the disk without the knowledge of the editor.
    pub fn write(&self, name: &str, text: &str) {
        let path = self.folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    pub fn open(&mut self, name: &str, text: &str) {
        self.versions.insert(name.to_owned(), 1);
        let document = json!({ "uri": self.uri(name), "languageId": "yaml", "version": 1, "text": text });
        self.tell("textDocument/didOpen", json!({ "textDocument": document }));
    }

    /// Opens a file as it is on the disk.
    pub fn open_saved(&mut self, name: &str) {
        let text = std::fs::read_to_string(self.folder.path().join(name)).unwrap();
        self.open(name, &text);
    }

    pub fn close(&mut self, name: &str) {
        self.tell("textDocument/didClose", json!({ "textDocument": { "uri": self.uri(name) } }));
    }

    /// Replaces all text of a file.
    pub fn replace(&mut self, name: &str, text: &str) {
        self.change(name, json!([{ "text": text }]));
    }

    /// Replaces the range `[line, character, line, character]`.
    pub fn edit(&mut self, name: &str, range: [u32; 4], text: &str) {
        self.change(name, json!([{ "range": self::range(range), "text": text }]));
    }

    pub fn change(&mut self, name: &str, changes: Value) {
        let version = self.versions.get_mut(name).unwrap();
        *version += 1;
        let document = json!({ "uri": uri(self.folder.path(), name), "version": *version });
        self.tell("textDocument/didChange", json!({ "textDocument": document, "contentChanges": changes }));
    }

    /// Sends a notification to the server.
    pub fn tell(&mut self, method: &str, params: Value) {
        self.send(Notification::new(method.to_owned(), params).into());
    }

    /// Sends a request without waiting for the answer.
    pub fn begin_to_ask(&mut self, method: &str, params: Value) -> RequestId {
        self.next += 1;
        let id = RequestId::from(self.next);
        self.send(Request::new(id.clone(), method.to_owned(), params).into());
        id
    }

    /// Sends a request. Returns the answer, or the code and message of the error.
    pub fn ask(&mut self, method: &str, params: Value) -> Result<Value, (i32, String)> {
        let id = self.begin_to_ask(method, params);
        self.answer(&id)
    }

    /// Sends a request about a file, or about a place in it.
    pub fn at(&mut self, method: &str, name: &str, place: [u32; 2], more: Value) -> Result<Value, (i32, String)> {
        let mut params = json!({
            "textDocument": { "uri": self.uri(name) },
            "position": { "line": place[0], "character": place[1] }
        });
        params.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap_or_default());
        self.ask(method, params)
    }

    /// Waits for the answer to a request.
    pub fn answer(&mut self, id: &RequestId) -> Result<Value, (i32, String)> {
        loop {
            match self.receive() {
                Message::Response(Response { id: of, response_result }) if of == *id => {
                    return response_result.map_err(|error| (error.code, error.message));
                }
                other => self.hear(other),
            }
        }
    }

    /// Waits until the newest texts are checked. Returns the rule and line of each diagnostic of a file.
    pub fn found(&mut self, name: &str) -> Vec<(String, u64)> {
        self.diagnostics(name).iter().map(rule_and_line).collect()
    }

    /// Waits until the newest texts are checked. Returns the diagnostics of a file.
    pub fn diagnostics(&mut self, name: &str) -> Vec<Value> {
        self.settle();
        let shown = self.shown.get(&self.uri(name)).and_then(Value::as_array);
        shown.cloned().unwrap_or_default()
    }

    /// Waits until the newest texts are checked.
    pub fn settle(&mut self) {
        let range = self::range([0, 0, 0, 0]);
        let params = json!({
            "textDocument": { "uri": self.uri("none") }, "range": range, "context": { "diagnostics": [] }
        });
        self.ask("textDocument/codeAction", params).unwrap();
    }

    /// The code actions of a range of lines.
    pub fn actions(&mut self, name: &str, lines: [u32; 2], only: &[&str]) -> Vec<Value> {
        let only = if only.is_empty() { Value::Null } else { json!(only) };
        let params = json!({
            "textDocument": { "uri": self.uri(name) },
            "range": self::range([lines[0], 0, lines[1], 9999]),
            "context": { "diagnostics": [], "only": only }
        });
        self.ask("textDocument/codeAction", params).unwrap().as_array().cloned().unwrap_or_default()
    }

    /// The messages that users were shown.
    pub fn messages(&self) -> Vec<String> {
        let shown = self.heard.iter().filter_map(|message| match message {
            Message::Notification(one) if one.method == "window/showMessage" => {
                Some(one.params["message"].as_str().unwrap().to_owned())
            }
            _ => None,
        });
        shown.collect()
    }

    /// The methods of all messages from the server that are not answers.
    pub fn methods(&self) -> Vec<&str> {
        fn method(message: &Message) -> Option<&str> {
            match message {
                Message::Notification(one) => Some(&one.method),
                Message::Request(one) => Some(&one.method),
                Message::Response(_) => None,
            }
        }
        self.heard.iter().filter_map(method).collect()
    }

    /// Ends as the protocol requires. Returns whether the server agrees.
    pub fn end(mut self) -> bool {
        self.ask("shutdown", Value::Null).unwrap();
        self.tell("exit", Value::Null);
        self.server.take().unwrap().join().unwrap().unwrap()
    }

    fn send(&mut self, message: Message) {
        let _ = self.connection.as_ref().unwrap().sender.send(through_codec(&message));
    }

    fn receive(&mut self) -> Message {
        let received = self.connection.as_ref().unwrap().receiver.recv_timeout(PATIENCE);
        through_codec(&received.expect("the server is gone or hangs"))
    }

    fn hear(&mut self, message: Message) {
        if let Message::Notification(one) = &message
            && one.method == "textDocument/publishDiagnostics"
        {
            let uri = one.params["uri"].as_str().unwrap().to_owned();
            self.shown.insert(uri, one.params["diagnostics"].clone());
        }
        if let Message::Request(request) = &message {
            self.send(Response::new_ok(request.id.clone(), Value::Null).into());
        }
        self.heard.push(message);
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        // The server ends after the editor disconnects.
        self.connection.take();
        if let Some(server) = self.server.take()
            && !std::thread::panicking()
        {
            server.join().expect("the server panicked").unwrap();
        }
    }
}

fn through_codec(message: &Message) -> Message {
    let mut bytes = Vec::new();
    message.write(&mut bytes).unwrap();
    Message::read(&mut bytes.as_slice()).unwrap().unwrap()
}

pub fn uri(folder: &Path, name: &str) -> String {
    format!("file://{}/{name}", folder.canonicalize().unwrap().display()).trim_end_matches('/').to_owned()
}

pub fn range([line, character, to_line, to_character]: [u32; 4]) -> Value {
    json!({
        "start": { "line": line, "character": character },
        "end": { "line": to_line, "character": to_character }
    })
}

/// A range as `line:character-line:character`.
pub fn place(range: &Value) -> String {
    let at = |end: &str| format!("{}:{}", range[end]["line"], range[end]["character"]);
    format!("{}-{}", at("start"), at("end"))
}

fn rule_and_line(diagnostic: &Value) -> (String, u64) {
    (diagnostic["code"].as_str().unwrap().to_owned(), diagnostic["range"]["start"]["line"].as_u64().unwrap())
}

/// A text after edits of the protocol. Columns are in UTF-16.
pub fn edited(text: &str, edits: &[Value]) -> String {
    let offset = |place: &Value| {
        let (line, column) = (place["line"].as_u64().unwrap() as usize, place["character"].as_u64().unwrap() as usize);
        let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
        let mut units = 0;
        let ends = text[start..].char_indices().find(|(_, c)| {
            let is_there = units >= column;
            units += c.len_utf16();
            is_there
        });
        ends.map_or(text.len(), |(at, _)| start + at)
    };
    let mut places: Vec<_> = edits
        .iter()
        .map(|edit| (offset(&edit["range"]["start"]), offset(&edit["range"]["end"]), edit["newText"].as_str().unwrap()))
        .collect();
    places.sort_by_key(|place| (place.0, place.1));
    let mut text = text.to_owned();
    for (start, end, new) in places.into_iter().rev() {
        text.replace_range(start..end, new);
    }
    text
}

/// The edits for each file in a change with versions: `(uri, version, edits)`.
pub fn changes(edit: &Value) -> Vec<(String, Value, Vec<Value>)> {
    let all = edit["documentChanges"].as_array().unwrap().iter();
    all.map(|one| {
        let document = &one["textDocument"];
        let uri = document["uri"].as_str().unwrap().to_owned();
        (uri, document["version"].clone(), one["edits"].as_array().unwrap().clone())
    })
    .collect()
}
