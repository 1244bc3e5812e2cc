//! The main loop: handles the editor's messages in order, and sends it the findings of checks.

use std::collections::{BTreeMap, HashSet, VecDeque};
use std::path::PathBuf;
use std::sync::atomic::AtomicU32;

use crossbeam_channel::{Receiver, Sender, bounded, select};
use lsp_server::{Connection, ErrorCode, Message, Notification, Request, RequestId, Response};
use lsp_types::notification::Notification as _;
use lsp_types::request::Request as _;
use lsp_types::{
    Diagnostic, InitializeParams, MessageType, PublishDiagnosticsParams, ShowMessageParams, notification, request,
};
use serde::Deserialize;

use super::client::{Client, Preferences};
use super::files::of_folders;
use super::notifications::Effect;
use super::progress::Progress;
use super::state::State;
use super::worker::{Change, Done, Job, work};
use super::{capabilities, notifications, requests, uri};

/// Serves one editor until it exits or disconnects. Returns whether it ended as the protocol requires: first
/// `shutdown`, then `exit`.
///
/// # Errors
/// If the first message does not follow the protocol.
pub fn serve(connection: &Connection) -> Result<bool, String> {
    let (id, written) = connection.initialize_start().map_err(|error| error.to_string())?;
    let params = match InitializeParams::deserialize(&written) {
        Ok(params) => params,
        Err(error) => {
            let message = format!("`initialize`: {error}");
            let _ =
                connection.sender.send(Response::new_err(id, ErrorCode::InvalidParams as i32, message.clone()).into());
            return Err(message);
        }
    };
    let client = Client::read(&params, &written);
    let _ = connection.sender.send(Response::new_ok(id, capabilities::of(&client)).into());
    let progress = Progress { sender: connection.sender.clone(), is_shown: client.progress, told: AtomicU32::new(0) };
    let (jobs, waiting) = bounded::<Job>(1);
    let (finished, done) = bounded::<Done>(1);
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().name("check".to_owned());
        let worker = thread.spawn_scoped(scope, move || work(&waiting, &finished, &progress));
        worker.map_err(|error| format!("cannot start a thread: {error}"))?;
        let mut server = Server {
            sender: &connection.sender,
            jobs,
            state: State { client, folders: folders(&params), ..State::default() },
            revision: 0,
            checked: 0,
            is_busy: false,
            changes: Vec::new(),
            waiting: VecDeque::new(),
            published: BTreeMap::new(),
            is_shut: false,
        };
        server.begin(&params);
        Ok(server.run(&connection.receiver, &done))
    })
}

/// The folders that are open when the editor starts.
fn folders(params: &InitializeParams) -> Vec<PathBuf> {
    #[expect(deprecated, reason = "what older editors send")]
    let root = params.root_uri.iter();
    let folders = params.workspace_folders.iter().flatten().map(|folder| &folder.uri);
    let mut all: Vec<PathBuf> = folders.filter_map(uri::to_path).collect();
    if all.is_empty() {
        all.extend(root.filter_map(uri::to_path));
    }
    all
}

/// The thread that talks to the editor.
struct Server<'a> {
    sender: &'a Sender<Message>,
    jobs: Sender<Job>,
    /// The state that answers requests.
    state: State,
    /// The number of changes so far.
    revision: u64,
    /// The revision that was checked last.
    checked: u64,
    /// Whether a check is running.
    is_busy: bool,
    /// The changes since the check started.
    changes: Vec<Change>,
    /// Requests that wait for a check, each with the revision that it needs.
    waiting: VecDeque<(u64, Request)>,
    published: BTreeMap<PathBuf, Vec<Diagnostic>>,
    is_shut: bool,
}

impl Server<'_> {
    fn begin(&mut self, params: &InitializeParams) {
        if let Some(options) = &params.initialization_options {
            self.state.preferences = Preferences::read(options);
        }
        if self.state.client.watches {
            let watch = request::RegisterCapability::METHOD;
            self.ask(watch, "bowline/watch", capabilities::watched_files());
        }
        self.change(Change::Folders(self.state.folders.clone()));
    }

    fn run(&mut self, inbox: &Receiver<Message>, done: &Receiver<Done>) -> bool {
        loop {
            self.begin_check();
            select! {
                recv(inbox) -> first => {
                    let Ok(first) = first else { return false };
                    // Take everything that has arrived, so that cancelled requests do not start.
                    let messages: Vec<Message> = std::iter::once(first).chain(inbox.try_iter()).collect();
                    let cancelled: HashSet<RequestId> = messages.iter().filter_map(notifications::cancelled).collect();
                    for message in messages {
                        match message {
                            Message::Request(request) if cancelled.contains(&request.id) => self.cancel(request.id),
                            Message::Request(request) => self.request(request),
                            Message::Notification(one) if one.method == notification::Exit::METHOD => return self.is_shut,
                            Message::Notification(one) => {
                                let effects = notifications::take(&mut self.state, one);
                                effects.into_iter().for_each(|effect| self.follow(effect));
                            }
                            // Answers to the server's own requests: the settings.
                            Message::Response(response) => {
                                let effects = notifications::answered(&mut self.state, &response);
                                effects.into_iter().for_each(|effect| self.follow(effect));
                            }
                        }
                    }
                }
                recv(done) -> finished => match finished {
                    Ok(finished) => self.finish(finished),
                    Err(_) => return false,
                },
            }
        }
    }

    fn follow(&mut self, effect: Effect) {
        match effect {
            Effect::Changed(change) => self.change(change),
            Effect::Cancelled(id) if self.waiting.iter().any(|(_, request)| request.id == id) => self.cancel(id),
            Effect::Cancelled(_) => {}
            Effect::AskForSettings => {
                let method = request::WorkspaceConfiguration::METHOD;
                self.ask(method, notifications::SETTINGS, notifications::settings());
            }
        }
    }

    /// Notes a change for the next check.
    fn change(&mut self, change: Change) {
        self.revision += 1;
        if !self.changes.contains(&change) {
            self.changes.push(change);
        }
    }

    /// Starts a check of the changes. If one is running, the next check starts after it ends.
    fn begin_check(&mut self) {
        if self.is_busy || self.changes.is_empty() {
            return;
        }
        let texts = self.state.buffers.iter().map(|(path, buffer)| (path.clone(), buffer.source.clone())).collect();
        let changes = std::mem::take(&mut self.changes);
        let job = Job { revision: self.revision, changes, texts, wanted: self.state.preferences };
        self.is_busy = self.jobs.send(job).is_ok();
    }

    fn finish(&mut self, done: Done) {
        self.is_busy = false;
        self.checked = done.revision;
        self.state.take(done.snapshots);
        for note in done.notes {
            self.show(note);
        }
        match self.state.client.pulls {
            false => self.publish(),
            true => self.ask(request::WorkspaceDiagnosticRefresh::METHOD, "bowline/refresh", ()),
        }
        let checked = self.checked;
        let (ready, waiting) = self.waiting.drain(..).partition(|(revision, _)| *revision <= checked);
        self.waiting = waiting;
        let ready: VecDeque<(u64, Request)> = ready;
        for (_, request) in ready {
            self.send(requests::respond(&self.state, request));
        }
    }

    /// Sends the diagnostics of every file whose diagnostics changed. A text that changed in the meantime gets them
    /// after the next check.
    fn publish(&mut self) {
        let places = self.state.places();
        let mut found = of_folders(&self.state);
        for path in self.published.keys() {
            found.entry(path.clone()).or_default();
        }
        let mut sent = Vec::new();
        for (path, diagnostics) in found {
            let is_known = self.published.get(&path).is_some_and(|known| *known == diagnostics);
            let is_nothing = diagnostics.is_empty() && !self.published.contains_key(&path);
            if is_known || is_nothing || self.state.is_stale(&path) {
                continue;
            }
            let Some(uri) = places.uri(&path) else { continue };
            sent.push(PublishDiagnosticsParams {
                uri,
                diagnostics: diagnostics.clone(),
                version: places.version(&path),
            });
            match diagnostics.is_empty() {
                true => self.published.remove(&path),
                false => self.published.insert(path, diagnostics),
            };
        }
        for params in sent {
            self.notify(notification::PublishDiagnostics::METHOD, params);
        }
    }

    fn request(&mut self, request: Request) {
        if request.method == request::Shutdown::METHOD {
            self.is_shut = true;
            self.send(Response::new_ok(request.id, ()));
        } else if self.is_shut {
            let message = "the server is shutting down".to_owned();
            self.send(Response::new_err(request.id, ErrorCode::InvalidRequest as i32, message));
        } else if requests::waits(&request) && self.checked < self.revision {
            self.waiting.push_back((self.revision, request));
        } else {
            self.send(requests::respond(&self.state, request));
        }
    }

    /// Answers a request that the client cancelled.
    fn cancel(&mut self, id: RequestId) {
        self.waiting.retain(|(_, request)| request.id != id);
        self.send(Response::new_err(id, ErrorCode::RequestCanceled as i32, "cancelled".to_owned()));
    }

    /// Shows a message to the user.
    fn show(&self, message: String) {
        self.notify(notification::ShowMessage::METHOD, ShowMessageParams { typ: MessageType::WARNING, message });
    }

    /// Sends a request to the editor.
    fn ask(&self, method: &str, id: &str, params: impl serde::Serialize) {
        let id = RequestId::from(format!("{id}/{}", self.revision));
        let _ = self.sender.send(Request::new(id, method.to_owned(), params).into());
    }

    fn notify(&self, method: &str, params: impl serde::Serialize) {
        let _ = self.sender.send(Notification::new(method.to_owned(), params).into());
    }

    fn send(&self, response: Response) {
        let _ = self.sender.send(response.into());
    }
}
