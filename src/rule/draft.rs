//! The parts that a rule adds to a finding with a place and a message.

use std::hash::{DefaultHasher, Hash, Hasher};

use crate::diagnostic::{Applicability, Confidence, Diagnostic, Edits, Explained, Fix, Ground, Label, Severity};
use crate::kube::Resource;
use crate::schema::Advice;
use crate::secrets::engine::Credential;
use crate::source::Span;
use crate::yaml::{Node, Passage, Place, Without};

/// A finding that a rule is still adding to.
pub struct Draft<'a> {
    pub(super) diagnostic: &'a mut Diagnostic,
    /// Whether the finding is certain so far. `None` if the finding is about the text as it is written.
    pub(super) is_certain: Option<&'a mut bool>,
}

impl<'a> Draft<'a> {
    /// A draft of an existing finding.
    pub fn on(diagnostic: &'a mut Diagnostic) -> Self {
        Self { diagnostic, is_certain: None }
    }

    /// Drops the finding if something else that it rests on is not certain.
    pub fn given(self, is_certain: bool) -> Self {
        if let Some(certain) = self.is_certain {
            *certain &= is_certain;
            return Self { diagnostic: self.diagnostic, is_certain: Some(certain) };
        }
        self
    }

    /// Sets a severity other than the rule's own.
    pub fn severity(self, severity: Severity) -> Self {
        self.diagnostic.severity = severity;
        self
    }

    /// Sets the credential that the finding is about, with its text. Of equal credentials in one file, one finding is
    /// kept.
    pub fn credential(self, credential: &Credential, text: &str) -> Self {
        let mut hash = DefaultHasher::new();
        text.hash(&mut hash);
        self.diagnostic.credential = Some(hash.finish());
        self.confidence(credential.level.into())
    }

    /// Sets how certain it is that the value is a credential.
    pub fn confidence(self, confidence: Confidence) -> Self {
        self.diagnostic.confidence = Some(confidence);
        self
    }

    /// Sets a few words for the primary place.
    pub fn label(self, message: impl Into<String>) -> Self {
        self.diagnostic.primary.message = message.into();
        self
    }

    /// Adds another place that matters.
    pub fn related(self, place: impl Place, message: impl Into<String>) -> Self {
        let mut draft = self.related_at(place.span(), message).rests_on(place.grounds());
        let shown = |draft: &Self, span: Span| draft.diagnostic.labels().any(|label| label.span == span);
        for cause in place.causes_inside() {
            if !shown(&draft, cause.span) {
                draft = draft.related_at(cause.span, format!("this {}", cause.what));
            }
        }
        draft.given(place.is_certain())
    }

    /// Adds a place that the finding rests on but does not show.
    pub fn resting_on(self, place: impl Place) -> Self {
        let is_certain = place.is_certain();
        self.rests_on(place.grounds()).given(is_certain)
    }

    /// Lets findings at a further place or below it follow from this one, if they are of a later [rank](super::Rank).
    pub fn explaining(self, place: impl Place) -> Self {
        let basis = self.diagnostic.basis.get_or_insert_default();
        basis.place.extend(place.grounds());
        basis.explains.push(Explained::Within(place.span()));
        self
    }

    /// Lets findings that rest on a missing key follow from this one, if they are of a later [rank](super::Rank).
    pub fn explaining_lack(self, place: Without<'_, '_>) -> Self {
        self.diagnostic.basis.get_or_insert_default().place.extend(place.grounds());
        self
    }

    /// Adds a place where one mistake may break several things. Of all findings that share such a place, one is kept.
    pub fn sharing(self, place: impl Place) -> Self {
        // The shared thing is written at the place, not below its key.
        self.diagnostic.basis.get_or_insert_default().shared.extend(place.grounds().into_iter().take(1));
        self
    }

    /// Adds an object that lacks the expected name. One wrong name may break several references.
    pub fn sharing_name(self, object: &Resource<'_>, wanted: &str) -> Self {
        self.sharing(object.root.without(&format!("name {wanted}")))
    }

    /// Adds an object whose namespace may be the mistake: references look for it in another namespace, or its own
    /// references lead to another namespace.
    pub fn sharing_namespace(self, object: &Resource<'_>, other: &str) -> Self {
        self.sharing(object.root.without(&format!("namespace {other}")))
    }

    /// Lets findings at a passage or in it follow from this one, if they are of a later [rank](super::Rank).
    pub fn explaining_text(self, text: Passage<'_>) -> Self {
        let basis = self.diagnostic.basis.get_or_insert_default();
        basis.place.push(Ground::Value(text.span()));
        basis.explains.push(Explained::Within(text.span()));
        self
    }

    pub(super) fn rests_on(self, grounds: impl IntoIterator<Item = Ground>) -> Self {
        self.diagnostic.basis.get_or_insert_default().others.extend(grounds);
        self
    }

    /// Adds another place that helps to understand the finding. The finding does not rest on it.
    pub fn mention(self, place: impl Place, message: impl Into<String>) -> Self {
        self.related_at(place.span(), message)
    }

    pub(super) fn related_at(self, span: Span, message: impl Into<String>) -> Self {
        self.diagnostic.related.push(Label { span, message: message.into() });
        self
    }

    /// Sets what to write instead.
    pub fn help(self, help: impl Into<String>) -> Self {
        self.diagnostic.help = Some(help.into());
        self
    }

    /// Sets what to write in place of an `apiVersion` that is removed, with the fix that rewrites the whole object.
    pub fn advise(self, object: Node<'_>, advice: &Advice<'_>) -> Self {
        let draft = self.help(advice.help.clone());
        match advice.successor.zip(advice.applicability) {
            Some((new, sure)) => draft.fix(sure, format!("write `{}`", new.api_version()), advice.conversion(object)),
            None => draft,
        }
    }

    /// Sets a change that removes the finding. Without edits, or if they are incompatible, the finding has no fix.
    pub fn fix(self, applicability: Applicability, title: impl Into<String>, edits: impl Into<Edits>) -> Self {
        let edits = edits.into();
        if !edits.is_empty() {
            self.diagnostic.fix = Some(Fix { title: title.into(), applicability, edits, needs: None });
        }
        self
    }

    /// Says what else a person must do for the fix to work. Without a fix, this does nothing.
    pub fn needs(self, what: impl Into<String>) -> Self {
        if let Some(fix) = &mut self.diagnostic.fix {
            fix.needs = Some(what.into());
        }
        self
    }
}
