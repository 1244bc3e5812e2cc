//! Quantities are read as Kubernetes reads them: the texts of `testdata/quantities.tsv`, with the verdicts of its own
//! library.
//!
//! `BOWLINE_QUANTITIES` names another table of the same form.

use bowline::kube::values::quantity::Quantity;

#[test]
fn verdicts_and_values_are_those_of_apimachinery() {
    let path = std::env::var("BOWLINE_QUANTITIES")
        .unwrap_or_else(|_| format!("{}/testdata/quantities.tsv", env!("CARGO_MANIFEST_DIR")));
    let table = std::fs::read_to_string(path).unwrap();
    let mut wrong = Vec::new();
    let (mut taken, mut refused) = (0, 0);
    for line in table.lines().filter(|line| !line.starts_with('#')) {
        let (text, expected) = line.split_once('\t').unwrap();
        let found = Quantity::parse(text);
        match (expected, found) {
            ("no", Err(_)) => refused += 1,
            ("no", Ok(_)) | (_, Err(_)) => wrong.push(format!("`{text}` is {found:?}, not {expected}")),
            // A quantity that is too large makes no claim.
            (_, Ok(quantity)) => match quantity.nanos() {
                Some(nanos) if nanos != billionths(expected) => {
                    wrong.push(format!("`{text}` is {nanos}, not {expected}"));
                }
                _ => taken += 1,
            },
        }
    }
    assert!(taken > 500 && refused > 500, "{taken} {refused}");
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
}

/// The number of billionths in a decimal number with at most nine significant decimal places.
fn billionths(text: &str) -> i128 {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let fraction = fraction.trim_end_matches('0');
    assert!(fraction.len() <= 9, "{text}");
    format!("{whole}{fraction:0<9}").parse().unwrap_or_else(|_| panic!("{text}"))
}
