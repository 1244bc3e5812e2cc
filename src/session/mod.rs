//! Checks of texts from any source: once, or repeatedly as in an editor.

mod builds;
mod check;
mod keep;
mod load;
mod secrets;

pub use builds::Disk;
pub use check::{Before, Checked, Input, check, run};
pub use keep::{Around, Session};
pub use load::{Loaded, MAX_FILE, is_manifest, load, load_at, read};
