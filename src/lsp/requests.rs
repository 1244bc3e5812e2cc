//! The functions that answer requests.

use lsp_server::{ErrorCode, Request, Response};
use lsp_types::request::{
    CodeActionRequest, CodeLensRequest, Completion, DocumentDiagnosticRequest, DocumentHighlightRequest,
    DocumentSymbolRequest, GotoDefinition, HoverRequest, InlayHintRequest, PrepareRenameRequest, References, Rename,
    Request as Method, WorkspaceDiagnosticRequest, WorkspaceSymbolRequest,
};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::state::{Refusal, State};
use super::{actions, completion, hints, hover, navigation, pull, rename, symbols};

/// A function that answers a request.
type Answer = fn(&State, Request) -> Response;

/// The answers, by the name of the method. The flag says whether the request waits for a check of the newest texts.
const ANSWERS: &[(&str, bool, Answer)] = &[
    (CodeActionRequest::METHOD, true, |state, request| answer(state, request, actions::code_actions)),
    (DocumentDiagnosticRequest::METHOD, true, |state, request| answer(state, request, pull::document)),
    (WorkspaceDiagnosticRequest::METHOD, true, |state, request| answer(state, request, pull::workspace)),
    (GotoDefinition::METHOD, true, |state, request| answer(state, request, navigation::definition)),
    (References::METHOD, true, |state, request| answer(state, request, navigation::references)),
    (DocumentHighlightRequest::METHOD, true, |state, request| answer(state, request, navigation::highlight)),
    (HoverRequest::METHOD, true, |state, request| answer(state, request, hover::hover)),
    (PrepareRenameRequest::METHOD, true, |state, request| answer(state, request, rename::prepare)),
    (Rename::METHOD, true, |state, request| answer(state, request, rename::rename)),
    (DocumentSymbolRequest::METHOD, true, |state, request| answer(state, request, symbols::of_document)),
    (WorkspaceSymbolRequest::METHOD, true, |state, request| answer(state, request, symbols::of_workspace)),
    (CodeLensRequest::METHOD, true, |state, request| answer(state, request, hints::lenses)),
    (InlayHintRequest::METHOD, true, |state, request| answer(state, request, hints::inlays)),
    // The text is half written anyway, so this request does not wait.
    (Completion::METHOD, false, |state, request| answer(state, request, completion::complete)),
];

/// Whether a request waits until the newest texts are checked.
pub fn waits(request: &Request) -> bool {
    ANSWERS.iter().any(|(method, waits, _)| *method == request.method && *waits)
}

/// Answers a request, whatever it is.
pub fn respond(state: &State, request: Request) -> Response {
    match ANSWERS.iter().find(|(method, ..)| *method == request.method) {
        Some((.., answer)) => answer(state, request),
        None => {
            let message = format!("bowline does not know `{}`", request.method);
            Response::new_err(request.id, ErrorCode::MethodNotFound as i32, message)
        }
    }
}

fn answer<P: DeserializeOwned, R: Serialize>(
    state: &State,
    request: Request,
    function: fn(&State, P) -> Result<R, Refusal>,
) -> Response {
    let Request { id, method, params } = request;
    let params = match serde_json::from_value(params) {
        Ok(params) => params,
        Err(error) => {
            return Response::new_err(id, ErrorCode::InvalidParams as i32, format!("`{method}`: {error}"));
        }
    };
    let called = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| function(state, params)));
    match called {
        Ok(Ok(result)) => Response::new_ok(id, result),
        Ok(Err(Refusal::Changed)) => {
            Response::new_err(id, ErrorCode::ContentModified as i32, "the text has changed".to_owned())
        }
        Ok(Err(Refusal::Failed(reason))) => Response::new_err(id, ErrorCode::RequestFailed as i32, reason),
        Err(_) => {
            let message = "bowline met a bug of its own: please report it".to_owned();
            Response::new_err(id, ErrorCode::InternalError as i32, message)
        }
    }
}
