//! A literal secret never appears in a report, wherever labels and windows start and end.

use super::case::*;
use bowline::diagnostic::{Applicability, Severity};
use bowline::report::Masks;
use bowline::report::human::{self, Style};
use bowline::source::{FileId, Source, Span};

const FILE: FileId = FileId(0);
const TEXT: &str = "a: S€CRET1 # é\nb: |\n  S€CRET2\n    S€CRET3\r\n\n  S€CRET4\nc: [x, S€CRET5S€CRET6]\n";

/// Each secret alone. The block scalar counts as one.
fn places() -> Vec<Span> {
    let span = |from: &str, to: &str| {
        let (start, end) = (TEXT.find(from).unwrap(), TEXT.find(to).unwrap() + to.len());
        Span::new(FILE, start as u32, end as u32)
    };
    let block = span("  S€CRET2", "S€CRET4");
    vec![span("S€CRET6", "S€CRET6"), span("S€CRET5", "S€CRET5"), block, span("S€CRET1", "S€CRET1")]
}

fn masks() -> Masks {
    Masks::new(places())
}

fn leaks(text: &str) -> bool {
    // Digits of line numbers are not a leak.
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

/// The report for people about each finding.
fn each(case: &Case, style: Style) -> Vec<String> {
    case.report(|report| {
        let findings = report.diagnostics().iter();
        findings.map(|found| human::finding(report, found, style).unwrap()).collect()
    })
}

#[test]
fn no_label_uncovers_a_secret() {
    let mut case = case(&[("a.yaml", TEXT)]);
    case.secrets = secrets(&places());
    for start in 0..=TEXT.len() as u32 {
        for end in start..=TEXT.len() as u32 {
            case.add(Severity::Error, "m", Span::new(FILE, start, end), "here");
        }
    }
    for (shown, found) in each(&case, PLAIN).iter().zip(&case.diagnostics) {
        assert!(!leaks(shown), "{:?}:\n{shown}", found.primary.span);
    }
}

#[test]
fn no_window_uncovers_a_secret() {
    let secret = "S".repeat(3000);
    let text = format!("a: \"{}\" # {}\n", secret, "x".repeat(3000));
    let mut case = case(&[("a.yaml", &text)]);
    case.secrets = secrets(&[case.find(0, &secret)]);
    for start in (0..text.len() as u32).step_by(7) {
        case.add(Severity::Error, "m", Span::new(FILE, start, start + 1), "here");
    }
    for (shown, found) in each(&case, Style { width: 70, ..PLAIN }).iter().zip(&case.diagnostics) {
        assert!(!leaks(shown), "{:?}:\n{shown}", found.primary.span);
        assert!(shown.len() < 700, "{:?}:\n{shown}", found.primary.span);
    }
}

#[test]
fn no_fix_uncovers_a_secret() {
    let mut case = case(&[("a.yaml", TEXT)]);
    case.secrets = secrets(&places());
    let secret = case.find(0, "S€CRET1");
    let fix = case.fix("quote it", Applicability::Safe, secret, "\"S€CRET1\"");
    case.add(Severity::Error, "m", secret, "").fix = fix;
    let human = "\
error[a-rule]: m
   ╭─[a.yaml:1:4]
 1 │ a: ******** # é
   ·    ────────
   ╰────
   fix: quote it

1 error in 1 file (1 resource)
why it matters: bowline explain a-rule
";
    assert_eq!(case.human(PLAIN), human);
    let json: serde_json::Value = serde_json::from_str(&case.json()).unwrap();
    // The edits of the fix are around the secret.
    let edits = json["diagnostics"][0]["fix"]["edits"].as_array().unwrap();
    let texts: Vec<_> = edits.iter().map(|edit| [&edit["start"], &edit["end"], &edit["text"]]).collect();
    let (start, end) = (secret.start, secret.end);
    assert_eq!(serde_json::json!(texts), serde_json::json!([[start, start, "\""], [end, end, "\""]]));
}

#[test]
fn a_fix_that_must_repeat_a_secret_is_left_out() {
    let mut case = case(&[("a.yaml", TEXT)]);
    case.secrets = secrets(&places());
    let (secret, other) = (case.find(0, "S€CRET1"), case.find(0, "# é"));
    let fix = case.fix("move it", Applicability::Safe, other, "x: S€CRET1");
    case.add(Severity::Error, "m", secret, "").fix = fix;
    let (human, json) = (case.human(PLAIN), case.json());
    assert!(!human.contains("fix:") && !leaks(&human), "{human}");
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["diagnostics"][0]["fix"], serde_json::Value::Null);
}
