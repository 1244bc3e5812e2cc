//! Random typing in the language server, compared with a reading of the whole text.
use std::time::Duration;

use lsp_server::{Connection, Message, Notification, Request, RequestId};
use serde_json::{Value, json};

/// More time than any check takes.
const PATIENCE: Duration = Duration::from_secs(60);

/// A file in no folder of the editor. It need not exist.
const URI: &str = "file:///nowhere/bowline/a.yaml";

/// The texts that are typed.
const NEW: [&str; 12] = ["", "a", "\n", "  ", ": ", "- ", "\"", "{", "😀", "\r\n", "---\n", "|\n"];

/// Types and deletes text as the bytes say, and sends a request after each key press. In the end, it compares the shown
/// diagnostics with those for the whole text at once.
pub fn typed(start: &str, bytes: &[u8]) -> Result<(), String> {
    let mut text = start.to_owned();
    let mut server = Server::begin(&text)?;
    for (version, key) in bytes.chunks_exact(4).enumerate() {
        let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let first = (usize::from(key[0]) << 8 | usize::from(key[1])) % places.len();
        let last = (first + usize::from(key[2] % 9)).min(places.len() - 1);
        let (from, to) = (places[first], places[last]);
        // No place is between the two bytes of a line end.
        if [from, to].iter().any(|&at| text[..at].ends_with('\r')) {
            continue;
        }
        let new = NEW[usize::from(key[3]) % NEW.len()];
        let range = json!({ "start": place(&text, from), "end": place(&text, to) });
        text.replace_range(from..to, new);
        let document = json!({ "uri": URI, "version": version + 1 });
        server.tell(
            "textDocument/didChange",
            json!({ "textDocument": document, "contentChanges": [{ "range": range, "text": new }] }),
        );
        let position = place(&text, from + new.len());
        let asked = ["completion", "hover", "definition", "documentHighlight"][version % 4];
        server
            .ask(&format!("textDocument/{asked}"), json!({ "textDocument": { "uri": URI }, "position": position }))?;
    }
    // The server shows the last known findings of a broken text until it can be read. So the text is closed and opened
    // again.
    server.tell("textDocument/didClose", json!({ "textDocument": { "uri": URI } }));
    server.open(&text);
    let (typed, read) = (server.shown()?, Server::begin(&text)?.shown()?);
    if typed == read { Ok(()) } else { Err(format!("typed: {typed}\nread at once: {read}\nof: {text}")) }
}

/// The line and the column in UTF-16 of an offset.
pub fn line_and_column(text: &str, offset: usize) -> [u32; 2] {
    let start = text[..offset].rfind('\n').map_or(0, |at| at + 1);
    [text[..offset].matches('\n').count() as u32, text[start..offset].encode_utf16().count() as u32]
}

fn place(text: &str, offset: usize) -> Value {
    let [line, character] = line_and_column(text, offset);
    json!({ "line": line, "character": character })
}

struct Server {
    connection: Connection,
    next: i32,
    last: Value,
}

impl Server {
    fn begin(text: &str) -> Result<Server, String> {
        let (connection, far) = Connection::memory();
        std::thread::spawn(move || bowline::lsp::serve(&far));
        let mut server = Server { connection, next: 0, last: Value::Null };
        server.ask("initialize", json!({ "capabilities": {} }))?;
        server.open(text);
        Ok(server)
    }

    fn open(&self, text: &str) {
        let document = json!({ "uri": URI, "languageId": "yaml", "version": 0, "text": text });
        self.tell("textDocument/didOpen", json!({ "textDocument": document }));
    }

    /// The diagnostics of the newest text.
    fn shown(&mut self) -> Result<Value, String> {
        let zero = json!({ "line": 0, "character": 0 });
        let context = json!({ "diagnostics": [] });
        let params =
            json!({ "textDocument": { "uri": URI }, "range": { "start": zero, "end": zero }, "context": context });
        self.ask("textDocument/codeAction", params)?;
        // The server sends nothing about a text that never had a finding.
        Ok(if self.last.is_null() { json!([]) } else { self.last.clone() })
    }

    fn tell(&self, method: &str, params: Value) {
        // If the server is gone, the next request notices it.
        let _ = self.connection.sender.send(Notification::new(method.to_owned(), params).into());
    }

    /// Sends a request. Fails if the server is gone, hangs, or meets a bug.
    fn ask(&mut self, method: &str, params: Value) -> Result<(), String> {
        self.next += 1;
        let id = RequestId::from(self.next);
        let _ = self.connection.sender.send(Request::new(id.clone(), method.to_owned(), params).into());
        loop {
            match self.connection.receiver.recv_timeout(PATIENCE).map_err(|error| format!("{method}: {error}"))? {
                Message::Response(answer) if answer.id == id => {
                    // `InternalError`: a panic that was caught.
                    let bug = answer.response_result.err().filter(|error| error.code == -32603);
                    return bug.map_or(Ok(()), |error| Err(format!("{method}: {}", error.message)));
                }
                Message::Notification(one) if one.method == "textDocument/publishDiagnostics" => {
                    self.last = one.params["diagnostics"].clone();
                }
                Message::Notification(one) if one.method == "window/showMessage" => return Err(one.params.to_string()),
                _ => {}
            }
        }
    }
}
