//! The whole report for people.

use super::case::*;
use bowline::diagnostic::{Applicability, Severity};
use bowline::report::Skipped;
use bowline::report::human::Style;
use bowline::source::{FileId, Span};

const SERVICE: &str = "\
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  clusterIP: none
  selector:
    app: web
  ports:
  - port: 80
    targetPort: http
";
const DEPLOYMENT: &str = "\
kind: Deployment
spec:
  template:
    metadata:
      labels:
        app: wbe
";

fn project() -> Case {
    case(&[("svc.yaml", SERVICE), ("deploy.yaml", DEPLOYMENT)])
}

fn at(start: u32, end: u32) -> Span {
    Span::new(FileId(0), start, end)
}

/// The drawing of one label in one file, without heading and summary.
fn drawing(text: &str, span: Span) -> String {
    let mut case = case(&[("a.yaml", text)]);
    case.add(Severity::Error, "m", span, "here");
    let shown = case.human(PLAIN);
    let shown = shown.strip_prefix("error[a-rule]: m\n").unwrap();
    shown.strip_suffix("\n1 error in 1 file (1 resource)\nwhy it matters: bowline explain a-rule\n").unwrap().to_owned()
}

#[test]
fn one_label_with_help_and_fix() {
    let mut case = project();
    let value = case.find(0, "none");
    let fix = case.fix("write `None`", Applicability::Safe, value, "None");
    let finding = case.add(Severity::Error, "`none` is not an IP address", value, "an IP address or `None`");
    finding.help = Some("for a headless Service\nwrite `None`".to_owned());
    finding.fix = fix;
    let expected = "\
error[a-rule]: `none` is not an IP address
   ╭─[svc.yaml:6:14]
 6 │   clusterIP: none
   ·              ──┬─
   ·                ╰── an IP address or `None`
   ╰────
  help: for a headless Service
        write `None`
   fix: write `None`

1 error in 2 files (2 resources)
why it matters: bowline explain a-rule
";
    assert_eq!(case.human(PLAIN), expected);
    let ascii = "\
error[a-rule]: `none` is not an IP address
   ,-[svc.yaml:6:14]
 6 |   clusterIP: none
   :              ^^|^
   :                `-- an IP address or `None`
   `----
  help: for a headless Service
        write `None`
   fix: write `None`

1 error in 2 files (2 resources)
why it matters: bowline explain a-rule
";
    assert_eq!(case.human(Style { unicode: false, ..PLAIN }), ascii);
}

#[test]
fn label_in_another_file() {
    let mut case = project();
    let (value, label_value) = (case.nth(0, "web", 1), case.find(1, "wbe"));
    let fix = case.fix("select what is there", Applicability::Unsafe, value, "wbe");
    let finding = case.add(Severity::Warning, "nothing carries `app: web`", value, "selects this");
    finding.related = vec![label(label_value, "the nearest label")];
    finding.fix = fix;
    let expected = "\
warning[a-rule]: nothing carries `app: web`
   ╭─[svc.yaml:8:10]
 8 │     app: web
   ·          ─┬─
   ·           ╰── selects this
   ╰────
   ╭─[deploy.yaml:6:14]
 6 │         app: wbe
   ·              ─┬─
   ·               ╰── the nearest label
   ╰────
   fix: select what is there: `wbe` (unsafe)

1 warning in 2 files (2 resources)
why it matters: bowline explain a-rule
";
    assert_eq!(case.human(PLAIN), expected);
}

#[test]
fn labels_on_one_line_near_and_far() {
    let mut case = project();
    let (port, key) = (case.find(0, "80"), case.find(0, "port:"));
    case.add(Severity::Error, "one line", port, "value").related = vec![label(key, "key")];
    let (port, value) = (case.find(0, "http"), case.nth(0, "web", 1));
    case.add(Severity::Error, "near", port, "primary").related = vec![label(value, "before")];
    let (port, kind) = (case.find(0, "http"), case.find(0, "Service"));
    case.add(Severity::Info, "far", port, "primary").related = vec![label(kind, "before")];
    let expected = "\
error[a-rule]: one line
    ╭─[svc.yaml:10:11]
 10 │   - port: 80
    ·     ──┬── ─┬
    ·       │    ╰── value
    ·       ╰── key
    ╰────

error[a-rule]: near
    ╭─[svc.yaml:11:17]
  8 │     app: web
    ·          ─┬─
    ·           ╰── before
  9 │   ports:
 10 │   - port: 80
 11 │     targetPort: http
    ·                 ──┬─
    ·                   ╰── primary
    ╰────

info[a-rule]: far
    ╭─[svc.yaml:11:17]
 11 │     targetPort: http
    ·                 ──┬─
    ·                   ╰── primary
    ╰────
    ╭─[svc.yaml:2:7]
  2 │ kind: Service
    ·       ───┬───
    ·          ╰── before
    ╰────

2 errors, 1 info in 2 files (2 resources)
why it matters: bowline explain a-rule
";
    assert_eq!(case.human(PLAIN), expected);
}

#[test]
fn overlapping_labels_are_drawn_apart() {
    let mut case = case(&[("a.yaml", "a: {b: c, d: e}\n")]);
    let (value, map) = (case.find(0, "c"), case.find(0, "{b: c, d: e}"));
    case.add(Severity::Error, "m", value, "primary").related = vec![label(map, "whole")];
    let expected = "\
error[a-rule]: m
   ╭─[a.yaml:1:8]
 1 │ a: {b: c, d: e}
   ·        ┬
   ·        ╰── primary
   ╰────
   ╭─[a.yaml:1:4]
 1 │ a: {b: c, d: e}
   ·    ──────┬─────
   ·          ╰── whole
   ╰────

1 error in 1 file (1 resource)
why it matters: bowline explain a-rule
";
    assert_eq!(case.human(PLAIN), expected);
}

#[test]
fn empty_spans() {
    let before = "   ╭─[a.yaml:1:4]\n 1 │ a: b\n   ·    ▲\n   ·    ╰── here\n   ╰────\n";
    assert_eq!(drawing("a: b\n", at(3, 3)), before);
    let line_end = "   ╭─[a.yaml:1:5]\n 1 │ a: b\n   ·     ▲\n   ·     ╰── here\n   ╰────\n";
    assert_eq!(drawing("a: b\nc: d\n", at(4, 4)), line_end);
    assert_eq!(drawing("a: b\r\nc: d\r\n", at(4, 4)), line_end);
    assert_eq!(drawing("a: b", at(4, 4)), line_end);
    let file_end = "   ╭─[a.yaml:2:1]\n 2 │\n   · ▲\n   · ╰── here\n   ╰────\n";
    assert_eq!(drawing("a: b\n", at(5, 5)), file_end);
    let nothing = "   ╭─[a.yaml:1:1]\n 1 │\n   · ▲\n   · ╰── here\n   ╰────\n";
    assert_eq!(drawing("", at(0, 0)), nothing);
}

#[test]
fn spans_over_lines() {
    let block = "   ╭─[a.yaml:1:1]\n 1 │ ╭─▶ a:\n 2 │ ├─▶   b: c\n   · ╰──── here\n   ╰────\n";
    assert_eq!(drawing("a:\n  b: c\n\nd: e\n", at(0, 11)), block);
    assert_eq!(drawing("a:\r\n  b: c\r\nd: e\r\n", at(0, 12)), block);
    let long = "   ╭─[a.yaml:1:1]\n 1 │ a:\n   · ─┬\n   ·  ╰── here\n   ╰────\n";
    assert_eq!(drawing(&format!("a:\n{}", "- b\n".repeat(1000)), at(0, 4003)), long);
}

#[test]
fn texts_that_are_not_ascii() {
    let wide = "   ╭─[a.yaml:1:5]\n 1 │ 名前: 値段 x\n   ·       ──┬─\n   ·         ╰── here\n   ╰────\n";
    assert_eq!(drawing("名前: 値段 x\n", at(8, 14)), wide);
    let combining = "   ╭─[a.yaml:1:4]\n 1 │ e\u{301} x\n   ·   ┬\n   ·   ╰── here\n   ╰────\n";
    assert_eq!(drawing("e\u{301} x\n", at(4, 5)), combining);
    let emoji = "   ╭─[a.yaml:1:3]\n 1 │ 🦀 x\n   ·    ┬\n   ·    ╰── here\n   ╰────\n";
    assert_eq!(drawing("🦀 x\n", at(5, 6)), emoji);
    // An offset inside a character refers to the character.
    let inside = "   ╭─[a.yaml:1:1]\n 1 │ 🦀 x\n   · ─┬\n   ·  ╰── here\n   ╰────\n";
    assert_eq!(drawing("🦀 x\n", at(1, 2)), inside);
}

#[test]
fn tabs_and_byte_order_marks() {
    let tab = "   ╭─[a.yaml:2:5]\n 2 │     b:  c\n   ·         ┬\n   ·         ╰── here\n   ╰────\n";
    assert_eq!(drawing("a:\n\tb:\tc\n", at(7, 8)), tab);
    let mark = "   ╭─[a.yaml:1:5]\n 1 │ a: b\n   ·    ┬\n   ·    ╰── here\n   ╰────\n";
    assert_eq!(drawing("\u{feff}a: b\n", at(6, 7)), mark);
}

#[test]
fn nothing_plays_tricks_on_the_terminal() {
    let mut case = case(&[("a\u{1b}.yaml", "a: \u{1b}[31m\u{202e}x\u{200b}\rz\n")]);
    let place = case.find(0, "z");
    let finding = case.add(Severity::Error, "m\u{1b}[2J{}", place, "l\u{7}");
    finding.help = Some("h\u{9b}".to_owned());
    let expected = "\
error[a-rule]: m<U+001B>[2J{}
   ╭─[a<U+001B>.yaml:1:13]
 1 │ a: <U+001B>[31m<U+202E>x<U+200B><U+000D>z
   ·                                         ┬
   ·                                         ╰── l<U+0007>
   ╰────
  help: h<U+009B>

1 error in 1 file (1 resource)
why it matters: bowline explain a-rule
";
    assert_eq!(case.human(PLAIN), expected);
}

#[test]
fn long_lines_are_cut_around_each_label() {
    let text = format!("{{\"a\": \"{}\", \"b\": 1, \"c\": \"{}\"}}\n", "x".repeat(2500), "y".repeat(2500));
    let mut case = case(&[("long.json", &text)]);
    let (b, a) = (case.find(0, "\"b\""), case.find(0, "\"a\""));
    case.add(Severity::Error, "m", b, "b").related = vec![label(a, "a")];
    let expected = "\
error[a-rule]: m
   ╭─[long.json:1:2511]
 1 │ …xxxxxxxxxxxxxx\", \"b\": 1, \"c\": \"yyyyyyyyyyyyyyyyyyyyyy…
   ·                   ─┬─
   ·                    ╰── b
   ╰────
   ╭─[long.json:1:2]
 1 │ {\"a\": \"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…
   ·  ─┬─
   ·   ╰── a
   ╰────

1 error in 1 file (1 resource)
why it matters: bowline explain a-rule
";
    assert_eq!(case.human(Style { width: 60, ..PLAIN }), expected);
    assert!(case.human(Style { width: 60, unicode: false, ..PLAIN }).contains(" 1 | ...xxxxxxx"));
}

#[test]
fn colour_adds_escapes_and_nothing_else() {
    let mut case = project();
    let (value, other) = (case.find(0, "none"), case.find(1, "wbe"));
    let finding = case.add(Severity::Error, "m", value, "here");
    finding.related = vec![label(other, "there")];
    finding.help = Some("h".to_owned());
    let plain = case.human(PLAIN);
    let colored = case.human(Style { color: true, links: true, ..PLAIN });
    assert!(colored.contains("\x1b]8;;https://example.org/rule\x1b\\a-rule\x1b]8;;\x1b\\"));
    assert_eq!(without_escapes(&colored), plain);
    assert!(!case.human(Style { links: true, ..PLAIN }).contains('\x1b'));
}

fn without_escapes(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, escape)) = rest.split_once('\x1b') {
        out.push_str(before);
        let end =
            if escape.starts_with(']') { escape.find("\x1b\\").unwrap() + 2 } else { escape.find('m').unwrap() + 1 };
        rest = &escape[end..];
    }
    out + rest
}

#[test]
fn the_end_counts_and_says_what_was_not_checked() {
    let mut case = project();
    assert_eq!(case.human(PLAIN), "no findings in 2 resources (2 files)\n");
    case.summary.skipped.push(Skipped { file: "a.yaml".to_owned(), line: None, reason: "not UTF-8".to_owned() });
    let one = "no findings in 2 resources (2 files)\nnot checked: a.yaml (not UTF-8)\n";
    assert_eq!(case.human(PLAIN), one);
    for index in 0..14 {
        case.summary.skipped.push(Skipped {
            file: format!("{index}.yaml"),
            line: None,
            reason: "Helm template".to_owned(),
        });
    }
    case.summary.hidden_infos = 5;
    case.summary.suppressed = 1;
    let many = "\
no findings in 2 resources (2 files) · 5 infos not shown (--info) · 1 suppressed
not checked: 14 files (Helm template), a.yaml (not UTF-8) · --verbose lists them
";
    assert_eq!(case.human(PLAIN), many);
    for index in 0..5 {
        case.summary.skipped.push(Skipped {
            file: format!("{index}.yaml"),
            line: None,
            reason: format!("reason {index}"),
        });
    }
    let rest = "0.yaml (reason 0), 1.yaml (reason 1), 3 files for other reasons; --verbose lists them\n";
    assert!(case.human(Style { unicode: false, ..PLAIN }).ends_with(rest));
    case.summary.skipped.clear();
    case.summary.hidden_infos = 0;
    case.summary.suppressed = 0;
    case.summary.resources = 0;
    assert_eq!(case.human(PLAIN), "nothing to check: no resources in 2 files\n");
}

/// Findings that differ only in the names of objects. The first file has seven, each other file has one.
fn repeated(files: usize) -> Case {
    let names: Vec<String> = (0..files).map(|index| format!("{}.yaml", (b'a' + index as u8) as char)).collect();
    let files: Vec<(&str, &str)> =
        names.iter().map(|name| (&**name, "x: 1\nx: 1\nx: 1\nx: 1\nx: 1\nx: 1\nx: 1\n")).collect();
    let mut case = case(&files);
    for index in 0..files.len() {
        for line in 0..if index == 0 { 7 } else { 1 } {
            let place = case.nth(index as u32, "1", line);
            let name = format!("web-{index}-{line}");
            let found = case.add(Severity::Error, &format!("`{name}` and container `{name}` are bad"), place, "");
            found.help = Some(format!("write another word for `{name}`"));
            found.object = object("Service", &name);
        }
    }
    case
}

#[test]
fn what_is_the_same_is_said_once() {
    let expected = "\
error[a-rule]: `web-0-0` and container `web-0-0` are bad
   ╭─[a.yaml:1:4]
 1 │ x: 1
   ·    ─
   ╰────
  help: write another word for `web-0-0`
    in: Service `web-0-0`
  also: 7 more: a.yaml:2,3,4,5,6,… · b.yaml:1

8 errors in 2 files (2 resources)
why it matters: bowline explain a-rule
every place: --verbose
";
    assert_eq!(repeated(2).human(PLAIN), expected);
    let also = |case: &Case, style: Style| {
        let text = case.human(style);
        let (_, also) = text.split_once("  also: ").unwrap();
        also.split_once("\n\n").unwrap().0.to_owned()
    };
    assert_eq!(also(&repeated(9), PLAIN), "14 more: a.yaml:2,3,4,5,6,… · 8 other files");
    assert_eq!(also(&repeated(9), Style { unicode: false, ..PLAIN }), "14 more: a.yaml:2,3,4,5,6,...; 8 other files");
    let all = "8 more: a.yaml:2,3,4,5,6,7\n        b.yaml:1\n        c.yaml:1";
    assert_eq!(also(&repeated(3), Style { verbose: true, ..PLAIN }), all);
    assert!(!repeated(3).human(Style { verbose: true, ..PLAIN }).contains("--verbose"));
    let mut elsewhere = repeated(9);
    elsewhere.diagnostics.drain(1..7);
    assert_eq!(also(&elsewhere, PLAIN), "8 more in 8 other files");
}

#[test]
fn what_differs_is_said_each_time() {
    let mut case = case(&[("a.yaml", "a: 1\n")]);
    let place = case.find(0, "1");
    for message in ["`a` is bad", "`b` is bad"] {
        case.add(Severity::Error, message, place, "").object = object("Service", "c");
    }
    case.add(Severity::Warning, "`a` is bad", place, "");
    case.add(Severity::Error, "`a` is bad", place, "").help = Some("stop".to_owned());
    case.add(Severity::Error, "`a` is bad", place, "").rule = "leak";
    assert!(!case.human(PLAIN).contains("also:"), "{}", case.human(PLAIN));
}

#[test]
fn the_gravest_come_first_where_there_are_many() {
    let order = |count: usize| {
        let mut case = case(&[("a.yaml", "a: 1\n"), ("b.yaml", "b: 2\n")]);
        let (a, b) = (case.find(0, "1"), case.find(1, "2"));
        for index in 0..count {
            case.add(Severity::Warning, &format!("warning {index}"), a, "");
        }
        case.add(Severity::Error, "grave", b, "");
        let text = case.human(PLAIN);
        text.find("grave") < text.find("warning 0")
    };
    assert_eq!((order(19), order(20)), (false, true));
}

#[test]
fn many_findings_are_counted_by_rule() {
    let mut case = project();
    let value = case.find(0, "none");
    for index in 0..20 {
        case.add(Severity::Warning, "m", value, "").rule = if index < 3 { "rare" } else { "often" };
    }
    let rare = "\n20 warnings in 2 files (2 resources)\nwhy it matters: bowline explain rare\nevery place: --verbose\n";
    assert!(case.human(PLAIN).ends_with(rare));
    assert!(!case.human(PLAIN).contains("  17  often"));
    case.add(Severity::Error, "m", value, "").rule = "grave";
    let counted = "
  17  often
   3  rare
   1  grave

1 error, 20 warnings in 2 files (2 resources)
why it matters: bowline explain grave
every place: --verbose
";
    assert!(case.human(PLAIN).ends_with(counted), "{}", case.human(PLAIN));
    let rules = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o"];
    for rule in rules {
        case.add(Severity::Error, "m", value, "").rule = rule;
    }
    assert!(case.human(PLAIN).contains("\n   1  l\n   3  of 3 further rules\n\n16 errors, 20 warnings in"));
}

#[test]
fn the_end_says_what_was_built_in_part() {
    let mut case = project();
    case.summary.unbuilt = vec![unbuilt("a/kustomization.yaml", "a Helm chart")];
    let one = "no findings in 2 resources (2 files)\nbuilt in part: a/kustomization.yaml (a Helm chart)\n";
    assert_eq!(case.human(PLAIN), one);
    // A kustomization that lacks two bases counts once.
    let names = ["a/kustomization.yaml", "b/kustomization.yaml", "b/kustomization.yaml"];
    case.summary.unbuilt.extend(names.map(|name| unbuilt(name, "a remote base")));
    let many = "\
no findings in 2 resources (2 files)
built in part: 2 kustomizations (a remote base), a/kustomization.yaml (a Helm chart) · --verbose lists them
";
    assert_eq!(case.human(PLAIN), many);
    let all = case.human(Style { verbose: true, ..PLAIN });
    let first = "\nbuilt in part: 2 kustomizations\n  a/kustomization.yaml: a Helm chart (base/kustomization.yaml:3)\n";
    assert!(all.contains(first), "{all}");
}

#[test]
fn every_file_that_was_not_checked_is_listed_on_demand() {
    let mut case = project();
    for name in ["a.yaml", "b\u{1b}.yaml"] {
        case.summary.skipped.push(Skipped { file: name.to_owned(), line: None, reason: "template".to_owned() });
    }
    let expected = "\
no findings in 2 resources (2 files)
not checked: 2 files
  a.yaml: template
  b<U+001B>.yaml: template
";
    assert_eq!(case.human(Style { verbose: true, ..PLAIN }), expected);
}

/// In a terminal, sentences, labels, help and fixes are broken between words. Names stay whole.
#[test]
fn a_terminal_gets_lines_that_fit() {
    let text = "spec:\n            deep:\n              fieldPath: metadata.name\n";
    let mut case = case(&[("a.yaml", text)]);
    let (value, above) = (case.find(0, "metadata.name"), case.find(0, "deep"));
    let words = "the words of a long sentence that goes on and on";
    let name = "`metadata.labels['apps.kubernetes.io/pod-index']`";
    let fix = case.fix("write it as it should be in the end", Applicability::Unsafe, value, "None");
    let finding = case.add(Severity::Error, &format!("{words}, {name}"), value, words);
    finding.related = vec![label(above, "short")];
    finding.help = Some(format!("write {name}, {words}"));
    finding.fix = fix;
    let expected = "\
error[a-rule]: the words of a long sentence
  that goes on and on,
  `metadata.labels['apps.kubernetes.io/pod-index']`
   ╭─[a.yaml:3:26]
 2 │ deep:
   · ──┬─
   ·   ╰── short
 3 │   fieldPath: metadata.name
   ·              ──────┬──────
   ·                    ╰─┤ the words of a long
   ·                      │ sentence that goes
   ·                      │ on and on
   ╰────
  help: write
        `metadata.labels['apps.kubernetes.io/pod-index']`,
        the words of a long sentence that goes
        on and on
   fix: write it as it should be in the end:
        `None` (unsafe)

1 error in 1 file (1 resource)
why it matters: bowline explain a-rule
";
    let terminal = Style { width: 46, wrap: true, ..PLAIN };
    assert_eq!(case.human(terminal), expected);
    assert_eq!(without_escapes(&case.human(Style { color: true, links: true, ..terminal })), expected);
    // On a wide terminal, sentences of the full width would be too long to read.
    let wide = case.human(Style { width: 400, ..terminal });
    assert!(
        wide.contains(&format!("  help: write {name}, the words of a long sentence that goes on and\n        on\n"))
    );
    // In a pipe, each sentence is one line, so that grep finds it.
    assert!(case.human(Style { width: 46, ..PLAIN }).contains(&format!("error[a-rule]: {words}, {name}\n")));
}

#[test]
fn a_wall_of_labels_is_cut() {
    let text: String = (0..14).map(|index| format!("- {index}\n")).collect();
    let mut case = case(&[("a.yaml", &text)]);
    let places: Vec<Span> = (0..14).map(|index| case.nth(0, "- ", index)).collect();
    let finding = case.add(Severity::Error, "m", places[0], "");
    finding.related = places[1..].iter().map(|place| label(*place, "again")).collect();
    let shown = case.human(PLAIN);
    assert_eq!(shown.matches("── again\n").count(), 9);
    assert!(shown.contains("   ╰────\n  also: 4 further places, not shown\n"), "{shown}");
}

/// Wide characters count as two columns, so a line of them is cut early enough.
#[test]
fn lines_of_wide_characters_fit() {
    let text = format!("a: {}b: {}\n", "値".repeat(60), "🦀".repeat(60));
    let mut case = case(&[("a.yaml", &text)]);
    let place = case.find(0, "b");
    case.add(Severity::Error, "m", place, "here");
    let expected = "\
error[a-rule]: m
   ╭─[a.yaml:1:64]
 1 │ …値値値値値値値値b: 🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀…
   ·                  ┬
   ·                  ╰── here
   ╰────

1 error in 1 file (1 resource)
why it matters: bowline explain a-rule
";
    assert_eq!(case.human(Style { width: 60, ..PLAIN }), expected);
}

/// A line is cut only if it does not fit next to its number.
#[test]
fn a_line_that_fits_is_whole() {
    for (length, end, columns) in [(55, 'x', 60), (56, '…', 59)] {
        let mut case = case(&[("a.yaml", &format!("a: {}\n", "x".repeat(length - 3)))]);
        let place = case.find(0, "a");
        case.add(Severity::Error, "m", place, "");
        let report = case.human(Style { width: 60, ..PLAIN });
        let line = report.lines().find(|line| line.starts_with(" 1 │")).unwrap();
        assert!(line.ends_with(end), "{line}");
        assert_eq!(line.chars().count(), columns);
    }
}

/// What to write is not torn apart by a line break, unless it is long.
#[test]
fn short_code_stays_on_its_line() {
    let mut case = project();
    let place = case.find(0, "none");
    let help =
        "write the two words of `one short code` and then `a code of many words that is longer than a line can be`";
    case.add(Severity::Error, "m", place, "").help = Some(help.to_owned());
    let report = case.human(Style { width: 40, wrap: true, ..PLAIN });
    let help: Vec<&str> = report.lines().skip_while(|line| !line.contains("help:")).take(5).map(str::trim).collect();
    let expected = [
        "help: write the two words of",
        "`one short code` and then `a",
        "code of many words that is",
        "longer than a line can be`",
        "",
    ];
    assert_eq!(help, expected);
}

#[test]
fn marks_without_width_make_no_endless_line() {
    let mut case = case(&[("a.yaml", &format!("a: e{} b\n", "\u{301}".repeat(100_000)))]);
    let place = case.find(0, "b");
    case.add(Severity::Error, "m", place, "here");
    assert!(case.human(PLAIN).len() < 2_000);
}

/// Any labels give no panic, no trailing space, no double empty line and no control character.
#[test]
fn any_labels_are_drawn_tidily() {
    let text = format!("a: 値 \u{1b}\r\n\n\tb: e\u{301}🦀\rx\n  \r\n{}\nend: SECRET", "long ".repeat(60));
    let mut case = case(&[("a.yaml", &text), ("b.yaml", DEPLOYMENT)]);
    case.secrets = secrets(&[case.find(0, "SECRET"), case.find(0, "\tb: e")]);
    let mut seed = 1u32;
    let mut random = |below: u32| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 8) % below
    };
    for _ in 0..3000 {
        let mut span = || {
            let file = u32::from(random(4) == 0);
            let length = case.sources.get(FileId(file)).text.len() as u32;
            let start = random(length + 1);
            Span::new(FileId(file), start, (start + random(60) * random(2)).min(length))
        };
        let (primary, related) = (span(), [span(), span(), span()]);
        case.diagnostics.clear();
        case.add(Severity::Error, "m", primary, "p").related = related.map(|span| label(span, "r")).to_vec();
        let shown = case.human(Style { width: 60, wrap: random(2) == 0, ..PLAIN });
        assert!(shown.lines().all(|line| line.trim_end() == line), "{shown}");
        assert!(!shown.contains("\n\n\n") && !shown.contains("SECRET"), "{shown}");
        assert!(!shown.chars().any(|c| c.is_control() && c != '\n'), "{shown}");
    }
}
