//! Formats of XML: well-formed whatever a message holds, and read back as it was meant.

use super::common::*;
use bowline::report::{checkstyle, junit};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// Elements in order, each with its attributes and the text in it, everything unescaped.
fn elements(xml: &str) -> Vec<(String, Vec<(String, String)>, String)> {
    let mut reader = Reader::from_str(xml);
    let mut found: Vec<(String, Vec<(String, String)>, String)> = Vec::new();
    let start = |element: BytesStart| {
        let name = element.name().as_ref().to_owned();
        let attributes = element.attributes().map(|attribute| {
            let attribute = attribute.unwrap();
            let value = quick_xml::escape::unescape(&attribute.value).unwrap().into_owned();
            (attribute.key.as_ref().to_owned(), value)
        });
        (name, attributes.collect(), String::new())
    };
    loop {
        match reader.read_event().unwrap() {
            Event::Eof => return found,
            Event::Start(element) | Event::Empty(element) => found.push(start(element)),
            Event::Text(text) => {
                if let Some((_, _, inner)) = found.last_mut() {
                    inner.push_str(&text);
                }
            }
            Event::GeneralRef(name) => {
                let text = quick_xml::escape::unescape(&format!("&{};", &*name)).unwrap().into_owned();
                found.last_mut().unwrap().2.push_str(&text);
            }
            Event::End(_) | Event::Decl(_) => {}
            other => panic!("{other:?}"),
        }
    }
}

fn get<'a>(element: &'a (String, Vec<(String, String)>, String), name: &str) -> &'a str {
    element.1.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
}

const EXPLAINED: &str = "100% of `<a>` & \"b\" are [x](y)<U+001B><U+FFFF>\nno, c:d\nhelp: write `http`\n\
                         pod.yaml:2:11: declared [here]\npod.yaml:2:3";

#[test]
fn checkstyle_has_an_error_for_each_finding() {
    let elements = elements(&everything().written(checkstyle::write));
    let names: Vec<&str> = elements.iter().map(|(name, _, _)| name.as_str()).collect();
    assert_eq!(names, ["checkstyle", "file", "error", "error", "file", "error"]);
    assert_eq!(get(&elements[1], "name"), "apps/größe: 1,2.yaml");
    let values = |at: usize| ["line", "column", "severity", "message", "source"].map(|name| get(&elements[at], name));
    assert_eq!(values(2), ["2", "30", "error", EXPLAINED, "bowline.a-rule"]);
    assert_eq!(values(3), ["3", "11", "warning", "written out", "bowline.leak"]);
    assert_eq!(values(5), ["2", "3", "info", "all of this", "bowline.a-rule"]);
}

#[test]
fn a_finding_is_a_failed_test_and_an_info_is_not() {
    let elements = elements(&everything().written(junit::write));
    let names: Vec<&str> = elements.iter().map(|(name, _, _)| name.as_str()).collect();
    let first = ["testsuites", "testsuite", "testcase", "failure", "testcase", "failure"];
    assert_eq!(
        names,
        [&first[..], &["testsuite", "testcase", "system-out", "testsuite", "testcase", "skipped"]].concat()
    );
    let counts = |at: usize| ["tests", "failures", "errors"].map(|name| get(&elements[at], name));
    assert_eq!(counts(0), ["4", "2", "0"]);
    assert_eq!([counts(1), counts(6), counts(9)], [["2", "2", "0"], ["1", "0", "0"], ["1", "0", "0"]]);
    assert_eq!(
        (get(&elements[2], "name"), get(&elements[2], "classname")),
        ("a-rule 2:30 Service/cache/spec.targetPort", "apps/größe: 1,2.yaml")
    );
    assert_eq!(get(&elements[3], "type"), "error");
    assert_eq!(get(&elements[3], "message"), "100% of `<a>` & \"b\" are [x](y)<U+001B><U+FFFF>\nno, c:d");
    assert_eq!(elements[3].2.trim(), EXPLAINED);
    assert_eq!(elements[8].2.trim(), "all of this");
    assert_eq!((get(&elements[10], "classname"), get(&elements[11], "message")), ("t.yaml", "Helm template"));
}

#[test]
fn a_clean_run_is_a_passed_test() {
    let clean = case(&[("a.yaml", "")]);
    let names = |xml: &str| elements(xml).into_iter().map(|(name, _, _)| name).collect::<Vec<_>>();
    assert_eq!(names(&clean.written(junit::write)), ["testsuites", "testsuite", "testcase"]);
    assert_eq!(names(&clean.written(checkstyle::write)), ["checkstyle"]);
}
