//! Signs of a distribution that sets up its clusters in its own way, not as kubeadm does.

use super::Workspace;
use crate::kube::Resource;

/// Parts of names that only manifests for OpenShift, EKS, GKE or AKS have.
const SIGNS: &[&str] =
    &["openshift.io", "eks.amazonaws.com", "eksctl.io", "cloud.google.com", "gke.io", "azure.com/cluster"];

impl<'w> Workspace<'w> {
    /// Whether a file that is applied together with the object mentions such a distribution.
    pub fn shows_distribution(&self, resource: &Resource<'_>) -> bool {
        let together = self.files.iter().filter(|file| self.sets.holds(resource.set, file.file()));
        let mut texts = together.map(|file| &file.source.text);
        texts.any(|text| SIGNS.iter().any(|sign| text.contains(sign)))
    }
}
