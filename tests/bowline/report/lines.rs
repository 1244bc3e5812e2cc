//! Line formats: concise, and the commands of GitHub.

use super::case::*;
use bowline::diagnostic::Severity;
use bowline::report::human::Style;
use bowline::report::{concise, github};
use bowline::source::{FileId, Span};

#[test]
fn concise_is_one_line_for_each_finding() {
    let expected = "\
apps/größe: 1,2.yaml:2:30: error[a-rule] 100% of `<a>` & \"b\" are [x](y)<U+001B><U+FFFF><U+000A>no, c:d
apps/größe: 1,2.yaml:3:11: warning[leak] written out
pod.yaml:2:3: info[a-rule] all of this
";
    assert_eq!(everything().written(|out, report| concise::write(out, report, PLAIN)), expected);
    let painted = everything().written(|out, report| concise::write(out, report, Style { color: true, ..PLAIN }));
    assert!(painted.contains(":3:11: \u{1b}[1;33mwarning[leak]\u{1b}[0m written out\n"), "{painted}");
    assert_eq!(case(&[("a.yaml", "")]).written(|out, report| concise::write(out, report, PLAIN)), "");
}

#[test]
fn commands_are_escaped_and_errors_come_first() {
    let mut case = everything();
    case.diagnostics.reverse();
    let written = case.written(github::write);
    let lines: Vec<&str> = written.lines().collect();
    let [error, warning, notice, found, skipped, ..] = lines[..] else { panic!("{written}") };
    assert_eq!(
        error,
        "::error title=bowline a-rule,file=apps/größe%3A 1%2C2.yaml,line=2,endLine=2,col=30,endColumn=33::\
         apps/größe: 1,2.yaml:2:30: 100%25 of `<a>` & \"b\" are [x](y)<U+001B><U+FFFF>%0Ano, c:d\
         %0Ahelp: write `http`%0Apod.yaml:2:11: declared [here]%0Apod.yaml:2:3"
    );
    assert_eq!(
        warning,
        "::warning title=bowline leak,file=apps/größe%3A 1%2C2.yaml,line=3,endLine=3,col=11,endColumn=25::\
         apps/größe: 1,2.yaml:3:11: written out"
    );
    // GitHub refuses columns if an annotation has several lines.
    assert_eq!(notice, "::notice title=bowline a-rule,file=pod.yaml,line=2,endLine=3::pod.yaml:2:3: all of this");
    assert_eq!(found, "1 error, 1 warning, 1 info in 2 files (2 resources)");
    assert!(skipped.contains("t.yaml (Helm template)"), "{written}");
}

#[test]
fn nothing_can_smuggle_a_command_in() {
    let mut case = case(&[("a\n::add-mask::b.yaml", "a: 1\n")]);
    case.add(Severity::Error, "x\r\n::stop-commands::y\u{2028}::z", Span::new(FileId(0), 0, 1), "");
    case.summary.skipped = vec![bowline::report::Skipped {
        file: "t\n::add-path::b.yaml".to_owned(),
        line: None,
        reason: "Helm template".to_owned(),
    }];
    let written = case.written(github::write);
    let commands: Vec<_> = written.lines().filter(|line| line.trim_start().starts_with("::")).collect();
    assert_eq!(commands.len(), 1, "{written}");
    assert!(commands[0].starts_with("::error "), "{written}");
}
