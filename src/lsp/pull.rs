//! Diagnostics for editors that pull them.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use lsp_types::{
    Diagnostic, DocumentDiagnosticParams, DocumentDiagnosticReport, DocumentDiagnosticReportKind,
    FullDocumentDiagnosticReport, RelatedFullDocumentDiagnosticReport, RelatedUnchangedDocumentDiagnosticReport,
    UnchangedDocumentDiagnosticReport, Uri, WorkspaceDiagnosticParams, WorkspaceDiagnosticReport,
    WorkspaceDocumentDiagnosticReport, WorkspaceFullDocumentDiagnosticReport,
    WorkspaceUnchangedDocumentDiagnosticReport,
};

use super::files::{of_file, of_folders};
use super::state::{Asked, Refusal, State};

/// The diagnostics of one open file, and those of other files that are about it.
///
/// # Errors
/// If the text changed in the meantime.
pub fn document(state: &State, params: DocumentDiagnosticParams) -> Result<DocumentDiagnosticReport, Refusal> {
    let asked = state.asked(&params.text_document.uri)?;
    let items = asked.as_ref().map_or_else(Vec::new, |asked| of_file(asked.snapshot, asked.source.id(), &asked.places));
    let id = result_id(&items);
    if params.previous_result_id.as_ref() == Some(&id) {
        let unchanged = UnchangedDocumentDiagnosticReport { result_id: id };
        return Ok(DocumentDiagnosticReport::Unchanged(RelatedUnchangedDocumentDiagnosticReport {
            related_documents: asked.as_ref().and_then(related),
            unchanged_document_diagnostic_report: unchanged,
        }));
    }
    Ok(DocumentDiagnosticReport::Full(RelatedFullDocumentDiagnosticReport {
        related_documents: asked.as_ref().and_then(related),
        full_document_diagnostic_report: FullDocumentDiagnosticReport { result_id: Some(id), items },
    }))
}

/// The diagnostics of other files with a place in this one.
#[expect(clippy::mutable_key_type, reason = "the type of the protocol: nothing changes a key")]
fn related(asked: &Asked<'_>) -> Option<HashMap<Uri, DocumentDiagnosticReportKind>> {
    let touching = asked.snapshot.touching(asked.source.id()).map(|(finding, ..)| finding.primary.span.file);
    let mut files: Vec<_> = touching.collect();
    files.sort_unstable();
    files.dedup();
    let report = |file| {
        let items = of_file(asked.snapshot, file, &asked.places);
        let report = FullDocumentDiagnosticReport { result_id: Some(result_id(&items)), items };
        Some((asked.places.uri(&asked.snapshot.path(file))?, report.into()))
    };
    let reports: HashMap<_, _> = files.into_iter().filter_map(report).collect();
    (!reports.is_empty()).then_some(reports)
}

/// The diagnostics of all files, including files that had some before and have none now.
///
/// # Errors
/// None.
pub fn workspace(state: &State, params: WorkspaceDiagnosticParams) -> Result<WorkspaceDiagnosticReport, Refusal> {
    let places = state.places();
    let previous = params.previous_result_ids.into_iter();
    #[expect(clippy::mutable_key_type, reason = "the type of the protocol: nothing changes a key")]
    let mut previous: HashMap<Uri, String> = previous.map(|one| (one.uri, one.value)).collect();
    let mut items = Vec::new();
    for (path, diagnostics) in of_folders(state) {
        let Some(uri) = places.uri(&path) else { continue };
        let version = places.version(&path).map(i64::from);
        let known = previous.remove(&uri);
        items.push(report(uri, version, diagnostics, known));
    }
    items.extend(previous.into_iter().map(|(uri, known)| report(uri, None, Vec::new(), Some(known))));
    Ok(WorkspaceDiagnosticReport { items })
}

fn report(
    uri: Uri,
    version: Option<i64>,
    items: Vec<Diagnostic>,
    known: Option<String>,
) -> WorkspaceDocumentDiagnosticReport {
    let id = result_id(&items);
    if known.as_ref() == Some(&id) {
        let unchanged = UnchangedDocumentDiagnosticReport { result_id: id };
        return WorkspaceDocumentDiagnosticReport::Unchanged(WorkspaceUnchangedDocumentDiagnosticReport {
            uri,
            version,
            unchanged_document_diagnostic_report: unchanged,
        });
    }
    WorkspaceDocumentDiagnosticReport::Full(WorkspaceFullDocumentDiagnosticReport {
        uri,
        version,
        full_document_diagnostic_report: FullDocumentDiagnosticReport { result_id: Some(id), items },
    })
}

/// An id of diagnostics: equal diagnostics have equal ids.
fn result_id(items: &[Diagnostic]) -> String {
    let mut hasher = DefaultHasher::new();
    serde_json::to_string(items).unwrap_or_default().hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}
