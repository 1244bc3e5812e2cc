//! The names of what containers ask for (core `helper` and `validation`).

/// The names that stand alone: those of Kubernetes itself.
pub const STANDARD: &[&str] = &["cpu", "memory", "ephemeral-storage"];

/// True for a resource of a device plugin, such as `nvidia.com/gpu`.
pub fn is_extended(name: &str) -> bool {
    name.contains('/') && !name.contains("kubernetes.io/") && !name.starts_with("requests.")
}

/// True for pages of memory of one size, such as `hugepages-2Mi`.
pub fn is_huge_pages(name: &str) -> bool {
    name.starts_with("hugepages-")
}

/// True where a request may stay below its limit.
pub fn may_overcommit(name: &str) -> bool {
    (!name.contains('/') || name.contains("kubernetes.io/")) && !is_huge_pages(name)
}

/// True where the API server takes the name among the resources of a container.
pub fn is_taken(name: &str) -> bool {
    name.contains('/') || STANDARD.contains(&name) || is_huge_pages(name)
}
