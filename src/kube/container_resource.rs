//! The names of the resources that containers request (core `helper` and `validation`).

/// The names without a domain, which belong to Kubernetes itself.
pub const STANDARD: &[&str] = &["cpu", "memory", "ephemeral-storage"];

/// Whether the name is that of a resource of a device plugin, such as `nvidia.com/gpu`.
pub fn is_extended(name: &str) -> bool {
    name.contains('/') && !name.contains("kubernetes.io/") && !name.starts_with("requests.")
}

/// The prefix of the names of memory in huge pages: `hugepages-2Mi`.
pub const PAGES: &str = "hugepages-";

/// Whether the name is that of memory in pages of one size, such as `hugepages-2Mi`.
pub fn is_huge_pages(name: &str) -> bool {
    name.starts_with(PAGES)
}

/// Whether a request of the resource may be below its limit.
pub fn may_overcommit(name: &str) -> bool {
    (!name.contains('/') || name.contains("kubernetes.io/")) && !is_huge_pages(name)
}

/// Whether the API server accepts the name among the resources of a container.
pub fn is_taken(name: &str) -> bool {
    name.contains('/') || STANDARD.contains(&name) || is_huge_pages(name)
}
