//! Which function answers which request.

use lsp_server::{ErrorCode, Request, Response};
use lsp_types::request::{CodeActionRequest, DocumentDiagnosticRequest, Request as Method, WorkspaceDiagnosticRequest};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::state::{Refusal, State};
use super::{actions, pull};

/// A function that answers a request.
type Answer = fn(&State, Request) -> Response;

/// The answers, by the name of the method, and whether each needs the newest texts to be checked.
const ANSWERS: &[(&str, bool, Answer)] = &[
    (CodeActionRequest::METHOD, true, |state, request| answer(state, request, actions::code_actions)),
    (DocumentDiagnosticRequest::METHOD, true, |state, request| answer(state, request, pull::document)),
    (WorkspaceDiagnosticRequest::METHOD, true, |state, request| answer(state, request, pull::workspace)),
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
        Err(_) => {
            let message = "bowline met a bug of its own: please report it".to_owned();
            Response::new_err(id, ErrorCode::InternalError as i32, message)
        }
    }
}
