//! Findings in the form in which an editor shows them.

use std::str::FromStr;

use lsp_types::{
    CodeDescription, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag, Location,
    NumberOrString, Uri,
};

use super::snapshot::Snapshot;
use super::state::Places;
use crate::diagnostic::{self, Severity};
use crate::rule::Category;
use crate::rules;
use crate::source::Span;

/// The source that editors show next to each finding.
const SOURCE: &str = "bowline";

/// The diagnostic of a finding at its own place.
pub fn diagnostic(finding: &diagnostic::Diagnostic, snapshot: &Snapshot, places: &Places<'_>) -> Diagnostic {
    let message = match &finding.help {
        Some(help) => format!("{}\n{help}", finding.message),
        None => finding.message.clone(),
    };
    let related = finding.related.iter().filter_map(|label| {
        let message = if label.message.is_empty() { "see here".to_owned() } else { label.message.clone() };
        Some(DiagnosticRelatedInformation { location: places.location(snapshot, label.span)?, message })
    });
    let related: Vec<_> = related.collect();
    Diagnostic {
        related_information: (!related.is_empty()).then_some(related),
        ..base(finding, finding.primary.span, message, snapshot, places)
    }
}

/// The diagnostic of a finding in another file, at a place that it has in this file.
pub fn hint(
    finding: &diagnostic::Diagnostic,
    span: Span,
    label: &str,
    snapshot: &Snapshot,
    places: &Places<'_>,
) -> Diagnostic {
    let place = snapshot.sources.get(finding.primary.span.file);
    let at = format!("{}:{}", place.name, place.position(finding.primary.span.start).line);
    let label = if label.is_empty() { String::new() } else { format!("{label}: ") };
    let message = format!("{label}{} ({at})", finding.message);
    let location = places.location(snapshot, finding.primary.span);
    let related =
        location.map(|location| vec![DiagnosticRelatedInformation { location, message: finding.message.clone() }]);
    Diagnostic {
        severity: Some(DiagnosticSeverity::HINT),
        related_information: related,
        ..base(finding, span, message, snapshot, places)
    }
}

fn base(
    finding: &diagnostic::Diagnostic,
    span: Span,
    message: String,
    snapshot: &Snapshot,
    places: &Places<'_>,
) -> Diagnostic {
    let source = snapshot.sources.get(span.file);
    Diagnostic {
        range: places.encoding.range(source, span),
        severity: Some(severity(finding.severity)),
        code: Some(NumberOrString::String(finding.rule.to_owned())),
        code_description: Uri::from_str(&rules::url(finding.rule)).ok().map(|href| CodeDescription { href }),
        source: Some(SOURCE.to_owned()),
        message,
        related_information: None,
        tags: tags(finding.rule),
        data: Some(serde_json::json!({ "fingerprint": finding.fingerprint })),
    }
}

fn severity(severity: Severity) -> DiagnosticSeverity {
    match severity {
        Severity::Error => DiagnosticSeverity::ERROR,
        Severity::Warning => DiagnosticSeverity::WARNING,
        Severity::Info => DiagnosticSeverity::INFORMATION,
    }
}

/// The tags that make editors draw text differently: struck out for a removed or deprecated API, pale for useless text.
fn tags(rule: &str) -> Option<Vec<DiagnosticTag>> {
    let category = rules::find(rule).map(|rule| rule.meta.category)?;
    match category {
        _ if rule.contains("deprecated") || rule.starts_with("api-removed") => Some(vec![DiagnosticTag::DEPRECATED]),
        Category::Suppression => Some(vec![DiagnosticTag::UNNECESSARY]),
        _ if rule.contains("unused") || rule.contains("duplicate-key") => Some(vec![DiagnosticTag::UNNECESSARY]),
        _ => None,
    }
}

impl Places<'_> {
    /// A place in the form of the protocol. Returns `None` for a file whose path is not UTF-8.
    pub fn location(&self, snapshot: &Snapshot, span: Span) -> Option<Location> {
        let range = self.encoding.range(snapshot.sources.get(span.file), span);
        Some(Location { uri: self.uri(&snapshot.path(span.file))?, range })
    }
}
