//! Shows progress in the editor while many files are read.

use std::sync::atomic::{AtomicU32, Ordering};

use crossbeam_channel::Sender;
use lsp_server::{Message, Notification, Request, RequestId};
use lsp_types::notification::Notification as _;
use lsp_types::request::Request as _;
use lsp_types::{
    NumberOrString, ProgressParams, ProgressParamsValue, WorkDoneProgress, WorkDoneProgressBegin,
    WorkDoneProgressCreateParams, WorkDoneProgressEnd,
};

/// The number of files from which on progress is shown. Fewer files are read quickly.
const MANY: usize = 500;

/// The connection to the editor for progress.
pub struct Progress {
    /// The sender of messages to the editor.
    pub sender: Sender<Message>,
    /// Whether the editor shows progress.
    pub is_shown: bool,
    /// The number of readings so far, which names the next one.
    pub told: AtomicU32,
}

impl Progress {
    /// Runs `work`, which reads files, and shows progress if there are many.
    pub fn during<T>(&self, work: impl FnOnce(&(dyn Fn(usize) + Sync)) -> T) -> T {
        let number = self.told.fetch_add(1, Ordering::Relaxed);
        let token = NumberOrString::String(format!("bowline/{number}"));
        let is_begun = std::sync::atomic::AtomicBool::new(false);
        let done = work(&|files| {
            if files >= MANY && self.is_shown {
                is_begun.store(true, Ordering::Relaxed);
                self.begin(&token, files);
            }
        });
        if is_begun.load(Ordering::Relaxed) {
            self.send(&token, WorkDoneProgress::End(WorkDoneProgressEnd { message: None }));
        }
        done
    }

    fn begin(&self, token: &NumberOrString, files: usize) {
        let create = WorkDoneProgressCreateParams { token: token.clone() };
        let id = match token {
            NumberOrString::String(text) => RequestId::from(text.clone()),
            NumberOrString::Number(number) => RequestId::from(*number),
        };
        let method = lsp_types::request::WorkDoneProgressCreate::METHOD.to_owned();
        let _ = self.sender.send(Request::new(id, method, create).into());
        let title = "bowline".to_owned();
        let message = Some(format!("reading {files} files"));
        let begin = WorkDoneProgressBegin { title, message, ..WorkDoneProgressBegin::default() };
        self.send(token, WorkDoneProgress::Begin(begin));
    }

    fn send(&self, token: &NumberOrString, value: WorkDoneProgress) {
        let params = ProgressParams { token: token.clone(), value: ProgressParamsValue::WorkDone(value) };
        let method = lsp_types::notification::Progress::METHOD.to_owned();
        let _ = self.sender.send(Notification::new(method, params).into());
    }
}
