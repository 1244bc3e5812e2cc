//! XML formats: well-formed whatever a message contains, and read back unchanged.

use super::case::*;
use bowline::report::{checkstyle, junit};
use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};

/// An element as it is read, with everything unescaped.
struct Element {
    name: String,
    attributes: Vec<(String, String)>,
    /// The text directly in the element.
    text: String,
}

impl Element {
    fn new(element: &BytesStart) -> Self {
        let attributes = element.attributes().map(|attribute| {
            let attribute = attribute.unwrap();
            (attribute.key.as_ref().to_owned(), unescape(&attribute.value).unwrap().into_owned())
        });
        Self { name: element.name().as_ref().to_owned(), attributes: attributes.collect(), text: String::new() }
    }

    fn get(&self, name: &str) -> &str {
        self.attributes.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }
}

/// The elements, in the order in which they start.
fn elements(xml: &str) -> Vec<Element> {
    let mut reader = Reader::from_str(xml);
    let mut found: Vec<Element> = Vec::new();
    loop {
        let text = match reader.read_event().unwrap() {
            Event::Eof => return found,
            Event::Start(element) | Event::Empty(element) => {
                found.push(Element::new(&element));
                continue;
            }
            Event::Text(text) => text.to_string(),
            Event::GeneralRef(name) => unescape(&format!("&{};", &*name)).unwrap().into_owned(),
            Event::End(_) | Event::Decl(_) => continue,
            other => panic!("{other:?}"),
        };
        if let Some(element) = found.last_mut() {
            element.text.push_str(&text);
        }
    }
}

fn names(elements: &[Element]) -> Vec<&str> {
    elements.iter().map(|element| element.name.as_str()).collect()
}

const EXPLAINED: &str = "100% of `<a>` & \"b\" are [x](y)<U+001B><U+FFFF>\nno, c:d\nhelp: write `http`\n\
                         pod.yaml:2:11: declared [here]\npod.yaml:2:3";

#[test]
fn checkstyle_has_an_error_for_each_finding() {
    let elements = elements(&everything().written(checkstyle::write));
    assert_eq!(names(&elements), ["checkstyle", "file", "error", "error", "file", "error"]);
    assert_eq!(elements[1].get("name"), "apps/größe: 1,2.yaml");
    let values = |at: usize| ["line", "column", "severity", "message", "source"].map(|name| elements[at].get(name));
    assert_eq!(values(2), ["2", "30", "error", EXPLAINED, "bowline.a-rule"]);
    assert_eq!(values(3), ["3", "11", "warning", "written out", "bowline.leak"]);
    assert_eq!(values(5), ["2", "3", "info", "all of this", "bowline.a-rule"]);
}

#[test]
fn a_finding_is_a_failed_test_and_an_info_is_not() {
    let elements = elements(&everything().written(junit::write));
    let first = ["testsuites", "testsuite", "testcase", "failure", "testcase", "failure"];
    assert_eq!(
        names(&elements),
        [&first[..], &["testsuite", "testcase", "system-out", "testsuite", "testcase", "skipped"]].concat()
    );
    let counts = |at: usize| ["tests", "failures", "errors"].map(|name| elements[at].get(name));
    assert_eq!(counts(0), ["4", "2", "0"]);
    assert_eq!([counts(1), counts(6), counts(9)], [["2", "2", "0"], ["1", "0", "0"], ["1", "0", "0"]]);
    assert_eq!(
        (elements[2].get("name"), elements[2].get("classname")),
        ("a-rule 2:30 Service/cache/spec.targetPort", "apps/größe: 1,2.yaml")
    );
    assert_eq!(elements[3].get("type"), "error");
    assert_eq!(elements[3].get("message"), "100% of `<a>` & \"b\" are [x](y)<U+001B><U+FFFF>\nno, c:d");
    assert_eq!(elements[3].text.trim(), EXPLAINED);
    assert_eq!(elements[8].text.trim(), "all of this");
    assert_eq!((elements[10].get("classname"), elements[11].get("message")), ("t.yaml", "Helm template"));
}

#[test]
fn what_a_kustomization_does_not_build_is_a_skipped_test() {
    let mut case = case(&[("a.yaml", "")]);
    case.summary.unbuilt = vec![unbuilt("prod/kustomization.yaml", "a remote base")];
    let elements = elements(&case.written(junit::write));
    assert_eq!(names(&elements[3..]), ["testsuite", "testcase", "skipped"]);
    assert_eq!((elements[0].get("tests"), elements[0].get("failures")), ("2", "0"));
    assert_eq!((elements[3].get("name"), elements[3].get("skipped")), ("built in part", "1"));
    assert_eq!(elements[4].get("classname"), "prod/kustomization.yaml");
    assert_eq!(elements[5].get("message"), "a remote base is not available (base/kustomization.yaml:3)");
}

#[test]
fn a_clean_run_is_a_passed_test() {
    let clean = case(&[("a.yaml", "")]);
    assert_eq!(names(&elements(&clean.written(junit::write))), ["testsuites", "testsuite", "testcase"]);
    assert_eq!(names(&elements(&clean.written(checkstyle::write))), ["checkstyle"]);
}
