//! `bowline init`: a configuration to start from.

use std::fs::File;
use std::io::{ErrorKind, Write as _};

use super::{CLEAN, Failure, Io};
use crate::settings::config::{self, FILE_NAME};

/// Writes the commented configuration into the working directory.
pub(super) fn run(io: &mut Io<'_>) -> Result<u8, Failure> {
    let text = format!("# yaml-language-server: $schema={}\n{}", config::schema_url(), config::TEMPLATE);
    // Created anew or not at all, so nothing is ever overwritten.
    let written = File::create_new(io.folder.join(FILE_NAME)).and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(|error| {
        Failure::Message(match error.kind() {
            ErrorKind::AlreadyExists => format!("{FILE_NAME} is there already: nothing was written"),
            _ => format!("cannot write {FILE_NAME}: {error}"),
        })
    })?;
    writeln!(io.stdout, "wrote {FILE_NAME}: uncomment what you need, then run `bowline check`")?;
    Ok(CLEAN)
}
