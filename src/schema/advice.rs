//! The advice on an API that is removed in a later version.

use super::{Api, Problem, problems};
use crate::diagnostic::{Applicability, Edits};
use crate::kube::ingress;
use crate::kube::values::version::{Version, Versions};
use crate::kube::values::version_set::VersionSet;
use crate::yaml::{Node, replace_scalar};

/// The advice on an API.
#[derive(Debug)]
pub struct Advice<'a> {
    /// The API that is removed.
    former: Api<'a>,
    /// The API that replaces it in the newest requested version.
    pub successor: Option<Api<'a>>,
    /// The advice in words.
    pub help: String,
    /// How certain it is that an object needs only the new `apiVersion`. `None` if it certainly needs more changes.
    pub applicability: Option<Applicability>,
}

impl Advice<'_> {
    /// The edits that convert an object of the former API to its successor. Empty if it needs further changes.
    pub fn conversion(&self, object: Node<'_>) -> Edits {
        let Some((api, written)) = self.successor.zip(object.get("apiVersion")) else { return Edits::default() };
        let version = replace_scalar(written, api.api_version());
        if ingress::is_beta(object) && api.is_stable() {
            return Edits::both(version, ingress::to_stable(object));
        }
        let known: Vec<_> = problems(self.former, object, self.former.versions());
        let is_known = |problem: &Problem<'_>| known.iter().any(|other| other.identity() == problem.identity());
        match problems(api, object, api.versions()).iter().all(is_known) {
            true => version.into(),
            false => Edits::default(),
        }
    }
}

impl<'a> Api<'a> {
    /// The advice on objects that are meant for these versions.
    pub fn advice(self, versions: Versions) -> Advice<'a> {
        let successor = self.successor(versions.last);
        let mut help = match successor {
            Some(api) if api.kind() == self.kind() => format!("write `apiVersion: {}`", api.api_version()),
            Some(api) => format!("write objects of `apiVersion: {}` and `kind: {}`", api.api_version(), api.kind()),
            None => self.note().unwrap_or("nothing takes its place: remove the object").to_owned(),
        };
        if let Some(api) = successor {
            let since = api.versions().first().filter(|first| *first > Version::OLDEST);
            help += &since.map(|since| format!(", which Kubernetes has served since {since}")).unwrap_or_default();
            let without = VersionSet::from(versions).without(api.versions());
            if !without.is_empty() {
                help += &format!(", so {without} does not have it");
            }
            help += &self.note().map(|note| format!("; {note}")).unwrap_or_default();
        }
        let applicability = successor.and_then(|api| {
            // An alpha version may change in any way.
            let same = api.group() == self.group() && self.note().is_none() && !self.is_alpha();
            let applicability = if same { Applicability::Safe } else { Applicability::Unsafe };
            (api.kind() == self.kind() && api.serves(versions)).then_some(applicability)
        });
        Advice { former: self, successor, help, applicability }
    }

    /// Whether all of these versions serve the API.
    pub fn serves(self, versions: Versions) -> bool {
        VersionSet::from(versions).without(self.versions()).is_empty()
    }
}
