//! Reports selectors that nearly match, for all kinds of objects with selectors.

use super::Cx;
use super::missing::namespace_place;
use crate::diagnostic::{Applicability, Edits, Severity};
use crate::kube::{Kind, Namespace, PodTemplate, Requirement, Resource, Selector};
use crate::workspace::{Likeness, Miss, NearMiss};
use crate::yaml::{Edit, Entry, insert_after, replace_scalar};

impl<'w> Cx<'w> {
    /// Reports that a selector requires labels that nearly match existing ones. `effect` follows a comma: `so it
    /// selects no pod`.
    pub fn report_near_miss(&mut self, near: &NearMiss<'w>, effect: &str, severity: Severity) {
        let Some(term) = near.terms.first() else { return };
        let Some((key, wanted)) = term.key.as_deref().zip(term.single_value()) else { return };
        let (title, kind) = (near.owner.title(), near.owner.kind_name);
        let requires = format!("the selector requires `{key}: {wanted}`");
        let (who, whose, has) = match near.of_pods && near.owner.kind != Kind::Pod {
            true => (near.owner.pods(), "the pods", "have"),
            false => (title.clone(), title.as_str(), "has"),
        };
        let (message, note, help, fix) = match &near.miss {
            Miss::Value(label) => {
                let written = label.value.unwrap_or_default();
                (
                    format!("{requires}, but {who} {has} `{key}: {written}`, {effect}"),
                    format!("the label of {whose}"),
                    format!("write `{key}: {written}`"),
                    (format!("select `{key}: {written}`"), self.new_value(term, written).into()),
                )
            }
            Miss::Key(label) => (
                format!("{requires}, but {who} {has} `{}: {wanted}`, {effect}", label.key),
                format!("the label of {whose}"),
                format!("write `{}: {wanted}`", label.key),
                (
                    format!("select by `{}`", label.key),
                    term.pair.and_then(|pair| replace_scalar(pair.key, &label.key)).into(),
                ),
            ),
            Miss::Absent => (
                format!("{requires}, but {who} {has} only its other labels, {effect}"),
                format!("no `{key}` here"),
                format!("give {whose} the label `{key}: {wanted}`, or remove it from the selector"),
                (format!("add the label to {whose}"), missing_labels(near)),
            ),
            Miss::OnWorkload => (
                format!("{requires}, which is a label of {title} but not of its pods, {effect}"),
                format!("the pods have no `{key}: {wanted}`"),
                format!("write `{key}: {wanted}` under the {kind}'s `template.metadata.labels` as well"),
                ("add the label to the pods".to_owned(), missing_labels(near)),
            ),
        };
        let template = self.workspace.template(near.owner).filter(|_| near.of_pods);
        let mut report = self.report(term.node, message).severity(severity).help(help);
        if let Some(place) = place_of(near, key) {
            report = report.related(place, note);
        }
        // A label by which the workload itself selects is reported at the workload.
        if let Some(template) = template {
            for key in near.terms.iter().filter_map(|term| term.key.as_deref()) {
                report = match template.labels.get(key) {
                    Some(label) => report.resting_on(label.entry),
                    None => report.resting_on(template.without_label(key)),
                };
            }
        }
        // One patch may make several selectors miss the pods.
        if let (Likeness::Changed, Miss::Value(label)) = (near.likeness, &near.miss) {
            report = report.sharing(label.entry);
        }
        report.fix(Applicability::Unsafe, fix.0, fix.1);
    }

    /// Reports that a selector matches pods only in a namespace other than its own.
    pub fn report_other_namespace(
        &mut self,
        from: &'w Resource<'w>,
        selector: &Selector<'w>,
        template: &PodTemplate<'w>,
        effect: &str,
    ) {
        let owner = self.workspace.owner(template);
        let (Namespace::Named(own), Namespace::Named(other)) = (&from.namespace, &owner.namespace) else { return };
        let (here, there) = (namespace_place(from), namespace_place(owner));
        let are = if owner.kind == Kind::Pod { "is" } else { "are" };
        let message = format!(
            "{} is in namespace `{own}`, but {}, which its selector matches, {are} in `{other}`, {effect}",
            from.title(),
            owner.pods()
        );
        self.report(here, message)
            .severity(Severity::Warning)
            .related(there, format!("the pods are in `{other}`"))
            .sharing_namespace(from, other)
            .sharing_namespace(owner, own)
            .resting_on(selector.entry)
            .help(format!("write `namespace: {other}`, or move the pods"));
    }

    fn new_value(&self, term: &Requirement<'w>, value: &str) -> Option<Edit> {
        term.pair.and_then(|pair| replace_scalar(pair.value, value))
    }
}

/// The entry at which a person looks for the label of a key.
fn place_of<'w>(near: &NearMiss<'w>, key: &str) -> Option<Entry<'w>> {
    match &near.miss {
        Miss::Value(label) | Miss::Key(label) => Some(label.entry),
        Miss::Absent => near.place,
        Miss::OnWorkload => near.labels.get(key).map(|label| label.entry).or(near.place),
    }
}

/// The edits that add the labels required by a selector to the existing ones.
fn missing_labels(near: &NearMiss<'_>) -> Edits {
    let add = |term: &Requirement<'_>| {
        let last = near.labels.list.last()?;
        let (key, value) = term.key.as_deref().zip(term.single_value())?;
        insert_after(last.entry, key, value).filter(|_| near.labels.get(key).is_none())
    };
    near.terms.iter().map(add).collect()
}
