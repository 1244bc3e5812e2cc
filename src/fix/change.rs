//! The change of a file, prepared for display.

use std::collections::HashSet;

use crate::lint;
use crate::report::diff::Change;
use crate::secrets;
use crate::source::{Source, Sources};

/// The change of a file, for display. `name` is the name of the file in reports.
pub fn change(name: &str, old: &str, new: &str) -> Change {
    let text = |text: &str| Source::new(name.to_owned(), text.to_owned());
    let sources = Sources::new(vec![text(old), text(new)]);
    let files: Vec<_> = sources.iter().map(|(file, _)| file).collect();
    let parsed = lint::parse(&sources, &files, &HashSet::new(), &|| {});
    let secrets: Vec<_> = parsed.iter().flat_map(|version| secrets::places(version)).collect();
    Change::new(sources, &secrets)
}
