//! `bowline lsp`: serve an editor.

use lsp_server::Connection;

use super::{CLEAN, FAILURE, Failure};
use crate::lsp;

/// Serves the editor at the other end of standard input and output, until it ends.
pub(super) fn run() -> Result<u8, Failure> {
    let (connection, threads) = Connection::stdio();
    let ended = lsp::serve(&connection).map_err(Failure::Message)?;
    // The writing thread ends when its last sender is dropped.
    drop(connection);
    // If the editor disconnected, the reading thread might wait forever.
    if ended {
        threads.join()?;
    }
    Ok(if ended { CLEAN } else { FAILURE })
}
