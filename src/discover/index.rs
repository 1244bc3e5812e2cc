//! Reads the index of git, which lists the tracked files, as `gitformat-index(5)` describes it. Git need not be
//! installed.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Bytes of an entry before the hash: times, device, mode, owner, size.
const STAT: usize = 40;

/// The flag of an entry with another two bytes of flags.
const EXTENDED: u16 = 0x4000;

/// The files in the index of the repository in a folder, relative to it. Empty if there is no index, or if its format
/// is unknown.
pub(super) fn tracked(folder: &Path) -> HashSet<PathBuf> {
    let Some(git) = git_folder(folder) else { return HashSet::new() };
    let Ok(index) = fs::read(git.join("index")) else { return HashSet::new() };
    names(&index, hash_length(&git)).unwrap_or_default()
}

/// The folder `.git`, or the folder that a file `.git` names in a submodule or a further working tree.
fn git_folder(folder: &Path) -> Option<PathBuf> {
    let git = folder.join(".git");
    if git.is_dir() {
        return Some(git);
    }
    let text = fs::read_to_string(&git).ok()?;
    Some(folder.join(text.strip_prefix("gitdir:")?.trim()))
}

fn hash_length(git: &Path) -> usize {
    // A further working tree shares the configuration of the first.
    let common = fs::read_to_string(git.join("commondir")).map(|text| git.join(text.trim()));
    let config = fs::read_to_string(common.as_deref().unwrap_or(git).join("config")).unwrap_or_default();
    let config: String = config.to_lowercase().chars().filter(|c| !c.is_whitespace()).collect();
    if config.contains("objectformat=sha256") { 32 } else { 20 }
}

/// The names in an index. Returns `None` if it is too short or has an unknown version.
fn names(index: &[u8], hash: usize) -> Option<HashSet<PathBuf>> {
    let number = |at: usize| Some(u32::from_be_bytes(index.get(at..at + 4)?.try_into().ok()?));
    let (version, count) = (number(4)?, number(8)?);
    if !index.starts_with(b"DIRC") || !(2..=4).contains(&version) {
        return None;
    }
    let (mut at, mut names, mut name) = (12, HashSet::new(), Vec::new());
    for _ in 0..count {
        let start = at;
        at += STAT + hash;
        let flags = u16::from_be_bytes(index.get(at..at + 2)?.try_into().ok()?);
        at += if version > 2 && flags & EXTENDED != 0 { 4 } else { 2 };
        if version == 4 {
            // Version 4 writes only the part of the name that differs from the name before.
            let dropped = variable_length(index, &mut at)?;
            name.truncate(name.len().checked_sub(dropped)?);
        } else {
            name.clear();
        }
        let length = memchr::memchr(0, index.get(at..)?)?;
        name.extend_from_slice(&index[at..at + length]);
        at += length + 1;
        if version != 4 {
            at = start + (at - start).next_multiple_of(8);
        }
        names.insert(path(&name));
    }
    Some(names)
}

/// Reads a number in the form of offsets in packs: seven bits in each byte, the highest first.
fn variable_length(index: &[u8], at: &mut usize) -> Option<usize> {
    let mut value: usize = 0;
    loop {
        let byte = *index.get(*at)?;
        *at += 1;
        value = value.checked_mul(128)?.checked_add(usize::from(byte & 0x7f))?;
        if byte & 0x80 == 0 {
            return Some(value);
        }
        value += 1;
    }
}

#[cfg(unix)]
fn path(name: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    PathBuf::from(std::ffi::OsStr::from_bytes(name))
}

#[cfg(not(unix))]
fn path(name: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(name).into_owned())
}
