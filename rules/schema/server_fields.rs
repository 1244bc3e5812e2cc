//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::Resource;
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::text::list::list;
use crate::text::unknown::is_unknown;
use crate::yaml::{Edits, Entry, remove_entry};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "server-fields",
        summary: "Metadata that only the API server sets",
        category: Category::Values,
        severity: Severity::Warning,
        fix: Some(Applicability::Safe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Object(check),
};

const VERSION: &str = "resourceVersion";
const FIELDS: &[&str] = &["creationTimestamp", "generation", "managedFields", VERSION, "selfLink", "uid"];

fn check<'w>(resource: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some(metadata) = resource.root.get("metadata").filter(|_| cx.workspace.knows_kind(resource)) else { return };
    let found: Vec<Entry<'w>> = metadata.entries().filter(is_left).collect();
    let version = found.iter().find(|entry| entry.key.text() == VERSION);
    let Some(place) = version.or(found.first()) else { return };
    let (message, severity) = match version {
        Some(_) => {
            let message = "the API server rejects a new object with a `resourceVersion`, and an update with any but the \
                           current one";
            (message.to_owned(), Severity::Warning)
        }
        None => {
            let names: Vec<&str> = found.iter().map(|entry| entry.key.text()).collect();
            let (names, verb) = (list(&names, "and"), if names.len() == 1 { "is" } else { "are" });
            (format!("{names} {verb} left from an object in a cluster: only the API server sets this"), Severity::Info)
        }
    };
    let help = "remove what the API server sets; `kubectl get -o yaml` prints it";
    let edits: Edits = found.iter().map(|entry| remove_entry(*entry)).collect();
    let report = cx.report(*place, message).severity(severity).help(help);
    report.fix(Applicability::Safe, "remove what the API server sets", edits);
}

/// Whether a field of the metadata has a value that only an object in a cluster has. Some tools write empty ones.
fn is_left(entry: &Entry<'_>) -> bool {
    let value = entry.value;
    let says_nothing = value.is_empty() || value.is_null() || value.text() == "0" || is_unknown(value.text());
    FIELDS.contains(&entry.key.text()) && !says_nothing
}
