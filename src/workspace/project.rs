//! What a project says of the world around its files.

use globset::GlobMatcher;

use crate::kube::version::Versions;

/// What rules may know besides the files.
#[derive(Debug, Clone, Default)]
pub struct Project {
    /// The Kubernetes versions that the manifests are for.
    pub versions: Versions,
    /// The files hold every object that there is: what is not in them and not `external` does not exist.
    pub closed: bool,
    /// The namespace of objects that name none.
    pub namespace: Option<String>,
    /// Objects that exist and stand in no file.
    pub external: Vec<External>,
}

/// Objects that are made elsewhere.
#[derive(Debug, Clone)]
pub struct External {
    /// `kind`, as manifests write it.
    pub kind: String,
    /// Of `metadata.name`; none for any name.
    pub name: Option<GlobMatcher>,
    /// Of the namespace; none for any.
    pub namespace: Option<GlobMatcher>,
    /// Labels that the object has; of a workload its pods, too.
    pub labels: Vec<(String, String)>,
}
