//! Paths with `/`, handled without access to the disk.

/// The folder of a file; empty for the working directory.
pub(crate) fn folder(name: &str) -> String {
    normalize(name.rsplit_once('/').map_or("", |(folder, _)| folder))
}

/// A normalized path for a path that is relative to a folder.
pub(crate) fn join(folder: &str, path: &str) -> String {
    if path.starts_with('/') || folder.is_empty() {
        return normalize(path);
    }
    let joined = [folder, "/", path].concat();
    if is_normal(&joined) { joined } else { shortened(&joined) }
}

/// Whether a normalized path leads out of the folder that it is relative to.
pub(crate) fn leads_out(path: &str) -> bool {
    path.starts_with('/') || path == ".." || path.starts_with("../")
}

/// Removes `.` and `..` as far as possible.
pub(crate) fn normalize(path: &str) -> String {
    if is_normal(path) { path.to_owned() } else { shortened(path) }
}

/// Whether a path has no part that is empty, `.` or `..`.
fn is_normal(path: &str) -> bool {
    let path = path.strip_prefix('/').unwrap_or(path).as_bytes();
    let is_name = |at: usize| {
        !matches!(path[at..], [] | [b'/', ..] | [b'.'] | [b'.', b'/', ..] | [b'.', b'.'] | [b'.', b'.', b'/', ..])
    };
    is_name(0) && memchr::memchr_iter(b'/', path).all(|sign| is_name(sign + 1))
}

fn shortened(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    let root = if path.starts_with('/') { "/" } else { "" };
    format!("{root}{}", parts.join("/"))
}

/// A normalized path, made relative to a folder.
pub(crate) fn relative(folder: &str, path: &str) -> String {
    let (above, parts): (Vec<&str>, Vec<&str>) = (
        folder.split('/').filter(|part| !part.is_empty()).collect(),
        path.trim_start_matches('/').split('/').collect(),
    );
    let same = above.iter().zip(&parts).take_while(|(one, other)| one == other).count();
    let up = above[same..].iter().map(|_| "..");
    up.chain(parts[same..].iter().copied()).collect::<Vec<_>>().join("/")
}

/// The number of steps from one folder to another, up and down.
pub(crate) fn steps(one: &str, other: &str) -> usize {
    let same = one.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count();
    let ends = |folder: &str| matches!(folder.as_bytes().get(same), None | Some(b'/'));
    let shared = match ends(one) && ends(other) {
        true => same,
        false => memchr::memrchr(b'/', &one.as_bytes()[..same]).unwrap_or(0),
    };
    let depth = |folder: &str| {
        let rest = folder.as_bytes()[shared..].strip_prefix(b"/").unwrap_or(&folder.as_bytes()[shared..]);
        memchr::memchr_iter(b'/', rest).count() + usize::from(!rest.is_empty())
    };
    depth(one) + depth(other)
}

/// Whether `path` is `folder` or is below it.
pub(crate) fn is_below(path: &str, folder: &str) -> bool {
    folder.is_empty() || path == folder || path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}
