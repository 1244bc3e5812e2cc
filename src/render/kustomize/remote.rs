//! Bases that are not on the disk.

/// Hosts that people write without a scheme.
const HOSTS: &[&str] = &["github.com", "gitlab.com", "bitbucket.org", "gitea.com", "dev.azure.com"];

/// Whether an entry names a repository or a file of another host (`git.NewRepoSpecFromURL`, `loader.IsRemoteFile`).
pub(super) fn is_remote(entry: &str) -> bool {
    let is_host = |host: &&str| entry.strip_prefix(*host).is_some_and(|rest| rest.starts_with(['/', ':']));
    entry.contains("://")
        || entry.starts_with("git::")
        || entry.starts_with("git@")
        || entry.contains("?ref=")
        || entry.contains("?version=")
        || HOSTS.iter().any(is_host)
}
