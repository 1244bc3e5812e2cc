//! Names of files as paths with `/`, without touching the disk.

/// The folder of a file; empty for the working directory.
pub(in crate::workspace) fn folder(name: &str) -> String {
    normalize(name.rsplit_once('/').map_or("", |(folder, _)| folder))
}

/// A path relative to a folder.
pub(in crate::workspace) fn join(folder: &str, path: &str) -> String {
    match path.starts_with('/') || folder.is_empty() {
        true => normalize(path),
        false => normalize(&format!("{folder}/{path}")),
    }
}

/// Takes `.` and `..` out as far as that goes.
pub(in crate::workspace) fn normalize(path: &str) -> String {
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

/// The folder that both lie in.
fn common<'a>(a: &'a str, b: &str) -> &'a str {
    let mut end = 0;
    let mut at = 0;
    for (left, right) in a.split('/').zip(b.split('/')) {
        if left != right || left.is_empty() {
            break;
        }
        end = at + left.len();
        at = end + 1;
    }
    &a[..end]
}

/// How many steps lead from one folder to another, up and down.
pub(in crate::workspace) fn steps(one: &str, other: &str) -> usize {
    let parts = |folder: &'_ str| folder.split('/').filter(|part| !part.is_empty()).count();
    let shared = common(one, other).len();
    parts(&one[shared..]) + parts(&other[shared..])
}

/// True where `path` is `folder` or lies below it.
pub(in crate::workspace) fn is_below(path: &str, folder: &str) -> bool {
    folder.is_empty() || path == folder || path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}
