//! Reports literal credentials in objects.

use super::{Cx, Draft};
use crate::kube::Resource;
use crate::secrets::spots::Spot;
use crate::yaml::Place;

impl<'w> Cx<'w> {
    /// Reports a credential with its severity, its confidence, and the id that belongs to it.
    pub fn report_secret(
        &mut self,
        resource: &Resource<'w>,
        spot: &Spot<'w>,
        place: impl Place,
        message: impl Into<String>,
    ) -> Draft<'_> {
        let workspace = self.workspace;
        let credential = &spot.written.credential;
        let severity = workspace.severity_of(resource, credential);
        let draft = self.report(place, message).severity(severity).credential(credential, spot.secret());
        workspace.ids_of(resource, spot).fold(draft, |draft, id| draft.mention(id.passage(), "its id"))
    }
}
