//! Signs of a distribution that sets up its clusters otherwise than kubeadm.

use super::Workspace;
use super::topics::{About, ask};
use crate::kube::Resource;
use crate::source::Source;

/// Parts of names that only appear in manifests for OpenShift, EKS, GKE or AKS.
const SIGNS: &[&str] =
    &["openshift.io", "eks.amazonaws.com", "eksctl.io", "cloud.google.com", "gke.io", "azure.com/cluster"];

impl<'w> Workspace<'w> {
    /// Whether a file that is applied together with the object mentions such a distribution.
    pub fn shows_distribution(&self, resource: &Resource<'_>) -> bool {
        ask(About::Distribution);
        let together = self.files.iter().filter(|file| self.sets.holds(resource.set, file.file()));
        together.into_iter().any(|file| is_shown(&file.source))
    }
}

/// Whether a file mentions such a distribution.
pub(super) fn is_shown(source: &Source) -> bool {
    SIGNS.iter().any(|sign| source.text.contains(sign))
}
