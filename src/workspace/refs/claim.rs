//! What a rule may claim about a missing object. All rules use the same levels of evidence.

use super::{Like, Missing, Reference, Resemblance};
use crate::diagnostic::Severity;
use crate::kube::Resource;
use crate::workspace::Workspace;

/// The best evidence that an object is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Evidence {
    /// The files have no object of the kind: all may be made elsewhere.
    None,
    /// The files have other objects of the kind.
    Peers,
    /// The files have an object that the author most probably meant.
    Near,
    /// The settings of the project say that the files are complete.
    Closed,
}

/// The object that the author most probably meant by a reference to a missing one.
#[derive(Debug, Clone, Copy)]
pub enum Meant<'w> {
    /// Another object.
    Like(Like<'w>),
    /// The object of the name in another namespace.
    Elsewhere(&'w Resource<'w>),
}

impl<'w> Workspace<'w> {
    /// The severity of a missing object that `from` names. `is_near` says whether there is an object that the author
    /// most probably meant. Returns `None` if nothing may be claimed.
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

    /// The object that a reference to a missing one most probably means, and the severity of the finding. Returns
    /// `None` if nothing may be claimed.
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
