//! What the objects around a literal say of whether it is a secret, and of who is to mind.

use super::Workspace;
use crate::kube::{Kind, Resource};
use crate::secrets::engine::{Credential, is_password_name};
use crate::secrets::spots::{Spot, spots};

impl<'w> Workspace<'w> {
    /// The credentials that an object, or a patch, writes out. Worked out when first asked for.
    pub fn secrets(&'w self, resource: &Resource<'w>) -> impl Iterator<Item = &'w Spot<'w>> {
        let all = self.secrets[resource.id].get_or_init(|| spots(resource.root).into_boxed_slice());
        all.iter().filter(|spot| {
            let value = spot.node.text().get(spot.written.credential.secret.clone()).unwrap_or_default();
            !self.names_a_secret(&spot.written.name, value)
        })
    }

    /// Whether a value is the name of a Secret at hand, under a name that need not hold a password.
    pub fn names_a_secret(&self, name: &str, value: &str) -> bool {
        !is_password_name(name) && self.named(Kind::Secret, value).next().is_some()
    }

    /// Whether a credential is a common password, or one to be replaced, in a folder of examples: whoever tries them out knows.
    pub fn is_demo(&self, resource: &Resource<'_>, credential: &Credential) -> bool {
        (credential.is_common() || credential.is_placeholder()) && self.is_example(resource)
    }
}

/// Whether containers of an object run commands: it holds pods, or is of a kind that may.
pub fn may_run(resource: &Resource<'_>) -> bool {
    Kind::POD_HOLDERS.contains(&resource.kind) || resource.kind.is_of_others()
}
