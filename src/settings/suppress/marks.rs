//! Marks that tell other scanners that a line contains no secret.

use crate::diagnostic::Diagnostic;
use crate::source::Sources;

/// Marks of gitleaks, detect-secrets, TruffleHog, GitGuardian, bandit and others. Blanks after the `#` do not count.
const ON_LINE: &[&str] = &[
    "gitleaks:allow",
    "pragma: allowlist secret",
    "pragma: whitelist secret",
    "trufflehog:ignore",
    "ggignore",
    "#nosec",
    "#notsecret",
];
/// The mark of detect-secrets on the line before.
const ON_LINE_BEFORE: &str = "pragma: allowlist nextline secret";

/// Whether the first line of a finding has a mark, or the line before has a mark for the next line.
pub fn is_marked(sources: &Sources, diagnostic: &Diagnostic) -> bool {
    let place = diagnostic.primary.span;
    let source = sources.get(place.file);
    let index = source.line_index(place.start);
    let comment = |index: usize| {
        let line = source.line_range(index);
        let text = source.text.get(line.start as usize..line.end as usize).unwrap_or_default();
        text.find('#').and_then(|at| text.get(at..)).unwrap_or_default().to_lowercase().replace("# ", "#")
    };
    let own = comment(index);
    ON_LINE.iter().any(|mark| own.contains(mark))
        || index.checked_sub(1).is_some_and(|before| comment(before).contains(ON_LINE_BEFORE))
}
