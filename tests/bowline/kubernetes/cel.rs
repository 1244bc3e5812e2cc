//! Expressions are accepted and refused as by the API server: the expressions of `testdata/cel.tsv`, with the verdicts
//! of its own parser.

use bowline::kube::values::cel::{SyntaxError, syntax_error};

#[test]
fn verdicts_and_places_are_those_of_cel_go() {
    let path = format!("{}/testdata/cel.tsv", env!("CARGO_MANIFEST_DIR"));
    let table = std::fs::read_to_string(path).unwrap();
    let (mut wrong, mut taken, mut refused, mut placed) = (Vec::new(), 0, 0, 0);
    for line in table.lines().filter(|line| !line.starts_with('#')) {
        let (expected, json) = line.split_once('\t').unwrap();
        let text: String = serde_json::from_str(json).unwrap();
        match (expected, syntax_error(&text)) {
            ("ok", None) => taken += 1,
            ("ok", Some(_)) | (_, None) => wrong.push(format!("{json}: {expected}")),
            (places, Some(error)) => {
                refused += 1;
                placed += usize::from(is_at(places, &text, &error));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(taken >= 260 && refused >= 300, "{taken} {refused}");
    // If cel-go continues after a macro, or if a text is too long for it, its place is different.
    assert!(placed * 100 >= refused * 93, "{placed} of {refused}");
}

/// Whether cel-go also reports a mistake here. A text that ends too early has no place: it is reported at the last
/// token, or at the unclosed bracket.
fn is_at(places: &str, text: &str, error: &SyntaxError) -> bool {
    assert!(!text[error.at.clone()].is_empty(), "{text}: {error:?}");
    let place = |offset: usize| {
        let before = &text[..offset];
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        format!("{}:{column}", before.matches('\n').count() + 1)
    };
    let ends_early = error.reason.starts_with("it ends") || error.reason.ends_with("is not closed");
    let wanted = if ends_early { text.len() } else { error.at.start };
    places.split(' ').any(|known| known == place(wanted) || known == place(error.at.start))
}

#[test]
fn hostile_texts_end() {
    for piece in
        ["(", "[", "{", "{1:", "!", "-", "a.", "a+", "a?", "f(", "'", "'''", "\"\\", "`", "//", "1e", "r'", "a{", "."]
    {
        let text = piece.repeat(40_000);
        let _ = syntax_error(&text);
        let _ = syntax_error(&format!("{text}é"));
    }
}
