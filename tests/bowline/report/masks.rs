//! A literal secret never reaches a report, wherever labels and windows fall.

use super::case::*;
use bowline::diagnostic::{Applicability, Severity};
use bowline::report::Masks;
use bowline::report::human::Style;
use bowline::source::{FileId, Source, Span};

const FILE: FileId = FileId(0);
const TEXT: &str = "a: S€CRET1 # é\nb: |\n  S€CRET2\n    S€CRET3\r\n\n  S€CRET4\nc: [x, S€CRET5S€CRET6]\n";

/// Every secret on its own, the block scalar as one.
fn masks() -> Masks {
    let span = |from: &str, to: &str| {
        let (start, end) = (TEXT.find(from).unwrap(), TEXT.find(to).unwrap() + to.len());
        Span::new(FILE, start as u32, end as u32)
    };
    let block = span("  S€CRET2", "S€CRET4");
    Masks::new(vec![span("S€CRET6", "S€CRET6"), span("S€CRET5", "S€CRET5"), block, span("S€CRET1", "S€CRET1")])
}

fn leaks(text: &str) -> bool {
    // Digits of line numbers are no leak.
    text.chars().any(|c| "S€CRET".contains(c))
}

#[test]
fn any_range_is_masked() {
    let (source, masks) = (Source::new("a.yaml".to_owned(), TEXT.to_owned()), masks());
    for start in 0..=TEXT.len() as u32 {
        for end in start..=TEXT.len() as u32 + 1 {
            let shown = masks.masked(&source, FILE, start..end);
            assert!(!leaks(&shown), "{start}..{end}: {shown}");
        }
    }
}

#[test]
fn layout_stays_and_length_goes() {
    let (source, masks) = (Source::new("a.yaml".to_owned(), TEXT.to_owned()), masks());
    let all = masks.masked(&source, FILE, 0..TEXT.len() as u32);
    assert_eq!(all, "a: ******** # é\nb: |\n  ********\n    ********\r\n\n  ********\nc: [x, ********]\n");
}

#[test]
fn other_files_are_not_masked() {
    let source = Source::new("b.yaml".to_owned(), TEXT.to_owned());
    assert_eq!(masks().masked(&source, FileId(1), 0..TEXT.len() as u32), TEXT);
}

#[test]
fn no_label_uncovers_a_secret() {
    let mut case = case(&[("a.yaml", TEXT)]);
    case.masks = masks();
    for start in 0..=TEXT.len() as u32 {
        for end in start..=TEXT.len() as u32 {
            case.diagnostics.clear();
            case.add(Severity::Error, "m", Span::new(FILE, start, end), "here");
            let shown = case.human(PLAIN);
            assert!(!leaks(&shown), "{start}..{end}:\n{shown}");
        }
    }
}

#[test]
fn no_window_uncovers_a_secret() {
    let secret = "S".repeat(3000);
    let text = format!("a: \"{}\" # {}\n", secret, "x".repeat(3000));
    let mut case = case(&[("a.yaml", &text)]);
    case.masks = Masks::new(vec![case.find(0, &secret)]);
    for start in (0..text.len() as u32).step_by(7) {
        case.diagnostics.clear();
        case.add(Severity::Error, "m", Span::new(FILE, start, start + 1), "here");
        let shown = case.human(Style { width: 70, ..PLAIN });
        assert!(!leaks(&shown), "{start}:\n{shown}");
        assert!(shown.len() < 700, "{start}:\n{shown}");
    }
}

#[test]
fn no_fix_uncovers_a_secret() {
    let mut case = case(&[("a.yaml", TEXT)]);
    case.masks = masks();
    let secret = case.find(0, "S€CRET1");
    let fix = case.fix("quote it", Applicability::Safe, secret, "\"S€CRET1\"");
    case.add(Severity::Error, "m", secret, "").fix = fix;
    let human = "\
error[a-rule]: m
   ╭─[a.yaml:1:4]
 1 │ a: ******** # é
   ·    ────────
   ╰────

1 error in 1 file (1 resource)
why it matters: bowline explain a-rule
";
    // Nobody is told of a fix that no program gets.
    assert_eq!(case.human(PLAIN), human);
    let json: serde_json::Value = serde_json::from_str(&case.json()).unwrap();
    assert_eq!(json["diagnostics"][0]["fix"], serde_json::Value::Null);
}
