//! Writes new texts into files: at any moment, each file has its whole old text or its whole new one.

use std::fs::{self, Metadata};
use std::io::{self, Write};
use std::path::Path;

use tempfile::NamedTempFile;

/// A file that gets a new text.
pub(super) struct Rewrite<'a> {
    /// The path of the file, without links.
    pub(super) path: &'a Path,
    /// The text of the file when it was read.
    pub(super) old: &'a str,
    pub(super) new: &'a str,
}

/// Writes either all files or none. The error contains the index of the first file that cannot be written.
pub(super) fn write_all(files: &[Rewrite<'_>]) -> Result<(), (usize, String)> {
    let mut ready = Vec::with_capacity(files.len());
    for (index, file) in files.iter().enumerate() {
        ready.push(file.prepare().map_err(|error| (index, error))?);
    }
    for (index, (file, new)) in files.iter().zip(ready).enumerate() {
        if let Err(error) = file.replace(new) {
            for written in &files[..index] {
                let Rewrite { path, old, new } = written;
                let back = Rewrite { path, old: new, new: old };
                let undone = back.prepare().and_then(|ready| back.replace(ready));
                undone.map_err(|undo| (index, format!("{error}; {} stays changed: {undo}", path.display())))?;
            }
            return Err((index, error));
        }
    }
    Ok(())
}

impl Rewrite<'_> {
    /// Writes the new text next to the file.
    fn prepare(&self) -> Result<NamedTempFile, String> {
        let there = fs::metadata(self.path).map_err(|error| reason(&error))?;
        if let Some(obstacle) = obstacle(&there) {
            return Err(obstacle.to_owned());
        }
        self.is_as_read()?;
        let folder = self.path.parent().unwrap_or(Path::new("."));
        // If this run is killed, no other run reads a file with this name as a manifest.
        let mut builder = tempfile::Builder::new();
        let builder = builder.prefix(".bowline-").suffix(".tmp");
        // Errors of `tempfile` name a temporary file that means nothing to the user, so only their kind is shown.
        let mut file = builder.tempfile_in(folder).map_err(|error| reason(&error.kind().into()))?;
        let written = file.write_all(self.new.as_bytes()).and_then(|()| keep_owner(&file, &there));
        let written = written.and_then(|()| file.as_file().set_permissions(there.permissions()));
        written.and_then(|()| file.as_file().sync_all()).map_err(|error| reason(&error))?;
        Ok(file)
    }

    /// Replaces the file by the prepared one.
    fn replace(&self, new: NamedTempFile) -> Result<(), String> {
        self.is_as_read()?;
        new.persist(self.path).map_err(|error| reason(&error.error))?;
        Ok(())
    }

    fn is_as_read(&self) -> Result<(), String> {
        match fs::read(self.path) {
            Ok(bytes) if bytes == self.old.as_bytes() => Ok(()),
            Ok(_) => Err("it changed while it was checked".to_owned()),
            Err(error) => Err(reason(&error)),
        }
    }
}

/// The reason why a file cannot be replaced by a new one. Returns `None` if it can.
fn obstacle(there: &Metadata) -> Option<&'static str> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        if there.is_file() && there.nlink() > 1 {
            return Some("it has several names (hard links), and only this one would get the new text");
        }
    }
    match there.permissions().readonly() {
        _ if !there.is_file() => Some("it is not a file"),
        true => Some("it is read-only"),
        false => None,
    }
}

/// Gives a new file to the owner and the group of the old one.
#[cfg(unix)]
fn keep_owner(new: &NamedTempFile, old: &Metadata) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, fchown};
    let own = new.as_file().metadata()?;
    let change = |own: u32, old: u32| (own != old).then_some(old);
    match (change(own.uid(), old.uid()), change(own.gid(), old.gid())) {
        (None, None) => Ok(()),
        (user, group) => fchown(new.as_file(), user, group),
    }
}

#[cfg(not(unix))]
fn keep_owner(_: &NamedTempFile, _: &Metadata) -> io::Result<()> {
    Ok(())
}

/// The system's reason without its error numbers.
fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "it is not there any more".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => error.to_string(),
    }
}
