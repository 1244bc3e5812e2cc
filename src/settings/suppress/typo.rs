//! Comments that are nearly directives, and the intended directives.

use crate::rules;

/// The words of other linters for `ignore`.
const WORDS: &[&str] =
    &["ignore", "ignores", "disable", "disable-line", "skip", "silence", "suppress", "allow", "noqa"];

/// The directive that a comment was intended as, such as `# bowline ignore: links reason`. Returns `None` unless it
/// starts with `bowline`, a word for silencing, and existing rules or categories.
pub(super) fn meant(comment: &str) -> Option<String> {
    let text = comment.trim_start_matches('#').trim_start();
    let start = text.get(.."bowline".len()).filter(|start| start.eq_ignore_ascii_case("bowline"))?;
    let text = text.get(start.len()..)?.trim_start_matches([':', ' ', '-', '.', '=']);
    let word = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').next()?;
    WORDS.iter().find(|known| known.eq_ignore_ascii_case(word))?;
    let rest = text.get(word.len()..)?.trim_start_matches([':', ' ', '=', '[', '(', '{', '-']);
    let is_listed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | ',');
    let mut names = Vec::new();
    let mut rest = rest;
    // Names are separated by commas. The first word after a blank is the start of the reason.
    loop {
        let end = rest.find(|c: char| !is_listed(c)).unwrap_or(rest.len());
        let (list, after) = rest.split_at(end);
        names.extend(list.split(',').map(str::trim).filter(|name| !name.is_empty()));
        rest = after;
        match list.ends_with(',') {
            true => rest = rest.trim_start(),
            false => break,
        }
    }
    if names.is_empty() || names.iter().any(|name| rules::named(name).is_empty()) {
        return None;
    }
    let reason = rest.trim_start_matches([']', ')', '}', ':', ' ', '-']).trim();
    Some(format!("# bowline: ignore[{}] {reason}", names.join(", ")).trim_end().to_owned())
}
