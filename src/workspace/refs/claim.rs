//! What may be claimed of an object that no file has: the one ladder of evidence that all rules use.

use super::{Like, Missing, Reference, Resemblance};
use crate::diagnostic::Severity;
use crate::kube::Resource;
use crate::workspace::Workspace;

/// The best evidence that an object is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Evidence {
    /// No object of the kind is among the files: they may all be made elsewhere.
    None,
    /// Other objects of the kind are among the files.
    Peers,
    /// An object that was most probably meant is among the files.
    Near,
    /// The project says that the files are all there is.
    Closed,
}

/// What was most probably meant by a reference to an object that no file has.
#[derive(Debug, Clone, Copy)]
pub enum Meant<'w> {
    /// Another object.
    Like(Like<'w>),
    /// The object of the name in another namespace.
    Elsewhere(&'w Resource<'w>),
}

impl<'w> Workspace<'w> {
    /// How severe it is that an object which `from` names is missing. `is_near` says whether there is an object that
    /// was most probably meant. Returns `None` if nothing may be claimed.
    ///
    /// The controller of a custom resource nearby may make the object, which lowers the severity by one step.
    pub fn claim(&self, from: &Resource<'w>, missing: &Missing<'w>, is_near: bool) -> Option<Severity> {
        let evidence = match missing {
            _ if self.project.closed => Evidence::Closed,
            _ if is_near => Evidence::Near,
            Missing { has_peers: true, .. } => Evidence::Peers,
            Missing { .. } => Evidence::None,
        };
        match (evidence, self.has_custom_resource_nearby(from)) {
            (Evidence::Closed, _) => Some(Severity::Error),
            (Evidence::Near, false) => Some(Severity::Warning),
            (Evidence::Near, true) | (Evidence::Peers, false) => Some(Severity::Info),
            (Evidence::Peers, true) | (Evidence::None, _) => None,
        }
    }

    /// What a reference most probably means by a name that no object has, and how severe it is that none has it.
    /// Returns `None` if nothing may be claimed.
    pub fn judge(&self, reference: &Reference<'w>, missing: &Missing<'w>) -> Option<(Severity, Option<Meant<'w>>)> {
        let from = reference.from;
        let elsewhere = || missing.elsewhere.iter().find(|object| self.is_nearby(from, object));
        let like = missing.near.first().map(|like| Meant::Like(*like));
        let meant = like.or_else(|| elsewhere().map(|object| Meant::Elsewhere(object)));
        // A controller does not make an object whose name is one letter away from a written one.
        let is_sure = match meant {
            Some(Meant::Like(like)) => {
                matches!(
                    like.resemblance,
                    Resemblance::Typo | Resemblance::Made | Resemblance::Kind | Resemblance::Swapped
                )
            }
            Some(Meant::Elsewhere(_)) => reference.namespace().is_some(),
            None => false,
        };
        let claim = self.claim(from, missing, meant.is_some())?;
        if claim < Severity::Error && self.is_granted(reference) {
            return None;
        }
        match claim {
            Severity::Info if is_sure => Some((Severity::Warning, meant)),
            severity => Some((severity, meant)),
        }
    }
}
