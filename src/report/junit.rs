//! JUnit: findings as failed tests, for tools that show test results.
//!
//! A finding of severity info is a passed test with an output, because a failed one would make the build fail. Some
//! readers refuse a report without tests, so there is always one.

use std::borrow::Cow;
use std::io;

use quick_xml::writer::ElementWriter;

use super::words::{TOOL, explained, object, path};
use super::xml::{Xml, document, text, value};
use super::{Report, Unbuilt};
use crate::diagnostic::{Diagnostic, Severity};

/// Writes one test suite for each file with findings, one for what was not checked, and one for what kustomizations did
/// not build.
pub fn write(out: &mut dyn io::Write, report: &Report) -> io::Result<()> {
    let skipped = report.summary.skipped.iter().map(|skipped| (skipped.place(), Cow::from(&*skipped.reason)));
    let unbuilt = report.summary.unbuilt.iter().map(|unbuilt| {
        let Unbuilt { kustomization, file, line, reason } = unbuilt;
        (kustomization.clone(), Cow::from(format!("{reason} is not available ({file}:{line})")))
    });
    let left_out: [(&str, Vec<_>); 2] = [("not checked", skipped.collect()), ("built in part", unbuilt.collect())];
    let failures = failures(report.diagnostics.iter());
    let tests = report.diagnostics.len().max(1) + left_out.iter().map(|(_, all)| all.len()).sum::<usize>();
    document(out, |xml| {
        let root = xml.create_element("testsuites").with_attribute(("name", TOOL));
        counted(root, tests, failures).write_inner_content(|xml| {
            if report.diagnostics.is_empty() {
                suite(xml, TOOL, 1, 0, 0, |xml| case(xml, "no findings", TOOL, |_| Ok(())))?;
            }
            for (name, found) in report.by_file() {
                let (name, failures) = (path(&name), self::failures(found.iter().copied()));
                suite(xml, name, found.len(), failures, 0, |xml| {
                    found.iter().try_for_each(|diagnostic| finding(xml, report, diagnostic, name))
                })?;
            }
            left_out.iter().filter(|(_, all)| !all.is_empty()).try_for_each(|(title, all)| {
                suite(xml, title, all.len(), 0, all.len(), |xml| {
                    all.iter().try_for_each(|(place, reason)| unchecked(xml, title, place, reason))
                })
            })
        })?;
        Ok(())
    })
}

/// Writes a skipped test: the place that was left out, and the reason.
fn unchecked(xml: &mut Xml<'_>, title: &str, place: &str, reason: &str) -> io::Result<()> {
    case(xml, title, path(place), |xml| {
        let element = xml.create_element("skipped");
        element.with_attribute(("message", &*value(reason))).write_empty().map(drop)
    })
}

fn failures<'a>(diagnostics: impl Iterator<Item = &'a Diagnostic>) -> usize {
    diagnostics.filter(|diagnostic| diagnostic.severity > Severity::Info).count()
}

fn finding(xml: &mut Xml<'_>, report: &Report, diagnostic: &Diagnostic, file: &str) -> io::Result<()> {
    let place = report.place(diagnostic.primary.span);
    // Some readers show only one of several tests with the same name.
    let object = object(diagnostic).map_or_else(String::new, |object| format!(" {object}"));
    let name = format!("{} {}:{}{object}", diagnostic.rule, place.start.line, place.start.column);
    let explained = explained(report, diagnostic);
    case(xml, &name, file, |xml| match diagnostic.severity {
        Severity::Info => xml.create_element("system-out").write_text_content(text(&explained)).map(drop),
        severity => {
            let failure = xml.create_element("failure").with_attribute(("type", severity.as_str()));
            let failure = failure.with_attribute(("message", &*value(&diagnostic.message)));
            failure.write_text_content(text(&explained)).map(drop)
        }
    })
}

/// Writes a test suite. `content` writes its tests.
fn suite(
    xml: &mut Xml<'_>,
    name: &str,
    tests: usize,
    failures: usize,
    skipped: usize,
    content: impl FnOnce(&mut Xml<'_>) -> io::Result<()>,
) -> io::Result<()> {
    let element = xml.create_element("testsuite").with_attribute(("name", &*value(name)));
    let element = counted(element, tests, failures).with_attribute(("skipped", &*skipped.to_string()));
    element.write_inner_content(content).map(drop)
}

fn counted<'w, 'o>(
    element: ElementWriter<'w, &'o mut dyn io::Write>,
    tests: usize,
    failures: usize,
) -> ElementWriter<'w, &'o mut dyn io::Write> {
    let element = element.with_attribute(("tests", &*tests.to_string()));
    element.with_attribute(("failures", &*failures.to_string())).with_attribute(("errors", "0"))
}

/// Writes a test case. It passes if `content` writes nothing.
fn case(
    xml: &mut Xml<'_>,
    name: &str,
    class: &str,
    content: impl FnOnce(&mut Xml<'_>) -> io::Result<()>,
) -> io::Result<()> {
    let element = xml.create_element("testcase").with_attribute(("name", &*value(name)));
    element.with_attribute(("classname", &*value(class))).write_inner_content(content).map(drop)
}
