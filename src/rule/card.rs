//! The texts of the cards, which the build script compresses: a check does not need a megabyte of prose.

use std::collections::HashMap;
use std::sync::LazyLock;

use miniz_oxide::inflate::decompress_to_vec;

/// The output of the build script: the stem of each file and its text, with a NUL after each.
const PACKED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/cards.deflate"));

/// The cards, by the stems of their files.
static CARDS: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
    let text = decompress_to_vec(PACKED).ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default();
    let parts: Vec<&str> = text.leak().split('\0').collect();
    parts.chunks_exact(2).map(|part| (part[0], part[1])).collect()
});

/// The card of the rule with an id. Empty if there is no such rule.
pub(super) fn of(id: &str) -> &'static str {
    CARDS.get(id.replace('-', "_").as_str()).copied().unwrap_or_default()
}
