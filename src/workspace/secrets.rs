//! What the objects around a literal say about whether it is a secret, and how severe that is.

use rayon::prelude::*;

use super::Workspace;
use crate::diagnostic::Severity;
use crate::kube::{Kind, Resource};
use crate::secrets::Plain;
use crate::secrets::engine::{Credential, is_password_name};
use crate::secrets::spots::{Place, Spot, spots_with};
use crate::yaml::Node;

impl<'w> Workspace<'w> {
    /// The credentials that an object, or a patch, contains as plain text. An identifier counts as a part of the secret
    /// next to it. Found on first use.
    pub fn secrets(&'w self, resource: &Resource<'w>) -> impl Iterator<Item = &'w Spot<'w>> {
        let all = self.all_secrets(resource);
        let is_owned = |id: &Spot<'w>| id.written.credential.is_identifier() && all.iter().any(|one| one.has_id(id));
        all.iter().filter(move |spot| {
            !is_owned(spot) && !self.is_allowed(spot) && !self.names_a_secret(&spot.written.name, spot.secret())
        })
    }

    /// The identifiers that belong to a credential of an object. Each belongs to the first credential that it can
    /// belong to.
    pub fn ids_of(&'w self, resource: &Resource<'w>, spot: &Spot<'w>) -> impl Iterator<Item = &'w Spot<'w>> {
        let all = self.all_secrets(resource);
        let is_first = move |id: &&Spot<'w>| all.iter().find(|one| one.has_id(id)).is_some_and(|one| one.is(spot));
        all.iter().filter(|id| id.written.credential.is_identifier()).filter(is_first)
    }

    /// Finds the credentials in all files, on all threads. To find those of one object at a time takes longer.
    pub fn read_secrets(&'w self) {
        let all = self.resources[..self.loose].par_iter().chain(&self.patched).chain(&self.covered);
        all.for_each_init(Plain::default, |plain, resource| _ = self.secrets_with(resource, plain));
    }

    fn all_secrets(&'w self, resource: &Resource<'w>) -> &'w [Spot<'w>] {
        self.secrets_with(resource, &mut Plain::default())
    }

    fn secrets_with(&'w self, resource: &Resource<'w>, plain: &mut Plain<'w>) -> &'w [Spot<'w>] {
        self.secrets[resource.id].get_or_init(|| {
            let mut all = spots_with(resource.root, plain);
            all.extend(self.project.own.spots(resource.root, &all));
            all.iter_mut().for_each(Spot::heed_comment);
            all.into_boxed_slice()
        })
    }

    /// Whether the settings of the project say that a name, which otherwise means a credential, is harmless.
    fn is_allowed(&self, spot: &Spot<'_>) -> bool {
        let outer = match spot.place {
            Place::Variable(name) | Place::Setting(name) => Some(name.text()),
            Place::Command(_) | Place::Field | Place::Text => spot.node.key().map(Node::text),
        };
        self.project.own.allows(&spot.written.name) || outer.is_some_and(|name| self.project.own.allows(name))
    }

    /// Whether a value is the name of a Secret in the files, and its own name need not be that of a password.
    pub fn names_a_secret(&self, name: &str, value: &str) -> bool {
        !is_password_name(name) && self.named(Kind::Secret, value).next().is_some()
    }

    /// Whether a credential is a common password or a placeholder in a folder of examples, whose users know that.
    pub fn is_demo(&self, resource: &Resource<'_>, credential: &Credential) -> bool {
        (credential.is_common() || credential.is_placeholder()) && self.is_example(resource)
    }

    /// The severity of a credential in an object: an error if a checksum proves that it is a real one.
    pub fn severity_of(&self, resource: &Resource<'_>, credential: &Credential) -> Severity {
        match credential.is_proven() {
            true => Severity::Error,
            false if self.is_demo(resource, credential) => Severity::Info,
            false => Severity::Warning,
        }
    }
}

/// Whether containers of an object run commands: it contains a pod, or its kind may.
pub fn may_run(resource: &Resource<'_>) -> bool {
    Kind::POD_HOLDERS.contains(&resource.kind) || resource.kind.is_of_others()
}
