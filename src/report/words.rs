//! The words that several formats for other tools share.

use super::visible::{one_line, visible};
use super::{Place, Report};
use crate::diagnostic::Diagnostic;
use crate::source::STDIN;

/// The name of the tool.
pub(super) const TOOL: &str = env!("CARGO_PKG_NAME");

/// The address of the project.
pub(super) const HOME: &str = env!("CARGO_PKG_REPOSITORY");

/// The remark for a place in a template.
pub(super) const APPROXIMATE: &str = "the text was rendered from this file, so the place is approximate";

/// A name for tools that require a path. Standard input has no path, and its name contains characters that a path must
/// not contain.
pub(super) fn path(name: &str) -> &str {
    if name == STDIN { "stdin" } else { name }
}

/// `file:line:column`, for people.
pub(super) fn position(report: &Report, diagnostic: &Diagnostic) -> String {
    at(&report.place(diagnostic.primary.span))
}

fn at(place: &Place) -> String {
    format!("{}:{}:{}", one_line(&place.file), place.start.line, place.start.column)
}

/// The object of a finding and the place in it, like `Service/shop/web/spec.ports[0].port`.
pub(super) fn object(diagnostic: &Diagnostic) -> Option<String> {
    let object = diagnostic.object.as_ref()?;
    let names = [Some(object.kind.as_str()), object.namespace.as_deref(), object.name.as_deref()];
    let path = Some(diagnostic.path.as_str()).filter(|path| !path.is_empty());
    let parts: Vec<&str> = names.into_iter().chain([path]).flatten().collect();
    Some(one_line(&parts.join("/")).into_owned())
}

/// The message, with further remarks below it, each on a separate line.
pub(super) fn explained(report: &Report, diagnostic: &Diagnostic) -> String {
    let mut text = visible(&diagnostic.message).into_owned();
    let related = diagnostic.related.iter().map(|label| {
        let place = at(&report.place(label.span));
        if label.message.is_empty() { place } else { format!("{place}: {}", visible(&label.message)) }
    });
    for line in remarks(report, diagnostic).into_iter().chain(related) {
        text.push('\n');
        text.push_str(&line);
    }
    text
}

/// The help, and a note if the place is approximate.
pub(super) fn remarks(report: &Report, diagnostic: &Diagnostic) -> Vec<String> {
    let help = diagnostic.help.as_ref().map(|help| format!("help: {}", visible(help)));
    let approximate = !report.place(diagnostic.primary.span).exact;
    help.into_iter().chain(approximate.then(|| format!("note: {APPROXIMATE}"))).collect()
}
